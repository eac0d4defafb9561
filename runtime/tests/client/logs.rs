//! What is logged: where something differs from the documentation, and no value of it.

use std::fmt::Debug;
use std::sync::{Arc, Mutex};

use serde_json::json;
use tracing::field::{Field, Visit};
use tracing::span::{Attributes, Id, Record};
use tracing::{Event, Metadata, Subscriber};
use wechatpay_runtime::Call;
use wechatpay_runtime::crypto::ApiV3Key;

use crate::server::{Reply, Server};
use crate::support::*;

/// The value that must not be logged.
const CANARY: &str = "canary-0123";

/// Collects the events of the runtime as text, one a line.
#[derive(Clone, Default)]
struct Log(Arc<Mutex<String>>);

impl Log {
    fn lines(&self) -> Vec<String> {
        self.0.lock().unwrap().lines().map(str::to_owned).collect()
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

    fn new_span(&self, _: &Attributes<'_>) -> Id {
        Id::from_u64(1)
    }

    fn record(&self, _: &Id, _: &Record<'_>) {}

    fn record_follows_from(&self, _: &Id, _: &Id) {}

    fn event(&self, event: &Event<'_>) {
        let mut log = self.0.lock().unwrap();
        log.push_str(event.metadata().level().as_str());
        event.record(&mut Line(&mut log));
        log.push('\n');
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
    let differing = lines.iter().filter(|line| line.contains("path="));
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
