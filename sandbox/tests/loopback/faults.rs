//! Answers that go wrong on demand, the journal, and the folder of keys.

#![allow(clippy::unwrap_used)]

use crate::support::{builder, get, post, sandbox};
use serde_json::json;
use wechatpay_runtime::VerifyError;
use wechatpay_sandbox::{Calls, Credentials, Fault, Keys, Sandbox};

const ORDER: &str = "/v3/orders/abc?mchid=1";
const OPERATION: &str = "GET /v3/orders/{out_trade_no}";

async fn verified(sandbox: &Sandbox, fault: Fault) -> Result<(), VerifyError> {
    sandbox.next([fault]);
    let answer = get(ORDER).send(sandbox).await;
    assert_eq!(answer.status, 200);
    answer.verified(sandbox)
}

#[tokio::test]
async fn each_fault_of_the_signature_is_the_one_it_says() {
    let sandbox = sandbox().await;
    assert_eq!(
        verified(&sandbox, Fault::Tampered).await,
        Err(VerifyError::Signature)
    );
    assert_eq!(
        verified(&sandbox, Fault::SignTest).await,
        Err(VerifyError::SignTest)
    );
    let unknown = verified(&sandbox, Fault::UnknownSerial).await;
    assert!(
        matches!(unknown, Err(VerifyError::UnknownKey { .. })),
        "{unknown:?}"
    );
    for seconds in [-400, 400] {
        let skewed = verified(&sandbox, Fault::ClockSkew(seconds)).await;
        assert!(
            matches!(skewed, Err(VerifyError::Clock { seconds: 399..=401 })),
            "{skewed:?}"
        );
    }
    let unsigned = verified(&sandbox, Fault::Unsigned).await;
    assert!(
        matches!(unsigned, Err(VerifyError::MissingHeader(_))),
        "{unsigned:?}"
    );
    get(ORDER).ok(&sandbox).await;
}

#[tokio::test]
async fn a_tampered_answer_without_body_does_not_verify_either() {
    let sandbox = sandbox().await;
    sandbox.next([Fault::Tampered]);
    let close = post("/v3/orders/abc/close", &json!({ "mchid": "1" }))
        .send(&sandbox)
        .await;
    assert_eq!(close.status, 204);
    assert_eq!(close.verified(&sandbox), Err(VerifyError::Signature));
}

#[tokio::test]
async fn edited_bodies_are_properly_signed() {
    let sandbox = sandbox().await;
    sandbox.next([
        Fault::remove("/amount/currency"),
        Fault::replace("/state", "NEW_STATE"),
        Fault::replace("/amount/total", "888"),
        Fault::replace("/goods/0", json!(null)),
        Fault::replace("/surprise", true),
    ]);
    let body = get(ORDER).ok(&sandbox).await;
    assert_eq!(body["amount"], json!({ "total": "888", "payer_total": 99 }));
    assert_eq!(body["state"], "NEW_STATE");
    assert_eq!(body["goods"], json!([null]));
    assert_eq!(body["surprise"], true);
}

#[tokio::test]
async fn an_edit_that_leads_nowhere_does_not_pass_unnoticed() {
    let sandbox = sandbox().await;
    for fault in [
        Fault::remove("/nothing"),
        Fault::replace("/a/b", 1),
        Fault::remove("/goods/7"),
    ] {
        sandbox.next([fault]);
        let answer = get(ORDER).send(&sandbox).await;
        assert_eq!(
            (answer.status, answer.json()["code"].clone()),
            (500, json!("SANDBOX_FAULT"))
        );
    }
}

#[tokio::test]
async fn errors_come_signed_or_not() {
    let sandbox = sandbox().await;
    let error = || Fault::error(500, "SYSTEM_ERROR", "系统异常");
    sandbox.next([error()]);
    let answer = get(ORDER).send(&sandbox).await;
    assert_eq!(
        (answer.status, answer.json()),
        (
            500,
            json!({ "code": "SYSTEM_ERROR", "message": "系统异常" })
        )
    );
    answer.verify(&sandbox);
    sandbox.next([error(), Fault::Unsigned]);
    let answer = get(ORDER).send(&sandbox).await;
    assert_eq!(answer.status, 500);
    assert!(answer.headers.get("wechatpay-signature").is_none());

    let page = Fault::Reply {
        status: 502,
        content_type: "text/html".into(),
        body: "<html>".into(),
    };
    sandbox.next([page, Fault::Unsigned]);
    let answer = get(ORDER).send(&sandbox).await;
    assert_eq!(
        (
            answer.status,
            answer.text().as_str(),
            answer.header("content-type")
        ),
        (502, "<html>", "text/html")
    );
}

#[tokio::test]
async fn a_script_counts_the_calls_of_its_operation() {
    let sandbox = sandbox().await;
    sandbox
        .on(OPERATION, Calls::Nth(2), [Fault::error(503, "BUSY", "")])
        .unwrap();
    sandbox
        .on(
            "GET /v3/certificates",
            Calls::Every,
            [Fault::error(429, "FREQUENCY_LIMITED", "")],
        )
        .unwrap();
    let mut statuses = Vec::new();
    for target in [ORDER, "/v3/certificates", ORDER, "/v3/certificates", ORDER] {
        statuses.push(get(target).send(&sandbox).await.status);
    }
    assert_eq!(statuses, [200, 429, 503, 429, 200]);
    sandbox.clear_faults();
    assert_eq!(get("/v3/certificates").send(&sandbox).await.status, 200);
}

#[tokio::test]
async fn a_script_for_an_operation_that_there_is_not_is_an_error() {
    let sandbox = sandbox().await;
    let error = sandbox
        .on("GET /v3/orders/abc", Calls::Every, [Fault::Unsigned])
        .unwrap_err();
    assert!(error.to_string().contains("GET /v3/orders/abc"), "{error}");
}

#[tokio::test]
async fn queued_faults_are_for_one_request_each() {
    let sandbox = sandbox().await;
    sandbox.next([Fault::error(500, "A", "")]);
    sandbox.next([Fault::error(501, "B", "")]);
    let mut statuses = Vec::new();
    for _ in 0..3 {
        statuses.push(get(ORDER).send(&sandbox).await.status);
    }
    assert_eq!(statuses, [500, 501, 200]);
}

#[tokio::test]
async fn the_journal_keeps_what_came_in() {
    let sandbox = sandbox().await;
    let order = json!({ "appid": "wx1", "amount": { "total": 1 } });
    post("/v3/orders", &order).ok(&sandbox).await;
    get("/v3/nowhere?a=%2F").send(&sandbox).await;
    let requests = sandbox.requests();
    let [first, second] = requests.as_slice() else {
        panic!("{requests:?}")
    };
    assert_eq!(first.operation.as_deref(), Some("POST /v3/orders"));
    assert_eq!(
        (first.method.as_str(), first.target.as_str(), first.status),
        ("POST", "/v3/orders", 200)
    );
    assert_eq!(first.body, order.to_string());
    assert_eq!(first.headers["content-type"], "application/json");
    let signed = String::from_utf8(first.string_to_sign.clone().unwrap()).unwrap();
    assert!(signed.starts_with("POST\n/v3/orders\n"), "{signed}");
    assert!(signed.ends_with(&format!("\n{order}\n")), "{signed}");
    assert_eq!(
        (
            second.operation.as_deref(),
            second.target.as_str(),
            second.status
        ),
        (None, "/v3/nowhere?a=%2F", 404)
    );
    sandbox.forget_requests();
    assert!(sandbox.requests().is_empty());
}

#[tokio::test]
async fn a_dropped_sandbox_stops() {
    let sandbox = sandbox().await;
    let address = sandbox.address();
    drop(sandbox);
    let mut refused = false;
    for _ in 0..100 {
        refused = tokio::net::TcpStream::connect(address).await.is_err();
        if refused {
            break;
        }
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
    }
    assert!(refused, "{address} still listens");
}

#[tokio::test]
async fn a_port_that_is_taken_is_an_error() {
    let sandbox = sandbox().await;
    let port = sandbox.address().port();
    let error = builder().port(port).start().await.unwrap_err();
    assert!(error.to_string().contains(&port.to_string()), "{error}");
}

#[tokio::test]
async fn the_folder_of_keys_reads_back_and_is_private() {
    let sandbox = builder()
        .keys(Keys::generate().unwrap())
        .start()
        .await
        .unwrap();
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("keys");
    // Twice: a second run writes over the first.
    sandbox.write_credentials(&path).unwrap();
    sandbox.write_credentials(&path).unwrap();
    let credentials = Credentials::from_dir(&path).unwrap();
    assert_eq!(&credentials, sandbox.credentials());
    let shown = format!("{credentials:?}");
    assert!(
        !shown.contains("PRIVATE KEY") && !shown.contains(sandbox.keys().api_v3_key_text()),
        "{shown}"
    );
    let client = credentials.merchant_builder().build().unwrap();
    client.download_certificates().await.unwrap();
    #[cfg(unix)]
    for name in ["merchant.json", "merchant_key.pem"] {
        use std::os::unix::fs::PermissionsExt as _;
        let mode = std::fs::metadata(path.join(name))
            .unwrap()
            .permissions()
            .mode();
        assert_eq!(mode & 0o777, 0o600, "{name}");
    }
    let missing = Credentials::from_dir(folder.path()).unwrap_err();
    assert!(missing.to_string().contains("merchant.json"), "{missing}");
}

#[cfg(not(feature = "sm"))]
#[test]
fn keys_of_a_suite_that_is_not_compiled_in_are_an_error_that_names_the_feature() {
    let error = Keys::generate_of(wechatpay_runtime::crypto::Suite::Sm).unwrap_err();
    assert!(error.to_string().contains("feature `sm`"), "{error}");
}
