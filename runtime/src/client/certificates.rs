//! Downloading the platform certificates: the one call whose answer brings its own keys,
//! and when a client makes it by itself (see [`keys`](crate::keys)).
//!
//! Invariant: a download that the client makes by itself never fails a call whose key is
//! there, and goes on when whoever waited for it gives up.

use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;

use http::HeaderMap;
use tracing::Instrument as _;

use super::Client;
use crate::call::{Parts, PartsInside, Target};
use crate::crypto::Suite;
use crate::error::{ConfigError, Error, ErrorKind};
use crate::keys::{
    Boarding, Downloads, Flight, KeySource, Keys, Reason, TrustedKey, is_absent, open_certificates,
};
use crate::operation::{Answer, Auth, Body, Host, Method, Operation, Repeat};
use crate::protocol::unknown_signer;

static OPERATION: Operation = Operation {
    id: "GET /v3/certificates",
    name: "下载平台证书",
    method: Method::Get,
    path: "/v3/certificates",
    body: Body::None,
    response: Answer::Json,
    host: Host::Mainland,
    auth: Auth::Merchant,
    repeat: Repeat::Safe,
};

/// What came of a download that the client makes by itself; many may wait for the same one.
type Came = Result<(), Arc<Error>>;

impl Client {
    /// What lists the certificates of the suite that the merchant signs in; without a
    /// query it is those with RSA keys.
    fn certificates(&self) -> Target<'_> {
        match self.suite() {
            Suite::Rsa => Target::Path(self.root()),
            suite => {
                let wanted = suite.algorithm_type();
                Target::Url(format!("{}?algorithm_type={wanted}", OPERATION.path))
            }
        }
    }

    /// Downloads the platform certificates and trusts them from now on; gives their serials.
    ///
    /// Seldom needed, for the client does it by itself (see [`keys`](crate::keys)): to find
    /// out at the start whether it works, or to keep them fresh while no call is made. If
    /// another download is under way, this one comes after it.
    ///
    /// A merchant who has a WeChat Pay public key instead of certificates is answered
    /// 404 `RESOURCE_NOT_EXISTS` and needs no download.
    ///
    /// # Errors
    /// Where the APIv3 key is missing or wrong, the call fails, or the answer does not prove itself.
    pub async fn download_certificates(&self) -> Result<Vec<String>, Error> {
        let _flight = self.downloads().turn().await;
        self.download_now().await
    }

    /// Sees to it that there is a key to verify the answer to `parts` with, and has old
    /// certificates downloaded again, without waiting for that.
    pub(super) async fn have_key(&self, parts: &Parts<'_>) -> Result<(), ErrorKind> {
        if parts.bootstrap || parts.operation.response == Answer::File || !self.is_automatic() {
            return Ok(());
        }
        let now = self.0.clock.unix_seconds();
        let keys = self.0.keys.snapshot();
        if self.has_none_for(parts, &keys, now) {
            let needed = |keys: &Keys| self.has_none_for(parts, keys, now);
            let fetched = self.fetch(Reason::NoKey, &needed);
            return fetched.await.map_err(ErrorKind::NoKey);
        }
        if keys.has_certificate()
            && self.downloads().are_old(now)
            && let Some(flight) = self.downloads().board_if_idle(now)
        {
            let refresh = self.clone().refresh(flight, Reason::Old.as_str());
            match tokio::runtime::Handle::try_current() {
                Ok(runtime) => drop(runtime.spawn(refresh)),
                Err(_) => drop(refresh.await),
            }
        }
        Ok(())
    }

    /// Whether a key is to be downloaded before `parts` are sent: there is none at all, or none of the
    /// suite that the merchant signs in, and so WeChat Pay its answers.
    fn has_none_for(&self, parts: &Parts<'_>, keys: &Keys, now: i64) -> bool {
        match parts.operation.auth {
            Auth::Merchant => !keys.can_verify_in(self.suite(), now),
            Auth::Brand => !keys.can_verify(now),
        }
    }

    /// The suite that the merchant signs in.
    fn suite(&self) -> Suite {
        self.merchant().scheme().suite()
    }

    /// Sees to it that the key that signed what `headers` belong to is known, if that can be.
    pub(super) async fn know_signer(&self, headers: &HeaderMap) {
        let now = self.0.clock.unix_seconds();
        if let Some(id) = unknown_signer(&self.0.keys.snapshot(), headers, now) {
            self.seek(id).await;
        }
    }

    /// Downloads the certificates if `needed` says so, or waits for the download under way.
    ///
    /// In a box, for it is long code, seldom run, that is waited for in two places.
    fn fetch<'a>(
        &'a self,
        reason: Reason<'a>,
        needed: &'a (dyn Fn(&Keys) -> bool + Sync),
    ) -> Pin<Box<dyn Future<Output = Came> + Send + 'a>> {
        Box::pin(async move {
            let now = || self.0.clock.unix_seconds();
            let needed = || needed(&self.0.keys.snapshot());
            let why = reason.as_str();
            match self.downloads().board(reason, now, needed).await {
                Boarding::Last(came) => came,
                Boarding::Download(flight) => detached(self.clone().refresh(flight, why)).await,
            }
        })
    }

    /// Downloads, and remembers and logs what came of it.
    ///
    /// In a box, for the call that this makes may itself have been asked for by a call.
    fn refresh(
        self,
        flight: Flight,
        reason: &'static str,
    ) -> Pin<Box<dyn Future<Output = Came> + Send>> {
        let span = tracing::debug_span!("wechatpay.certificates", reason);
        let refresh = async move {
            let downloaded = self.download_now().await;
            let now = self.0.clock.unix_seconds();
            let came = downloaded.map(|_| ()).map_err(Arc::new);
            if let Err(error) = &came {
                let pause = self.downloads().failed(Arc::clone(error), now);
                if is_absent(error) {
                    // The answer to the question, so the question is not old any more.
                    self.downloads().are_of(now);
                    tracing::info!("the merchant has no platform certificates");
                } else {
                    tracing::warn!(%error, pause, "downloading the platform certificates failed");
                }
            }
            drop(flight);
            came
        };
        Box::pin(refresh.instrument(span))
    }

    /// The download itself; whoever calls this holds the flight.
    async fn download_now(&self) -> Result<Vec<String>, Error> {
        let key = self.0.api_v3_key.as_ref().ok_or(ConfigError::NoApiV3Key)?;
        let mut parts = PartsInside::of(self, self.certificates(), &OPERATION, None);
        parts.bootstrap = true;
        let reply = self.exchange(parts).await?.success.reply;
        let now = self.0.clock.unix_seconds();
        let mut trusted = self.0.keys.snapshot();
        if !trusted.can_verify_in(self.suite(), now) {
            // Keys of the other suite cannot vouch for the first ones of this one.
            trusted = Arc::default();
        }
        match open_certificates(key, &trusted, &reply.headers, &reply.body, now) {
            Ok(certificates) => Ok(self.trust(certificates, now).await),
            Err(error) => {
                let error = Error::new(ErrorKind::Certificates(error), Some(&OPERATION));
                Err(error.with_reply(reply))
            }
        }
    }

    /// Trusts `certificates`, and saves them where the client has a file for them.
    async fn trust(&self, certificates: Vec<TrustedKey>, now: i64) -> Vec<String> {
        let serials: Vec<String> = certificates.iter().map(|key| key.id().to_owned()).collect();
        self.0.keys.merge(certificates.clone(), now);
        self.downloads().succeeded(now);
        tracing::info!(?serials, "downloaded the platform certificates");
        if let (Some(saved), Some(key)) = (&self.0.saved_certificates, &self.0.api_v3_key) {
            let merchant_id = self.merchant().id().to_owned();
            let saving = Arc::clone(saved).save(merchant_id, key.clone(), certificates, now);
            saving.await;
        }
        serials
    }

    /// Whether the client downloads certificates by itself.
    fn is_automatic(&self) -> bool {
        self.0.automatic_certificates && self.0.api_v3_key.is_some()
    }

    fn downloads(&self) -> &Downloads {
        self.0.keys.downloads()
    }
}

/// Downloads the platform certificates, as often as the schedule in [`keys`](crate::keys)
/// allows. A public key cannot be downloaded, so its id causes none.
impl KeySource for Client {
    fn seek<'a>(&'a self, id: &'a str) -> Pin<Box<dyn Future<Output = ()> + Send + 'a>> {
        let is_serial =
            (1..=64).contains(&id.len()) && id.bytes().all(|byte| byte.is_ascii_hexdigit());
        Box::pin(async move {
            if is_serial && self.is_automatic() {
                // What failed is logged, and verifying then says that the key is unknown.
                let _ = self
                    .fetch(Reason::Unknown(id), &|keys| keys.find(id).is_none())
                    .await;
            }
        })
    }
}

/// Runs `refresh` to its end even if this is dropped, where there is a tokio runtime.
async fn detached(refresh: Pin<Box<dyn Future<Output = Came> + Send>>) -> Came {
    match tokio::runtime::Handle::try_current() {
        // A task that panicked, or whose runtime ends, brought nothing.
        Ok(runtime) => runtime.spawn(refresh).await.unwrap_or(Ok(())),
        Err(_) => refresh.await,
    }
}
