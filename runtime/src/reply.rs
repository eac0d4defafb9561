//! Answers: raw, as they came, and decoded.
//!
//! Invariant: the raw bytes are never lost; `Debug` shows how many there are, not what they say.

use bytes::Bytes;
use http::header::{CONTENT_TYPE, HeaderName};
use http::{HeaderMap, StatusCode};

use crate::protocol::header;
use crate::record::Deviation;

/// An answer as it came.
#[derive(Clone)]
#[non_exhaustive]
pub struct RawReply {
    /// The status.
    pub status: StatusCode,
    /// The headers.
    pub headers: HeaderMap,
    /// The body, byte for byte.
    pub body: Bytes,
}

impl RawReply {
    /// An answer of these parts, for another transport than the runtime's own.
    pub fn new(status: StatusCode, headers: HeaderMap, body: Bytes) -> Self {
        Self {
            status,
            headers,
            body,
        }
    }

    /// `Request-ID`, which WeChat Pay's support asks for.
    pub fn request_id(&self) -> Option<&str> {
        request_id(&self.headers)
    }

    /// The numeric error code, the last part of `Request-ID`; 0 on success.
    pub fn numeric_code(&self) -> Option<i64> {
        numeric_code(&self.headers)
    }

    /// `Content-Type`.
    pub fn content_type(&self) -> Option<&str> {
        header_text(&self.headers, &CONTENT_TYPE)
    }
}

/// A constant needs no parsing.
const REQUEST_ID: HeaderName = HeaderName::from_static(header::REQUEST_ID);

/// The text of the header `name` among `headers`; looked up in one place, for the looking is
/// long code.
#[inline(never)]
pub(crate) fn header_text<'h>(headers: &'h HeaderMap, name: &HeaderName) -> Option<&'h str> {
    headers.get(name)?.to_str().ok()
}

/// `Request-ID` among `headers`.
pub(crate) fn request_id(headers: &HeaderMap) -> Option<&str> {
    header_text(headers, &REQUEST_ID)
}

/// The numeric error code, the last part of `Request-ID`.
#[inline(never)]
pub(crate) fn numeric_code(headers: &HeaderMap) -> Option<i64> {
    request_id(headers)?.rsplit_once('-')?.1.parse().ok()
}

impl std::fmt::Debug for RawReply {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("RawReply")
            .field("status", &self.status)
            .field("content_type", &self.content_type())
            .field("request_id", &self.request_id())
            .field("body", &format_args!("{} bytes", self.body.len()))
            .finish_non_exhaustive()
    }
}

/// An answer with everything around it; what [`Call::reply`](crate::Call::reply) gives.
#[derive(Clone)]
#[non_exhaustive]
pub struct Reply<R> {
    /// The answer itself.
    pub value: R,
    /// The status.
    pub status: StatusCode,
    /// The headers.
    pub headers: HeaderMap,
    /// `Request-ID`, which WeChat Pay's support asks for.
    pub request_id: Option<String>,
    /// The body, byte for byte.
    pub raw: Bytes,
    /// Where the body differs from the documentation; it was read all the same.
    pub deviations: Vec<Deviation>,
    /// Whether the answer's signature was verified. `false` only for files, which
    /// WeChat Pay does not sign: check their hash.
    pub verified: bool,
}

impl<R: std::fmt::Debug> std::fmt::Debug for Reply<R> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Reply")
            .field("value", &self.value)
            .field("status", &self.status)
            .field("request_id", &self.request_id)
            .field("raw", &format_args!("{} bytes", self.raw.len()))
            .field("deviations", &self.deviations)
            .field("verified", &self.verified)
            .finish_non_exhaustive()
    }
}
