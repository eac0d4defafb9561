//! The merchant's private key: signs requests, opens fields encrypted for the merchant.

use std::sync::Arc;

use aws_lc_rs::encoding::{AsDer, Pkcs8V1Der};
use aws_lc_rs::error::KeyRejected;
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::rsa::{
    KeyPair, KeySize, OAEP_SHA1_MGF1SHA1, OaepPrivateDecryptingKey, Pkcs1PrivateDecryptingKey,
    PrivateDecryptingKey,
};
use aws_lc_rs::signature::{KeyPair as _, RSA_PKCS1_SHA256};
use zeroize::Zeroizing;

#[cfg(feature = "sm")]
use super::Sm2PrivateKey;
use super::suite::suite_of;
use super::{
    CryptoError, KeyError, Padding, PublicKey, RsaPublicKey, Signer, Suite, base64_decode,
    base64_encode, der, pem,
};
use crate::record::{Open, OpenError};
use crate::value::Secret;

const EXPECTED: &str = "the RSA private key";
const EXPECTED_ANY: &str = "the private key";
const PKCS8: &str = "PRIVATE KEY";
const PKCS1: &str = "RSA PRIVATE KEY";

/// A private key of any suite. Cheap to clone; `Debug` shows nothing secret.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub enum PrivateKey {
    /// RSA: signs with SHA-256.
    Rsa(RsaPrivateKey),
    /// SM2: signs with SM3.
    #[cfg(feature = "sm")]
    Sm2(Sm2PrivateKey),
}

impl PrivateKey {
    /// Reads PKCS#8 (`BEGIN PRIVATE KEY`, as `apiclient_key.pem`), or an RSA key in PKCS#1
    /// (`BEGIN RSA PRIVATE KEY`); the suite is told by the key.
    ///
    /// # Errors
    /// Where there is no such block, or no key in it that can be used.
    pub fn from_pem(text: &str) -> Result<Self, KeyError> {
        let block = pem::find(text, &[PKCS8, PKCS1], EXPECTED_ANY)?;
        match suite_of(&block.der) {
            Suite::Rsa => RsaPrivateKey::from_block(&block).map(PrivateKey::Rsa),
            #[cfg(feature = "sm")]
            Suite::Sm => Sm2PrivateKey::from_pkcs8(&block.der).map(PrivateKey::Sm2),
            #[cfg(not(feature = "sm"))]
            Suite::Sm => Err(KeyError::SmFeature {
                expected: EXPECTED_ANY,
            }),
        }
    }

    /// The suite that it is of.
    pub fn suite(&self) -> Suite {
        match self {
            PrivateKey::Rsa(_) => Suite::Rsa,
            #[cfg(feature = "sm")]
            PrivateKey::Sm2(_) => Suite::Sm,
        }
    }
}

impl PrivateKey {
    /// Opens `ciphertext`, base64, that an RSA key padded in this way. Of SM2, `padding`
    /// means nothing.
    ///
    /// # Errors
    /// Where it is not meant for this key, or damaged.
    pub fn open_padded(&self, padding: Padding, ciphertext: &str) -> Result<Secret, OpenError> {
        match self {
            PrivateKey::Rsa(key) => key.open_padded(padding, ciphertext),
            #[cfg(feature = "sm")]
            PrivateKey::Sm2(key) => key.open(ciphertext),
        }
    }

    /// The key as a PKCS#8 PEM: the secret itself, overwritten when dropped.
    ///
    /// # Errors
    /// Where the cryptographic library cannot write it.
    pub fn to_pem(&self) -> Result<Zeroizing<String>, CryptoError> {
        match self {
            PrivateKey::Rsa(key) => key.to_pem(),
            #[cfg(feature = "sm")]
            PrivateKey::Sm2(key) => key.to_pem(),
        }
    }

    /// The public half.
    ///
    /// # Errors
    /// Where the cryptographic library cannot write it.
    pub fn public_key(&self) -> Result<PublicKey, CryptoError> {
        match self {
            PrivateKey::Rsa(key) => key.public_key().map(PublicKey::Rsa),
            #[cfg(feature = "sm")]
            PrivateKey::Sm2(key) => key.public_key().map(PublicKey::Sm2),
        }
    }
}

impl Signer for PrivateKey {
    /// Under the algorithm of the key's suite.
    fn sign(&self, message: &[u8]) -> Result<String, CryptoError> {
        match self {
            PrivateKey::Rsa(key) => key.sign(message),
            #[cfg(feature = "sm")]
            PrivateKey::Sm2(key) => key.sign(message),
        }
    }
}

impl Open for PrivateKey {
    /// RSAES-OAEP with SHA-1, or SM2.
    fn open(&self, ciphertext: &str) -> Result<Secret, OpenError> {
        self.open_padded(Padding::OaepSha1, ciphertext)
    }
}

impl From<RsaPrivateKey> for PrivateKey {
    fn from(key: RsaPrivateKey) -> Self {
        PrivateKey::Rsa(key)
    }
}

#[cfg(feature = "sm")]
impl From<Sm2PrivateKey> for PrivateKey {
    fn from(key: Sm2PrivateKey) -> Self {
        PrivateKey::Sm2(key)
    }
}

/// An RSA private key. Cheap to clone; `Debug` shows its size only.
#[derive(Clone)]
pub struct RsaPrivateKey(Arc<Keys>);

struct Keys {
    signing: KeyPair,
    oaep: OaepPrivateDecryptingKey,
    pkcs1: Pkcs1PrivateDecryptingKey,
}

impl RsaPrivateKey {
    /// Reads PKCS#8 (`BEGIN PRIVATE KEY`, as `apiclient_key.pem`) or PKCS#1 (`BEGIN RSA PRIVATE KEY`).
    ///
    /// # Errors
    /// Where there is no such block, or no RSA key of at least 2048 bits in it.
    pub fn from_pem(text: &str) -> Result<Self, KeyError> {
        Self::from_block(&pem::find(text, &[PKCS8, PKCS1], EXPECTED)?)
    }

    fn from_block(block: &pem::Block<'_>) -> Result<Self, KeyError> {
        if block.label == PKCS1 {
            Self::from_pkcs8(&der::pkcs8_from_pkcs1(&block.der))
        } else {
            Self::from_pkcs8(&block.der)
        }
    }

    fn from_pkcs8(pkcs8: &[u8]) -> Result<Self, KeyError> {
        let rejected = |error: KeyRejected| KeyError::Rejected {
            expected: EXPECTED,
            reason: error.to_string(),
        };
        let signing = KeyPair::from_pkcs8(pkcs8).map_err(rejected)?;
        let decrypting = PrivateDecryptingKey::from_pkcs8(pkcs8).map_err(rejected)?;
        let useless = |_| KeyError::Rejected {
            expected: EXPECTED,
            reason: "it cannot decrypt".to_owned(),
        };
        Ok(Self(Arc::new(Keys {
            signing,
            oaep: OaepPrivateDecryptingKey::new(decrypting.clone()).map_err(useless)?,
            pkcs1: Pkcs1PrivateDecryptingKey::new(decrypting).map_err(useless)?,
        })))
    }

    /// Opens `ciphertext`, base64, that was padded in this way.
    ///
    /// # Errors
    /// Where it is not meant for this key, or damaged.
    pub fn open_padded(&self, padding: Padding, ciphertext: &str) -> Result<Secret, OpenError> {
        let ciphertext = base64_decode(ciphertext).ok_or(OpenError)?;
        let Keys { oaep, pkcs1, .. } = &*self.0;
        let mut buffer = Zeroizing::new(vec![0; oaep.min_output_size()]);
        let plaintext = match padding {
            Padding::OaepSha1 => oaep.decrypt(&OAEP_SHA1_MGF1SHA1, &ciphertext, &mut buffer, None),
            Padding::Pkcs1 => pkcs1.decrypt(&ciphertext, &mut buffer),
        };
        let text = std::str::from_utf8(plaintext.map_err(|_| OpenError)?);
        text.map(Secret::from).map_err(|_| OpenError)
    }

    /// A new key of 2048 bits, for tests and sandboxes.
    ///
    /// # Errors
    /// Where the system's random generator fails.
    pub fn generate() -> Result<Self, CryptoError> {
        let pair = KeyPair::generate(KeySize::Rsa2048).map_err(|_| CryptoError::Generate)?;
        let pkcs8: Pkcs8V1Der<'_> = pair.as_der().map_err(|_| CryptoError::Generate)?;
        Self::from_pkcs8(pkcs8.as_ref()).map_err(|_| CryptoError::Generate)
    }

    /// The key as a PKCS#8 PEM: the secret itself, overwritten when dropped.
    ///
    /// # Errors
    /// Where the cryptographic library cannot write it.
    pub fn to_pem(&self) -> Result<Zeroizing<String>, CryptoError> {
        let pkcs8: Pkcs8V1Der<'_> = self.0.signing.as_der().map_err(|_| CryptoError::Generate)?;
        Ok(pem::write(PKCS8, pkcs8.as_ref()))
    }

    /// The public half.
    ///
    /// # Errors
    /// Where the cryptographic library cannot write it.
    pub fn public_key(&self) -> Result<RsaPublicKey, CryptoError> {
        let der = self
            .0
            .signing
            .public_key()
            .as_der()
            .map_err(|_| CryptoError::Generate)?;
        RsaPublicKey::from_spki(der.as_ref()).map_err(|_| CryptoError::Generate)
    }
}

impl Signer for RsaPrivateKey {
    /// RSASSA-PKCS1-v1_5 with SHA-256, in base64.
    fn sign(&self, message: &[u8]) -> Result<String, CryptoError> {
        let key = &self.0.signing;
        let mut signature = vec![0; key.public_modulus_len()];
        key.sign(
            &RSA_PKCS1_SHA256,
            &SystemRandom::new(),
            message,
            &mut signature,
        )
        .map_err(|_| CryptoError::Sign)?;
        Ok(base64_encode(&signature))
    }
}

impl Open for RsaPrivateKey {
    /// RSAES-OAEP with SHA-1, of base64.
    fn open(&self, ciphertext: &str) -> Result<Secret, OpenError> {
        self.open_padded(Padding::OaepSha1, ciphertext)
    }
}

impl std::fmt::Debug for RsaPrivateKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let bits = self.0.signing.public_modulus_len() * 8;
        write!(f, "RsaPrivateKey({bits} bits, ***)")
    }
}
