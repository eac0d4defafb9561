//! AES-256-GCM under the APIv3 key: the resources of notifications and the downloaded certificates.

use aws_lc_rs::aead::{AES_256_GCM, Aad, LessSafeKey, NONCE_LEN, Nonce, UnboundKey};
use zeroize::Zeroizing;

use super::{CryptoError, KeyError, base64_decode, base64_encode};

/// The name of the algorithm in envelopes.
const ALGORITHM: &str = "AEAD_AES_256_GCM";
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
        if algorithm != ALGORITHM {
            return Err(AeadError::Algorithm);
        }
        let nonce = nonce_of(nonce)?;
        let mut buffer = base64_decode(ciphertext).ok_or(AeadError::Base64)?;
        let plain = self
            .key()?
            .open_in_place(nonce, Aad::from(associated_data.as_bytes()), &mut buffer)
            .map(|plaintext| plaintext.len())
            .map_err(|_| AeadError::Open)?;
        buffer.truncate(plain);
        Ok(Zeroizing::new(buffer))
    }

    /// Encrypts, as WeChat Pay does it; for sandboxes and tests. A nonce must never serve twice.
    ///
    /// # Errors
    /// Where the nonce is not 12 bytes long.
    pub fn seal(
        &self,
        nonce: &str,
        associated_data: &str,
        plaintext: &[u8],
    ) -> Result<String, AeadError> {
        let nonce = nonce_of(nonce)?;
        // Room for the tag at once, so that the plaintext is not copied and left behind.
        let mut buffer =
            Zeroizing::new(Vec::with_capacity(plaintext.len() + AES_256_GCM.tag_len()));
        buffer.extend_from_slice(plaintext);
        self.key()?
            .seal_in_place_append_tag(nonce, Aad::from(associated_data.as_bytes()), &mut *buffer)
            .map_err(|_| AeadError::Open)?;
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

fn nonce_of(nonce: &str) -> Result<Nonce, AeadError> {
    let length = nonce.len();
    Nonce::try_assume_unique_for_key(nonce.as_bytes()).map_err(|_| AeadError::Nonce { length })
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
    #[error("the algorithm is not `AEAD_AES_256_GCM`, the one that this version can decrypt")]
    Algorithm,
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
