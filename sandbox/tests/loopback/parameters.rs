//! What a request may say: each rule of the table, broken once.

#![allow(clippy::unwrap_used)]

use crate::support::{get, post, sandbox};
use serde_json::{Value, json};
use wechatpay_sandbox::Sandbox;

const CODE: &str = "PARAM_ERROR";

fn order() -> Value {
    json!({
        "appid": "wxd678efh567hg6787",
        "amount": { "total": 1, "currency": "CNY" },
    })
}

/// The order with `value` at `pointer` of one of its objects.
fn with(pointer: &str, value: Value) -> Value {
    let mut order = order();
    let (parent, name) = pointer.rsplit_once('/').unwrap();
    order.pointer_mut(parent).unwrap()[name] = value;
    order
}

async fn body_refused(sandbox: &Sandbox, body: &Value, field: &str) -> Value {
    post("/v3/orders", body)
        .refused(sandbox, 400, CODE, field, "body")
        .await
}

#[tokio::test]
async fn required_fields_must_be_there() {
    let sandbox = sandbox().await;
    let mut order = order();
    order.as_object_mut().unwrap().remove("appid");
    body_refused(&sandbox, &order, "/appid").await;
    body_refused(&sandbox, &with("/amount", json!({})), "/amount/total").await;
    body_refused(&sandbox, &with("/appid", json!("")), "/appid").await;
}

#[tokio::test]
async fn types_must_fit() {
    let sandbox = sandbox().await;
    let wrong = [
        ("/appid", json!(1)),
        ("/amount", json!("1")),
        ("/amount/total", json!("1")),
        ("/amount/total", json!(1.5)),
        ("/share", json!("true")),
        ("/rate", json!("0.1")),
        ("/goods", json!({})),
        ("/settings", json!({ "free": true })),
        ("/settings", json!("{")),
        ("/time_expire", json!("2018-06-08 10:34:56")),
        ("/day", json!("2018-02-30")),
        ("/description", Value::Null),
    ];
    for (pointer, value) in wrong {
        let body = body_refused(&sandbox, &with(pointer, value.clone()), pointer).await;
        let shown = (!value.is_object()).then_some(value);
        assert_eq!(body["detail"].get("value"), shown.as_ref(), "{pointer}");
    }
}

#[tokio::test]
async fn limits_hold() {
    let sandbox = sandbox().await;
    let beyond = [
        ("/description", json!("六个字的描述")),
        ("/amount/total", json!(0)),
        ("/amount/total", json!(100_000_001)),
        ("/rate", json!(1.01)),
        ("/rate", json!(-0.01)),
        ("/goods", json!([])),
        ("/code", json!("1234567")),
    ];
    for (pointer, value) in beyond {
        body_refused(&sandbox, &with(pointer, value), pointer).await;
    }
    let three = json!([{ "goods_id": "a", "price": 1 }, { "goods_id": "a", "price": 1 }, { "goods_id": "a", "price": 1 }]);
    body_refused(&sandbox, &with("/goods", three), "/goods").await;
    // Characters are counted, not bytes.
    post("/v3/orders", &with("/description", json!("五个字描述")))
        .ok(&sandbox)
        .await;
}

#[tokio::test]
async fn enum_values_must_be_known() {
    let sandbox = sandbox().await;
    let body = body_refused(
        &sandbox,
        &with("/amount/currency", json!("XYZ")),
        "/amount/currency",
    )
    .await;
    assert_eq!(body["detail"]["value"], "XYZ");
    body_refused(
        &sandbox,
        &with("/trade_type", json!("jsapi")),
        "/trade_type",
    )
    .await;
    body_refused(&sandbox, &with("/mode", json!(3)), "/mode").await;
    body_refused(&sandbox, &with("/mode", json!("1")), "/mode").await;
}

#[tokio::test]
async fn unknown_fields_are_refused_at_any_depth() {
    let sandbox = sandbox().await;
    body_refused(&sandbox, &with("/app_id", json!("wx")), "/app_id").await;
    body_refused(&sandbox, &with("/amount/totel", json!(1)), "/amount/totel").await;
    let goods =
        json!([{ "goods_id": "a", "price": 1 }, { "goods_id": "b", "price": 1, "prize": 2 }]);
    body_refused(&sandbox, &with("/goods", goods), "/goods/1/prize").await;
    body_refused(
        &sandbox,
        &with("/settings", json!("{\"free\":true,\"fee\":1}")),
        "/settings/fee",
    )
    .await;
}

#[tokio::test]
async fn exactly_one_of_a_group_must_be_given() {
    let sandbox = sandbox().await;
    let both = json!({ "openid": "a", "sub_openid": "b" });
    for payer in [json!({}), both] {
        body_refused(&sandbox, &with("/payer", payer), "/payer/openid,sub_openid").await;
    }
    post("/v3/orders", &with("/payer", json!({ "openid": "a" })))
        .ok(&sandbox)
        .await;
}

#[tokio::test]
async fn groups_of_the_request_itself_count_too() {
    let sandbox = sandbox().await;
    let body = json!({ "out_trade_no": "a" });
    let both = json!({ "transaction_id": "1", "out_trade_no": "a" });
    for broken in [json!({}), both] {
        let call = post("/v3/refunds?from=1", &broken);
        let field = "/transaction_id,out_trade_no";
        call.refused(&sandbox, 400, CODE, field, "body").await;
    }
    let call = post("/v3/refunds", &body);
    call.refused(&sandbox, 400, CODE, "from,to", "query").await;
    // The answer keeps to the same group, with the member that was given.
    let answer = post("/v3/refunds?to=1", &body).ok(&sandbox).await;
    assert_eq!(answer, body);
}

#[tokio::test]
async fn nullable_fields_may_be_null_and_any_may_be_anything() {
    let sandbox = sandbox().await;
    post("/v3/orders", &with("/note", Value::Null))
        .ok(&sandbox)
        .await;
    post("/v3/orders", &with("/extra", json!([1, { "a": null }])))
        .ok(&sandbox)
        .await;
}

#[tokio::test]
async fn the_body_must_be_a_json_object_and_say_so() {
    let sandbox = sandbox().await;
    let mut call = post("/v3/orders", &order());
    for body in ["", "[]", "{", "\u{feff}{}"] {
        call.body = body.as_bytes().to_vec();
        call.refused(&sandbox, 400, CODE, "", "body").await;
    }
    let call = post("/v3/orders", &order()).header("content-type", "text/plain");
    call.refused(&sandbox, 400, CODE, "Content-Type", "header")
        .await;
    let mut call = get("/v3/certificates");
    call.body = b"{}".to_vec();
    call.refused(&sandbox, 400, CODE, "", "body").await;
}

#[tokio::test]
async fn query_parameters_follow_the_same_rules() {
    let sandbox = sandbox().await;
    let broken = [
        ("", "mchid"),
        ("?mchid=1&limit=21", "limit"),
        ("?mchid=1&limit=ten", "limit"),
        ("?mchid=1&mchid=2", "mchid"),
        ("?mchid=1&page=2", "page"),
        ("?mchid=1&ids=1&ids=x", "ids/1"),
    ];
    for (query, field) in broken {
        let call = get(&format!("/v3/orders/abc{query}"));
        call.refused(&sandbox, 400, CODE, field, "query").await;
    }
    get("/v3/orders/abc?mchid=1&limit=20&ids=1&ids=2")
        .ok(&sandbox)
        .await;
}

#[tokio::test]
async fn path_and_header_values_follow_the_same_rules() {
    let sandbox = sandbox().await;
    let long = "a".repeat(33);
    get(&format!("/v3/orders/{long}?mchid=1"))
        .refused(&sandbox, 400, CODE, "out_trade_no", "path")
        .await;
    let call = get("/v3/orders/abc?mchid=1").header("idempotency-key", "123456789");
    call.refused(&sandbox, 400, CODE, "Idempotency-Key", "header")
        .await;
    let call = get("/v3/orders/abc?mchid=1").without("user-agent");
    call.refused(&sandbox, 400, CODE, "user-agent", "header")
        .await;
}

#[tokio::test]
async fn encrypted_fields_must_open() {
    let sandbox = sandbox().await;
    let credentials = sandbox.credentials();
    let body = |name: &str| json!({ "account": "86693852", "name": name });
    let add = |name: &str| {
        post("/v3/receivers/add", &body(name))
            .header("wechatpay-serial", &credentials.public_key_id)
    };
    for garbage in ["张三", "", "AAAA"] {
        let refusal = add(garbage)
            .refused(&sandbox, 400, CODE, "/name", "body")
            .await;
        assert_eq!(
            refusal["detail"].get("value"),
            None,
            "a secret is not shown"
        );
    }
    // Sealed for the other key of the platform.
    let other = seal(&sandbox, &credentials.platform_serial, "张三");
    add(&other)
        .refused(&sandbox, 400, CODE, "/name", "body")
        .await;
    let long = seal(
        &sandbox,
        &credentials.public_key_id,
        "一个很长很长很长很长很长的名字",
    );
    add(&long).ok(&sandbox).await;
    let longer = seal(
        &sandbox,
        &credentials.public_key_id,
        "一个很长很长很长很长很长很长的名字",
    );
    add(&longer)
        .refused(&sandbox, 400, CODE, "/name", "body")
        .await;

    let sealed = seal(&sandbox, &credentials.public_key_id, "张三");
    let place = ("Wechatpay-Serial", "header");
    add(&sealed)
        .without("wechatpay-serial")
        .refused(&sandbox, 400, CODE, place.0, place.1)
        .await;
    add(&sealed)
        .header("wechatpay-serial", "PUB_KEY_ID_0")
        .refused(&sandbox, 400, CODE, place.0, place.1)
        .await;
}

fn seal(sandbox: &Sandbox, id: &str, text: &str) -> String {
    let keys = crate::support::trusted(sandbox);
    let key = keys.find(id).unwrap().key();
    key.seal(Default::default(), &text.into()).unwrap()
}
