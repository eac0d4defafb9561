//! How fields are encrypted, and opening those of a request with the key that its
//! `Wechatpay-Serial` names.

use wechatpay_runtime::crypto::Padding;

use crate::keys::PlatformKey;
use crate::validate::{Unseal, UnsealError};

/// The operations whose fields are padded as PKCS#1 v1.5 has it; all others use OAEP.
const PKCS1: [&str; 2] = ["/v3/global/", "/global/v3/"];

/// How the operation at `path` pads the fields of requests and answers.
pub(crate) fn padding(path: &str) -> Padding {
    if PKCS1.iter().any(|prefix| path.starts_with(prefix)) {
        Padding::Pkcs1
    } else {
        Padding::OaepSha1
    }
}

/// The key that one request encrypted its fields with.
pub(crate) struct RequestKey {
    key: Result<PlatformKey, UnsealError>,
    padding: Padding,
}

impl RequestKey {
    /// The key that the request names, as the operation at `path` uses it: none if it names
    /// none, and `Some(None)` if the platform has no such key.
    pub(crate) fn named(named: Option<Option<PlatformKey>>, path: &str) -> Self {
        let missing = UnsealError::Serial("is required where fields are encrypted");
        let unknown = UnsealError::Serial("names no key of the platform");
        Self {
            key: named.ok_or(missing).and_then(|key| key.ok_or(unknown)),
            padding: padding(path),
        }
    }
}

impl Unseal for RequestKey {
    fn unseal(&self, ciphertext: &str) -> Result<String, UnsealError> {
        let platform = self.key.as_ref().map_err(Clone::clone)?;
        let plaintext = platform
            .key
            .open_padded(self.padding, ciphertext)
            .map_err(|_| UnsealError::Ciphertext)?;
        Ok(plaintext.expose().to_owned())
    }
}
