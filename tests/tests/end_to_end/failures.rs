//! Answers that must not be believed, errors, and answers that differ from the specs.

use wechatpay_openapi::Wechatpay;
use wechatpay_openapi::v3::pay::TradeState;
use wechatpay_openapi::v3::pay::transactions::{Transaction, out_trade_no::out_trade_no};
use wechatpay_openapi::{Error, Reply};
use wechatpay_runtime::{DeviationKind, ErrorKind, Outcome, VerifyError};
use wechatpay_sandbox::{Fault, Sandbox};

use crate::support::{lenient, sandbox, strict};

/// Queries an order, whose answer has these faults.
async fn query(
    sandbox: &Sandbox,
    wxpay: &Wechatpay,
    faults: impl IntoIterator<Item = Fault>,
) -> Result<Reply<Transaction>, Error> {
    sandbox.next(faults);
    let mchid = sandbox.credentials().merchant_id.clone();
    let order = wxpay
        .v3()
        .pay()
        .transactions()
        .out_trade_no()
        .out_trade_no("T-1");
    order
        .get(out_trade_no::get::Request { mchid })
        .reply()
        .await
}

/// Why the answer is not believed; what it says must not come through.
async fn distrusted(fault: Fault) -> VerifyError {
    let sandbox = sandbox().await;
    let error = query(&sandbox, &lenient(&sandbox), [fault])
        .await
        .unwrap_err();
    assert_eq!(error.outcome(), Outcome::Unknown);
    assert!(
        error.reply().is_some_and(|reply| !reply.body.is_empty()),
        "the raw reply is kept"
    );
    let ErrorKind::Verification(reason) = error.kind() else {
        panic!("{error}")
    };
    reason.clone()
}

#[tokio::test]
async fn a_tampered_answer_is_not_believed() {
    assert_eq!(distrusted(Fault::Tampered).await, VerifyError::Signature);
}

#[tokio::test]
async fn an_answer_signed_with_an_unknown_key_is_not_believed() {
    let reason = distrusted(Fault::UnknownSerial).await;
    assert!(matches!(reason, VerifyError::UnknownKey { .. }), "{reason}");
}

#[tokio::test]
async fn an_answer_from_another_time_is_not_believed() {
    for seconds in [-400, 400] {
        let reason = distrusted(Fault::ClockSkew(seconds)).await;
        assert!(
            matches!(reason, VerifyError::Clock { seconds: 395..=405 }),
            "{reason}"
        );
    }
    let sandbox = sandbox().await;
    for seconds in [-290, 290] {
        query(&sandbox, &strict(&sandbox), [Fault::ClockSkew(seconds)])
            .await
            .unwrap();
    }
}

#[tokio::test]
async fn a_probe_of_the_verification_fails_like_any_forgery() {
    assert_eq!(distrusted(Fault::SignTest).await, VerifyError::SignTest);
}

#[tokio::test]
async fn a_success_without_signature_is_not_believed() {
    let reason = distrusted(Fault::Unsigned).await;
    assert!(matches!(reason, VerifyError::MissingHeader(_)), "{reason}");
}

#[tokio::test]
async fn an_unsigned_error_is_reported_as_what_it_says() {
    let sandbox = sandbox().await;
    let fault = || Fault::error(404, "ORDER_NOT_EXIST", "订单不存在");
    for (faults, verified) in [
        (vec![fault(), Fault::Unsigned], false),
        (vec![fault()], true),
    ] {
        let error = query(&sandbox, &lenient(&sandbox), faults)
            .await
            .unwrap_err();
        assert_eq!(error.outcome(), Outcome::Refused);
        let api = error.api().unwrap();
        assert_eq!(
            (api.status.as_u16(), &*api.code, &*api.message, api.verified),
            (404, "ORDER_NOT_EXIST", "订单不存在", verified)
        );
        assert!(api.distrust.is_none());
        assert!(api.request_id.is_some());
        assert!(api.numeric_code.is_some_and(|code| code != 0), "{api:?}");
    }
}

#[tokio::test]
async fn an_error_whose_signature_is_wrong_says_so_and_what_it_says() {
    let sandbox = sandbox().await;
    let faults = [
        Fault::error(400, "PARAM_ERROR", "参数错误"),
        Fault::UnknownSerial,
    ];
    let error = query(&sandbox, &lenient(&sandbox), faults)
        .await
        .unwrap_err();
    let api = error.api().unwrap();
    assert_eq!((&*api.code, api.verified), ("PARAM_ERROR", false));
    assert!(
        matches!(api.distrust, Some(VerifyError::UnknownKey { .. })),
        "{api:?}"
    );
    assert_eq!(
        error.outcome(),
        Outcome::Unknown,
        "anybody can have sent this"
    );
}

#[tokio::test]
async fn a_gateways_page_is_an_error_with_its_status() {
    let sandbox = sandbox().await;
    let page = Fault::Reply {
        status: 502,
        content_type: "text/html".into(),
        body: "<html>Bad Gateway</html>".into(),
    };
    let error = query(&sandbox, &lenient(&sandbox), [page, Fault::Unsigned])
        .await
        .unwrap_err();
    let api = error.api().unwrap();
    assert_eq!((api.status.as_u16(), &*api.code), (502, ""));
    assert_eq!(error.reply().unwrap().body, "<html>Bad Gateway</html>");
}

#[tokio::test]
async fn a_wrong_request_is_refused_with_the_field_that_is_wrong() {
    use wechatpay_openapi::v3::bill::tradebill::get;
    let sandbox = sandbox().await;
    let wxpay = lenient(&sandbox);
    let request = get::Required {
        bill_date: "yesterday".into(),
    };
    let error = wxpay
        .v3()
        .bill()
        .tradebill()
        .get(request)
        .await
        .unwrap_err();
    let api = error.api().unwrap();
    assert_eq!((api.status.as_u16(), &*api.code), (400, "PARAM_ERROR"));
    let detail = api.detail.as_ref().unwrap();
    assert_eq!(detail.field.as_deref(), Some("bill_date"));
    assert_eq!(detail.location.as_deref(), Some("query"));
    assert!(
        !format!("{error:?}").contains("yesterday"),
        "values do not show: {error:?}"
    );
}

#[tokio::test]
async fn a_client_with_another_key_is_refused() {
    let sandbox = sandbox().await;
    let other = wechatpay_runtime::crypto::RsaPrivateKey::generate().unwrap();
    let builder = sandbox
        .client_builder()
        .private_key_pem(&other.to_pem().unwrap());
    let error = query(&sandbox, &builder.build().unwrap().into(), [])
        .await
        .unwrap_err();
    let api = error.api().unwrap();
    assert_eq!((api.status.as_u16(), &*api.code), (401, "SIGN_ERROR"));
}

/// What differs, as text; the same in strict mode, as an error after which the operation is done.
async fn deviations(faults: &[Fault]) -> (Transaction, Vec<(String, DeviationKind)>) {
    let sandbox = sandbox().await;
    let reply = query(&sandbox, &lenient(&sandbox), faults.to_vec())
        .await
        .unwrap();
    assert!(reply.verified);
    sandbox.next(faults.to_vec());
    let wxpay = lenient(&sandbox);
    let mchid = sandbox.credentials().merchant_id.clone();
    let order = wxpay
        .v3()
        .pay()
        .transactions()
        .out_trade_no()
        .out_trade_no("T-1");
    let call = order.get(out_trade_no::get::Request { mchid }).strict();
    let error = call.await.unwrap_err();
    assert_eq!(error.outcome(), Outcome::Done);
    let ErrorKind::Deviations(strictly) = error.kind() else {
        panic!("{error}")
    };
    assert_eq!(strictly, &reply.deviations);
    assert_eq!(error.reply().unwrap().body, reply.raw);
    let found = reply
        .deviations
        .into_iter()
        .map(|found| (found.path, found.kind));
    (reply.value, found.collect())
}

#[tokio::test]
async fn an_unknown_enum_value_is_kept() {
    let (transaction, found) = deviations(&[Fault::replace("/trade_state", "NEW_STATE")]).await;
    assert_eq!(
        found,
        [("$.trade_state".to_owned(), DeviationKind::UnknownValue)]
    );
    let state = transaction.trade_state.unwrap();
    assert_eq!(state, TradeState::Unknown("NEW_STATE".into()));
    assert_eq!(state.as_str(), "NEW_STATE");
}

#[tokio::test]
async fn a_missing_field_has_its_empty_value() {
    let (transaction, found) = deviations(&[Fault::remove("/out_trade_no")]).await;
    assert_eq!(
        found,
        [("$.out_trade_no".to_owned(), DeviationKind::MissingRequired)]
    );
    assert_eq!(transaction.out_trade_no, "");
    assert!(!transaction.mchid.is_empty(), "the others are there");
}

#[tokio::test]
async fn mistyped_fields_are_converted_where_that_loses_nothing() {
    let faults = [
        Fault::replace("/amount/total", "888"),
        Fault::replace("/mchid", 1_900_000_109),
        Fault::replace("/success_time", serde_json::json!({ "seconds": 1 })),
        Fault::replace("/attach", serde_json::Value::Null),
        Fault::replace("/surprise", serde_json::json!([{ "new": true }])),
    ];
    let (transaction, mut found) = deviations(&faults).await;
    let total = transaction.amount.total;
    assert_eq!(serde_json::json!(total), serde_json::json!(888));
    assert_eq!(transaction.mchid, "1900000109");
    assert_eq!((transaction.success_time, transaction.attach), (None, None));
    let wrong = |expected, found| DeviationKind::WrongType { expected, found };
    let mut expected = [
        ("$.amount.total", wrong("integer", "string")),
        ("$.mchid", wrong("string", "integer")),
        ("$.success_time", wrong("string", "object")),
        ("$.attach", DeviationKind::Null),
        ("$.surprise", DeviationKind::UnknownField),
    ]
    .map(|(path, kind)| (path.to_owned(), kind));
    found.sort_by(|one, other| one.0.cmp(&other.0));
    expected.sort_by(|one, other| one.0.cmp(&other.0));
    assert_eq!(found, expected);
}

#[tokio::test]
async fn a_success_that_is_no_json_is_an_error_with_the_raw_reply() {
    let sandbox = sandbox().await;
    let reply = Fault::Reply {
        status: 200,
        content_type: "application/json".into(),
        body: "{\"out_trade_no\":".into(),
    };
    let error = query(&sandbox, &lenient(&sandbox), [reply])
        .await
        .unwrap_err();
    assert!(matches!(error.kind(), ErrorKind::Decode(_)), "{error}");
    assert_eq!(error.outcome(), Outcome::Done);
    assert_eq!(error.reply().unwrap().body, "{\"out_trade_no\":");
}
