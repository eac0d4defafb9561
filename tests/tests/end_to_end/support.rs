//! A sandbox, and clients that know it.

use wechatpay_openapi::Wechatpay;
use wechatpay_openapi::runtime::{KeyStore, NotificationParser, RetryPolicy, TrustedKey};
use wechatpay_sandbox::{Received, Sandbox};

/// A sandbox of all operations.
pub(crate) async fn sandbox() -> Sandbox {
    Sandbox::start().await.unwrap()
}

/// A client to which an answer that differs from the specs in anything is an error.
pub(crate) fn strict(sandbox: &Sandbox) -> Wechatpay {
    let builder = sandbox.client_builder().strict(true);
    let builder = builder.retry(RetryPolicy::off());
    builder.build().unwrap().into()
}

/// A client as applications have it, save that it repeats nothing: each failure is seen.
pub(crate) fn lenient(sandbox: &Sandbox) -> Wechatpay {
    let builder = sandbox.client_builder().retry(RetryPolicy::off());
    builder.build().unwrap().into()
}

/// The request that came in last.
pub(crate) fn last(sandbox: &Sandbox) -> Received {
    sandbox.requests().pop().unwrap()
}

/// The JSON body of the request that came in last.
pub(crate) fn last_body(sandbox: &Sandbox) -> serde_json::Value {
    serde_json::from_slice(&last(sandbox).body).unwrap()
}

/// What a merchant's server parses notifications with: it trusts both of the platform's keys.
pub(crate) fn parser(sandbox: &Sandbox) -> NotificationParser {
    let known = sandbox.credentials();
    let keys: KeyStore = [
        TrustedKey::public_key(&known.public_key_id, &known.public_key_pem).unwrap(),
        TrustedKey::certificate(&known.platform_certificate_pem).unwrap(),
    ]
    .into_iter()
    .collect();
    NotificationParser::new(keys, sandbox.keys().api_v3_key().clone())
}
