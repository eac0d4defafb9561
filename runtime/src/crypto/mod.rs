//! The cryptographic primitives, and nothing of the protocol: keys and certificates in
//! PEM, RSA signatures and field encryption, AES-256-GCM.
//!
//! No async and no HTTP. The SM suite (SM2, SM3, SM4; feature `sm`) has its modules beside
//! these and joins at [`PrivateKey`], [`PublicKey`] and [`ApiV3Key`]; which suite a key is
//! of is told by the key itself.
//!
//! Invariant: no key, and nothing that a key protects, shows in `Debug` or in an error;
//! what fails to decrypt does not say why.

mod aead;
mod certificate;
mod decryptor;
mod der;
mod error;
pub(crate) mod hash;
mod pem;
mod private_key;
mod public_key;
mod signer;
#[cfg(feature = "sm")]
mod sm;
mod suite;

pub use aead::{AeadError, ApiV3Key};
pub use certificate::Certificate;
pub use decryptor::{Decryptor, FieldOpen};
pub use error::{BadSignature, CryptoError, KeyError};
pub use private_key::{PrivateKey, RsaPrivateKey};
pub use public_key::{FieldSeal, Padding, PublicKey, RsaPublicKey};
pub use signer::{AsyncSigner, Signer, Signing};
#[cfg(feature = "sm")]
pub use sm::{Sm2PrivateKey, Sm2PublicKey};
pub use suite::Suite;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

/// Base64 with the usual alphabet and padding, as everything in the protocol.
pub(crate) fn base64_encode(bytes: &[u8]) -> String {
    STANDARD.encode(bytes)
}

/// The reverse; `None` for anything that is not exactly that.
pub(crate) fn base64_decode(text: &str) -> Option<Vec<u8>> {
    STANDARD.decode(text).ok()
}
