//! The strings that are signed.
//!
//! Invariant: every line ends with a line feed, an empty last one too; the body's bytes
//! are taken as they are, whether or not they are text.

use crate::operation::Method;

/// The string to sign of a request: method, canonical URL, timestamp, nonce, body.
///
/// `body` is what is sent; of a multipart upload, the content of the part `meta` only.
pub fn request_message(
    method: Method,
    canonical_url: &str,
    timestamp: i64,
    nonce: &str,
    body: &[u8],
) -> Vec<u8> {
    let timestamp = timestamp.to_string();
    lines(&[
        method.as_str().as_bytes(),
        canonical_url.as_bytes(),
        timestamp.as_bytes(),
        nonce.as_bytes(),
        body,
    ])
}

/// The string to sign of an answer or a notification: timestamp, nonce, raw body.
///
/// `timestamp` and `nonce` are the headers' text.
pub fn response_message(timestamp: &str, nonce: &str, body: &[u8]) -> Vec<u8> {
    lines(&[timestamp.as_bytes(), nonce.as_bytes(), body])
}

/// Each of `lines` and a line feed.
pub(crate) fn lines(lines: &[&[u8]]) -> Vec<u8> {
    let length = lines.iter().map(|line| line.len() + 1).sum();
    let mut message = Vec::with_capacity(length);
    for line in lines {
        message.extend_from_slice(line);
        message.push(b'\n');
    }
    message
}
