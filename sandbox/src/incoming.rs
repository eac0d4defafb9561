//! A request as it came in: the exact bytes that the signature covers.

use bytes::Bytes;
use http::{HeaderMap, Method};

use crate::validate::Part;

/// The name of the part of a multipart body that is signed in place of the whole.
const SIGNED_PART: &str = "meta";

/// A request as it came in.
#[derive(Debug, Clone)]
pub(crate) struct Incoming {
    /// The method.
    pub(crate) method: Method,
    /// Path and query, with the percent-encoding that was sent.
    pub(crate) target: String,
    /// The headers.
    pub(crate) headers: HeaderMap,
    /// The body.
    pub(crate) body: Bytes,
    /// Its parts, where it is well-formed multipart.
    pub(crate) parts: Option<Vec<Part>>,
}

impl Incoming {
    /// The path, percent-encoded.
    pub(crate) fn path(&self) -> &str {
        self.target.split('?').next().unwrap_or_default()
    }

    /// The query string, percent-encoded; empty where there is none.
    pub(crate) fn query(&self) -> &str {
        self.target.split_once('?').map_or("", |(_, query)| query)
    }

    /// A header as text; `None` where it is absent or not text.
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }

    /// The part of the body that is signed: all of it, or the `meta` of an upload.
    pub(crate) fn signed_body(&self) -> &[u8] {
        match &self.parts {
            Some(parts) => {
                let mut parts = parts.iter();
                let meta = parts.find(|part| part.name == SIGNED_PART);
                meta.map_or(&[], |part| &part.content)
            }
            None => &self.body,
        }
    }
}
