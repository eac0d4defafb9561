//! The merchant's SM2 private key: signs requests, opens fields encrypted for the merchant.

use std::sync::Arc;

use sm2::SecretKey;
use sm2::dsa::SigningKey;
use sm2::dsa::signature::RandomizedSigner as _;
use sm2::elliptic_curve::Generate as _;
use sm2::pkcs8::der::Decode as _;
use sm2::pkcs8::{DecodePrivateKey as _, EncodePrivateKey as _};
use sm2::pke::{Cipher, DecryptingKey};
use zeroize::Zeroizing;

use super::random::SystemRandom;
use super::{Sm2PublicKey, USER_ID};
use crate::crypto::{CryptoError, KeyError, Signer, base64_decode, base64_encode, pem};
use crate::record::{Open, OpenError};
use crate::value::Secret;

const EXPECTED: &str = "the SM2 private key";
const PKCS8: &str = "PRIVATE KEY";

/// An SM2 private key. Cheap to clone; `Debug` shows nothing of it, and the memory is
/// overwritten when the last clone is dropped.
#[derive(Clone)]
pub struct Sm2PrivateKey(Arc<SecretKey>);

impl Sm2PrivateKey {
    /// Reads PKCS#8 (`BEGIN PRIVATE KEY`).
    ///
    /// # Errors
    /// Where there is no such block, or no SM2 key in it.
    pub fn from_pem(text: &str) -> Result<Self, KeyError> {
        let block = pem::find(text, &[PKCS8], EXPECTED)?;
        Self::from_pkcs8(&block.der)
    }

    pub(in crate::crypto) fn from_pkcs8(pkcs8: &[u8]) -> Result<Self, KeyError> {
        let rejected = |_| KeyError::RejectedSm { expected: EXPECTED };
        let key = SecretKey::from_pkcs8_der(pkcs8).map_err(rejected)?;
        Ok(Self(Arc::new(key)))
    }

    /// A new key, for tests and sandboxes.
    ///
    /// # Errors
    /// Where the system's random generator fails.
    pub fn generate() -> Result<Self, CryptoError> {
        let key = SecretKey::try_generate_from_rng(&mut SystemRandom)?;
        Ok(Self(Arc::new(key)))
    }

    /// The key as a PKCS#8 PEM: the secret itself, overwritten when dropped.
    ///
    /// # Errors
    /// Where the cryptographic library cannot write it.
    pub fn to_pem(&self) -> Result<Zeroizing<String>, CryptoError> {
        let pkcs8 = self.0.to_pkcs8_der().map_err(|_| CryptoError::Generate)?;
        Ok(pem::write(PKCS8, pkcs8.as_bytes()))
    }

    /// The public half.
    ///
    /// # Errors
    /// Where the cryptographic library cannot write it.
    pub fn public_key(&self) -> Result<Sm2PublicKey, CryptoError> {
        Sm2PublicKey::new(self.0.public_key()).ok_or(CryptoError::Generate)
    }
}

impl Signer for Sm2PrivateKey {
    /// SM2 with SM3 under the user id `1234567812345678`; DER, in base64.
    fn sign(&self, message: &[u8]) -> Result<String, CryptoError> {
        // Made for each signature: the library overwrites only `SecretKey` when it is dropped.
        let key = SigningKey::new(USER_ID, &self.0).map_err(|_| CryptoError::Sign)?;
        let signature = key.try_sign_with_rng(&mut SystemRandom, message);
        let signature = signature.map_err(|_| CryptoError::Sign)?;
        Ok(base64_encode(signature.to_der().as_bytes()))
    }
}

impl Open for Sm2PrivateKey {
    /// SM2 decryption of `SEQUENCE {x, y, hash, cipher}`, of base64.
    fn open(&self, ciphertext: &str) -> Result<Secret, OpenError> {
        let der = base64_decode(ciphertext).ok_or(OpenError)?;
        let cipher: Cipher<'_> = Cipher::from_der(&der).map_err(|_| OpenError)?;
        let mut buffer = Zeroizing::new(vec![0; cipher.c2().len()]);
        let key = DecryptingKey::new_with_mode(self.0.to_nonzero_scalar(), Default::default());
        let length = key.decrypt_cipher_with_buf(&cipher, &mut buffer);
        let plaintext = buffer.get(..length.map_err(|_| OpenError)?);
        let text = std::str::from_utf8(plaintext.ok_or(OpenError)?);
        text.map(Secret::from).map_err(|_| OpenError)
    }
}

impl std::fmt::Debug for Sm2PrivateKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Sm2PrivateKey(***)")
    }
}
