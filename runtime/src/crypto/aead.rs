//! What the APIv3 key opens: the resources of notifications and the downloaded certificates,
//! under AES-256-GCM, or SM4-GCM of the SM suite.

use aws_lc_rs::aead::{AES_256_GCM, Aad, LessSafeKey, NONCE_LEN, Nonce, UnboundKey};
use zeroize::Zeroizing;

#[cfg(feature = "sm")]
use super::sm;
use super::{CryptoError, KeyError, Suite, base64_decode, base64_encode};

/// The length of the tag at the end of a ciphertext, in bytes; the same in both suites.
const TAG_LENGTH: usize = 16;
const KEY_LENGTH: usize = 32;

/// The APIv3 key: 32 bytes that decrypt what WeChat Pay encrypts for the merchant.
///
/// `Debug` shows `ApiV3Key(***)`; the memory is overwritten when the key is dropped.
#[derive(Clone)]
pub struct ApiV3Key(Zeroizing<[u8; KEY_LENGTH]>);

impl ApiV3Key {
    /// The key as the merchant platform shows it.
    ///
    /// # Errors
    /// Where it is not exactly 32 bytes long.
    pub fn new(key: impl AsRef<[u8]>) -> Result<Self, KeyError> {
        let key = key.as_ref();
        let wrong = |_| KeyError::ApiV3KeyLength { length: key.len() };
        Ok(Self(Zeroizing::new(key.try_into().map_err(wrong)?)))
    }

    /// Decrypts what an envelope holds: base64 whose last 16 bytes are the tag.
    ///
    /// # Errors
    /// Where the algorithm is not known, the nonce is not 12 bytes long, or key, nonce,
    /// associated data and ciphertext do not belong together.
    pub fn open(
        &self,
        algorithm: &str,
        nonce: &str,
        associated_data: &str,
        ciphertext: &str,
    ) -> Result<Zeroizing<Vec<u8>>, AeadError> {
        let suite = Suite::of_aead(algorithm).ok_or(AeadError::Algorithm)?;
        let nonce = nonce_of(nonce)?;
        let mut buffer = Zeroizing::new(base64_decode(ciphertext).ok_or(AeadError::Base64)?);
        let associated_data = associated_data.as_bytes();
        match suite {
            Suite::Rsa => self.open_aes(nonce, associated_data, &mut buffer)?,
            #[cfg(feature = "sm")]
            Suite::Sm => sm::open(self.0.as_slice(), nonce, associated_data, &mut buffer)?,
            #[cfg(not(feature = "sm"))]
            Suite::Sm => return Err(AeadError::SmFeature),
        }
        Ok(buffer)
    }

    fn open_aes(
        &self,
        nonce: [u8; NONCE_LEN],
        associated_data: &[u8],
        buffer: &mut Vec<u8>,
    ) -> Result<(), AeadError> {
        let nonce = Nonce::assume_unique_for_key(nonce);
        let plain = self
            .key()?
            .open_in_place(nonce, Aad::from(associated_data), buffer)
            .map(|plaintext| plaintext.len())
            .map_err(|_| AeadError::Open)?;
        buffer.truncate(plain);
        Ok(())
    }

    /// Encrypts as WeChat Pay does it, under AES-256-GCM; for sandboxes and tests. A nonce
    /// must never serve twice.
    ///
    /// # Errors
    /// Where the nonce is not 12 bytes long.
    pub fn seal(
        &self,
        nonce: &str,
        associated_data: &str,
        plaintext: &[u8],
    ) -> Result<String, AeadError> {
        self.seal_with(Suite::Rsa, nonce, associated_data, plaintext)
    }

    /// [`seal`](Self::seal) under the algorithm of `suite`.
    ///
    /// # Errors
    /// Where the nonce is not 12 bytes long, or the suite is not compiled in.
    pub fn seal_with(
        &self,
        suite: Suite,
        nonce: &str,
        associated_data: &str,
        plaintext: &[u8],
    ) -> Result<String, AeadError> {
        let nonce = nonce_of(nonce)?;
        // Room for the tag at once, so that the plaintext is not copied and left behind.
        let mut buffer = Zeroizing::new(Vec::with_capacity(plaintext.len() + TAG_LENGTH));
        buffer.extend_from_slice(plaintext);
        let associated_data = associated_data.as_bytes();
        match suite {
            Suite::Rsa => self
                .key()?
                .seal_in_place_append_tag(
                    Nonce::assume_unique_for_key(nonce),
                    Aad::from(associated_data),
                    &mut *buffer,
                )
                .map_err(|_| AeadError::Open)?,
            #[cfg(feature = "sm")]
            Suite::Sm => sm::seal(self.0.as_slice(), nonce, associated_data, &mut buffer)?,
            #[cfg(not(feature = "sm"))]
            Suite::Sm => return Err(AeadError::SmFeature),
        }
        Ok(base64_encode(&buffer))
    }

    /// A nonce of 12 characters for [`seal`](Self::seal).
    ///
    /// # Errors
    /// Where the system's random generator fails.
    pub fn fresh_nonce() -> Result<String, CryptoError> {
        let mut nonce = crate::nonce::nonce()?;
        nonce.truncate(NONCE_LEN);
        Ok(nonce)
    }

    fn key(&self) -> Result<LessSafeKey, AeadError> {
        let key = UnboundKey::new(&AES_256_GCM, self.0.as_slice());
        key.map(LessSafeKey::new).map_err(|_| AeadError::Open)
    }
}

fn nonce_of(nonce: &str) -> Result<[u8; NONCE_LEN], AeadError> {
    let length = nonce.len();
    let bytes = nonce.as_bytes().try_into();
    bytes.map_err(|_| AeadError::Nonce { length })
}

impl std::fmt::Debug for ApiV3Key {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("ApiV3Key(***)")
    }
}

/// An envelope does not open.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum AeadError {
    /// Another algorithm.
    #[error("the algorithm is neither `AEAD_AES_256_GCM` nor `AEAD_SM4_GCM`")]
    Algorithm,
    /// The algorithm is of the SM suite, which is not compiled in.
    #[error(
        "the algorithm is `AEAD_SM4_GCM`: enable the feature `sm` of `wechatpay-openapi` \
         (or of `wechatpay-runtime`)"
    )]
    SmFeature,
    /// The nonce has the wrong length.
    #[error("the nonce has {length} bytes and must have 12")]
    Nonce {
        /// How many bytes there are.
        length: usize,
    },
    /// The ciphertext is not base64.
    #[error("the ciphertext is not base64")]
    Base64,
    /// Key, nonce, associated data and ciphertext do not belong together.
    #[error(
        "the ciphertext does not open: check that the APIv3 key is this merchant's current one"
    )]
    Open,
}
