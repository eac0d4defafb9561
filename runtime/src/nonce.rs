//! Random text for nonces and multipart boundaries.
//!
//! Invariant: each character is drawn evenly from `[0-9A-Za-z]`, by the
//! cryptographic generator of the system.

use crate::crypto::CryptoError;

const ALPHABET: &[u8; 62] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
/// The length of a nonce: the longest that WeChat Pay takes.
const LENGTH: usize = 32;
/// Bytes from here on would favour the alphabet's beginning, so they are thrown away.
const EVEN_BELOW: u8 = 62 * 4;

/// A fresh nonce of 32 characters.
///
/// # Errors
/// Where the system's random generator fails.
pub fn nonce() -> Result<String, CryptoError> {
    let mut text = String::with_capacity(LENGTH);
    let mut random = [0_u8; 64];
    while text.len() < LENGTH {
        aws_lc_rs::rand::fill(&mut random).map_err(|_| CryptoError::Random)?;
        let even = random.iter().filter(|byte| **byte < EVEN_BELOW);
        let letters = even.filter_map(|byte| ALPHABET.get(usize::from(byte % 62)));
        text.extend(
            letters
                .map(|letter| char::from(*letter))
                .take(LENGTH - text.len()),
        );
    }
    Ok(text)
}
