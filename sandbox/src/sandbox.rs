//! A running sandbox: started, scripted and read by tests, stopped when it is dropped.

use std::net::SocketAddr;
use std::path::Path;
use std::sync::{Arc, Mutex};

use tokio::sync::oneshot;
use tokio::task::JoinHandle;
use wechatpay_runtime::crypto::CryptoError;
use wechatpay_runtime::{Client, ClientBuilder, ConfigError};

use crate::clock::SandboxClock;
use crate::credentials::{Credentials, CredentialsError};
use crate::engine::{Engine, lock};
use crate::fault::Fault;
use crate::journal::{Journal, Received};
use crate::keys::{Keys, KeysError};
use crate::ledger::Ledger;
use crate::notify::NotificationBuilder;
use crate::rotation::Certificates;
use crate::route::Routes;
use crate::script::{Calls, Script, UnknownOperation};
use crate::serve::{listen, serve};
use crate::table::{Table, TableError};

/// A WeChat Pay on loopback. It stops when it is dropped.
#[derive(Debug)]
pub struct Sandbox {
    engine: Arc<Engine>,
    address: SocketAddr,
    credentials: Credentials,
    stop: Option<oneshot::Sender<()>>,
    server: JoinHandle<()>,
}

/// How a [`Sandbox`] is started.
#[derive(Debug, Default)]
#[must_use]
pub struct Builder {
    port: u16,
    tables: Option<String>,
    keys: Option<Keys>,
    public_key_only: bool,
}

/// A sandbox cannot be started.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum StartError {
    /// The table of operations cannot be used.
    #[error("the sandbox's table of operations cannot be used: {0}")]
    Table(#[from] TableError),
    /// No keys could be made.
    #[error(transparent)]
    Keys(#[from] KeysError),
    /// A key could not be written.
    #[error("writing the sandbox's keys failed: {0}")]
    Crypto(#[from] CryptoError),
    /// The port cannot be listened on.
    #[error(
        "the sandbox cannot listen on port {port} of 127.0.0.1 ({source}); take another, or 0 for any"
    )]
    Listen {
        /// The port.
        port: u16,
        /// What the system says.
        source: std::io::Error,
    },
}

impl Builder {
    /// The port to listen on; 0, the default, takes a free one.
    pub fn port(mut self, port: u16) -> Self {
        self.port = port;
        self
    }

    /// Table lines of your own instead of those of the generated crate.
    pub fn tables(mut self, lines: impl Into<String>) -> Self {
        self.tables = Some(lines.into());
        self
    }

    /// Keys of your own, of either suite, instead of those of RSA that all sandboxes of the
    /// process share.
    pub fn keys(mut self, keys: Keys) -> Self {
        self.keys = Some(keys);
        self
    }

    /// A merchant without platform certificates, as those who joined since the end of 2024:
    /// asking for certificates gives a 404 `RESOURCE_NOT_EXISTS`, and every answer is signed
    /// with the WeChat Pay public key.
    pub fn public_key_only(mut self) -> Self {
        self.public_key_only = true;
        self
    }

    /// Starts it on the current tokio runtime.
    ///
    /// # Errors
    /// Where the table cannot be read, no keys can be made, or the port is taken.
    pub async fn start(self) -> Result<Sandbox, StartError> {
        let table = match &self.tables {
            Some(lines) => Arc::new(Table::read([lines.as_str()])?),
            None => Table::generated()?,
        };
        let keys = match self.keys {
            Some(keys) => keys,
            None => Keys::shared()?,
        };
        let port = self.port;
        let listening = listen(port).await;
        let (listener, address) =
            listening.map_err(|source| StartError::Listen { port, source })?;
        let base_url = format!("http://{address}");
        let credentials = Credentials::new(&keys, &base_url)?;
        let engine = Arc::new(Engine {
            routes: Routes::new(&table),
            table,
            certificates: Certificates::new(&keys),
            keys,
            base_url,
            public_key_only: self.public_key_only,
            clock: SandboxClock::default(),
            script: Mutex::new(Script::default()),
            journal: Mutex::new(Journal::default()),
            ledger: Mutex::new(Ledger::default()),
        });
        let (stop, stopped) = oneshot::channel();
        let server = serve(listener, Arc::clone(&engine), stopped);
        let stop = Some(stop);
        Ok(Sandbox {
            engine,
            address,
            credentials,
            stop,
            server,
        })
    }
}

impl Sandbox {
    /// Starts a sandbox of the whole generated crate on a free port.
    ///
    /// # Errors
    /// See [`Builder::start`].
    pub async fn start() -> Result<Self, StartError> {
        Self::builder().start().await
    }

    /// A sandbox with other settings.
    pub fn builder() -> Builder {
        Builder::default()
    }

    /// Where it listens: `http://127.0.0.1:38213`.
    #[must_use]
    pub fn url(&self) -> &str {
        &self.engine.base_url
    }

    /// Where it listens.
    #[must_use]
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// What a client needs to call it.
    #[must_use]
    pub fn credentials(&self) -> &Credentials {
        &self.credentials
    }

    /// Its keys, private ones too.
    #[must_use]
    pub fn keys(&self) -> &Keys {
        &self.engine.keys
    }

    /// A client for it, with both of the platform's keys.
    ///
    /// # Errors
    /// Where no HTTP client can be made.
    pub fn client(&self) -> Result<Client, ConfigError> {
        self.client_builder().build()
    }

    /// The same before it is built.
    #[must_use]
    pub fn client_builder(&self) -> ClientBuilder {
        if self.engine.public_key_only {
            let Credentials {
                public_key_id,
                public_key_pem,
                ..
            } = &self.credentials;
            return self
                .credentials
                .merchant_builder()
                .public_key(public_key_id, public_key_pem);
        }
        self.credentials.client_builder()
    }

    /// Rotates the platform certificate, and gives the serial of the new one, which signs
    /// what the public key does not. `GET /v3/certificates` lists it beside the older ones
    /// that have not expired, and it outlives them, so that clients encrypt with it. Fields
    /// that were encrypted with an older one open all the same. That list is signed with the
    /// one that the request names, for so a client comes to trust the new one.
    ///
    /// # Errors
    /// Where the system's random generator fails.
    pub fn rotate_certificate(&self) -> Result<String, KeysError> {
        self.engine.rotate()
    }

    /// Its clock, by which it judges the age of requests and dates its answers, and which
    /// can be made to jump.
    #[must_use]
    pub fn clock(&self) -> &SandboxClock {
        &self.engine.clock
    }

    /// Writes what a client needs into a folder; see [`Credentials::write`].
    ///
    /// # Errors
    /// Where a file cannot be written.
    pub fn write_credentials(&self, folder: impl AsRef<Path>) -> Result<(), CredentialsError> {
        self.credentials.write(folder)
    }

    /// The last thousand requests that came in, oldest first.
    #[must_use]
    pub fn requests(&self) -> Vec<Received> {
        lock(&self.engine.journal).all()
    }

    /// Forgets the requests that came in so far.
    pub fn forget_requests(&self) {
        lock(&self.engine.journal).clear();
    }

    /// The answer to the next request goes wrong in all of these ways. Called twice, the
    /// second one is for the request after the next.
    pub fn next(&self, faults: impl IntoIterator<Item = Fault>) {
        lock(&self.engine.script).next(faults.into_iter().collect());
    }

    /// The answers to these calls of `operation` (`POST /v3/…`) go wrong in all of these ways.
    ///
    /// # Errors
    /// Where there is no such operation: its faults would never come, and a test of them
    /// would pass for the wrong reason.
    pub fn on(
        &self,
        operation: &str,
        calls: Calls,
        faults: impl IntoIterator<Item = Fault>,
    ) -> Result<(), UnknownOperation> {
        self.known(operation)?;
        let faults = faults.into_iter().collect();
        lock(&self.engine.script).on(operation.to_owned(), calls, faults);
        Ok(())
    }

    /// How often `operation` (`POST /v3/…`) took effect since the sandbox was started. A
    /// repeat that WeChat Pay recognises, as the operation's spec says, does not count:
    /// the same number of the merchant's own, or the same request where repeating is safe.
    ///
    /// # Errors
    /// Where there is no such operation.
    pub fn effects(&self, operation: &str) -> Result<u64, UnknownOperation> {
        self.known(operation)?;
        Ok(lock(&self.engine.ledger).count(operation))
    }

    fn known(&self, operation: &str) -> Result<(), UnknownOperation> {
        let mut operations = self.engine.table.operations().iter();
        let known = operations.any(|known| known.id == operation);
        let unknown = || UnknownOperation(operation.to_owned());
        known.then_some(()).ok_or_else(unknown)
    }

    /// Nothing goes wrong any more.
    pub fn clear_faults(&self) {
        lock(&self.engine.script).clear();
    }

    /// A notification of this event type (`TRANSACTION.SUCCESS`), to be built and sent to a receiver.
    pub fn notification(&self, event_type: impl Into<String>) -> NotificationBuilder<'_> {
        NotificationBuilder::new(&self.engine, event_type.into())
    }

    /// The table that it answers from.
    #[must_use]
    pub fn table(&self) -> &Table {
        &self.engine.table
    }

    /// Waits until it stops, which only the end of the process brings about.
    ///
    /// # Errors
    /// Where serving panicked.
    pub async fn wait(&mut self) -> Result<(), tokio::task::JoinError> {
        (&mut self.server).await
    }
}

impl Drop for Sandbox {
    fn drop(&mut self) {
        if let Some(stop) = self.stop.take() {
            // It may have stopped already.
            let _ = stop.send(());
        }
    }
}
