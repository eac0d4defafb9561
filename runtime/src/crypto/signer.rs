//! The boundary behind which a private key may live.

use super::CryptoError;

/// Signs requests. Implemented by [`RsaPrivateKey`](super::RsaPrivateKey); a key in a
/// hardware module gets an implementation of its own.
pub trait Signer: Send + Sync {
    /// The base64 signature of `message`, under the algorithm that the credentials' scheme names.
    ///
    /// # Errors
    /// Where the key cannot sign.
    fn sign(&self, message: &[u8]) -> Result<String, CryptoError>;
}
