//! What comes back: samples, echoes, files, certificates, encrypted fields.

#![allow(clippy::unwrap_used)]

use std::io::Read as _;

use crate::support::{builder, get, post, sandbox};
use serde_json::{Value, json};
use wechatpay_runtime::crypto::{Certificate, Padding};
use wechatpay_runtime::{Clock as _, keys::open_certificates};
use wechatpay_runtime::{Open as _, SystemClock};

#[tokio::test]
async fn an_answer_has_every_field_from_the_samples() {
    let sandbox = sandbox().await;
    let body = get("/v3/orders/Order-1?mchid=1").ok(&sandbox).await;
    let expected = json!({
        "appid": "appid",
        "order_id": "4200000913",
        "out_trade_no": "Order-1",
        "state": "SUCCESS",
        "amount": { "total": 888, "currency": "CNY", "payer_total": 99 },
        "goods": [{ "goods_id": "goods_id", "price": 7 }],
        "mode": 1,
        "settings": "{\"free\":true}",
        "success_time": "2018-06-08T10:34:56+08:00",
        "share": true,
        "rate": 1.0,
        "description": 3,
    });
    assert_eq!(body, expected);
}

#[tokio::test]
async fn what_the_request_said_comes_back_where_it_fits() {
    let sandbox = sandbox().await;
    let order = json!({
        "appid": "wx1",
        "description": "text",
        "amount": { "total": 5, "currency": "HKD" },
        "goods": [{ "goods_id": "a", "price": 1 }, { "goods_id": "b", "price": 2 }],
        "mode": 2,
        "settings": "{\"free\":false}",
    });
    let body = post("/v3/orders", &order).ok(&sandbox).await;
    for name in ["appid", "goods", "mode", "settings"] {
        assert_eq!(body[name], order[name], "{name}");
    }
    assert_eq!(
        body["amount"],
        json!({ "total": 5, "currency": "HKD", "payer_total": 99 })
    );
    // The response's field of this name is an integer.
    assert_eq!(body["description"], 3);
}

#[tokio::test]
async fn path_values_keep_their_case_and_are_decoded() {
    let sandbox = sandbox().await;
    let body = get("/v3/orders/a%2FB%e5%8d%95?mchid=1").ok(&sandbox).await;
    assert_eq!(body["out_trade_no"], "a/B单");
}

#[tokio::test]
async fn an_answer_without_content_is_signed_too() {
    let sandbox = sandbox().await;
    let close = post("/v3/orders/abc/close", &json!({ "mchid": "1" }))
        .send(&sandbox)
        .await;
    assert_eq!((close.status, close.body.as_slice()), (204, &b""[..]));
    close.verify(&sandbox);
}

#[tokio::test]
async fn the_headers_are_those_of_wechat_pay() {
    let sandbox = sandbox().await;
    let credentials = sandbox.credentials();
    let ids = [
        (Some(&credentials.public_key_id), &credentials.public_key_id),
        (
            Some(&credentials.platform_serial),
            &credentials.platform_serial,
        ),
        (None, &credentials.platform_serial),
    ];
    for (asked, signed) in ids {
        let mut call = get("/v3/orders/abc?mchid=1");
        if let Some(asked) = asked {
            call = call.header("wechatpay-serial", asked);
        }
        let answer = call.send(&sandbox).await;
        answer.verify(&sandbox);
        assert_eq!(answer.header("wechatpay-serial"), signed);
        assert_eq!(
            answer.header("wechatpay-signature-type"),
            "WECHATPAY2-SHA256-RSA2048"
        );
        assert_eq!(
            answer.header("content-type"),
            "application/json; charset=utf-8"
        );
        assert!(answer.header("request-id").ends_with("-0"));
    }
    let refused = get("/v3/orders/abc").send(&sandbox).await;
    assert!(
        refused.header("request-id").ends_with("-268442627"),
        "{}",
        refused.header("request-id")
    );
}

#[tokio::test]
async fn encrypted_fields_come_back_for_the_merchant() {
    let sandbox = sandbox().await;
    let credentials = sandbox.credentials();
    let keys = crate::support::trusted(&sandbox);
    for id in [&credentials.public_key_id, &credentials.platform_serial] {
        let sealed = keys
            .find(id)
            .unwrap()
            .key()
            .seal(Default::default(), &"李四".into())
            .unwrap();
        let call = post(
            "/v3/receivers/add",
            &json!({ "account": "86693852", "name": sealed }),
        );
        let body = call.header("wechatpay-serial", id).ok(&sandbox).await;
        assert_eq!(body["account"], "86693852");
        assert_ne!(body["name"], sealed.as_str());
        let opened = sandbox
            .keys()
            .merchant_key()
            .open(body["name"].as_str().unwrap())
            .unwrap();
        assert_eq!(opened.expose(), "李四");
    }
    let body = post("/v3/receivers/add", &json!({ "account": "1" }))
        .ok(&sandbox)
        .await;
    let opened = sandbox
        .keys()
        .merchant_key()
        .open(body["name"].as_str().unwrap())
        .unwrap();
    assert_eq!(
        opened.expose(),
        "张三",
        "the sample, without a name in the request"
    );
}

#[tokio::test]
async fn the_global_region_encrypts_its_answers_as_its_requests() {
    let sandbox = sandbox().await;
    let id = &sandbox.credentials().public_key_id;
    let keys = crate::support::trusted(&sandbox);
    let key = keys.find(id).unwrap().key();
    let sealed = key.seal(Padding::Pkcs1, &"李四".into()).unwrap();
    let call = post(
        "/v3/global/receivers/add",
        &json!({ "account": "86693852", "name": sealed }),
    );
    let body = call.header("wechatpay-serial", id).ok(&sandbox).await;
    let name = body["name"].as_str().unwrap();
    let merchant = sandbox.keys().merchant_key();
    let opened = merchant.open_padded(Padding::Pkcs1, name).unwrap();
    assert_eq!(opened.expose(), "李四");
    assert!(merchant.open_padded(Padding::OaepSha1, name).is_err());
}

#[tokio::test]
async fn certificates_decrypt_and_vouch_for_themselves() {
    let sandbox = sandbox().await;
    let answer = get("/v3/certificates?algorithm_type=RSA")
        .send(&sandbox)
        .await;
    let now = SystemClock.unix_seconds();
    let opened = open_certificates(
        sandbox.keys().api_v3_key(),
        &wechatpay_runtime::keys::Keys::default(),
        &answer.headers,
        &answer.body,
        now,
    )
    .unwrap();
    assert_eq!(opened.len(), 1);
    assert_eq!(opened[0].id(), sandbox.credentials().platform_serial);
    let certificate =
        Certificate::from_pem(&sandbox.credentials().platform_certificate_pem).unwrap();
    assert_eq!(certificate.serial.len(), 40);
    assert!(certificate.not_after > now);
}

#[tokio::test]
async fn a_client_starts_from_the_certificates() {
    let sandbox = sandbox().await;
    let client = sandbox.credentials().merchant_builder().build().unwrap();
    let serials = client.download_certificates().await.unwrap();
    assert_eq!(serials, [sandbox.credentials().platform_serial.clone()]);
}

#[tokio::test]
async fn a_merchant_may_have_the_public_key_only() {
    let sandbox = builder().public_key_only().start().await.unwrap();
    let answer = get("/v3/certificates").send(&sandbox).await;
    assert_eq!(answer.status, 404);
    assert_eq!(answer.json()["code"], "RESOURCE_NOT_EXISTS");
    assert_eq!(
        answer.header("wechatpay-serial"),
        sandbox.credentials().public_key_id
    );
    answer.verify(&sandbox);
}

#[tokio::test]
async fn a_bill_has_the_hash_that_was_promised() {
    let sandbox = sandbox().await;
    let promise = get("/v3/bill/tradebill?bill_date=2019-06-11")
        .ok(&sandbox)
        .await;
    assert_eq!(promise["hash_type"], "SHA1");
    let bill = follow(&sandbox, &promise).await;
    assert_eq!(bill.header("content-type"), "text/plain");
    assert!(
        bill.headers.get("wechatpay-signature").is_none(),
        "files are not signed"
    );
    assert_eq!(sha1(&bill.body), promise["hash_value"].as_str().unwrap());
    let text = bill.text();
    assert!(text.starts_with('\u{feff}'));
    assert!(text.lines().nth(1).unwrap().starts_with('`'));
    assert!(text.lines().nth_back(1).unwrap().starts_with("总交易单数"));
}

#[tokio::test]
async fn a_compressed_bill_has_the_hash_of_the_plain_one() {
    let sandbox = sandbox().await;
    let promise = get("/v3/bill/tradebill?bill_date=2019-06-11&tar_type=GZIP")
        .ok(&sandbox)
        .await;
    let bill = follow(&sandbox, &promise).await;
    assert_eq!(bill.header("content-type"), "application/x-gzip");
    let mut plain = Vec::new();
    flate2::read::GzDecoder::new(bill.body.as_slice())
        .read_to_end(&mut plain)
        .unwrap();
    assert_eq!(sha1(&plain), promise["hash_value"].as_str().unwrap());
}

#[tokio::test]
async fn other_files_are_found_by_the_sample_of_their_link() {
    let sandbox = sandbox().await;
    let promise = get("/v3/receipts/1").ok(&sandbox).await;
    assert!(
        promise["download_url"]
            .as_str()
            .unwrap()
            .contains("/v3/transferdownload/signfile?token=")
    );
    let file = follow(&sandbox, &promise).await;
    assert_eq!(file.header("content-type"), "application/pdf");
    assert!(file.body.starts_with(b"%PDF-"));
    assert_eq!(promise["hash_type"], "SHA256");
    assert_eq!(promise["hash_value"].as_str().unwrap().len(), 64);
}

#[tokio::test]
async fn the_runtime_downloads_from_the_link() {
    let sandbox = sandbox().await;
    let promise = get("/v3/bill/tradebill?bill_date=2019-06-11")
        .ok(&sandbox)
        .await;
    let client = sandbox.client().unwrap();
    let url = promise["download_url"].as_str().unwrap();
    let hash = promise["hash_value"].as_str().unwrap();
    let download = client.download(url).sha1(hash);
    assert!(download.bytes().await.unwrap().contains(&b'`'));
}

async fn follow(sandbox: &wechatpay_sandbox::Sandbox, promise: &Value) -> crate::support::Answer {
    let url = promise["download_url"].as_str().unwrap();
    let target = url.strip_prefix(sandbox.url()).unwrap();
    let answer = get(target).send(sandbox).await;
    assert_eq!(answer.status, 200, "{}", answer.text());
    answer
}

fn sha1(content: &[u8]) -> String {
    let digest = aws_lc_rs::digest::digest(&aws_lc_rs::digest::SHA1_FOR_LEGACY_USE_ONLY, content);
    digest
        .as_ref()
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect()
}
