//! Answers that are not a success.

use wechatpay_runtime::{ApiError, Call, Error, ErrorKind, JsonValue, Outcome, VerifyError};

use crate::server::{Reply, Server};
use crate::support::*;

const PARAM_ERROR: &str = r#"{"code":"PARAM_ERROR","message":"参数错误",
    "detail":{"field":"/amount/total","value":-1,"issue":"小于最小值","location":"body"}}"#;

async fn refused(reply: Reply) -> (Error, ApiError) {
    let server = Server::answering(reply).await;
    let client = server.client();
    let call = Call::<Added>::new(client.root().param("1"), &ADD, receiver());
    let error = call.await.unwrap_err();
    let api = match error.kind() {
        ErrorKind::Api(api) => ApiError::clone(api),
        other => panic!("{other}"),
    };
    (error, api)
}

#[tokio::test]
async fn a_signed_error_is_read_and_verified() {
    let (error, api) = refused(Reply::new(400, PARAM_ERROR).signed()).await;
    assert_eq!(api.status.as_u16(), 400);
    assert_eq!(
        (api.code.as_str(), api.message.as_str()),
        ("PARAM_ERROR", "参数错误")
    );
    let detail = api.detail.unwrap();
    assert_eq!(detail.field.as_deref(), Some("/amount/total"));
    assert_eq!(detail.value(), Some(JsonValue::from(-1)));
    assert_eq!(detail.issue.as_deref(), Some("小于最小值"));
    assert_eq!(detail.location.as_deref(), Some("body"));
    assert_eq!(api.request_id.as_deref(), Some("08F1AB-268435460"));
    assert_eq!(api.numeric_code, Some(268_435_460));
    assert!(api.verified && api.distrust.is_none());
    assert_eq!(error.outcome(), Outcome::Refused);
    assert_eq!(error.reply().unwrap().body, PARAM_ERROR);
    assert_eq!(
        error.to_string(),
        "POST /v3/receivers/{id}: WeChat Pay answered 400 PARAM_ERROR: 参数错误 (/amount/total: \
         小于最小值); correct the request, nothing was done [Request-ID 08F1AB-268435460]"
    );
}

#[tokio::test]
async fn an_unsigned_error_is_not_masked() {
    let body = r#"{"code":"SIGN_ERROR","message":"签名错误"}"#;
    let (error, api) = refused(Reply::new(401, body)).await;
    assert_eq!((api.code.as_str(), api.verified), ("SIGN_ERROR", false));
    assert_eq!(api.distrust, None);
    assert_eq!(error.outcome(), Outcome::Refused);
    assert!(error.to_string().contains("not verified"), "{error}");
    // Three of the four headers are no signature either.
    let half = Reply::new(401, body)
        .header("Wechatpay-Timestamp", "1")
        .header("Wechatpay-Nonce", "n")
        .header("Wechatpay-Serial", "s");
    assert_eq!(refused(half).await.1.distrust, None);
}

#[tokio::test]
async fn an_error_whose_signature_is_wrong_proves_nothing() {
    let reply = Reply::new(404, r#"{"code":"ORDER_NOT_EXIST","message":""}"#);
    let old = reply.clone().signed_by(platform_key(), PLATFORM, NOW - 400);
    let (error, api) = refused(old).await;
    assert_eq!(
        (api.code.as_str(), api.verified),
        ("ORDER_NOT_EXIST", false)
    );
    assert_eq!(api.distrust, Some(VerifyError::Clock { seconds: 400 }));
    assert_eq!(error.outcome(), Outcome::Unknown);
    let (error, api) = refused(reply.signed_by(merchant_key(), PLATFORM, NOW)).await;
    assert_eq!(api.distrust, Some(VerifyError::Signature));
    assert_eq!(error.outcome(), Outcome::Unknown);
}

#[tokio::test]
async fn whatever_a_gateway_answers_is_an_error_with_its_status() {
    let bodies = [
        "",
        "<html><body>502 Bad Gateway</body></html>",
        "<xml><return_code>FAIL</return_code></xml>",
        "null",
        "[1]",
        "\"text\"",
        "{\"code\":",
        "{\"detail\":5}",
    ];
    for body in bodies {
        let (error, api) = refused(Reply::new(502, body)).await;
        assert_eq!(
            (api.code.as_str(), api.message.as_str()),
            ("", ""),
            "{body}"
        );
        assert_eq!((api.status.as_u16(), api.detail), (502, None));
        assert_eq!(error.outcome(), Outcome::Unknown);
        assert!(
            error.to_string().contains("502 without its error JSON"),
            "{error}"
        );
        assert_eq!(error.reply().unwrap().body, body);
    }
}

#[tokio::test]
async fn oddly_typed_members_do_not_hide_the_rest() {
    let body = r#"{"code":40001,"message":null,"detail":{"field":"/x","value":{"a":[1]}}}"#;
    let (_, api) = refused(Reply::new(400, body)).await;
    assert_eq!((api.code.as_str(), api.message.as_str()), ("40001", ""));
    assert_eq!(api.detail.unwrap().field.as_deref(), Some("/x"));
    let odd = r#"{"code":"PARAM_ERROR","message":"m","detail":{"field":7}}"#;
    let (_, api) = refused(Reply::new(400, odd)).await;
    assert_eq!(api.code, "PARAM_ERROR");
    assert_eq!(api.detail.unwrap().field.as_deref(), Some("7"));
}

#[tokio::test]
async fn a_server_error_leaves_the_outcome_open_and_a_limit_does_not() {
    let body = r#"{"code":"SYSTEM_ERROR","message":"系统错误"}"#;
    let (error, _) = refused(Reply::new(500, body).signed()).await;
    assert_eq!(error.outcome(), Outcome::Unknown);
    let body = r#"{"code":"FREQUENCY_LIMITED","message":"频率超限"}"#;
    let (error, _) = refused(Reply::new(429, body).signed()).await;
    assert_eq!(error.outcome(), Outcome::Refused);
    assert!(error.to_string().contains("later"), "{error}");
}
