//! The boundary behind which a private key may live.

use std::future::Future;
use std::pin::Pin;

use super::CryptoError;

/// Signs requests with a key that is at hand. Implemented by
/// [`RsaPrivateKey`](super::RsaPrivateKey); a key in a hardware module gets an
/// implementation of its own. Where signing has to wait, it is an [`AsyncSigner`].
pub trait Signer: Send + Sync {
    /// The base64 signature of `message`, under the algorithm that the credentials' scheme names.
    ///
    /// # Errors
    /// Where the key cannot sign.
    fn sign(&self, message: &[u8]) -> Result<String, CryptoError>;
}

/// Signs requests with a key that is elsewhere: in a key management service, say.
///
/// It may use whichever async runtime the application has; the client adds none. How long
/// it may take is for it to limit.
pub trait AsyncSigner: Send + Sync {
    /// The base64 signature of `message`, under the algorithm that the credentials' scheme
    /// names. It fails with [`CryptoError::Signer`].
    fn sign<'a>(&'a self, message: &'a [u8]) -> Signing<'a>;
}

/// What [`AsyncSigner::sign`] gives.
pub type Signing<'a> = Pin<Box<dyn Future<Output = Result<String, CryptoError>> + Send + 'a>>;
