//! The default transport: `reqwest`.
//!
//! Invariant: an error counts as "not connected" only where `reqwest` says that the
//! connection did not come up.

use std::pin::Pin;
use std::sync::{Mutex, PoisonError};
use std::task::{Context, Poll, ready};
use std::time::Duration;

use bytes::Bytes;
use futures_core::Stream;
use http_body::Body as _;

use super::{Sending, Transport, TransportError, TransportReply};
use crate::operation::Method;
use crate::prepared::PreparedRequest;
use crate::timer::Timeouts;

/// How long an idle connection is kept; WeChat Pay closes its side after 8 s.
const POOL_IDLE: Duration = Duration::from_secs(7);
/// For so many connect timeouts of single calls there is a pool of connections.
const POOLS: usize = 4;

/// Sends with `reqwest`.
pub(crate) enum HttpTransport {
    /// A client that the application made. It limits the time to connect itself.
    Given(reqwest::Client),
    /// Clients that were made here.
    Own(Own),
}

/// `reqwest` fixes the time to connect when a client is made, so there is one for each.
pub(crate) struct Own {
    usual: (Duration, reqwest::Client),
    others: Mutex<Vec<(Duration, reqwest::Client)>>,
    proxies: Option<Box<dyn Proxies>>,
}

/// The proxies to send through. A trait, so that an application that gives none is without
/// what `reqwest` makes of them.
pub(crate) trait Proxies: Send + Sync {
    /// Adds one more.
    fn push(&mut self, proxy: reqwest::Proxy);

    /// Has the client that `builder` makes send through them.
    fn give(&self, builder: reqwest::ClientBuilder) -> reqwest::ClientBuilder;
}

impl Proxies for Vec<reqwest::Proxy> {
    fn push(&mut self, proxy: reqwest::Proxy) {
        Vec::push(self, proxy);
    }

    fn give(&self, builder: reqwest::ClientBuilder) -> reqwest::ClientBuilder {
        let proxies = self.iter().cloned();
        proxies.fold(builder, reqwest::ClientBuilder::proxy)
    }
}

impl HttpTransport {
    /// A transport whose calls connect within `connect`, through `proxies`.
    pub(crate) fn new(
        connect: Duration,
        proxies: Option<Box<dyn Proxies>>,
    ) -> Result<Self, reqwest::Error> {
        Ok(Self::Own(Own {
            usual: (connect, make(connect, proxies.as_deref())?),
            others: Mutex::new(Vec::new()),
            proxies,
        }))
    }

    fn client(&self, connect: Duration) -> Result<reqwest::Client, reqwest::Error> {
        match self {
            Self::Given(client) => Ok(client.clone()),
            Self::Own(own) if own.usual.0 == connect => Ok(own.usual.1.clone()),
            Self::Own(own) => own.other(connect),
        }
    }
}

impl Own {
    fn other(&self, connect: Duration) -> Result<reqwest::Client, reqwest::Error> {
        let mut others = self.others.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((_, client)) = others.iter().find(|(other, _)| *other == connect) {
            return Ok(client.clone());
        }
        let client = make(connect, self.proxies.as_deref())?;
        if others.len() == POOLS {
            others.remove(0);
        }
        others.push((connect, client.clone()));
        Ok(client)
    }
}

/// It follows no redirect: the signature would not hold for another URL.
fn make(
    connect: Duration,
    proxies: Option<&dyn Proxies>,
) -> Result<reqwest::Client, reqwest::Error> {
    let mut builder = reqwest::Client::builder()
        .pool_idle_timeout(POOL_IDLE)
        .connect_timeout(connect)
        .redirect(reqwest::redirect::Policy::none());
    if let Some(proxies) = proxies {
        builder = proxies.give(builder);
    }
    builder.build()
}

impl Transport for HttpTransport {
    fn send<'a>(&'a self, request: &'a PreparedRequest, timeouts: &'a Timeouts) -> Sending<'a> {
        Box::pin(async move {
            let not_made = |error: reqwest::Error| TransportError::NotConnected(error.into());
            let client = self.client(timeouts.connect).map_err(not_made)?;
            let method = http_method(request.method);
            let mut built = reqwest::Request::new(method, request.url.clone());
            *built.headers_mut() = request.headers.clone();
            if !request.body.is_empty() {
                *built.body_mut() = Some(request.body.clone().into());
            }
            let response = client.execute(built).await.map_err(classify)?;
            let (parts, body) = ::http::Response::from(response).into_parts();
            Ok(TransportReply {
                status: parts.status,
                headers: parts.headers,
                body: Box::pin(Pieces(body)),
            })
        })
    }
}

/// A body as the stream of its data; trailers mean nothing to WeChat Pay.
struct Pieces(reqwest::Body);

impl Stream for Pieces {
    type Item = Result<Bytes, TransportError>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        loop {
            match ready!(Pin::new(&mut self.0).poll_frame(cx)) {
                None => return Poll::Ready(None),
                Some(Err(error)) => return Poll::Ready(Some(Err(classify(error)))),
                Some(Ok(frame)) => {
                    if let Ok(data) = frame.into_data() {
                        return Poll::Ready(Some(Ok(data)));
                    }
                }
            }
        }
    }
}

fn classify(error: reqwest::Error) -> TransportError {
    // The URL holds order numbers and the like.
    let error = error.without_url();
    if error.is_connect() {
        TransportError::NotConnected(error.into())
    } else if error.is_timeout() {
        TransportError::TimedOut
    } else {
        TransportError::Broken(error.into())
    }
}

fn http_method(method: Method) -> ::http::Method {
    match method {
        Method::Get => ::http::Method::GET,
        Method::Post => ::http::Method::POST,
        Method::Put => ::http::Method::PUT,
        Method::Patch => ::http::Method::PATCH,
        Method::Delete => ::http::Method::DELETE,
    }
}
