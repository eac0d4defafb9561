//! The answer of `GET /v3/certificates`, which brings the keys that it is signed with.
//!
//! Invariant: a certificate is handed out only if the APIv3 key decrypted it *and* a key
//! that is trusted already signed the list, as with any other answer. Only where none is
//! trusted yet is the list believed that one of its own certificates signed: whoever knows
//! the APIv3 key can make such a list.

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
    /// The answer is not signed by a key that is trusted already, or, where there is none,
    /// not by a certificate in it.
    #[error(
        "the list of platform certificates is not signed by a key that is trusted already (nor, \
         where there is none, by one of its own): {0}{hint}",
        hint = missed(.0)
    )]
    Verify(#[from] VerifyError),
}

/// What a client does that slept while the certificates were changed.
fn missed(error: &VerifyError) -> &'static str {
    match error {
        VerifyError::UnknownKey { .. } => {
            "; a client that missed the change to this key begins anew without the \
             `certificate_file` and the certificates that it was given"
        }
        _ => "",
    }
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
/// `trusted` is what is trusted already, of the suite that the merchant signs in: where one
/// of these can still verify, the answer must be signed by one of them. That WeChat Pay does,
/// for the request names the key in `Wechatpay-Serial`: the certificate that is being
/// replaced, or the public key of a merchant that is moving to it. With nothing to verify
/// with, one of the answer's own certificates must have signed it.
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
    let begins = !trusted.can_verify(now);
    if !begins {
        verify_signature(trusted, headers, body, now)?;
    }
    let opened = open_list(key, body)?;
    if begins {
        let brought: Keys = opened.iter().cloned().collect();
        verify_signature(&brought, headers, body, now)?;
    }
    Ok(opened)
}

/// The certificates in the list, of the suites that can be used.
fn open_list(key: &ApiV3Key, body: &[u8]) -> Result<Vec<TrustedKey>, CertificatesError> {
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
