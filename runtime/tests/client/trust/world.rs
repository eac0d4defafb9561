//! A WeChat Pay that changes its keys, and calls to it.

pub use std::sync::atomic::{AtomicI64, Ordering};
pub use std::sync::{Arc, Mutex};
pub use std::time::Duration;

pub use wechatpay_runtime::crypto::Certificate;
pub use wechatpay_runtime::keys::CertificatesError;
pub use wechatpay_runtime::{
    Call, Client, ClientBuilder, Error, ErrorKind, KeySource as _, Outcome, VerifyError,
};

pub use crate::certificates::{
    CERTIFICATE, CERTIFICATE_SERIAL, HIGH_BIT, HIGH_BIT_SERIAL, certified_key, item, list,
};
pub use crate::server::{Reply, Server};
pub use crate::support::*;

pub const ABSENT: &str = r#"{"code":"RESOURCE_NOT_EXISTS","message":"无可用的平台证书"}"#;
pub const HOUR: i64 = 3600;

/// A time at which both certificates are valid.
pub fn begin() -> i64 {
    Certificate::from_pem(CERTIFICATE).unwrap().not_before + 24 * HOUR
}

/// A WeChat Pay whose certificates, signing key and time the test decides.
pub struct World {
    pub server: Server,
    pub time: Arc<AtomicI64>,
    platform: Arc<Mutex<Platform>>,
}

pub struct Platform {
    /// What `/v3/certificates` lists.
    pub certificates: Vec<(&'static str, &'static str)>,
    /// What `/v3/certificates` answers instead, if anything.
    pub instead: Option<Reply>,
    /// How long that takes.
    pub after: Duration,
    /// What all other answers are signed with.
    pub serial: &'static str,
}

impl Platform {
    /// The list, signed by the key that the request names, or else by the newest one.
    pub fn list(&self, named: Option<&str>, time: i64) -> Reply {
        if let Some(reply) = &self.instead {
            return reply.clone();
        }
        let items = self.certificates.iter();
        let items: Vec<_> = items.map(|(id, pem)| item(id, pem, API_V3_KEY)).collect();
        let (serial, key) = match named {
            Some(PLATFORM) => (PLATFORM, platform_key().clone()),
            Some(serial) => (serial, certified_key()),
            None => (self.certificates[0].0, certified_key()),
        };
        let mut reply = Reply::new(200, list(&items)).signed_by(&key, serial, time);
        reply.after = self.after;
        reply
    }
}

impl World {
    pub async fn new() -> Self {
        let time = Arc::new(AtomicI64::new(begin()));
        let platform = Arc::new(Mutex::new(Platform {
            certificates: vec![(CERTIFICATE_SERIAL, CERTIFICATE)],
            instead: None,
            after: Duration::ZERO,
            serial: CERTIFICATE_SERIAL,
        }));
        let (now, state) = (Arc::clone(&time), Arc::clone(&platform));
        let server = Server::responding(move |request| {
            let (now, state) = (now.load(Ordering::SeqCst), state.lock().unwrap());
            if request.target().starts_with("/v3/certificates") {
                return state.list(request.header("wechatpay-serial"), now);
            }
            let key = match state.serial {
                PLATFORM => platform_key().clone(),
                _ => certified_key(),
            };
            let answer = r#"{"account":"a1","total":7}"#;
            Reply::new(200, answer).signed_by(&key, state.serial, now)
        })
        .await;
        Self {
            server,
            time,
            platform,
        }
    }

    pub fn builder(&self) -> ClientBuilder {
        let time = Arc::clone(&self.time);
        without_trust()
            .base_url(&self.server.url)
            .clock(move || time.load(Ordering::SeqCst))
    }

    pub fn client(&self) -> Client {
        self.builder().build().unwrap()
    }

    pub fn now(&self) -> i64 {
        self.time.load(Ordering::SeqCst)
    }

    pub fn pass(&self, seconds: i64) {
        self.time.fetch_add(seconds, Ordering::SeqCst);
    }

    pub fn change(&self, change: impl FnOnce(&mut Platform)) {
        change(&mut self.platform.lock().unwrap());
    }

    /// The next certificate stands beside the old one and signs everything.
    pub fn rotate(&self) {
        self.change(|platform| {
            platform.certificates = vec![(HIGH_BIT_SERIAL, HIGH_BIT)];
            platform.serial = HIGH_BIT_SERIAL;
        });
    }

    /// How often the certificates were downloaded.
    pub fn downloads(&self) -> usize {
        let received = self.server.received();
        let downloads = received
            .iter()
            .filter(|it| it.target() == "/v3/certificates");
        downloads.count()
    }

    /// Waits until a task in the background has downloaded for the `count`th time.
    pub async fn background(&self, client: &Client, count: usize, serial: &str) {
        for _ in 0..500 {
            if self.downloads() == count && client.keys().snapshot().find(serial).is_some() {
                return;
            }
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        panic!("{} downloads instead of {count}", self.downloads());
    }
}

pub async fn call(client: &Client) -> Result<Added, Error> {
    Call::<Added>::bare(client.root().param("1"), &QUERY).await
}

pub fn reason(error: &Error) -> &Error {
    let ErrorKind::NoKey(reason) = error.kind() else {
        panic!("{error}")
    };
    reason
}
