//! The boundary to HTTP: what sends a signed request and hands back the answer as it arrives.
//!
//! Invariant: an error says whether the request can have reached the other side. What is
//! read of a body, and how long anything may take, is decided above (`arrival`).

pub(crate) mod arrival;
mod http;

use std::future::Future;
use std::pin::Pin;

use ::http::{HeaderMap, StatusCode};
use bytes::Bytes;
use futures_core::Stream;

use crate::error::Cause;
use crate::prepared::PreparedRequest;
use crate::timer::Timeouts;

pub(crate) use self::http::{HttpTransport, Proxies};

/// Sends signed requests. The default sends them with [`reqwest`]; another one is given to
/// [`ClientBuilder::transport`](crate::ClientBuilder::transport).
///
/// What is sent must be the method, the URL, the headers and the body of the request, byte
/// for byte, for they are signed. No redirect may be followed (the signature would not hold
/// for another URL), no body decompressed (answers are signed as they are sent), no request
/// sent twice (the client above decides when that is safe), and no idle connection kept for
/// more than 7 s (WeChat Pay closes its side after 8).
///
/// The client limits the time that all this takes, by dropping the future or the body: the
/// connection must then be closed. Only the time that a connection takes to come up is for
/// the transport to limit, as [`Timeouts::connect`] says.
pub trait Transport: Send + Sync {
    /// Sends `request` and gives the answer once its headers are there.
    fn send<'a>(&'a self, request: &'a PreparedRequest, timeouts: &'a Timeouts) -> Sending<'a>;
}

/// What [`Transport::send`] gives.
pub type Sending<'a> =
    Pin<Box<dyn Future<Output = Result<TransportReply, TransportError>> + Send + 'a>>;

/// The pieces of a body, in order. After an error there is no more.
pub type BodyStream = Pin<Box<dyn Stream<Item = Result<Bytes, TransportError>> + Send>>;

/// An answer of which the body is still to come.
pub struct TransportReply {
    /// The status.
    pub status: StatusCode,
    /// The headers.
    pub headers: HeaderMap,
    /// The body.
    pub body: BodyStream,
}

impl std::fmt::Debug for TransportReply {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("TransportReply")
            .field("status", &self.status)
            .finish_non_exhaustive()
    }
}

/// How sending failed. Causes must not show the URL, in which there are order numbers and the like.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum TransportError {
    /// There was no connection: nothing of the request was sent.
    #[error("no connection")]
    NotConnected(#[source] Cause),
    /// The transport's own limit of time was over, after something may have been sent.
    #[error("no answer in time")]
    TimedOut,
    /// It broke after something may have been sent. Whatever is in doubt is this.
    #[error("the connection broke")]
    Broken(#[source] Cause),
}
