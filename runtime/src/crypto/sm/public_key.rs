//! SM2 public keys of WeChat Pay: verify its signatures, encrypt fields for it.

use std::sync::Arc;

use sm2::PublicKey;
use sm2::dsa::signature::Verifier as _;
use sm2::dsa::{Signature, VerifyingKey};
use sm2::pkcs8::{DecodePublicKey as _, EncodePublicKey as _};
use sm2::pke::EncryptingKey;

use super::USER_ID;
use super::random::SystemRandom;
use crate::crypto::{BadSignature, KeyError, base64_decode, base64_encode, pem};
use crate::record::SealError;
use crate::value::Secret;

const EXPECTED: &str = "the SM2 public key";
const SPKI: &str = "PUBLIC KEY";

/// An SM2 public key. Cheap to clone.
#[derive(Clone)]
pub struct Sm2PublicKey(Arc<Keys>);

struct Keys {
    spki: Vec<u8>,
    verifying: VerifyingKey,
    encrypting: EncryptingKey,
}

impl Sm2PublicKey {
    /// Reads `BEGIN PUBLIC KEY`.
    ///
    /// # Errors
    /// Where there is no such block, or no SM2 key in it.
    pub fn from_pem(text: &str) -> Result<Self, KeyError> {
        let block = pem::find(text, &[SPKI], EXPECTED)?;
        Self::from_spki(&block.der)
    }

    /// Reads the `SubjectPublicKeyInfo` of a PEM or a certificate.
    pub(in crate::crypto) fn from_spki(spki: &[u8]) -> Result<Self, KeyError> {
        let key = PublicKey::from_public_key_der(spki).ok();
        key.and_then(Self::new)
            .ok_or(KeyError::RejectedSm { expected: EXPECTED })
    }

    /// `None` where the library cannot write the key or hash the user id, which it always can.
    pub(super) fn new(key: PublicKey) -> Option<Self> {
        Some(Self(Arc::new(Keys {
            spki: key.to_public_key_der().ok()?.as_bytes().to_vec(),
            verifying: VerifyingKey::new(USER_ID, key).ok()?,
            // C1C3C2, which is what the ASN.1 form has.
            encrypting: EncryptingKey::new(key),
        })))
    }

    /// The key as a PEM (`BEGIN PUBLIC KEY`).
    pub fn to_pem(&self) -> String {
        pem::write(SPKI, &self.0.spki).to_string()
    }

    /// Checks the signature of `message`: SM2 with SM3 under the user id
    /// `1234567812345678`; DER, in base64.
    ///
    /// # Errors
    /// Where it does not fit, or is no DER in base64.
    pub fn verify(&self, message: &[u8], signature: &str) -> Result<(), BadSignature> {
        let der = base64_decode(signature).ok_or(BadSignature)?;
        let signature = Signature::from_der(&der).map_err(|_| BadSignature)?;
        let verified = self.0.verifying.verify(message, &signature);
        verified.map_err(|_| BadSignature)
    }

    /// Encrypts a field: SM2, `SEQUENCE {x, y, hash, cipher}`, in base64.
    ///
    /// # Errors
    /// Where `plaintext` is empty, which SM2 cannot encrypt.
    pub fn seal(&self, plaintext: &Secret) -> Result<String, SealError> {
        let plaintext = plaintext.expose().as_bytes();
        if plaintext.is_empty() {
            return Err(SealError::Failed(
                "it is empty, which SM2 cannot encrypt: leave it out or give a value",
            ));
        }
        let sealed = self.0.encrypting.encrypt_der(&mut SystemRandom, plaintext);
        match sealed {
            Ok(der) => Ok(base64_encode(&der)),
            Err(_) => Err(SealError::Failed("the key does not encrypt")),
        }
    }
}

impl std::fmt::Debug for Sm2PublicKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Sm2PublicKey")
    }
}
