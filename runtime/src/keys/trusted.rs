//! One key that is trusted, with its id.

use crate::crypto::{Certificate, KeyError, PublicKey, RsaPublicKey};

/// How the id of a WeChat Pay public key begins.
const PUBLIC_KEY_ID: &str = "PUB_KEY_ID_";

/// A key of WeChat Pay: a public key (微信支付公钥) or a platform certificate (平台证书).
#[derive(Debug, Clone)]
pub struct TrustedKey {
    id: String,
    key: PublicKey,
    validity: Option<(i64, i64)>,
}

impl TrustedKey {
    /// A WeChat Pay public key: its id (`PUB_KEY_ID_…`) and its PEM.
    ///
    /// # Errors
    /// Where the id is none, or the PEM holds no RSA public key.
    pub fn public_key(id: impl Into<String>, pem: &str) -> Result<Self, KeyError> {
        let id = id.into();
        let plain = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_';
        let digits = id.strip_prefix(PUBLIC_KEY_ID).unwrap_or_default();
        if digits.is_empty() || !digits.bytes().all(plain) {
            return Err(KeyError::PublicKeyId);
        }
        let key = PublicKey::Rsa(RsaPublicKey::from_pem(pem)?);
        Ok(Self {
            id,
            key,
            validity: None,
        })
    }

    /// A platform certificate; its id is its serial.
    ///
    /// # Errors
    /// Where the PEM holds no X.509 certificate with an RSA key.
    pub fn certificate(pem: &str) -> Result<Self, KeyError> {
        let Certificate {
            serial,
            not_before,
            not_after,
            key,
        } = Certificate::from_pem(pem)?;
        let key = PublicKey::Rsa(key);
        Ok(Self {
            id: serial,
            key,
            validity: Some((not_before, not_after)),
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

    /// Until when it may encrypt, if it may at `now`.
    pub(super) fn usable_until(&self, now: i64) -> Option<i64> {
        match self.validity {
            None => Some(i64::MAX),
            Some((from, to)) => (from <= now && now <= to).then_some(to),
        }
    }
}
