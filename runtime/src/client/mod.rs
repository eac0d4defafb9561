//! The client: who calls, which keys it trusts, and how it sends.
//!
//! Invariant: cheap to clone and to share; everything in it but the key store never changes.

mod attempts;
mod builder;
mod certificates;
mod download;
mod exchange;
mod fields;
mod front_end;
mod hosts;
mod network;
mod prepare;
mod trace;

pub use builder::ClientBuilder;
pub(crate) use exchange::Success;

use std::sync::Arc;

use http::HeaderValue;

use hosts::Hosts;

use crate::call::Call;
use crate::clock::Clock;
use crate::crypto::ApiV3Key;
use crate::download::Download;
use crate::error::ConfigError;
use crate::keys::{KeyStore, SavedCertificates};
use crate::notification::NotificationParser;
use crate::operation::Auth;
use crate::path::Path;
use crate::protocol::Credentials;
use crate::retry::{Random, RetryPolicy};
use crate::timer::{Timeouts, Timer};
use crate::transport::Transport;

/// A client of WeChat Pay for one merchant. Clones share everything.
#[derive(Clone)]
pub struct Client(Arc<Inner>);

struct Inner {
    merchant: Credentials,
    brand: Option<Credentials>,
    api_v3_key: Option<ApiV3Key>,
    keys: KeyStore,
    hosts: Hosts,
    transport: Arc<dyn Transport>,
    timer: Arc<dyn Timer>,
    random: Box<dyn Random>,
    user_agent: HeaderValue,
    clock: Arc<dyn Clock>,
    timeouts: Timeouts,
    retry: RetryPolicy,
    strict: bool,
    max_body: usize,
    max_download: usize,
    automatic_certificates: bool,
    saved_certificates: Option<Arc<dyn SavedCertificates>>,
}

impl Client {
    /// Makes a client.
    pub fn builder() -> ClientBuilder {
        ClientBuilder::default()
    }

    /// The root of the tree of URLs; generated code starts here.
    pub fn root(&self) -> Path<'_> {
        Path::new(self)
    }

    /// The file behind a `download_url`.
    ///
    /// Only path and query of `url` are used: it is fetched from the client's own host,
    /// so that no answer can send the signed request elsewhere.
    ///
    /// Until the head of the answer is there, this is a call like any other that only reads:
    /// sent again as its [`RetryPolicy`] says, to the backup host too, all of it within the
    /// call's timeout. Once the file is handed out it is not fetched again by itself, and
    /// takes as long as it takes: only the read timeout, for silence, still counts.
    pub fn download(&self, url: &str) -> Call<'_, Download> {
        Call::download(self, url)
    }

    /// The merchant's credentials.
    pub fn merchant(&self) -> &Credentials {
        &self.0.merchant
    }

    /// The keys that the client trusts; what is added there counts from the next call on.
    pub fn keys(&self) -> &KeyStore {
        &self.0.keys
    }

    /// A parser of notifications that trusts the same keys and tells the same time. Where it
    /// [finds an unknown serial](NotificationParser::parse_refreshing), the client downloads
    /// the platform certificates.
    ///
    /// # Errors
    /// Where the client has no APIv3 key.
    pub fn notifications(&self) -> Result<NotificationParser, ConfigError> {
        let key = self.0.api_v3_key.clone().ok_or(ConfigError::NoApiV3Key)?;
        let clock = Arc::clone(&self.0.clock);
        let parser = NotificationParser::new(self.0.keys.clone(), key);
        Ok(parser.with_clock(clock).with_source(Arc::new(self.clone())))
    }

    /// How long a call may take that says nothing else.
    pub(crate) fn timeouts(&self) -> Timeouts {
        self.0.timeouts
    }

    /// How a call is sent again that says nothing else.
    pub(crate) fn retry_policy(&self) -> RetryPolicy {
        self.0.retry.clone()
    }

    /// Who signs for `auth`.
    fn credentials(&self, auth: Auth) -> Result<&Credentials, ConfigError> {
        match auth {
            Auth::Merchant => Ok(&self.0.merchant),
            Auth::Brand => self.0.brand.as_ref().ok_or(ConfigError::NoBrand),
        }
    }
}

impl std::fmt::Debug for Client {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Client")
            .field("merchant", &self.0.merchant)
            .field("brand", &self.0.brand)
            .field("keys", &self.0.keys.snapshot().ids())
            .field("hosts", &self.0.hosts)
            .field("timeouts", &self.0.timeouts)
            .field("retry", &self.0.retry)
            .field("strict", &self.0.strict)
            .finish_non_exhaustive()
    }
}
