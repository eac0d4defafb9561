//! Hashes in lower hex, as WeChat Pay writes them.

use aws_lc_rs::digest::{self, Algorithm, SHA1_FOR_LEGACY_USE_ONLY, SHA256};
use std::fmt::Write as _;

/// A SHA-256 as it is.
pub(crate) type Digest = [u8; 32];

/// SHA-1, of bills and vouchers.
pub(crate) fn sha1(content: &[u8]) -> String {
    hex(&SHA1_FOR_LEGACY_USE_ONLY, content)
}

/// SHA-256, of uploads.
pub(crate) fn sha256(content: &[u8]) -> String {
    hex(&SHA256, content)
}

/// SHA-256 as bytes.
pub(crate) fn sha256_bytes(content: &[u8]) -> Digest {
    let mut bytes = Digest::default();
    bytes.copy_from_slice(digest::digest(&SHA256, content).as_ref());
    bytes
}

fn hex(algorithm: &'static Algorithm, content: &[u8]) -> String {
    let mut text = String::new();
    for byte in digest::digest(algorithm, content).as_ref() {
        // Writing to a String cannot fail.
        let _ = write!(text, "{byte:02x}");
    }
    text
}
