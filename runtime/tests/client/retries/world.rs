//! A WeChat Pay without a network and without time, of which each attempt is written down before.

pub use std::sync::Arc;
pub use std::sync::atomic::{AtomicI64, Ordering};
pub use std::time::Duration;

use std::collections::VecDeque;
use std::sync::Mutex;
use std::time::Instant;

use wechatpay_runtime::http::StatusCode;
use wechatpay_runtime::transport::{Sending, Transport, TransportError, TransportReply};
use wechatpay_runtime::{Bytes, Sleep, Timeouts, Timer};
pub use wechatpay_runtime::{
    Call, Client, ClientBuilder, Error, Host, Next, Operation, Outcome, PreparedRequest, Repeat,
    RetryPolicy,
};

pub use crate::server::Reply;
pub use crate::support::*;

pub const BODY: &str = r#"{"account":"a1","total":7}"#;
pub const BACKUP: &str = "https://api2.mch.weixin.qq.com";
pub const USUAL: &str = "https://api.mch.weixin.qq.com";

pub static SAFE: Operation = Operation {
    repeat: Repeat::Safe,
    ..ADD
};
pub static KEYED: Operation = Operation {
    repeat: Repeat::Keyed("account"),
    ..ADD
};
pub static UNKNOWN: Operation = Operation {
    repeat: Repeat::Unknown,
    ..ADD
};

/// What comes of one attempt.
#[derive(Clone)]
pub enum Step {
    Answer(Reply),
    NotConnected,
    TimedOut,
    Broken,
}

pub use Step::{Answer, Broken, NotConnected, TimedOut};

pub fn error(status: u16, code: &str) -> Step {
    let body = format!(r#"{{"code":"{code}","message":"m"}}"#);
    Answer(Reply::new(status, body).signed())
}

pub fn good() -> Step {
    Answer(Reply::new(200, BODY).signed())
}

pub fn sign_test() -> Step {
    let reply = Reply::new(200, BODY)
        .header("Wechatpay-Timestamp", &NOW.to_string())
        .header("Wechatpay-Nonce", NONCE)
        .header("Wechatpay-Serial", PLATFORM)
        .header("Wechatpay-Signature", "WECHATPAY/SIGNTEST/AAAA");
    Answer(reply)
}

pub type Happens = Box<dyn Fn(usize) + Send + Sync>;

/// A WeChat Pay of which each attempt is written down before, where nobody really waits.
pub struct World {
    steps: Mutex<VecDeque<Step>>,
    sent: Mutex<Vec<PreparedRequest>>,
    slept: Mutex<Vec<Duration>>,
    began: Instant,
    pub seconds: AtomicI64,
    /// What happens while an attempt is on its way, by its number from 1.
    pub happens: Mutex<Option<Happens>>,
}

#[derive(Clone)]
pub struct Shared(pub Arc<World>);

impl Transport for Shared {
    fn send<'a>(&'a self, request: &'a PreparedRequest, _: &'a Timeouts) -> Sending<'a> {
        let number = {
            let mut sent = self.0.sent.lock().unwrap();
            sent.push(request.clone());
            sent.len()
        };
        if let Some(happens) = &*self.0.happens.lock().unwrap() {
            happens(number);
        }
        let step = self.0.steps.lock().unwrap().pop_front();
        let cause = || "test".into();
        let came = match step.expect("no more attempts were expected") {
            NotConnected => Err(TransportError::NotConnected(cause())),
            TimedOut => Err(TransportError::TimedOut),
            Broken => Err(TransportError::Broken(cause())),
            Answer(reply) => {
                let body: Bytes = reply.body.clone().into();
                let pairs: Vec<(&str, &str)> = reply
                    .headers
                    .iter()
                    .map(|(name, value)| (name.as_str(), value.as_str()))
                    .collect();
                Ok(TransportReply {
                    status: StatusCode::from_u16(reply.status).unwrap(),
                    headers: headers(&pairs),
                    body: Box::pin(futures_util::stream::once(async move { Ok(body) })),
                })
            }
        };
        Box::pin(async move { came })
    }
}

impl Timer for Shared {
    fn sleep(&self, duration: Duration) -> Sleep {
        self.0.slept.lock().unwrap().push(duration);
        Box::pin(std::future::ready(()))
    }

    fn now(&self) -> Instant {
        self.0.began + self.0.slept.lock().unwrap().iter().sum::<Duration>()
    }
}

impl Shared {
    pub fn new(steps: impl IntoIterator<Item = Step>) -> Self {
        Self(Arc::new(World {
            steps: Mutex::new(steps.into_iter().collect()),
            sent: Mutex::default(),
            slept: Mutex::default(),
            began: Instant::now(),
            seconds: AtomicI64::new(NOW),
            happens: Mutex::default(),
        }))
    }

    /// A builder with WeChat Pay's own hosts and the longest pauses.
    pub fn builder(&self) -> ClientBuilder {
        let world = self.clone();
        builder()
            .transport(self.clone())
            .timer(self.clone())
            .clock(move || world.0.seconds.load(Ordering::SeqCst))
            .random(|bound: u64| bound - 1)
            .retry(RetryPolicy::on())
    }

    pub fn client(&self) -> Client {
        self.builder().build().unwrap()
    }

    pub fn sent(&self) -> Vec<PreparedRequest> {
        self.0.sent.lock().unwrap().clone()
    }

    pub fn slept(&self) -> Vec<Duration> {
        self.0.slept.lock().unwrap().clone()
    }

    pub fn hosts(&self) -> Vec<String> {
        let origin = |request: &PreparedRequest| request.url.origin().ascii_serialization();
        self.sent().iter().map(origin).collect()
    }
}

pub fn add<'a>(client: &'a Client, operation: &'static Operation) -> Call<'a, Added> {
    Call::new(client.root().param("1"), operation, receiver())
}
