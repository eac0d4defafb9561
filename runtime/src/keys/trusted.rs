//! One key that is trusted, with its id.

use std::sync::Arc;

use crate::crypto::{Certificate, KeyError, PublicKey};
use crate::protocol::MAX_CLOCK_SKEW;

/// How the id of a WeChat Pay public key begins.
const PUBLIC_KEY_ID: &str = "PUB_KEY_ID_";
/// How long after it expired a certificate still verifies, in seconds: as far as the time
/// in a signature may be from this machine's.
const GRACE: i64 = MAX_CLOCK_SKEW as i64;

/// A key of WeChat Pay: a public key (微信支付公钥) or a platform certificate (平台证书).
#[derive(Debug, Clone)]
pub struct TrustedKey {
    id: String,
    key: PublicKey,
    validity: Option<(i64, i64)>,
    /// The certificate as it was read.
    pem: Option<Arc<str>>,
}

impl TrustedKey {
    /// A WeChat Pay public key: its id (`PUB_KEY_ID_…`) and its PEM.
    ///
    /// # Errors
    /// Where the id is none, or the PEM holds no public key that can be used.
    pub fn public_key(id: impl Into<String>, pem: &str) -> Result<Self, KeyError> {
        let id = id.into();
        let plain = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_';
        let digits = id.strip_prefix(PUBLIC_KEY_ID).unwrap_or_default();
        if digits.is_empty() || !digits.bytes().all(plain) {
            return Err(KeyError::PublicKeyId);
        }
        let key = PublicKey::from_pem(pem)?;
        Ok(Self {
            id,
            key,
            validity: None,
            pem: None,
        })
    }

    /// A platform certificate; its id is its serial.
    ///
    /// # Errors
    /// Where the PEM holds no X.509 certificate with a key that can be used.
    pub fn certificate(pem: &str) -> Result<Self, KeyError> {
        let Certificate {
            serial,
            not_before,
            not_after,
            key,
        } = Certificate::from_pem(pem)?;
        Ok(Self {
            id: serial,
            key,
            validity: Some((not_before, not_after)),
            pem: Some(pem.into()),
        })
    }

    /// `PUB_KEY_ID_…`, or the serial of a certificate.
    pub fn id(&self) -> &str {
        &self.id
    }

    /// The key.
    pub fn key(&self) -> &PublicKey {
        &self.key
    }

    /// From and to when a certificate is valid, in Unix seconds; a public key does not expire.
    pub fn validity(&self) -> Option<(i64, i64)> {
        self.validity
    }

    /// The certificate in PEM, of one that is.
    pub fn certificate_pem(&self) -> Option<&str> {
        self.pem.as_deref()
    }

    /// Whether it verifies what is signed at `now`.
    ///
    /// A certificate does until it expires, and five minutes longer, for clocks differ.
    /// After that WeChat Pay does not sign with it any more, and nobody guards its key: an
    /// answer or a notification that it signed is refused. It does before it begins, too:
    /// it came from WeChat Pay, and a signature has a time of its own.
    pub fn verifies(&self, now: i64) -> bool {
        self.validity
            .is_none_or(|(_, to)| now <= to.saturating_add(GRACE))
    }

    /// Until when it may encrypt, if it may at `now`.
    pub(super) fn usable_until(&self, now: i64) -> Option<i64> {
        match self.validity {
            None => Some(i64::MAX),
            Some((from, to)) => (from <= now && now <= to).then_some(to),
        }
    }
}
