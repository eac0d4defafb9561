//! The examples that receive notifications, in earnest: over HTTP, from the sandbox.

#![allow(clippy::unwrap_used)]

use std::sync::Arc;

use wechatpay_runtime::{MemoryNotificationStore, NotificationReceiver};
use wechatpay_sandbox::{Fault, Sandbox};

#[path = "../../examples/axum_notifications.rs"]
mod axum_notifications;

#[tokio::test]
async fn the_axum_example_answers_what_it_should() {
    let sandbox = Sandbox::start().await.unwrap();
    // Without a key: the first notification has the client download it.
    let client = sandbox.credentials().merchant_builder().build().unwrap();
    let parser = client.notifications().unwrap();
    let receiver = NotificationReceiver::new(parser, MemoryNotificationStore::new());
    let routes = axum_notifications::routes(Arc::new(receiver));
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}/wechatpay/notify", listener.local_addr().unwrap());
    tokio::spawn(async move { axum::serve(listener, routes).await.unwrap() });

    let notification = || sandbox.notification("REFUND.SUCCESS").with_certificate();
    let genuine = notification().build().unwrap();
    for _ in 0..2 {
        let answer = genuine.post(&url).await.unwrap();
        assert_eq!(answer.status(), 204);
        assert!(answer.body().is_empty());
    }
    for fault in [Fault::Tampered, Fault::SignTest, Fault::ClockSkew(-301)] {
        let forged = notification().faults([fault]).build().unwrap();
        let answer = forged.post(&url).await.unwrap();
        assert_eq!(answer.status(), 401);
        assert_eq!(answer.headers()["content-type"], "application/json");
        assert!(answer.body().starts_with(br#"{"code":"FAIL","#));
    }
    // JSON that says the same in other bytes does not verify.
    let mut again = notification().build().unwrap();
    let parsed: serde_json::Value = serde_json::from_slice(&again.body).unwrap();
    again.body = serde_json::to_vec_pretty(&parsed).unwrap().into();
    assert_eq!(again.post(&url).await.unwrap().status(), 401);
}
