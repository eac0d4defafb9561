//! X.509 certificates: serial, validity and key, which is all that the protocol uses of them.

use x509_parser::prelude::{FromDer, X509Certificate};

use super::{KeyError, PublicKey, hash, pem};

/// A certificate.
#[derive(Debug, Clone)]
pub struct Certificate {
    /// The serial in upper-case hex, two digits a byte, leading zeros kept.
    pub serial: String,
    /// Unix seconds from which it is valid.
    pub not_before: i64,
    /// Unix seconds up to which it is valid.
    pub not_after: i64,
    /// The key in it.
    pub key: PublicKey,
}

impl Certificate {
    /// Reads `BEGIN CERTIFICATE`.
    ///
    /// # Errors
    /// Where there is no such block, no X.509 in it, or no key in that that can be used.
    pub fn from_pem(text: &str) -> Result<Self, KeyError> {
        let block = pem::find(text, &["CERTIFICATE"], "the X.509 certificate")?;
        let (rest, certificate) = X509Certificate::from_der(&block.der).map_err(|error| {
            let reason = error.to_string();
            KeyError::Certificate { reason }
        })?;
        if !rest.is_empty() {
            let reason = "something follows it".to_owned();
            return Err(KeyError::Certificate { reason });
        }
        Ok(Self {
            serial: serial(certificate.raw_serial()),
            not_before: certificate.validity().not_before.timestamp(),
            not_after: certificate.validity().not_after.timestamp(),
            key: PublicKey::from_spki(certificate.public_key().raw)?,
        })
    }
}

/// Without the zero byte that DER puts before a number whose first bit is set.
fn serial(der: &[u8]) -> String {
    match der {
        [0, rest @ ..] if rest.first().is_some_and(|byte| byte & 0x80 != 0) => {
            hash::upper_hex(rest)
        }
        _ => hash::upper_hex(der),
    }
}
