//! A request that is ready to send: signed, and plain data.
//!
//! Invariant: the URL's path and query are, byte for byte, the canonical URL that was signed.

use bytes::Bytes;
use http::HeaderMap;
use reqwest::Url;

use crate::error::RequestError;
use crate::operation::Method;

/// A signed request, to look at or to send with a transport of your own.
#[derive(Clone)]
#[non_exhaustive]
pub struct PreparedRequest {
    /// The method.
    pub method: Method,
    /// The whole URL.
    pub url: Url,
    /// Path and query, as they were signed.
    pub canonical_url: String,
    /// All headers but those that HTTP itself adds (`Host`, `Content-Length`).
    pub headers: HeaderMap,
    /// The body.
    pub body: Bytes,
    /// When it was signed, in Unix seconds.
    pub timestamp: i64,
    /// The string that was signed.
    pub message: Vec<u8>,
}

impl PreparedRequest {
    /// `host` joined with `canonical`, if a URL library leaves `canonical` as it is (and so
    /// finds no other host in it).
    pub(crate) fn join(host: &Url, canonical: &str) -> Result<Url, RequestError> {
        // Joined, not parsed anew: the host has been parsed already.
        let url = host.join(canonical).map_err(|_| RequestError::Url)?;
        // The path has no question mark, so the first one begins the query.
        let leaves_it = match url.query() {
            None => url.path() == canonical,
            Some(query) => canonical.split_once('?') == Some((url.path(), query)),
        };
        if leaves_it {
            Ok(url)
        } else {
            Err(RequestError::Url)
        }
    }
}

/// Path and query of `url`, as they are sent.
pub(crate) fn path_and_query(url: &Url) -> String {
    match url.query() {
        None => url.path().to_owned(),
        Some(query) => format!("{}?{query}", url.path()),
    }
}

/// Hides what may be personal or could be sent again: query, body, signature.
impl std::fmt::Debug for PreparedRequest {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("PreparedRequest")
            .field("method", &self.method)
            .field("host", &self.url.host_str())
            .field("path", &self.url.path())
            .field("body", &format_args!("{} bytes", self.body.len()))
            .finish_non_exhaustive()
    }
}
