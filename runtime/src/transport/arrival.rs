//! An answer on its way in: what a transport hands over, under the limits of the call.
//!
//! Invariant: no body is read past its limit, and nothing is waited for longer than the
//! call's timeouts say.

use std::future::{Future, poll_fn};
use std::pin::pin;
use std::sync::Arc;
use std::task::Poll;
use std::time::{Duration, Instant};

use ::http::header::CONTENT_LENGTH;
use ::http::{HeaderMap, StatusCode};
use bytes::{Bytes, BytesMut};

use super::{BodyStream, Transport, TransportError};
use crate::error::ErrorKind;
use crate::prepared::PreparedRequest;
use crate::reply::{RawReply, header_text};
use crate::timer::{Timeouts, Timer};

/// What is reserved at most because the other side announced it, in bytes.
const RESERVE: usize = 1 << 20;

/// Until when a call may take, and how long it may stand still.
#[derive(Clone)]
pub(crate) struct Limits {
    timer: Arc<dyn Timer>,
    timeouts: Timeouts,
    end: Option<Instant>,
}

impl Limits {
    /// The limits of a call that begins now.
    pub(crate) fn begin(timer: Arc<dyn Timer>, timeouts: Timeouts) -> Self {
        let end = timer.now().checked_add(timeouts.call);
        Self {
            timer,
            timeouts,
            end,
        }
    }

    /// What is left of the call's time.
    pub(crate) fn remaining(&self) -> Duration {
        match self.end {
            Some(end) => end.saturating_duration_since(self.timer.now()),
            None => Duration::MAX,
        }
    }

    /// What `step` gives, unless nothing comes of it in time.
    async fn within<F: Future>(&self, step: F) -> Result<F::Output, ErrorKind> {
        let mut step = pin!(step);
        let mut limit = None;
        let came = poll_fn(|context| {
            if let Poll::Ready(output) = step.as_mut().poll(context) {
                return Poll::Ready(Ok(output));
            }
            let (sleep, timeout) = limit.get_or_insert_with(|| self.shorter());
            sleep.as_mut().poll(context).map(|()| Err(*timeout))
        });
        came.await.map_err(ErrorKind::Timeout)
    }

    /// Sleeps until the nearer of the two limits; also gives what that limit is called.
    fn shorter(&self) -> (crate::timer::Sleep, Duration) {
        let remaining = self.remaining();
        let Timeouts { read, call, .. } = self.timeouts;
        let (wait, name) = if read < remaining {
            (read, read)
        } else {
            (remaining, call)
        };
        (self.timer.sleep(wait), name)
    }

    fn kind(&self, error: TransportError) -> ErrorKind {
        match error {
            TransportError::NotConnected(cause) => ErrorKind::Connect(cause),
            TransportError::TimedOut => ErrorKind::Timeout(self.timeouts.call),
            TransportError::Broken(cause) => ErrorKind::Transport(cause),
        }
    }
}

/// An answer of which the body is still to come.
pub(crate) struct Arrival {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    body: BodyStream,
    limits: Limits,
}

impl Arrival {
    /// Sends `request` and waits for the head of its answer.
    pub(crate) async fn of(
        transport: &dyn Transport,
        request: &PreparedRequest,
        limits: Limits,
    ) -> Result<Self, ErrorKind> {
        let sending = transport.send(request, &limits.timeouts);
        let reply = limits.within(sending).await?;
        let reply = reply.map_err(|error| limits.kind(error))?;
        Ok(Self {
            status: reply.status,
            headers: reply.headers,
            body: reply.body,
            limits,
        })
    }

    /// Ends the limit of the whole call: from here on, only silence counts.
    pub(crate) fn head_is_there(&mut self) {
        self.limits.end = None;
    }

    /// The next piece of the body; `None` at its end.
    pub(crate) async fn chunk(&mut self) -> Result<Option<Bytes>, ErrorKind> {
        let body = &mut self.body;
        let next = poll_fn(|context| body.as_mut().poll_next(context));
        let next = self.limits.within(next).await?;
        next.transpose().map_err(|error| self.limits.kind(error))
    }

    /// The whole answer, if its body has at most `limit` bytes.
    pub(crate) async fn whole(mut self, limit: usize) -> Result<RawReply, ErrorKind> {
        let announced = self.announced();
        if announced > limit {
            return Err(ErrorKind::TooLong { limit });
        }
        let mut body = BytesMut::with_capacity(announced.min(RESERVE));
        while let Some(piece) = self.chunk().await? {
            if body.len() + piece.len() > limit {
                return Err(ErrorKind::TooLong { limit });
            }
            body.extend_from_slice(&piece);
        }
        Ok(RawReply::new(self.status, self.headers, body.freeze()))
    }

    /// How long the body is, as the other side says; 0 where it does not.
    fn announced(&self) -> usize {
        let length = header_text(&self.headers, &CONTENT_LENGTH);
        let length = length.and_then(|length| length.parse::<u64>().ok());
        usize::try_from(length.unwrap_or(0)).unwrap_or(usize::MAX)
    }
}
