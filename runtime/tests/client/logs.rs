//! What is logged: what calls are made, what came of them, and where something differs
//! from the documentation; and no value of any of it.

use std::fmt::Debug;
use std::sync::{Arc, Mutex, Once};

use serde_json::json;
use tracing::field::{Field, Visit};
use tracing::span::{Attributes, Id, Record};
use tracing::{Event, Metadata, Subscriber};
use wechatpay_runtime::crypto::ApiV3Key;
use wechatpay_runtime::{Call, Client, RetryPolicy};

use crate::server::{Reply, Server, nowhere};
use crate::support::*;

/// The value that must not be logged.
const CANARY: &str = "canary-0123";

/// Hears everything and forgets it. Without a listener from the start, `tracing` can take a
/// place in the code for one that nobody wants to hear of, if a test comes to it at the very
/// moment when another one begins to listen.
struct Deaf;

impl Subscriber for Deaf {
    fn enabled(&self, metadata: &Metadata<'_>) -> bool {
        metadata.target().starts_with("wechatpay_runtime")
    }

    fn new_span(&self, _: &Attributes<'_>) -> Id {
        Id::from_u64(1)
    }

    fn record(&self, _: &Id, _: &Record<'_>) {}

    fn record_follows_from(&self, _: &Id, _: &Id) {}

    fn event(&self, _: &Event<'_>) {}

    fn enter(&self, _: &Id) {}

    fn exit(&self, _: &Id) {}
}

/// Has somebody listen for as long as the tests run.
pub fn listen() {
    static LISTENING: Once = Once::new();
    LISTENING.call_once(|| tracing::subscriber::set_global_default(Deaf).unwrap());
}

/// Collects the events of the runtime as text, one a line.
#[derive(Clone, Default)]
struct Log(Arc<Mutex<String>>);

impl Log {
    fn lines(&self) -> Vec<String> {
        self.0.lock().unwrap().lines().map(str::to_owned).collect()
    }

    fn line(&self, head: &str, fields: impl FnOnce(&mut Line<'_>)) {
        let mut log = self.0.lock().unwrap();
        log.push_str(head);
        fields(&mut Line(&mut log));
        log.push('\n');
    }

    #[track_caller]
    fn assert_has(&self, fields: &[&str]) {
        let lines = self.lines();
        for field in fields {
            let found = lines.iter().any(|line| line.contains(&format!(" {field}")));
            assert!(found, "{field} in {lines:#?}");
        }
        assert!(!lines.concat().contains(CANARY), "{lines:#?}");
    }
}

struct Line<'l>(&'l mut String);

impl Visit for Line<'_> {
    fn record_debug(&mut self, field: &Field, value: &dyn Debug) {
        self.0.push_str(&format!(" {field}={value:?}"));
    }
}

impl Subscriber for Log {
    fn enabled(&self, metadata: &Metadata<'_>) -> bool {
        metadata.target().starts_with("wechatpay_runtime")
    }

    fn new_span(&self, attributes: &Attributes<'_>) -> Id {
        let name = attributes.metadata().name();
        self.line(&format!("SPAN {name}"), |line| attributes.record(line));
        Id::from_u64(1)
    }

    fn record(&self, _: &Id, record: &Record<'_>) {
        self.line("RECORD", |line| record.record(line));
    }

    fn record_follows_from(&self, _: &Id, _: &Id) {}

    fn event(&self, event: &Event<'_>) {
        let level = event.metadata().level().as_str();
        self.line(level, |line| event.record(line));
    }

    fn enter(&self, _: &Id) {}

    fn exit(&self, _: &Id) {}
}

/// A wrong type, a missing field and a new one, each with the canary where it has a value.
fn differing() -> String {
    json!({ "total": CANARY, "new": CANARY }).to_string()
}

#[track_caller]
fn assert_told(log: &Log, source: &str) {
    let lines = log.lines();
    let differing = lines.iter().filter(|line| line.contains(" source="));
    assert_eq!(differing.count(), 3, "{lines:?}");
    let told = |level: &str, path: &str| {
        lines.iter().any(|line| {
            line.starts_with(level)
                && line.contains(&format!("source={source:?}"))
                && line.contains(&format!("path={path:?}"))
        })
    };
    assert!(told("WARN", "$.total"), "{lines:?}");
    assert!(told("WARN", "$.account"), "{lines:?}");
    assert!(told("DEBUG", "$.new"), "{lines:?}");
    assert!(!lines.concat().contains(CANARY), "{lines:?}");
}

#[tokio::test]
async fn the_deviations_of_an_answer() {
    let log = Log::default();
    let _guard = tracing::subscriber::set_default(log.clone());
    let server = Server::answering(Reply::new(200, differing()).signed()).await;
    let client = server.client();
    let call: Call<'_, Added> = Call::new(client.root().param("1"), &ADD, receiver());
    call.await.unwrap();
    assert_told(&log, ADD.id);
}

#[test]
fn the_deviations_of_a_notification() {
    let log = Log::default();
    let _guard = tracing::subscriber::set_default(log.clone());
    let key = ApiV3Key::new(API_V3_KEY).unwrap();
    let body = json!({
        "id": "1",
        "event_type": "REFUND.SUCCESS",
        "resource": {
            "algorithm": "AEAD_AES_256_GCM",
            "ciphertext": key.seal("fdasflkja484", "", differing().as_bytes()).unwrap(),
            "nonce": "fdasflkja484",
        },
    })
    .to_string();
    let headers = signed_headers(platform_key(), PLATFORM, NOW, body.as_bytes());
    let parser = builder().build().unwrap().notifications().unwrap();
    let notification = parser.parse(&headers, body.as_bytes()).unwrap();
    notification.resource::<Added>().unwrap();
    assert_told(&log, "REFUND.SUCCESS");
}

/// A call with the canary in everything that a call takes.
async fn call(client: &Client) {
    let mut request = receiver();
    request.account = CANARY.into();
    request.name = Some(CANARY.into());
    request.note = Some(CANARY.into());
    let path = client.root().param(CANARY);
    let call: Call<'_, Added> = Call::new(path, &QUERY, request).header("X-Own", CANARY);
    let _ = call.await;
}

#[tokio::test]
async fn a_call_that_succeeds() {
    let log = Log::default();
    let _guard = tracing::subscriber::set_default(log.clone());
    let body = json!({ "account": CANARY, "total": 7 }).to_string();
    let server = Server::answering(Reply::new(200, body).signed().header("X-Other", CANARY)).await;
    call(&server.client()).await;
    log.assert_has(&[
        "wechatpay.call operation=\"GET /v3/receivers/{id}\" method=\"GET\" path=\"/v3/receivers/{id}\"",
        "attempts=1",
        "status=200",
        "request_id=\"08F1AB-268435460\"",
        "code=268435460",
        "outcome=\"Done\"",
        "elapsed_ms=",
        "message=answered attempt=1 status=200 request_id=\"08F1AB-268435460\"",
    ]);
}

#[tokio::test]
async fn a_call_that_fails_and_is_sent_again() {
    let log = Log::default();
    let _guard = tracing::subscriber::set_default(log.clone());
    let body = json!({ "code": "SYSTEM_ERROR", "message": CANARY }).to_string();
    let server = Server::answering(Reply::new(500, body)).await;
    let builder = builder().base_url(&server.url).retry(RetryPolicy::on());
    call(&builder.random(|_: u64| 0).build().unwrap()).await;
    assert_eq!(server.received().len(), 3);
    log.assert_has(&[
        "attempts=3",
        "outcome=Unknown",
        "status=500",
        "message=sending again attempt=2",
        "message=answered attempt=3 status=500",
    ]);
    let builder = self::builder().base_url(nowhere());
    call(&builder.build().unwrap()).await;
    log.assert_has(&[
        "message=not answered attempt=1 failure=\"connect\"",
        "outcome=NotSent",
    ]);
}

const FILE: &str = "/v3/billdownload/file?token=canary-0123";

#[tokio::test]
async fn a_download_says_what_a_call_says() {
    let log = Log::default();
    let _guard = tracing::subscriber::set_default(log.clone());
    let refused = Reply::new(500, r#"{"code":"SYSTEM_ERROR","message":"canary-0123"}"#);
    let server = Server::scripted([refused, Reply::new(200, CANARY)]).await;
    let builder = builder().base_url(&server.url).retry(RetryPolicy::on());
    let client = builder.random(|_: u64| 0).build().unwrap();
    let download = client.download(FILE).await.unwrap();
    log.assert_has(&[
        "wechatpay.call operation=\"GET download_url\" method=\"GET\" path=\"download_url\"",
        "message=answered attempt=1 status=500 request_id=\"08F1AB-268435460\" code=268435460",
        "message=sending again attempt=1",
        "message=answered attempt=2 status=200 request_id=\"08F1AB-268435460\" code=268435460",
        "attempts=2",
        "outcome=\"Done\"",
        "status=200",
        "request_id=\"08F1AB-268435460\"",
        "code=268435460",
        "elapsed_ms=",
    ]);
    assert_eq!(download.bytes().await.unwrap(), CANARY);
}

#[tokio::test]
async fn a_download_that_fails() {
    let log = Log::default();
    let _guard = tracing::subscriber::set_default(log.clone());
    let server = Server::answering(Reply::new(404, r#"{"message":"canary-0123"}"#)).await;
    server.client().download(FILE).await.unwrap_err();
    let client = builder().base_url(nowhere()).build().unwrap();
    client.download(FILE).await.unwrap_err();
    log.assert_has(&[
        "message=answered attempt=1 status=404",
        "outcome=Refused",
        "status=404",
        "message=not answered attempt=1 failure=\"connect\"",
        "outcome=NotSent",
    ]);
}
