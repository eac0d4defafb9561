//! The sandbox's keys: the merchant's, and both kinds that WeChat Pay signs with.
//!
//! Invariant: they are made here and now and are worth nothing anywhere else, which is
//! why [`Keys`] hands out private ones.

use std::sync::{Arc, OnceLock};

use rcgen::{CertificateParams, DnType, KeyPair, PKCS_RSA_SHA256, SerialNumber};
use wechatpay_runtime::crypto::{
    ApiV3Key, Certificate, CryptoError, KeyError, PublicKey, RsaPrivateKey,
};
use wechatpay_runtime::{Clock as _, SystemClock};

/// The merchant that is known to the sandbox.
const MERCHANT_ID: &str = "1900009191";
/// The brand that is known to the sandbox.
const BRAND_ID: &str = "40001";
/// How the id of a WeChat Pay public key begins.
const PUBLIC_KEY_ID: &str = "PUB_KEY_ID_";
/// How long certificates are valid, in seconds: five years, as WeChat Pay's.
const VALIDITY: i64 = 5 * 365 * 24 * 3600;

/// The least by which a platform certificate outlives the one before, in seconds.
const DAY: i64 = 24 * 3600;

/// All keys of one sandbox. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Keys(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    merchant: Signed,
    api_v3_key_text: String,
    api_v3_key: ApiV3Key,
    public_key: PlatformKey,
    certificate: Arc<PlatformCertificate>,
}

/// A key with its certificate.
#[derive(Debug)]
struct Signed {
    key: RsaPrivateKey,
    pem: String,
    certificate: Certificate,
}

/// A key that the platform signs answers with and opens encrypted fields with.
#[derive(Debug, Clone)]
pub(crate) struct PlatformKey {
    /// `PUB_KEY_ID_…`, or the serial of the certificate.
    pub(crate) id: String,
    /// The private key.
    pub(crate) key: RsaPrivateKey,
}

/// A platform certificate with its key.
#[derive(Debug)]
pub(crate) struct PlatformCertificate {
    /// The key, whose id is the certificate's serial.
    pub(crate) key: PlatformKey,
    /// The certificate.
    pub(crate) pem: String,
    /// From and to when it is valid, in Unix seconds.
    pub(crate) validity: (i64, i64),
}

impl PlatformCertificate {
    /// A new one that is valid from now on.
    ///
    /// # Errors
    /// Where the system's random generator fails.
    pub(crate) fn generate() -> Result<Self, KeysError> {
        Self::valid(five_years(SystemClock.unix_seconds()))
    }

    /// The one that comes after `self` and lives longer, valid from `now` on.
    ///
    /// # Errors
    /// Where the system's random generator fails.
    pub(crate) fn next(&self, now: i64) -> Result<Self, KeysError> {
        let (from, until) = five_years(now);
        Self::valid((from, until.max(self.validity.1 + DAY)))
    }

    fn valid(validity: (i64, i64)) -> Result<Self, KeysError> {
        let Signed {
            key,
            pem,
            certificate,
        } = Signed::generate("Tenpay.com Sandbox Platform", validity)?;
        Ok(Self {
            key: PlatformKey {
                id: certificate.serial,
                key,
            },
            pem,
            validity: (certificate.not_before, certificate.not_after),
        })
    }
}

/// Keys could not be made.
#[derive(Debug, Clone, thiserror::Error)]
#[non_exhaustive]
pub enum KeysError {
    /// The cryptographic library does not make or use a key.
    #[error("making the sandbox's keys failed: {0}")]
    Crypto(#[from] CryptoError),
    /// A key that was just made cannot be read.
    #[error("reading back the sandbox's keys failed: {0}")]
    Key(#[from] KeyError),
    /// No certificate could be made.
    #[error("making a certificate of the sandbox failed: {0}")]
    Certificate(String),
}

impl Keys {
    /// New keys.
    ///
    /// # Errors
    /// Where the system's random generator fails.
    pub fn generate() -> Result<Self, KeysError> {
        let api_v3_key_text = wechatpay_runtime::nonce()?;
        Ok(Self(Arc::new(Inner {
            merchant: Signed::generate(MERCHANT_ID, five_years(SystemClock.unix_seconds()))?,
            api_v3_key: ApiV3Key::new(&api_v3_key_text)?,
            api_v3_key_text,
            public_key: PlatformKey {
                id: format!("{PUBLIC_KEY_ID}0{MERCHANT_ID}2024112800000000000000"),
                key: RsaPrivateKey::generate()?,
            },
            certificate: Arc::new(PlatformCertificate::generate()?),
        })))
    }

    /// The keys that all sandboxes of this process share unless they are given others:
    /// making three RSA keys for each test would cost more than the tests.
    ///
    /// # Errors
    /// Where the system's random generator fails.
    pub fn shared() -> Result<Self, KeysError> {
        static SHARED: OnceLock<Result<Keys, KeysError>> = OnceLock::new();
        SHARED.get_or_init(Self::generate).clone()
    }

    /// The merchant's id (商户号).
    #[must_use]
    pub fn merchant_id(&self) -> &str {
        MERCHANT_ID
    }

    /// The brand's id. It signs with the merchant's key and certificate.
    #[must_use]
    pub fn brand_id(&self) -> &str {
        BRAND_ID
    }

    /// The merchant's private key.
    #[must_use]
    pub fn merchant_key(&self) -> &RsaPrivateKey {
        &self.0.merchant.key
    }

    /// The merchant's certificate, in PEM.
    #[must_use]
    pub fn merchant_certificate_pem(&self) -> &str {
        &self.0.merchant.pem
    }

    /// The serial of the merchant's certificate.
    #[must_use]
    pub fn merchant_serial(&self) -> &str {
        &self.0.merchant.certificate.serial
    }

    /// The merchant's APIv3 key.
    #[must_use]
    pub fn api_v3_key(&self) -> &ApiV3Key {
        &self.0.api_v3_key
    }

    /// The merchant's APIv3 key as text.
    #[must_use]
    pub fn api_v3_key_text(&self) -> &str {
        &self.0.api_v3_key_text
    }

    /// The id of the WeChat Pay public key.
    #[must_use]
    pub fn public_key_id(&self) -> &str {
        &self.0.public_key.id
    }

    /// The WeChat Pay public key, in PEM.
    ///
    /// # Errors
    /// Where the cryptographic library cannot write it.
    pub fn public_key_pem(&self) -> Result<String, CryptoError> {
        Ok(self.0.public_key.key.public_key()?.to_pem())
    }

    /// The serial of the platform certificate.
    #[must_use]
    pub fn platform_serial(&self) -> &str {
        &self.0.certificate.key.id
    }

    /// The platform certificate, in PEM.
    #[must_use]
    pub fn platform_certificate_pem(&self) -> &str {
        &self.0.certificate.pem
    }

    /// The key that verifies the merchant's signatures and seals fields for the merchant.
    pub(crate) fn merchant_public_key(&self) -> &PublicKey {
        &self.0.merchant.certificate.key
    }

    /// The WeChat Pay public key's private half.
    pub(crate) fn public_key(&self) -> &PlatformKey {
        &self.0.public_key
    }

    /// The platform certificate that was there first.
    pub(crate) fn certificate(&self) -> &Arc<PlatformCertificate> {
        &self.0.certificate
    }
}

impl Signed {
    /// A certificate of `name`, valid from and to these Unix seconds.
    fn generate(name: &str, (from, until): (i64, i64)) -> Result<Self, KeysError> {
        let failed = |error: rcgen::Error| KeysError::Certificate(error.to_string());
        let key = RsaPrivateKey::generate()?;
        let pair =
            KeyPair::from_pem_and_sign_algo(&key.to_pem()?, &PKCS_RSA_SHA256).map_err(failed)?;
        let mut params = CertificateParams::default();
        params.distinguished_name.push(DnType::CommonName, name);
        params.serial_number = Some(serial()?);
        let time = |seconds| {
            rcgen::date_time_ymd(1970, 1, 1)
                + std::time::Duration::from_secs(u64::try_from(seconds).unwrap_or(0))
        };
        params.not_before = time(from);
        params.not_after = time(until);
        let pem = params.self_signed(&pair).map_err(failed)?.pem();
        let certificate = Certificate::from_pem(&pem)?;
        Ok(Self {
            key,
            pem,
            certificate,
        })
    }
}

/// From `now` on for as long as WeChat Pay's certificates are valid.
fn five_years(now: i64) -> (i64, i64) {
    (now, now.saturating_add(VALIDITY))
}

/// 20 bytes, so 40 hex digits; the first is neither zero nor negative.
fn serial() -> Result<SerialNumber, KeysError> {
    let mut bytes = [0; 20];
    aws_lc_rs::rand::fill(&mut bytes).map_err(|_| CryptoError::Random)?;
    bytes[0] = bytes[0] & 0x3f | 0x40;
    Ok(SerialNumber::from_slice(&bytes))
}
