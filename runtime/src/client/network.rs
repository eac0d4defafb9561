//! The part of the builder that says how the client sends: where to, over which
//! transport, within which time, and how often.

use std::sync::Arc;
use std::time::Duration;

use super::{Client, ClientBuilder};
use crate::error::ConfigError;
use crate::retry::{Random, RetryPolicy, SystemRandom};
use crate::timer::{Timeouts, Timer, TokioTimer};
use crate::transport::{HttpTransport, Proxies, Transport};

/// How a client sends.
#[derive(Default)]
pub(super) struct Network {
    transport: Option<Arc<dyn Transport>>,
    proxies: Option<Box<dyn Proxies>>,
    timeouts: Timeouts,
    timer: Option<Arc<dyn Timer>>,
    retry: RetryPolicy,
    random: Option<Box<dyn Random>>,
}

/// The same, with everything there.
pub(super) struct Built {
    pub(super) transport: Arc<dyn Transport>,
    pub(super) timeouts: Timeouts,
    pub(super) timer: Arc<dyn Timer>,
    pub(super) retry: RetryPolicy,
    pub(super) random: Box<dyn Random>,
}

impl Network {
    pub(super) fn build(&mut self) -> Result<Built, ConfigError> {
        let proxies = self.proxies.take();
        let transport = match self.transport.take() {
            Some(_) if proxies.is_some() => return Err(ConfigError::Proxy),
            Some(transport) => transport,
            None => {
                let made = HttpTransport::new(self.timeouts.connect, proxies);
                Arc::new(made.map_err(|error| ConfigError::Http(error.to_string()))?)
            }
        };
        Ok(Built {
            transport,
            timeouts: self.timeouts,
            timer: self.timer.take().unwrap_or_else(|| Arc::new(TokioTimer)),
            retry: self.retry.clone(),
            random: self.random.take().unwrap_or_else(|| Box::new(SystemRandom)),
        })
    }
}

impl ClientBuilder {
    /// Another place than WeChat Pay's own hosts, for both of them: a sandbox
    /// (`http://127.0.0.1:8080`), an alias (`https://api.wechatpay.cn`). It has no backup
    /// unless [`backup_url`](Self::backup_url) gives one.
    #[must_use]
    pub fn base_url(mut self, url: impl Into<String>) -> Self {
        self.0.places.base = Some(url.into());
        self
    }

    /// The host that stands in where the usual one cannot be reached or does not handle a
    /// call that may be repeated; `https://api2.mch.weixin.qq.com` without this.
    #[must_use]
    pub fn backup_url(mut self, url: impl Into<String>) -> Self {
        self.0.places.backup = Some(url.into());
        self
    }

    /// No host stands in for the usual one.
    #[must_use]
    pub fn no_backup(mut self) -> Self {
        self.0.places.no_backup = true;
        self
    }

    /// Whether and how a call is sent again; [`RetryPolicy::on`] without this.
    #[must_use]
    pub fn retry(mut self, policy: RetryPolicy) -> Self {
        self.0.network.retry = policy;
        self
    }

    /// Where the randomness of the pauses between attempts comes from. For tests.
    #[must_use]
    pub fn random(mut self, random: impl Random + 'static) -> Self {
        self.0.network.random = Some(Box::new(random));
        self
    }

    /// How long a call may take in all; 30 s without this.
    #[must_use]
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.0.network.timeouts.call = timeout;
        self
    }

    /// How long WeChat Pay may be silent: from sending to the head of the answer, and
    /// between two pieces of the body; 20 s without this.
    #[must_use]
    pub fn read_timeout(mut self, timeout: Duration) -> Self {
        self.0.network.timeouts.read = timeout;
        self
    }

    /// How long a connection may take to come up, TLS included; 5 s without this.
    #[must_use]
    pub fn connect_timeout(mut self, timeout: Duration) -> Self {
        self.0.network.timeouts.connect = timeout;
        self
    }

    /// A proxy to send through. May be called more than once; the first that fits is used.
    #[must_use]
    pub fn proxy(mut self, proxy: reqwest::Proxy) -> Self {
        let proxies = &mut self.0.network.proxies;
        proxies
            .get_or_insert_with(|| Box::new(Vec::new()))
            .push(proxy);
        self
    }

    /// An HTTP client of your own. It must follow no redirect, not decompress bodies
    /// (signatures are over the raw ones), keep an idle connection at most 7 s, and limit
    /// the time to connect itself.
    #[must_use]
    pub fn http_client(self, client: reqwest::Client) -> Self {
        self.transport(HttpTransport::Given(client))
    }

    /// Sends as `other` does, over the same connections. For an application that calls for
    /// many merchants: a client that makes its own connections takes far longer to build and
    /// holds far more memory than all the rest of it.
    ///
    /// How many connections there are depends on the calls under way, not on the clients; no
    /// answer can reach another client than the one that asked. Proxies, and an HTTP client or
    /// a transport of your own, are those of `other`.
    #[must_use]
    pub fn connections_of(mut self, other: &Client) -> Self {
        self.0.network.transport = Some(Arc::clone(&other.0.transport));
        self
    }

    /// Another way to send than over `reqwest`; see [`Transport`].
    #[must_use]
    pub fn transport(mut self, transport: impl Transport + 'static) -> Self {
        self.0.network.transport = Some(Arc::new(transport));
        self
    }

    /// Another way to wait than with `tokio`; see [`Timer`].
    #[must_use]
    pub fn timer(mut self, timer: impl Timer + 'static) -> Self {
        self.0.network.timer = Some(Arc::new(timer));
        self
    }
}
