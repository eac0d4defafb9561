//! Opening the fields of a request with the key that its `Wechatpay-Serial` names.

use wechatpay_runtime::crypto::Padding;
use wechatpay_runtime::protocol::field_padding;

use crate::keys::PlatformKey;
use crate::validate::{Unseal, UnsealError};

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
            padding: field_padding(path),
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
