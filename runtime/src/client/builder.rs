//! Making a client: everything is checked here, once, so that a call does not find a
//! wrong key at the moment when money moves.

use std::path::PathBuf;
use std::sync::Arc;

use http::HeaderValue;

use super::hosts::Places;
use super::network::Network;
use super::{Client, Inner};
use crate::clock::{Clock, SystemClock};
use crate::crypto::{ApiV3Key, PrivateKey};
use crate::error::ConfigError;
use crate::hidden::Hidden;
use crate::keys::{CertificateFile, KeyStore, SavedCertificates, TrustedKey};
use crate::protocol::Credentials;

const USER_AGENT: &str = concat!("wechatpay-openapi-rust/", env!("CARGO_PKG_VERSION"));
const MAX_BODY: usize = 16 << 20;
const MAX_DOWNLOAD: usize = 256 << 20;

/// Collects what a [`Client`] is made of; `Debug` shows nothing of it.
///
/// What is wrong with a value is said by [`build`](ClientBuilder::build).
pub struct ClientBuilder(pub(super) Hidden<Settings>);

/// What was given.
#[derive(Default)]
pub(super) struct Settings {
    merchant_id: Option<String>,
    serial: Option<Result<String, ConfigError>>,
    private_key: Option<Result<PrivateKey, ConfigError>>,
    credentials: Option<Credentials>,
    brand: Option<Credentials>,
    api_v3_key: Option<Result<ApiV3Key, ConfigError>>,
    store: KeyStore,
    trusted: Vec<Result<TrustedKey, ConfigError>>,
    pub(super) places: Places,
    pub(super) network: Network,
    user_agent: Option<String>,
    clock: Option<Arc<dyn Clock>>,
    strict: bool,
    max_body: Option<usize>,
    max_download: Option<usize>,
    manual_certificates: bool,
    saved_certificates: Option<Arc<dyn SavedCertificates>>,
}

impl Default for ClientBuilder {
    fn default() -> Self {
        Self(Hidden::new(Settings::default()))
    }
}

impl ClientBuilder {
    /// The merchant's id (商户号).
    #[must_use]
    pub fn merchant_id(mut self, id: impl Into<String>) -> Self {
        self.0.merchant_id = Some(id.into());
        self
    }

    /// The serial of the merchant's API certificate (商户API证书序列号).
    #[must_use]
    pub fn certificate_serial(mut self, serial: impl Into<String>) -> Self {
        self.0.serial = Some(Ok(serial.into()));
        self
    }

    /// Instead of the serial: the certificate itself (`apiclient_cert.pem`), whose serial is taken.
    #[must_use]
    pub fn certificate_pem(mut self, pem: &str) -> Self {
        self.0.serial = Some(crate::protocol::serial_of(pem));
        self
    }

    /// The private key of the merchant's API certificate (`apiclient_key.pem`), PKCS#8 or PKCS#1.
    /// An SM2 key makes the client speak the SM suite (feature `sm`).
    #[must_use]
    pub fn private_key_pem(mut self, pem: &str) -> Self {
        self.0.private_key = Some(PrivateKey::from_pem(pem).map_err(ConfigError::PrivateKey));
        self
    }

    /// Instead of id, serial and key: credentials that are ready, with a signer of your own perhaps.
    #[must_use]
    pub fn credentials(mut self, credentials: Credentials) -> Self {
        self.0.credentials = Some(credentials);
        self
    }

    /// Who signs the operations of brands (`/brand/…`).
    #[must_use]
    pub fn brand(mut self, credentials: Credentials) -> Self {
        self.0.brand = Some(credentials);
        self
    }

    /// The APIv3 key (APIv3密钥), 32 bytes: needed for notifications and to download platform certificates.
    #[must_use]
    pub fn api_v3_key(mut self, key: impl AsRef<[u8]>) -> Self {
        self.0.api_v3_key = Some(ApiV3Key::new(key).map_err(ConfigError::ApiV3Key));
        self
    }

    /// A WeChat Pay public key (微信支付公钥): its id (`PUB_KEY_ID_…`) and PEM. May be called more than once.
    #[must_use]
    pub fn public_key(mut self, id: impl Into<String>, pem: &str) -> Self {
        self.0
            .trusted
            .push(TrustedKey::public_key(id, pem).map_err(ConfigError::TrustedKey));
        self
    }

    /// A platform certificate (微信支付平台证书) in PEM. May be called more than once.
    #[must_use]
    pub fn platform_certificate(mut self, pem: &str) -> Self {
        self.0
            .trusted
            .push(TrustedKey::certificate(pem).map_err(ConfigError::TrustedKey));
        self
    }

    /// Whether the client downloads platform certificates by itself when it needs them, as
    /// [`keys`](crate::keys) says; it does without this. It takes an APIv3 key.
    #[must_use]
    pub fn automatic_certificates(mut self, automatic: bool) -> Self {
        self.0.manual_certificates = !automatic;
        self
    }

    /// A file for this merchant's downloaded platform certificates, so that a restart needs no download.
    /// The folder must be there, and writable; the file is made, and replaced as a whole.
    ///
    /// Who can write the file can not make the client trust a key: its content is sealed
    /// with the APIv3 key, as WeChat Pay seals what it sends. The most that an old file can
    /// do is bring back a certificate that was genuine and has not expired. A file that is
    /// damaged, tampered with, or of another merchant or APIv3 key is ignored with a
    /// warning (`tracing`), and replaced by the next download. It is read by
    /// [`build`](Self::build), which waits for the disk, and written by a thread for blocking
    /// work, where there is a `tokio` runtime. It holds no secret: certificates are public.
    #[must_use]
    pub fn certificate_file(mut self, path: impl Into<PathBuf>) -> Self {
        let path = path.into();
        self.0.saved_certificates = Some(Arc::new(CertificateFile { path }));
        self
    }

    /// A store of trusted keys to share with other clients of the same merchant; keys given here are added to it.
    #[must_use]
    pub fn keys(mut self, store: KeyStore) -> Self {
        self.0.store = store;
        self
    }

    /// Whether an answer that differs from the documentation is an error. For tests.
    #[must_use]
    pub fn strict(mut self, strict: bool) -> Self {
        self.0.strict = strict;
        self
    }

    /// Another clock. For tests.
    #[must_use]
    pub fn clock(mut self, clock: impl Clock + 'static) -> Self {
        self.0.clock = Some(Arc::new(clock));
        self
    }

    /// What is put before the runtime's own `User-Agent`: `my-shop/1.2`.
    #[must_use]
    pub fn user_agent(mut self, product: impl Into<String>) -> Self {
        self.0.user_agent = Some(product.into());
        self
    }

    /// The longest answer that is read, in bytes; 16 MiB without this.
    #[must_use]
    pub fn max_body(mut self, bytes: usize) -> Self {
        self.0.max_body = Some(bytes);
        self
    }

    /// The longest file that is downloaded, in bytes; 256 MiB without this.
    #[must_use]
    pub fn max_download(mut self, bytes: usize) -> Self {
        self.0.max_download = Some(bytes);
        self
    }

    /// Makes the client.
    ///
    /// # Errors
    /// Where something is missing or cannot be used; the error says what to give instead.
    pub fn build(mut self) -> Result<Client, ConfigError> {
        self.0.client()
    }
}

impl Settings {
    /// Takes what was given, so that what is left is dropped in one place.
    fn client(&mut self) -> Result<Client, ConfigError> {
        let merchant = self.merchant()?;
        let mut trusted = Vec::with_capacity(self.trusted.len());
        for key in self.trusted.drain(..) {
            trusted.push(key?);
        }
        let hosts = self.places.build()?;
        let network = self.network.build()?;
        let api_v3_key = self.api_v3_key.take().transpose()?;
        let user_agent = user_agent(self.user_agent.as_deref())?;
        let clock = self.clock.take().unwrap_or_else(|| Arc::new(SystemClock));
        let saved_certificates = self.saved_certificates.take();
        if let Some(saved) = &saved_certificates {
            let key = api_v3_key.as_ref().ok_or(ConfigError::NoApiV3Key)?;
            saved.restore(merchant.id(), &self.store, key, clock.unix_seconds());
        }
        // Last, for a store that is shared must not change for a client that is not made.
        self.store.add(trusted);
        Ok(Client(Arc::new(Inner {
            merchant,
            brand: self.brand.take(),
            api_v3_key,
            keys: self.store.clone(),
            hosts,
            transport: network.transport,
            timer: network.timer,
            random: network.random,
            retry: network.retry,
            user_agent,
            clock,
            timeouts: network.timeouts,
            strict: self.strict,
            max_body: self.max_body.unwrap_or(MAX_BODY),
            max_download: self.max_download.unwrap_or(MAX_DOWNLOAD),
            automatic_certificates: !self.manual_certificates,
            saved_certificates,
        })))
    }

    /// Who signs.
    #[inline(never)]
    fn merchant(&mut self) -> Result<Credentials, ConfigError> {
        if let Some(credentials) = self.credentials.take() {
            return Ok(credentials);
        }
        let id = self.merchant_id.take();
        let serial = self.serial.take();
        let key = self.private_key.take();
        Credentials::merchant(
            id.ok_or(ConfigError::Missing("merchant_id"))?,
            serial.ok_or(ConfigError::Missing("certificate_serial"))??,
            key.ok_or(ConfigError::Missing("private_key_pem"))??,
        )
    }
}

impl std::fmt::Debug for ClientBuilder {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("ClientBuilder").finish_non_exhaustive()
    }
}

#[inline(never)]
fn user_agent(product: Option<&str>) -> Result<HeaderValue, ConfigError> {
    let text = match product {
        None => USER_AGENT.to_owned(),
        Some(product) => format!("{product} {USER_AGENT}"),
    };
    let value = HeaderValue::from_str(&text).ok();
    value
        .filter(|value| value.to_str().is_ok())
        .ok_or(ConfigError::UserAgent)
}
