//! The answer of `GET /v3/certificates`, which brings the keys that it is signed with.
//!
//! Invariant: a certificate is handed out only if the APIv3 key decrypted it (which
//! proves that it comes from WeChat Pay) *and* one of the answer's own certificates, or a
//! key that is trusted already, signed the answer (which proves that the list is whole
//! and fresh).

use http::HeaderMap;
use serde::Deserialize;

use super::{Keys, TrustedKey};
use crate::crypto::{AeadError, ApiV3Key, KeyError};
use crate::protocol::{VerifyError, verify_signature};

/// The downloaded certificates cannot be trusted.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum CertificatesError {
    /// The answer is not the documented JSON.
    #[error("the list of platform certificates is not the documented JSON")]
    Malformed,
    /// The list has no certificate that this version can use.
    #[error(
        "the list has no platform certificate that can be used (those of the SM suite need the \
         feature `sm`): a merchant without certificates uses \
         the WeChat Pay public key, given to the client with its id"
    )]
    Empty,
    /// A certificate does not decrypt.
    #[error("a platform certificate does not decrypt: {0}")]
    Decrypt(#[from] AeadError),
    /// A decrypted certificate cannot be read.
    #[error("a platform certificate cannot be read: {0}")]
    Certificate(#[from] KeyError),
    /// A certificate's serial is not the one that the list names.
    #[error("the platform certificate listed as another serial is really `{serial}`")]
    Serial {
        /// The serial in the certificate.
        serial: String,
    },
    /// The answer's signature is not that of a certificate in it.
    #[error(
        "the list of platform certificates is signed neither by one of them nor by a trusted key: {0}"
    )]
    Verify(#[from] VerifyError),
}

#[derive(Deserialize)]
struct List {
    data: Vec<Item>,
}

#[derive(Deserialize)]
struct Item {
    serial_no: String,
    encrypt_certificate: Encrypted,
}

#[derive(Deserialize)]
struct Encrypted {
    algorithm: String,
    nonce: String,
    #[serde(default)]
    associated_data: Option<String>,
    ciphertext: String,
}

/// The trusted keys in an answer of `GET /v3/certificates`.
///
/// `trusted` is what the client trusts already: a merchant that is moving to the WeChat
/// Pay public key gets its certificates in an answer that this key signed. With nothing
/// trusted yet, one of the answer's own certificates must have signed it.
///
/// # Errors
/// Where the answer does not prove itself; see [`CertificatesError`].
pub fn open_certificates(
    key: &ApiV3Key,
    trusted: &Keys,
    headers: &HeaderMap,
    body: &[u8],
    now: i64,
) -> Result<Vec<TrustedKey>, CertificatesError> {
    let list: List = serde_json::from_slice(body).map_err(|_| CertificatesError::Malformed)?;
    let mut opened = Vec::with_capacity(list.data.len());
    for item in &list.data {
        match open(key, item) {
            // Of a suite that is not compiled in, or not known at all.
            Err(CertificatesError::Decrypt(AeadError::Algorithm | AeadError::SmFeature))
            | Err(CertificatesError::Certificate(KeyError::SmFeature { .. })) => {}
            trusted => opened.push(trusted?),
        }
    }
    if opened.is_empty() {
        return Err(CertificatesError::Empty);
    }
    let brought: Keys = opened.iter().cloned().collect();
    match verify_signature(&brought, headers, body, now) {
        Err(VerifyError::UnknownKey { .. }) if !trusted.is_empty() => {
            verify_signature(trusted, headers, body, now)?;
        }
        verified => verified?,
    }
    Ok(opened)
}

fn open(key: &ApiV3Key, item: &Item) -> Result<TrustedKey, CertificatesError> {
    let Encrypted {
        algorithm,
        nonce,
        associated_data,
        ciphertext,
    } = &item.encrypt_certificate;
    let associated_data = associated_data.as_deref().unwrap_or_default();
    let pem = key.open(algorithm, nonce, associated_data, ciphertext)?;
    let pem = std::str::from_utf8(&pem).map_err(|_| CertificatesError::Malformed)?;
    let trusted = TrustedKey::certificate(pem)?;
    if trusted.id() != item.serial_no {
        let serial = trusted.id().to_owned();
        return Err(CertificatesError::Serial { serial });
    }
    Ok(trusted)
}
