//! Who signs requests: an id, the serial of a certificate, and what signs.

use std::sync::Arc;

use super::authorization::header_value;
use super::{Scheme, request_message};
use crate::crypto::{
    AsyncSigner, Certificate, CryptoError, Decryptor, PrivateKey, RsaPrivateKey, Signer, Suite,
};
use crate::error::ConfigError;
use crate::operation::Method;

/// A merchant or a brand as WeChat Pay knows it. Cheap to clone; `Debug` shows no key.
#[derive(Clone)]
pub struct Credentials {
    scheme: Scheme,
    id: String,
    serial: String,
    signer: Key,
    decryptor: Option<Arc<dyn Decryptor>>,
}

/// Where the key is.
#[derive(Clone)]
enum Key {
    Here(Arc<dyn Signer>),
    Elsewhere(Arc<dyn AsyncSigner>),
}

impl Credentials {
    /// A merchant: its id (商户号), the serial of its API certificate (商户API证书序列号) and that certificate's key.
    ///
    /// The key says in which scheme it signs: an SM2 key under `WECHATPAY2-SM2-WITH-SM3`.
    ///
    /// # Errors
    /// Where the id or the serial cannot be one.
    pub fn merchant(
        id: impl Into<String>,
        serial: impl Into<String>,
        key: impl Into<PrivateKey>,
    ) -> Result<Self, ConfigError> {
        let key = key.into();
        Self::with_key(Scheme::merchant(key.suite()), id.into(), serial.into(), key)
    }

    /// A brand: its id, the serial of its API certificate and that certificate's key.
    ///
    /// # Errors
    /// Where the id or the serial cannot be one.
    pub fn brand(
        id: impl Into<String>,
        serial: impl Into<String>,
        key: RsaPrivateKey,
    ) -> Result<Self, ConfigError> {
        Self::with_key(Scheme::BrandRsa, id.into(), serial.into(), key.into())
    }

    /// Any signer, for a key that lives elsewhere. Encrypted fields of answers open with `decryptor`.
    ///
    /// # Errors
    /// Where the id or the serial cannot be one, or the scheme needs the feature `sm`.
    pub fn with_signer(
        scheme: Scheme,
        id: impl Into<String>,
        serial: impl Into<String>,
        signer: Arc<dyn Signer>,
        decryptor: Option<Arc<dyn Decryptor>>,
    ) -> Result<Self, ConfigError> {
        Self::checked(
            scheme,
            id.into(),
            serial.into(),
            Key::Here(signer),
            decryptor,
        )
    }

    /// A signer that has to wait: a key management service, say. Encrypted fields of answers
    /// open with `decryptor`.
    ///
    /// # Errors
    /// Where the id or the serial cannot be one, or the scheme needs the feature `sm`.
    pub fn with_async_signer(
        scheme: Scheme,
        id: impl Into<String>,
        serial: impl Into<String>,
        signer: Arc<dyn AsyncSigner>,
        decryptor: Option<Arc<dyn Decryptor>>,
    ) -> Result<Self, ConfigError> {
        let signer = Key::Elsewhere(signer);
        Self::checked(scheme, id.into(), serial.into(), signer, decryptor)
    }

    fn checked(
        scheme: Scheme,
        id: String,
        serial: String,
        signer: Key,
        decryptor: Option<Arc<dyn Decryptor>>,
    ) -> Result<Self, ConfigError> {
        if scheme.suite() == Suite::Sm && !cfg!(feature = "sm") {
            return Err(ConfigError::SmFeature);
        }
        let id = checked_id(id, scheme)?;
        let serial = checked_serial(&serial)?;
        Ok(Self {
            scheme,
            id,
            serial,
            signer,
            decryptor,
        })
    }

    fn with_key(
        scheme: Scheme,
        id: String,
        serial: String,
        key: PrivateKey,
    ) -> Result<Self, ConfigError> {
        let key = Arc::new(key);
        Self::with_signer(scheme, id, serial, Arc::clone(&key) as _, Some(key))
    }

    /// The scheme of the `Authorization` header.
    pub fn scheme(&self) -> Scheme {
        self.scheme
    }

    /// The merchant's or brand's id.
    pub fn id(&self) -> &str {
        &self.id
    }

    /// The serial of the certificate.
    pub fn serial(&self) -> &str {
        &self.serial
    }

    /// The base64 signature of `message`, by a key that is at hand.
    pub(crate) fn sign(&self, message: &[u8]) -> Result<String, CryptoError> {
        match &self.signer {
            Key::Here(signer) => signer.sign(message),
            Key::Elsewhere(_) => Err(CryptoError::SignsAsync),
        }
    }

    /// The base64 signature of `message`.
    pub(crate) async fn sign_async(&self, message: &[u8]) -> Result<String, CryptoError> {
        match &self.signer {
            Key::Here(signer) => signer.sign(message),
            Key::Elsewhere(signer) => signer.sign(message).await,
        }
    }

    /// What opens the encrypted fields of answers.
    pub(crate) fn decryptor(&self) -> Option<&dyn Decryptor> {
        self.decryptor.as_deref()
    }
}

impl std::fmt::Debug for Credentials {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Credentials")
            .field("scheme", &self.scheme)
            .field("id", &self.id)
            .field("serial", &self.serial)
            .finish_non_exhaustive()
    }
}

/// An id goes into a header between quotes, so nothing but letters and digits.
fn checked_id(id: String, scheme: Scheme) -> Result<String, ConfigError> {
    if id.is_empty() || !id.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
        return Err(ConfigError::Id {
            attribute: scheme.id_attribute(),
        });
    }
    Ok(id)
}

/// `openssl` prints serials in upper case, other tools in lower; WeChat Pay wants upper.
fn checked_serial(serial: &str) -> Result<String, ConfigError> {
    if serial.is_empty() || !serial.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        return Err(ConfigError::CertificateSerial);
    }
    Ok(serial.to_ascii_uppercase())
}

/// The serial of a certificate in PEM.
pub(crate) fn serial_of(pem: &str) -> Result<String, ConfigError> {
    let certificate = Certificate::from_pem(pem).map_err(ConfigError::MerchantCertificate)?;
    Ok(certificate.serial)
}

/// What signing a request gives.
#[derive(Clone)]
pub struct SignedHead {
    /// The value of the `Authorization` header.
    pub authorization: String,
    /// The string that was signed; it holds the body.
    pub message: Vec<u8>,
}

impl std::fmt::Debug for SignedHead {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("SignedHead").finish_non_exhaustive()
    }
}

/// Signs a request with a key that is at hand.
///
/// `body` is what is sent; of a multipart upload, the content of the part `meta` only.
///
/// # Errors
/// Where the key cannot sign, or is behind an [`AsyncSigner`].
pub fn sign_request(
    credentials: &Credentials,
    method: Method,
    canonical_url: &str,
    body: &[u8],
    timestamp: i64,
    nonce: &str,
) -> Result<SignedHead, CryptoError> {
    let message = request_message(method, canonical_url, timestamp, nonce, body);
    let signature = credentials.sign(&message)?;
    Ok(head(credentials, timestamp, nonce, &signature, message))
}

/// Signs a request, wherever the key is; else as [`sign_request`].
///
/// # Errors
/// Where the key cannot sign.
pub async fn sign_request_async(
    credentials: &Credentials,
    method: Method,
    canonical_url: &str,
    body: &[u8],
    timestamp: i64,
    nonce: &str,
) -> Result<SignedHead, CryptoError> {
    let message = request_message(method, canonical_url, timestamp, nonce, body);
    let signature = credentials.sign_async(&message).await?;
    Ok(head(credentials, timestamp, nonce, &signature, message))
}

fn head(
    credentials: &Credentials,
    timestamp: i64,
    nonce: &str,
    signature: &str,
    message: Vec<u8>,
) -> SignedHead {
    let Credentials {
        scheme, id, serial, ..
    } = credentials;
    let signer = (*scheme, id.as_str(), serial.as_str());
    SignedHead {
        authorization: header_value(signer, nonce, timestamp, signature),
        message,
    }
}
