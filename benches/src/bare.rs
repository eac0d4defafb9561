//! The bare RSA operations: the cryptographic library on the same key and the same
//! message, and nothing of the runtime around it.

use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::signature::{
    KeyPair as _, ParsedPublicKey, RSA_PKCS1_2048_8192_SHA256, RSA_PKCS1_SHA256, RsaKeyPair,
};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use wechatpay_runtime::crypto::CryptoError;

use crate::example::PRIVATE_KEY;

/// The key that signs and the key that verifies.
pub struct Rsa {
    signing: RsaKeyPair,
    verifying: ParsedPublicKey,
    random: SystemRandom,
    buffer: Vec<u8>,
}

impl Rsa {
    /// The key pair of the examples, for no two keys take quite the same time.
    ///
    /// # Errors
    /// Where it cannot be read.
    pub fn new() -> Result<Self, CryptoError> {
        let lines = PRIVATE_KEY.lines().filter(|line| !line.starts_with('-'));
        let pkcs8 = STANDARD.decode(lines.collect::<String>());
        let pkcs8 = pkcs8.map_err(|_| CryptoError::Generate)?;
        let signing = RsaKeyPair::from_pkcs8(&pkcs8).map_err(|_| CryptoError::Generate)?;
        let public = signing.public_key().as_ref().to_vec();
        let verifying = ParsedPublicKey::new(&RSA_PKCS1_2048_8192_SHA256, public)
            .map_err(|_| CryptoError::Generate)?;
        let buffer = vec![0; signing.public_modulus_len()];
        Ok(Self {
            signing,
            verifying,
            random: SystemRandom::new(),
            buffer,
        })
    }

    /// One signature; the bytes of it.
    ///
    /// # Panics
    /// Where the library refuses, which makes the benchmark void.
    #[must_use]
    pub fn sign(&mut self, message: &[u8]) -> &[u8] {
        let Self {
            signing,
            random,
            buffer,
            ..
        } = self;
        let signed = signing.sign(&RSA_PKCS1_SHA256, random, message, buffer);
        assert!(signed.is_ok(), "the key does not sign");
        buffer
    }

    /// One verification.
    ///
    /// # Panics
    /// Where the signature does not fit, which makes the benchmark void.
    pub fn verify(&self, message: &[u8], signature: &[u8]) {
        let verified = self.verifying.verify_sig(message, signature);
        assert!(verified.is_ok(), "the signature does not fit");
    }
}
