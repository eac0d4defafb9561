//! Hashes of content, in lower hex.

use std::fmt::Write as _;

/// `bytes` in lower hex.
pub(crate) fn lower_hex(bytes: &[u8]) -> String {
    let mut hex = String::with_capacity(bytes.len() * 2);
    for byte in bytes {
        // Writing to a String cannot fail.
        let _ = write!(hex, "{byte:02x}");
    }
    hex
}

/// `bytes` in upper hex, two digits a byte.
pub(crate) fn upper_hex(bytes: &[u8]) -> String {
    lower_hex(bytes).to_ascii_uppercase()
}
