//! The sandbox's keys: the merchant's, and both kinds that WeChat Pay signs with.
//!
//! Invariant: they are made here and now and are worth nothing anywhere else, which is
//! why [`Keys`] hands out private ones.

use std::sync::{Arc, OnceLock};

#[cfg(feature = "sm")]
use wechatpay_runtime::crypto::Sm2PrivateKey;
use wechatpay_runtime::crypto::{
    ApiV3Key, Certificate, CryptoError, KeyError, PrivateKey, PublicKey, RsaPrivateKey, Suite,
};
use wechatpay_runtime::{Clock as _, SystemClock};

use crate::x509;

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
    key: PrivateKey,
    pem: String,
    certificate: Certificate,
}

/// A key that the platform signs answers with and opens encrypted fields with.
#[derive(Debug, Clone)]
pub(crate) struct PlatformKey {
    /// `PUB_KEY_ID_…`, or the serial of the certificate.
    pub(crate) id: String,
    /// The private key.
    pub(crate) key: PrivateKey,
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
    fn generate(suite: Suite) -> Result<Self, KeysError> {
        Self::valid(suite, five_years(SystemClock.unix_seconds()))
    }

    /// The one that comes after `self` and lives longer, valid from `now` on.
    ///
    /// # Errors
    /// Where the system's random generator fails.
    pub(crate) fn next(&self, now: i64) -> Result<Self, KeysError> {
        let (from, until) = five_years(now);
        let validity = (from, until.max(self.validity.1.saturating_add(DAY)));
        Self::valid(self.key.key.suite(), validity)
    }

    fn valid(suite: Suite, validity: (i64, i64)) -> Result<Self, KeysError> {
        let Signed {
            key,
            pem,
            certificate,
        } = Signed::generate(suite, "Tenpay.com Sandbox Platform", validity)?;
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
    /// The SM suite is not compiled in.
    #[error("a sandbox of the SM suite needs the feature `sm` of `wechatpay-sandbox`")]
    SmFeature,
}

impl Keys {
    /// New keys, of RSA.
    ///
    /// # Errors
    /// Where the system's random generator fails.
    pub fn generate() -> Result<Self, KeysError> {
        Self::generate_of(Suite::Rsa)
    }

    /// New keys of this suite.
    ///
    /// # Errors
    /// Where the system's random generator fails, or the suite is not compiled in.
    pub fn generate_of(suite: Suite) -> Result<Self, KeysError> {
        let api_v3_key_text = wechatpay_runtime::nonce()?;
        let validity = five_years(SystemClock.unix_seconds());
        Ok(Self(Arc::new(Inner {
            merchant: Signed::generate(suite, MERCHANT_ID, validity)?,
            api_v3_key: ApiV3Key::new(&api_v3_key_text)?,
            api_v3_key_text,
            public_key: PlatformKey {
                id: format!("{PUBLIC_KEY_ID}0{MERCHANT_ID}2024112800000000000000"),
                key: private_key(suite)?,
            },
            certificate: Arc::new(PlatformCertificate::generate(suite)?),
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

    /// The suite that they are all of.
    #[must_use]
    pub fn suite(&self) -> Suite {
        self.0.merchant.key.suite()
    }

    /// The merchant's id (商户号).
    #[must_use]
    pub fn merchant_id(&self) -> &str {
        MERCHANT_ID
    }

    /// The brand's id. It signs with the merchant's key and certificate, and only if they
    /// are of RSA: brands know no other suite.
    #[must_use]
    pub fn brand_id(&self) -> &str {
        BRAND_ID
    }

    /// The merchant's private key.
    #[must_use]
    pub fn merchant_key(&self) -> &PrivateKey {
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
    /// A key of `suite` and a certificate of `name`, valid from and to these Unix seconds.
    fn generate(suite: Suite, name: &str, validity: (i64, i64)) -> Result<Self, KeysError> {
        let key = private_key(suite)?;
        let pem = x509::self_signed(&key, name, &serial()?, validity)?;
        let certificate = Certificate::from_pem(&pem)?;
        Ok(Self {
            key,
            pem,
            certificate,
        })
    }
}

fn private_key(suite: Suite) -> Result<PrivateKey, KeysError> {
    match suite {
        Suite::Rsa => Ok(RsaPrivateKey::generate()?.into()),
        #[cfg(feature = "sm")]
        Suite::Sm => Ok(Sm2PrivateKey::generate()?.into()),
        _ => Err(KeysError::SmFeature),
    }
}

/// From `now` on for as long as WeChat Pay's certificates are valid.
fn five_years(now: i64) -> (i64, i64) {
    (now, now.saturating_add(VALIDITY))
}

/// 20 bytes, so 40 hex digits; the first is neither zero nor negative.
fn serial() -> Result<[u8; 20], KeysError> {
    let mut bytes = [0; 20];
    aws_lc_rs::rand::fill(&mut bytes).map_err(|_| CryptoError::Random)?;
    bytes[0] = bytes[0] & 0x3f | 0x40;
    Ok(bytes)
}
