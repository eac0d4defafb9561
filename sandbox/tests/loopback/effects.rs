//! What requests did: the sandbox's own account of it, which tests of money rest on.

#![allow(clippy::unwrap_used)]

use crate::support::{Call, get, post, sandbox};
use serde_json::json;
use wechatpay_sandbox::{Effect, Fault, Sandbox};

const PLACE: &str = "POST /v3/orders";
const REFUND: &str = "POST /v3/refunds";
const QUERY: &str = "GET /v3/orders/{out_trade_no}";

fn place() -> Call {
    post(
        "/v3/orders",
        &json!({ "appid": "wx1", "amount": { "total": 1 } }),
    )
}

fn refund(out_trade_no: &str) -> Call {
    let body = json!({ "out_trade_no": out_trade_no });
    post("/v3/refunds?from=1", &body)
}

/// What the last request did.
fn last(sandbox: &Sandbox) -> Effect {
    sandbox.requests().pop().unwrap().effect
}

#[tokio::test]
async fn what_nobody_recognises_takes_effect_each_time() {
    let sandbox = sandbox().await;
    for count in 1..=2 {
        place().ok(&sandbox).await;
        assert_eq!(last(&sandbox), Effect::Done);
        assert_eq!(sandbox.effects(PLACE).unwrap(), count);
    }
}

#[tokio::test]
async fn a_number_of_the_merchants_own_makes_a_repeat() {
    let sandbox = sandbox().await;
    let first = refund("a").ok(&sandbox).await;
    assert_eq!(refund("a").ok(&sandbox).await, first, "it answers the same");
    assert_eq!(last(&sandbox), Effect::Repeated);
    // The number alone counts, whatever else the request says.
    let other = json!({ "out_trade_no": "a" });
    post("/v3/refunds?to=2", &other).ok(&sandbox).await;
    assert_eq!(last(&sandbox), Effect::Repeated);
    refund("b").ok(&sandbox).await;
    assert_eq!(sandbox.effects(REFUND).unwrap(), 2);
    // Without the number there is nothing to recognise it by.
    let without = post("/v3/refunds?from=1", &json!({ "transaction_id": "a" }));
    without.ok(&sandbox).await;
    without.ok(&sandbox).await;
    assert_eq!(sandbox.effects(REFUND).unwrap(), 4);
    assert_eq!(sandbox.effects(PLACE).unwrap(), 0);
}

#[tokio::test]
async fn the_same_request_does_no_more_where_repeating_is_safe() {
    let sandbox = sandbox().await;
    for target in ["/v3/orders/a?mchid=1", "/v3/orders/a?mchid=1"] {
        get(target).ok(&sandbox).await;
    }
    assert_eq!(sandbox.effects(QUERY).unwrap(), 1);
    for target in ["/v3/orders/a?mchid=2", "/v3/orders/b?mchid=1"] {
        get(target).ok(&sandbox).await;
        assert_eq!(last(&sandbox), Effect::Done);
    }
    assert_eq!(sandbox.effects(QUERY).unwrap(), 3);
}

#[tokio::test]
async fn what_is_refused_has_no_effect() {
    let sandbox = sandbox().await;
    let mut stale = place();
    stale.skew = -400;
    stale.send(&sandbox).await;
    assert_eq!(last(&sandbox), Effect::None);
    post("/v3/orders", &json!({})).send(&sandbox).await;
    assert_eq!(last(&sandbox), Effect::None);
    for (fault, status, effect) in [
        (Fault::error(400, "PARAM_ERROR", ""), 400, Effect::None),
        (
            Fault::error(429, "RATELIMIT_EXCEEDED", ""),
            429,
            Effect::None,
        ),
        (Fault::reply(404, "text/html", "<html>"), 404, Effect::None),
        (Fault::Undone, 200, Effect::None),
        (
            Fault::reply(202, "application/json", "{}"),
            202,
            Effect::Done,
        ),
        (Fault::error(500, "SYSTEM_ERROR", ""), 500, Effect::Done),
        (Fault::reply(502, "text/html", "<html>"), 502, Effect::Done),
        (Fault::Tampered, 200, Effect::Done),
    ] {
        sandbox.next([fault]);
        assert_eq!(place().send(&sandbox).await.status, status);
        assert_eq!(last(&sandbox), effect, "{status}");
    }
    assert_eq!(sandbox.effects(PLACE).unwrap(), 4);
}

#[tokio::test]
async fn what_was_not_done_the_first_time_is_done_the_second() {
    let sandbox = sandbox().await;
    sandbox.next([Fault::error(429, "RATELIMIT_EXCEEDED", "")]);
    refund("a").send(&sandbox).await;
    refund("a").ok(&sandbox).await;
    assert_eq!(last(&sandbox), Effect::Done);
    assert_eq!(sandbox.effects(REFUND).unwrap(), 1);
}

#[tokio::test]
async fn an_operation_that_there_is_not_has_no_account() {
    let error = sandbox().await.effects("POST /v3/order").unwrap_err();
    assert!(error.to_string().contains("`POST /v3/order`"), "{error}");
}
