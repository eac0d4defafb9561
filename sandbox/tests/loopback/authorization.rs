//! Who is let in: the `Authorization` header and the signature.

#![allow(clippy::unwrap_used)]

use crate::support::{call, get, post, sandbox};
use serde_json::json;

const CODE: &str = "SIGN_ERROR";
const PLACE: &str = "authorization";
const ORDER: &str = "/v3/orders/abc?mchid=1900009191";

#[tokio::test]
async fn a_signed_request_is_let_in() {
    let sandbox = sandbox().await;
    get(ORDER).ok(&sandbox).await;
    let close = post("/v3/orders/abc/close", &json!({ "mchid": "1900009191" }));
    assert_eq!(close.send(&sandbox).await.status, 204);
}

#[tokio::test]
async fn the_header_must_keep_to_the_grammar() {
    let sandbox = sandbox().await;
    let whole = get(ORDER).authorization(&sandbox);
    let broken = [
        String::new(),
        "Bearer token".to_owned(),
        whole.replacen(' ', "  ", 1),
        whole.replace("mchid=", "mch_id="),
        whole.replace("nonce_str=", "mchid="),
        whole.replace("\",", "\", "),
        whole.replace(
            "nonce_str=\"",
            "nonce_str=\"toolongtoolongtoolongtoolongtoolong",
        ),
    ];
    for authorization in broken {
        let mut call = get(ORDER);
        call.authorization = Some(authorization);
        call.refused(&sandbox, 401, CODE, "Authorization", PLACE)
            .await;
    }
}

#[tokio::test]
async fn only_the_known_merchant_and_certificate_are_let_in() {
    let sandbox = sandbox().await;
    let whole = get(ORDER).authorization(&sandbox);
    let keys = sandbox.keys();
    let mut call = get(ORDER);
    call.authorization = Some(whole.replace(keys.merchant_id(), "1900000000"));
    let body = call.refused(&sandbox, 401, CODE, "mchid", PLACE).await;
    assert_eq!(body["detail"]["value"], "1900000000");
    call.authorization = Some(whole.replace(keys.merchant_serial(), keys.platform_serial()));
    call.refused(&sandbox, 401, CODE, "serial_no", PLACE).await;
}

#[tokio::test]
async fn the_time_may_be_five_minutes_away() {
    let sandbox = sandbox().await;
    for skew in [-290, 290] {
        let mut call = get(ORDER);
        call.skew = skew;
        call.ok(&sandbox).await;
    }
    for skew in [-310, 310] {
        let mut call = get(ORDER);
        call.skew = skew;
        call.refused(&sandbox, 401, CODE, "timestamp", PLACE).await;
    }
}

#[tokio::test]
async fn the_signature_covers_the_exact_url_and_body() {
    let sandbox = sandbox().await;
    let mut call = get("/v3/orders/a%2fB?mchid=1900009191");
    call.ok(&sandbox).await;
    call.signed_target = Some("/v3/orders/a%2FB?mchid=1900009191".to_owned());
    let body = call.refused(&sandbox, 401, CODE, "signature", PLACE).await;
    let information = &body["detail"]["sign_information"];
    assert_eq!(information["url"], call.target);
    assert!(
        information["truncated_sign_message"]
            .as_str()
            .unwrap()
            .starts_with("GET\n/v3/orders/a%2fB?")
    );

    let mut call = post("/v3/orders/abc/close", &json!({ "mchid": "1900009191" }));
    call.signed_body = Some(b"{ \"mchid\": \"1900009191\" }".to_vec());
    call.refused(&sandbox, 401, CODE, "signature", PLACE).await;
}

#[tokio::test]
async fn a_signature_of_another_key_is_refused() {
    let sandbox = sandbox().await;
    let other = crate::support::builder()
        .keys(wechatpay_sandbox::Keys::generate().unwrap())
        .start()
        .await
        .unwrap();
    let foreign = get(ORDER).authorization(&other);
    let mut call = get(ORDER);
    call.authorization = Some(foreign.replace(
        other.keys().merchant_serial(),
        sandbox.keys().merchant_serial(),
    ));
    call.refused(&sandbox, 401, CODE, "signature", PLACE).await;
}

#[tokio::test]
async fn brands_have_their_own_scheme() {
    let sandbox = sandbox().await;
    let mut call = post("/brand/orders", &json!({ "mchid": "1900009191" }));
    call.refused(&sandbox, 401, CODE, "Authorization", PLACE)
        .await;
    call.brand = true;
    call.ok(&sandbox).await;
    let mut call = get(ORDER);
    call.brand = true;
    call.refused(&sandbox, 401, CODE, "Authorization", PLACE)
        .await;
}

#[tokio::test]
async fn unknown_paths_and_methods_are_told_apart() {
    let sandbox = sandbox().await;
    let answer = get("/v3/nowhere").send(&sandbox).await;
    assert_eq!(
        (answer.status, answer.json()["code"].clone()),
        (404, json!("NOT_FOUND"))
    );
    let answer = get("/v3/certificates/").send(&sandbox).await;
    assert_eq!(answer.status, 404, "a trailing slash counts");
    let answer = call("DELETE", "/v3/orders/abc").send(&sandbox).await;
    assert_eq!(
        (answer.status, answer.json()["code"].clone()),
        (405, json!("METHOD_NOT_ALLOWED"))
    );
    answer.verify(&sandbox);
}
