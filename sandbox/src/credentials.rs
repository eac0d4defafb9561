//! What a client needs to call the sandbox, in memory or as a folder of files.
//!
//! Invariant: [`Credentials::from_dir`] reads back what [`Credentials::write`] wrote, and
//! files that hold a private key or the APIv3 key are for their owner only (mode 0600, on Unix).

use std::fs;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use wechatpay_runtime::crypto::{CryptoError, RsaPrivateKey};
use wechatpay_runtime::{Client, ClientBuilder, Secret};

use crate::keys::Keys;

const MERCHANT: &str = "merchant.json";
const MERCHANT_KEY: &str = "merchant_key.pem";
const MERCHANT_CERTIFICATE: &str = "merchant_certificate.pem";
const PUBLIC_KEY: &str = "platform_public_key.pem";
const PLATFORM_CERTIFICATE: &str = "platform_certificate.pem";

/// What a client needs to call a sandbox: nothing in it is worth anything elsewhere.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Credentials {
    /// Where the sandbox listens: `http://127.0.0.1:8080`.
    pub base_url: String,
    /// The merchant's id (商户号).
    pub merchant_id: String,
    /// The brand's id; it signs with the merchant's key.
    pub brand_id: String,
    /// The serial of the merchant's certificate.
    pub merchant_serial: String,
    /// The merchant's private key, in PEM.
    pub merchant_key_pem: Secret,
    /// The merchant's certificate, in PEM.
    pub merchant_certificate_pem: String,
    /// The merchant's APIv3 key.
    pub api_v3_key: Secret,
    /// The id of the WeChat Pay public key.
    pub public_key_id: String,
    /// The WeChat Pay public key, in PEM.
    pub public_key_pem: String,
    /// The serial of the platform certificate.
    pub platform_serial: String,
    /// The platform certificate, in PEM.
    pub platform_certificate_pem: String,
}

/// `merchant.json`: what does not fit into a PEM file.
#[derive(Serialize, Deserialize)]
struct Merchant {
    base_url: String,
    mchid: String,
    brand_id: String,
    serial_no: String,
    api_v3_key: String,
    public_key_id: String,
    platform_serial_no: String,
}

/// A folder of credentials cannot be written or read.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum CredentialsError {
    /// A file cannot be written or read.
    #[error("{path}: {source}")]
    File {
        /// The file.
        path: PathBuf,
        /// What the system says.
        source: io::Error,
    },
    /// `merchant.json` is not what the sandbox writes.
    #[error("{path}: {source}; let the sandbox write the folder again")]
    Json {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        source: serde_json::Error,
    },
}

impl Credentials {
    /// The credentials for a sandbox with `keys` at `base_url`.
    pub(crate) fn new(keys: &Keys, base_url: &str) -> Result<Self, CryptoError> {
        Ok(Self {
            base_url: base_url.to_owned(),
            merchant_id: keys.merchant_id().to_owned(),
            brand_id: keys.brand_id().to_owned(),
            merchant_serial: keys.merchant_serial().to_owned(),
            merchant_key_pem: Secret::from(keys.merchant_key().to_pem()?.as_str()),
            merchant_certificate_pem: keys.merchant_certificate_pem().to_owned(),
            api_v3_key: Secret::from(keys.api_v3_key_text()),
            public_key_id: keys.public_key_id().to_owned(),
            public_key_pem: keys.public_key_pem()?,
            platform_serial: keys.platform_serial().to_owned(),
            platform_certificate_pem: keys.platform_certificate_pem().to_owned(),
        })
    }

    /// A client builder that knows the merchant, both of the platform's keys, and the address.
    #[must_use]
    pub fn client_builder(&self) -> ClientBuilder {
        self.merchant_builder()
            .public_key(&self.public_key_id, &self.public_key_pem)
            .platform_certificate(&self.platform_certificate_pem)
    }

    /// The same without any key of the platform: where a client starts that downloads certificates.
    #[must_use]
    pub fn merchant_builder(&self) -> ClientBuilder {
        let builder = Client::builder()
            .base_url(&self.base_url)
            .merchant_id(&self.merchant_id)
            .certificate_serial(&self.merchant_serial)
            .private_key_pem(self.merchant_key_pem.expose())
            .api_v3_key(self.api_v3_key.expose());
        let key = RsaPrivateKey::from_pem(self.merchant_key_pem.expose()).ok();
        let brand = key.and_then(|key| {
            let (id, serial) = (&self.brand_id, &self.merchant_serial);
            wechatpay_runtime::Credentials::brand(id, serial, key).ok()
        });
        match brand {
            Some(brand) => builder.brand(brand),
            // The builder says what is wrong with the key when it builds.
            None => builder,
        }
    }

    /// Writes the files into `folder`, which is made if there is none.
    ///
    /// # Errors
    /// Where a file cannot be written.
    pub fn write(&self, folder: impl AsRef<Path>) -> Result<(), CredentialsError> {
        let folder = folder.as_ref();
        fs::create_dir_all(folder).map_err(|source| CredentialsError::File {
            path: folder.to_owned(),
            source,
        })?;
        let merchant = Merchant {
            base_url: self.base_url.clone(),
            mchid: self.merchant_id.clone(),
            brand_id: self.brand_id.clone(),
            serial_no: self.merchant_serial.clone(),
            api_v3_key: self.api_v3_key.expose().to_owned(),
            public_key_id: self.public_key_id.clone(),
            platform_serial_no: self.platform_serial.clone(),
        };
        let path = folder.join(MERCHANT);
        let json = serde_json::to_string_pretty(&merchant);
        let json = json.map_err(|source| CredentialsError::Json { path, source })? + "\n";
        let files = [
            (MERCHANT, json.as_str(), true),
            (MERCHANT_KEY, self.merchant_key_pem.expose(), true),
            (MERCHANT_CERTIFICATE, &self.merchant_certificate_pem, false),
            (PUBLIC_KEY, &self.public_key_pem, false),
            (PLATFORM_CERTIFICATE, &self.platform_certificate_pem, false),
        ];
        for (name, text, private) in files {
            let path = folder.join(name);
            write(&path, text, private)
                .map_err(|source| CredentialsError::File { path, source })?;
        }
        Ok(())
    }

    /// Reads the files that a sandbox wrote into `folder`.
    ///
    /// # Errors
    /// Where one of them is missing or is not what a sandbox writes.
    pub fn from_dir(folder: impl AsRef<Path>) -> Result<Self, CredentialsError> {
        let folder = folder.as_ref();
        let read = |name: &str| {
            let path = folder.join(name);
            fs::read_to_string(&path).map_err(|source| CredentialsError::File { path, source })
        };
        let path = folder.join(MERCHANT);
        let merchant: Merchant = serde_json::from_str(&read(MERCHANT)?)
            .map_err(|source| CredentialsError::Json { path, source })?;
        Ok(Self {
            base_url: merchant.base_url,
            merchant_id: merchant.mchid,
            brand_id: merchant.brand_id,
            merchant_serial: merchant.serial_no,
            merchant_key_pem: Secret::from(read(MERCHANT_KEY)?),
            merchant_certificate_pem: read(MERCHANT_CERTIFICATE)?,
            api_v3_key: Secret::from(merchant.api_v3_key),
            public_key_id: merchant.public_key_id,
            public_key_pem: read(PUBLIC_KEY)?,
            platform_serial: merchant.platform_serial_no,
            platform_certificate_pem: read(PLATFORM_CERTIFICATE)?,
        })
    }
}

/// Writes through a file beside it, so that a private file is never open to others and a
/// reader never sees half of one.
fn write(path: &Path, text: &str, private: bool) -> io::Result<()> {
    let beside = path.with_extension("new");
    // One that a killed run left behind may have another mode.
    match fs::remove_file(&beside) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
        _ => {}
    }
    let mut options = fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    if private {
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    }
    #[cfg(not(unix))]
    let _ = private;
    options.open(&beside)?.write_all(text.as_bytes())?;
    fs::rename(&beside, path)
}
