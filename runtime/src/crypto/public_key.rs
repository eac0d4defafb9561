//! Public keys of WeChat Pay: verify its signatures, encrypt fields for it.

use std::sync::Arc;

use aws_lc_rs::digest;
use aws_lc_rs::error::KeyRejected;
use aws_lc_rs::rsa::{
    OAEP_SHA1_MGF1SHA1, OaepPublicEncryptingKey, Pkcs1PublicEncryptingKey, PublicEncryptingKey,
};
use aws_lc_rs::signature::{ParsedPublicKey, RSA_PKCS1_2048_8192_SHA256};

#[cfg(feature = "sm")]
use super::Sm2PublicKey;
use super::suite::suite_of;
use super::{BadSignature, KeyError, Suite, base64_decode, base64_encode, pem};
use crate::record::{Seal, SealError};
use crate::value::Secret;

const EXPECTED: &str = "the RSA public key";
const EXPECTED_ANY: &str = "the public key";
const SPKI: &str = "PUBLIC KEY";

/// A public key of any suite.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub enum PublicKey {
    /// RSA: signatures with SHA-256.
    Rsa(RsaPublicKey),
    /// SM2: signatures with SM3.
    #[cfg(feature = "sm")]
    Sm2(Sm2PublicKey),
}

impl PublicKey {
    /// Reads `BEGIN PUBLIC KEY`, as `pub_key.pem`; the suite is told by the key.
    ///
    /// # Errors
    /// Where there is no such block, or no key in it that can be used.
    pub fn from_pem(text: &str) -> Result<Self, KeyError> {
        let block = pem::find(text, &[SPKI], EXPECTED_ANY)?;
        Self::from_spki(&block.der)
    }

    /// Reads the `SubjectPublicKeyInfo` of a PEM or a certificate.
    pub(super) fn from_spki(spki: &[u8]) -> Result<Self, KeyError> {
        match suite_of(spki) {
            Suite::Rsa => RsaPublicKey::from_spki(spki).map(PublicKey::Rsa),
            #[cfg(feature = "sm")]
            Suite::Sm => Sm2PublicKey::from_spki(spki).map(PublicKey::Sm2),
            #[cfg(not(feature = "sm"))]
            Suite::Sm => Err(KeyError::SmFeature {
                expected: EXPECTED_ANY,
            }),
        }
    }

    /// The key as a PEM (`BEGIN PUBLIC KEY`).
    pub fn to_pem(&self) -> String {
        match self {
            PublicKey::Rsa(key) => key.to_pem(),
            #[cfg(feature = "sm")]
            PublicKey::Sm2(key) => key.to_pem(),
        }
    }

    /// The suite that it is of.
    pub fn suite(&self) -> Suite {
        match self {
            PublicKey::Rsa(_) => Suite::Rsa,
            #[cfg(feature = "sm")]
            PublicKey::Sm2(_) => Suite::Sm,
        }
    }

    /// Checks the base64 `signature` of `message`.
    ///
    /// # Errors
    /// Where it does not fit, or is no base64.
    pub fn verify(&self, message: &[u8], signature: &str) -> Result<(), BadSignature> {
        match self {
            PublicKey::Rsa(key) => key.verify(message, signature),
            #[cfg(feature = "sm")]
            PublicKey::Sm2(key) => key.verify(message, signature),
        }
    }

    /// [`verify`](Self::verify) of a message that is in pieces, without joining them where
    /// the suite's library allows that.
    pub(crate) fn verify_pieces(
        &self,
        pieces: &[&[u8]],
        signature: &str,
    ) -> Result<(), BadSignature> {
        match self {
            PublicKey::Rsa(key) => key.verify_pieces(pieces, signature),
            #[cfg(feature = "sm")]
            PublicKey::Sm2(key) => key.verify(&pieces.concat(), signature),
        }
    }

    /// Encrypts a field; base64. Of SM2, `padding` means nothing.
    ///
    /// # Errors
    /// Where `plaintext` is too long for an RSA key; the error says what the limit is. Or
    /// empty, under an SM2 key.
    pub fn seal(&self, padding: Padding, plaintext: &Secret) -> Result<String, SealError> {
        match self {
            PublicKey::Rsa(key) => key.seal(padding, plaintext),
            #[cfg(feature = "sm")]
            PublicKey::Sm2(key) => key.seal(plaintext),
        }
    }
}

/// How RSA pads a field before encrypting it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[non_exhaustive]
pub enum Padding {
    /// RSAES-OAEP with SHA-1: at most 214 bytes under a 2048-bit key.
    #[default]
    OaepSha1,
    /// RSAES-PKCS1-v1_5, of the `/v3/global` operations: at most 245 bytes.
    Pkcs1,
}

/// An RSA public key. Cheap to clone.
#[derive(Clone)]
pub struct RsaPublicKey(Arc<Keys>);

struct Keys {
    spki: Vec<u8>,
    verifying: ParsedPublicKey,
    oaep: OaepPublicEncryptingKey,
    pkcs1: Pkcs1PublicEncryptingKey,
}

impl RsaPublicKey {
    /// Reads `BEGIN PUBLIC KEY`, as `pub_key.pem`.
    ///
    /// # Errors
    /// Where there is no such block, or no RSA key of at least 2048 bits in it.
    pub fn from_pem(text: &str) -> Result<Self, KeyError> {
        let block = pem::find(text, &[SPKI], EXPECTED)?;
        Self::from_spki(&block.der)
    }

    /// Reads the `SubjectPublicKeyInfo` of a PEM or a certificate.
    pub(super) fn from_spki(spki: &[u8]) -> Result<Self, KeyError> {
        let rejected = |error: KeyRejected| KeyError::Rejected {
            expected: EXPECTED,
            reason: error.to_string(),
        };
        let unusable = |_| KeyError::Rejected {
            expected: EXPECTED,
            reason: "it cannot encrypt".to_owned(),
        };
        let encrypting = PublicEncryptingKey::from_der(spki).map_err(rejected)?;
        let verifying =
            ParsedPublicKey::new(&RSA_PKCS1_2048_8192_SHA256, spki).map_err(rejected)?;
        Ok(Self(Arc::new(Keys {
            spki: spki.to_vec(),
            verifying,
            oaep: OaepPublicEncryptingKey::new(encrypting.clone()).map_err(unusable)?,
            pkcs1: Pkcs1PublicEncryptingKey::new(encrypting).map_err(unusable)?,
        })))
    }

    /// The key as a PEM (`BEGIN PUBLIC KEY`).
    pub fn to_pem(&self) -> String {
        pem::write(SPKI, &self.0.spki).to_string()
    }

    /// Checks the base64 RSASSA-PKCS1-v1_5 signature with SHA-256 of `message`.
    ///
    /// # Errors
    /// Where it does not fit, or is no base64.
    pub fn verify(&self, message: &[u8], signature: &str) -> Result<(), BadSignature> {
        self.verify_pieces(&[message], signature)
    }

    fn verify_pieces(&self, pieces: &[&[u8]], signature: &str) -> Result<(), BadSignature> {
        let signature = base64_decode(signature).ok_or(BadSignature)?;
        let mut hash = digest::Context::new(&digest::SHA256);
        for piece in pieces {
            hash.update(piece);
        }
        let verified = self
            .0
            .verifying
            .verify_digest_sig(&hash.finish(), &signature);
        verified.map_err(|_| BadSignature)
    }

    /// Encrypts a field; base64.
    ///
    /// # Errors
    /// Where `plaintext` is too long for the key; the error says what the limit is.
    pub fn seal(&self, padding: Padding, plaintext: &Secret) -> Result<String, SealError> {
        let Keys { oaep, pkcs1, .. } = &*self.0;
        let plaintext = plaintext.expose().as_bytes();
        let limit = match padding {
            Padding::OaepSha1 => oaep.max_plaintext_size(&OAEP_SHA1_MGF1SHA1),
            Padding::Pkcs1 => pkcs1.max_plaintext_size(),
        };
        if plaintext.len() > limit {
            let length = plaintext.len();
            return Err(SealError::TooLong { length, limit });
        }
        let mut buffer = vec![0; oaep.ciphertext_size()];
        let sealed = match padding {
            Padding::OaepSha1 => oaep.encrypt(&OAEP_SHA1_MGF1SHA1, plaintext, &mut buffer, None),
            Padding::Pkcs1 => pkcs1.encrypt(plaintext, &mut buffer),
        };
        match sealed {
            Ok(ciphertext) => Ok(base64_encode(ciphertext)),
            Err(_) => Err(SealError::Failed("the key does not encrypt")),
        }
    }
}

impl std::fmt::Debug for RsaPublicKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "RsaPublicKey({} bits)", self.0.oaep.key_size_bits())
    }
}

/// Encrypts the fields of one request: a key and the padding that the operation wants.
#[derive(Debug, Clone, Copy)]
pub struct FieldSeal<'a> {
    /// The key; its id must go into the request's `Wechatpay-Serial`.
    pub key: &'a PublicKey,
    /// The padding.
    pub padding: Padding,
}

impl Seal for FieldSeal<'_> {
    fn seal(&self, plaintext: &Secret) -> Result<String, SealError> {
        self.key.seal(self.padding, plaintext)
    }
}
