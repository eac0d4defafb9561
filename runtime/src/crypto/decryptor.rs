//! The boundary behind which a private key may live that opens fields.

use super::{Padding, PrivateKey, RsaPrivateKey};
use crate::record::{Open, OpenError};
use crate::value::Secret;

/// Opens fields that are encrypted for the merchant. Implemented by the private keys here;
/// a key in a hardware module gets an implementation of its own.
pub trait Decryptor: Send + Sync {
    /// What `ciphertext`, base64, says; an RSA key finds it padded in the given way.
    ///
    /// It is only asked for what WeChat Pay signed. Even so, all failures must look the same.
    ///
    /// # Errors
    /// Where it is not meant for this key, or damaged.
    fn decrypt(&self, padding: Padding, ciphertext: &str) -> Result<Secret, OpenError>;
}

impl Decryptor for RsaPrivateKey {
    fn decrypt(&self, padding: Padding, ciphertext: &str) -> Result<Secret, OpenError> {
        self.open_padded(padding, ciphertext)
    }
}

impl Decryptor for PrivateKey {
    fn decrypt(&self, padding: Padding, ciphertext: &str) -> Result<Secret, OpenError> {
        self.open_padded(padding, ciphertext)
    }
}

/// Opens the fields of one answer: a key and the padding that the operation has.
#[derive(Clone, Copy)]
pub struct FieldOpen<'a> {
    /// The key.
    pub key: &'a dyn Decryptor,
    /// The padding.
    pub padding: Padding,
}

impl Open for FieldOpen<'_> {
    /// Where the region pads as PKCS#1 v1.5 has it, OAEP is taken too, and tried first:
    /// OAEP can tell what is not its own, while PKCS#1 v1.5 now and then finds some text in
    /// what is not. This gives no oracle: what is opened came in an answer whose signature
    /// fits, and there is one error for everything.
    fn open(&self, ciphertext: &str) -> Result<Secret, OpenError> {
        let oaep = self.key.decrypt(Padding::OaepSha1, ciphertext);
        match self.padding {
            Padding::OaepSha1 => oaep,
            Padding::Pkcs1 => oaep.or_else(|_| self.key.decrypt(Padding::Pkcs1, ciphertext)),
        }
    }
}

impl std::fmt::Debug for FieldOpen<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("FieldOpen")
            .field("padding", &self.padding)
            .finish_non_exhaustive()
    }
}
