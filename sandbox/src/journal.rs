//! What came in: for tests that look at requests byte by byte.

use std::collections::VecDeque;

use bytes::Bytes;
use http::HeaderMap;

use crate::ledger::Effect;

/// So many requests are remembered; older ones are forgotten.
const LIMIT: usize = 1_000;

/// A request that came in, whether or not it was in order.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Received {
    /// The operation that it was for (`POST /v3/…`), if for any.
    pub operation: Option<String>,
    /// `GET`, `POST`, …
    pub method: String,
    /// Path and query, with the percent-encoding that was sent.
    pub target: String,
    /// The headers.
    pub headers: HeaderMap,
    /// The body.
    pub body: Bytes,
    /// The string that its `Authorization` header had to sign; `None` where that header
    /// cannot be read.
    pub string_to_sign: Option<Vec<u8>>,
    /// The status of its answer, whether or not that arrived.
    pub status: u16,
    /// What it did.
    pub effect: Effect,
}

/// The last requests, oldest first.
#[derive(Debug, Default)]
pub(crate) struct Journal(VecDeque<Received>);

impl Journal {
    /// Remembers a request.
    pub(crate) fn add(&mut self, received: Received) {
        if self.0.len() == LIMIT {
            self.0.pop_front();
        }
        self.0.push_back(received);
    }

    /// All that are remembered.
    pub(crate) fn all(&self) -> Vec<Received> {
        self.0.iter().cloned().collect()
    }

    /// Forgets them.
    pub(crate) fn clear(&mut self) {
        self.0.clear();
    }
}
