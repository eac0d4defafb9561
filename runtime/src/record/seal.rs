//! What encrypts and decrypts single fields, seen from the record layer: the keys and
//! the algorithms are elsewhere.

use crate::value::Secret;

/// Encrypts fields that travel encrypted.
pub trait Seal {
    /// What goes on the wire for `plaintext`.
    ///
    /// # Errors
    /// Where the plaintext is too long for the key, or encrypting fails.
    fn seal(&self, plaintext: &Secret) -> Result<String, SealError>;
}

/// Decrypts fields that travel encrypted.
pub trait Open {
    /// What `ciphertext`, as it came over the wire, says.
    ///
    /// # Errors
    /// Where it is not meant for the key that there is, or damaged.
    fn open(&self, ciphertext: &str) -> Result<Secret, OpenError>;
}

/// Why a field could not be encrypted. Holds nothing of the field's value.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum SealError {
    /// The value is longer than the key can encrypt.
    #[error("it has {length} bytes, and the key encrypts at most {limit}: shorten it")]
    TooLong {
        /// The value's length in bytes.
        length: usize,
        /// The longest value in bytes.
        limit: usize,
    },
    /// The encryption itself failed.
    #[error("{0}")]
    Failed(&'static str),
}

/// A field could not be decrypted. Says no more on purpose: how a decryption failed
/// helps nobody but an attacker.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the value cannot be decrypted with the key that there is")]
pub struct OpenError;
