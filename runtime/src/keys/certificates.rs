//! The answer of `GET /v3/certificates`, which brings the keys that it is signed with.
//!
//! Invariant: a certificate is handed out only if the APIv3 key decrypted it *and* a key
//! that is trusted already signed the list, as with any other answer. Only where none is
//! trusted yet is the list believed that one of its own certificates signed: whoever knows
//! the APIv3 key can make such a list.

use std::borrow::Cow;

use http::HeaderMap;

use super::{Keys, TrustedKey};
use crate::crypto::{AeadError, ApiV3Key, KeyError};
use crate::protocol::{VerifyError, verify_signature};
use crate::record::RawJson;

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
    let list = RawJson::new(body).and_then(|list| list.get("data")?.items());
    let items = list.ok_or(CertificatesError::Malformed)?;
    let mut opened = Vec::with_capacity(items.len());
    for item in items {
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

fn open(key: &ApiV3Key, item: RawJson<'_>) -> Result<TrustedKey, CertificatesError> {
    let sealed = item.get("encrypt_certificate");
    let sealed = sealed.ok_or(CertificatesError::Malformed)?;
    let associated_data = match sealed.get("associated_data").map(RawJson::as_str) {
        None | Some("null") => Cow::Borrowed(""),
        Some(_) => text(sealed, "associated_data")?,
    };
    let pem = key.open(
        &text(sealed, "algorithm")?,
        &text(sealed, "nonce")?,
        &associated_data,
        &text(sealed, "ciphertext")?,
    )?;
    let pem = std::str::from_utf8(&pem).map_err(|_| CertificatesError::Malformed)?;
    let trusted = TrustedKey::certificate(pem)?;
    if trusted.id() != text(item, "serial_no")? {
        let serial = trusted.id().to_owned();
        return Err(CertificatesError::Serial { serial });
    }
    Ok(trusted)
}

/// The text that is the member `name` of `object`.
fn text<'t>(object: RawJson<'t>, name: &str) -> Result<Cow<'t, str>, CertificatesError> {
    let value = object.get(name).and_then(RawJson::text);
    value.ok_or(CertificatesError::Malformed)
}
