//! Certificates that rotate while a call is under way.

use wechatpay_openapi::Wechatpay;
use wechatpay_openapi::runtime::{ErrorKind, Outcome, RetryPolicy, VerifyError};
use wechatpay_sandbox::{Calls, Fault, Received, Sandbox};

use super::kinds::Kind;
use crate::support::sandbox;

/// Five years and half a day: certificates live five years, and the next one a day longer.
const PAST_THE_FIRST: i64 = 5 * 365 * 86_400 + 43_200;

/// A client that has certificates only, and keeps the sandbox's time.
fn client(sandbox: &Sandbox) -> Wechatpay {
    let builder = sandbox.credentials().merchant_builder();
    let builder = builder.clock(sandbox.clock().clone()).random(|_: u64| 0);
    builder.build().unwrap().into()
}

/// The key that a request says it encrypted its fields with. That it did so is checked by
/// the sandbox, which refuses a field that this key does not open.
fn named(request: &Received) -> String {
    let serial = &request.headers["wechatpay-serial"];
    serial.to_str().unwrap().to_owned()
}

/// The first answer to an order goes wrong like this.
fn order_fails(sandbox: &Sandbox, faults: impl IntoIterator<Item = Fault>) {
    let order = Kind::Order.operation();
    sandbox.on(order, Calls::Nth(1), faults).unwrap();
}

fn downloads(sandbox: &Sandbox) -> usize {
    let requests = sandbox.requests();
    let downloads = requests.iter().filter(|it| it.target == "/v3/certificates");
    downloads.count()
}

#[tokio::test]
async fn an_answer_that_a_new_certificate_signs_is_verified_with_it() {
    let sandbox = sandbox().await;
    let wxpay = client(&sandbox);
    order_fails(&sandbox, [Fault::Rotated]);
    Kind::Order.call(&wxpay).await.unwrap();
    assert_eq!(downloads(&sandbox), 2);
    // The next call uses the new one.
    Kind::Order.call(&wxpay).await.unwrap();
    let orders = Kind::Order.requests(&sandbox);
    let known = wxpay.client().keys().snapshot().ids();
    let sent: Vec<String> = orders.iter().map(named).collect();
    assert_eq!(sent, known);
    assert_eq!(sent[0], sandbox.credentials().platform_serial);
    assert_eq!((sent.len(), Kind::Order.effects(&sandbox)), (2, 1));
}

#[tokio::test]
async fn a_client_that_may_not_download_does_not_believe_a_new_certificate() {
    let sandbox = sandbox().await;
    let builder = sandbox.credentials().merchant_builder();
    let builder = builder.platform_certificate(&sandbox.credentials().platform_certificate_pem);
    let wxpay = builder
        .automatic_certificates(false)
        .build()
        .unwrap()
        .into();
    order_fails(&sandbox, [Fault::Rotated]);
    let error = Kind::Order.call(&wxpay).await.unwrap_err();
    assert!(
        matches!(
            error.kind(),
            ErrorKind::Verification(VerifyError::UnknownKey { .. })
        ),
        "{error}"
    );
    assert_eq!((error.outcome(), error.attempts()), (Outcome::Unknown, 1));
    assert_eq!(Kind::Order.effects(&sandbox), 1);
}

#[tokio::test]
async fn a_retry_keeps_the_key_of_the_first_attempt_while_that_is_trusted() {
    let sandbox = sandbox().await;
    let wxpay = client(&sandbox);
    let busy = Fault::error(500, "SYSTEM_ERROR", "系统异常");
    order_fails(&sandbox, [Fault::Rotated, busy]);
    Kind::Order.call(&wxpay).await.unwrap();
    let orders = Kind::Order.requests(&sandbox);
    let [first, second] = orders.as_slice() else {
        panic!("{orders:?}")
    };
    assert_eq!(named(first), sandbox.credentials().platform_serial);
    assert_eq!(
        (&first.headers, &first.body),
        (&second.headers, &second.body)
    );
    assert_eq!(Kind::Order.effects(&sandbox), 1);
}

#[tokio::test]
async fn a_retry_after_the_first_key_expired_is_encrypted_with_the_new_one_and_names_it() {
    let sandbox = sandbox().await;
    let wxpay = client(&sandbox);
    let busy = Fault::error(500, "SYSTEM_ERROR", "系统异常");
    let jump = Fault::ClockJump(PAST_THE_FIRST);
    order_fails(&sandbox, [Fault::Rotated, jump, busy]);
    Kind::Order.call(&wxpay).await.unwrap();
    let orders = Kind::Order.requests(&sandbox);
    let [first, second] = orders.as_slice() else {
        panic!("{orders:?}")
    };
    let old = &sandbox.credentials().platform_serial;
    assert_eq!(&named(first), old);
    assert_ne!(&named(second), old);
    assert_eq!(wxpay.client().keys().snapshot().ids(), [named(second)]);
    let content = |request: &Received| {
        let body: serde_json::Value = serde_json::from_slice(&request.body).unwrap();
        let sealed = body["payer"]["identity"]["name"].to_string();
        (sealed, body["out_trade_no"].clone())
    };
    let (before, after) = (content(first), content(second));
    assert_ne!(before.0, after.0, "encrypted anew");
    assert_eq!(before.1, after.1, "the same order");
    assert_eq!(Kind::Order.effects(&sandbox), 1);
}

#[tokio::test]
async fn a_retry_does_without_a_key_that_the_application_took_back() {
    let sandbox = std::sync::Arc::new(sandbox().await);
    let first = sandbox.credentials().platform_serial.clone();
    let builder = sandbox.client_builder().retry(RetryPolicy::on());
    let keys = wechatpay_openapi::runtime::KeyStore::new();
    let public = sandbox.credentials().public_key_id.clone();
    let taken = (keys.clone(), public.clone());
    // The pause between two attempts is when the key goes.
    let builder = builder.keys(keys).random(move |_: u64| {
        taken.0.remove(&taken.1);
        0
    });
    let wxpay = builder.build().unwrap().into();
    order_fails(&sandbox, [Fault::error(500, "SYSTEM_ERROR", "系统异常")]);
    Kind::Order.call(&wxpay).await.unwrap();
    let orders = Kind::Order.requests(&sandbox);
    let sent: Vec<String> = orders.iter().map(named).collect();
    assert_eq!(sent, [public, first]);
    assert_eq!(Kind::Order.effects(&sandbox), 1);
}
