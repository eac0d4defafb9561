//! Connections that break where they are told to: what HTTP has no words for.
//!
//! Invariant: a connection that nobody breaks is a `TcpStream` like any other.

use std::io;
use std::net::SocketAddr;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::task::{Context, Poll, ready};

use axum::extract::connect_info::Connected;
use axum::serve::{IncomingStream, Listener};
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::{TcpListener, TcpStream};

/// A connection that is not to break.
const WHOLE: usize = usize::MAX;

/// A listener whose connections can be broken.
#[derive(Debug)]
pub(crate) struct Wires(pub(crate) TcpListener);

/// One connection.
#[derive(Debug)]
pub(crate) struct Wire {
    stream: TcpStream,
    breaker: Breaker,
}

/// Breaks one connection: holds how many more bytes it takes.
#[derive(Debug, Clone)]
pub(crate) struct Breaker(Arc<AtomicUsize>);

impl Breaker {
    /// The connection takes this many more bytes, and then is gone.
    pub(crate) fn break_after(&self, bytes: usize) {
        self.0.store(bytes, Ordering::Release);
    }

    /// How many of `bytes` the connection takes.
    fn taken(&self, bytes: usize) -> io::Result<usize> {
        match self.0.load(Ordering::Acquire) {
            0 if bytes > 0 => Err(io::ErrorKind::BrokenPipe.into()),
            left => Ok(left.min(bytes)),
        }
    }

    fn count(&self, written: usize) {
        let counted = |left| (left != WHOLE).then(|| left - written);
        // Where nothing is to break, nothing is counted.
        let _ = (self.0).fetch_update(Ordering::AcqRel, Ordering::Acquire, counted);
    }
}

impl Listener for Wires {
    type Io = Wire;
    type Addr = SocketAddr;

    async fn accept(&mut self) -> (Wire, SocketAddr) {
        // axum's own way of accepting waits after an error, and tries again.
        let (stream, address) = Listener::accept(&mut self.0).await;
        let breaker = Breaker(Arc::new(AtomicUsize::new(WHOLE)));
        (Wire { stream, breaker }, address)
    }

    fn local_addr(&self) -> io::Result<SocketAddr> {
        self.0.local_addr()
    }
}

impl Connected<IncomingStream<'_, Wires>> for Breaker {
    fn connect_info(stream: IncomingStream<'_, Wires>) -> Self {
        stream.io().breaker.clone()
    }
}

impl AsyncRead for Wire {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_read(context, buffer)
    }
}

impl AsyncWrite for Wire {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        let taken = self.breaker.taken(bytes.len())?;
        let bytes = &bytes[..taken];
        let written = ready!(Pin::new(&mut self.stream).poll_write(context, bytes))?;
        self.breaker.count(written);
        Poll::Ready(Ok(written))
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(context)
    }
}
