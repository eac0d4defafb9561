//! Clients that get their certificates by themselves, from a sandbox that rotates them.

use wechatpay_openapi::Wechatpay;
use wechatpay_openapi::runtime::crypto::Suite;
use wechatpay_openapi::runtime::{ClientBuilder, Clock as _, ErrorKind, Outcome};
use wechatpay_openapi::v3::certificates::get;
use wechatpay_openapi::v3::pay::transactions::out_trade_no::out_trade_no;
use wechatpay_sandbox::Sandbox;

use crate::support::sandbox;

fn client(builder: ClientBuilder) -> Wechatpay {
    builder.strict(true).build().unwrap().into()
}

async fn query(sandbox: &Sandbox, wxpay: &Wechatpay) -> Result<(), wechatpay_openapi::Error> {
    let mchid = sandbox.credentials().merchant_id.clone();
    let order = wxpay.v3().pay().transactions().out_trade_no();
    let order = order.out_trade_no("T-1");
    order
        .get(out_trade_no::get::Request { mchid })
        .await
        .map(|_| ())
}

fn downloads(sandbox: &Sandbox) -> usize {
    let requests = sandbox.requests();
    let downloads = requests.iter().filter(|it| it.target == "/v3/certificates");
    downloads.count()
}

#[tokio::test]
async fn a_client_without_a_key_lives_through_a_rotation() {
    let sandbox = sandbox().await;
    let first = sandbox.credentials().platform_serial.clone();
    let wxpay = client(sandbox.credentials().merchant_builder());
    query(&sandbox, &wxpay).await.unwrap();
    query(&sandbox, &wxpay).await.unwrap();
    assert_eq!(downloads(&sandbox), 1);
    let before = sandbox.notification("REFUND.SUCCESS").with_certificate();
    let before = before.build().unwrap();

    let second = sandbox.rotate_certificate().unwrap();
    query(&sandbox, &wxpay).await.unwrap();
    query(&sandbox, &wxpay).await.unwrap();
    assert_eq!(downloads(&sandbox), 2);
    let known = wxpay.client().keys().snapshot().ids();
    assert_eq!(known, [first.as_str(), &second]);
    // What was signed before the rotation and comes after it is genuine still.
    let parser = wxpay.client().notifications().unwrap();
    parser.parse(&before.headers, &before.body).unwrap();
}

/// The serials that `GET /v3/certificates` lists, and the one that a new client encrypts with.
async fn listed(sandbox: &Sandbox) -> (Vec<String>, String) {
    let builder = sandbox.credentials().merchant_builder();
    let wxpay = client(builder.clock(sandbox.clock().clone()));
    let call = wxpay.v3().certificates().get(get::Request::default());
    let list = call.await.unwrap().data.into_iter();
    let now = sandbox.clock().unix_seconds();
    let keys = wxpay.client().keys().snapshot();
    let sealing = keys.sealing(Suite::Rsa, now).unwrap().id().to_owned();
    (list.map(|item| item.serial_no.unwrap()).collect(), sealing)
}

#[tokio::test]
async fn the_list_has_all_certificates_that_are_valid() {
    let sandbox = sandbox().await;
    let first = sandbox.credentials().platform_serial.clone();
    assert_eq!(listed(&sandbox).await, (vec![first.clone()], first.clone()));
    let second = sandbox.rotate_certificate().unwrap();
    let both = vec![first, second.clone()];
    assert_eq!(listed(&sandbox).await, (both, second.clone()));
    // Five years and half a day later the first has expired, and the second has not.
    sandbox.clock().jump(5 * 365 * 86_400 + 43_200);
    assert_eq!(listed(&sandbox).await, (vec![second.clone()], second));
}

#[tokio::test]
async fn a_notification_brings_the_new_certificate() {
    let sandbox = sandbox().await;
    let wxpay = client(sandbox.client_builder());
    query(&sandbox, &wxpay).await.unwrap();
    assert_eq!(downloads(&sandbox), 0);
    sandbox.rotate_certificate().unwrap();
    let sent = sandbox.notification("REFUND.SUCCESS").with_certificate();
    let sent = sent.build().unwrap();
    let parser = wxpay.client().notifications().unwrap();
    parser.parse(&sent.headers, &sent.body).unwrap_err();
    parser
        .parse_refreshing(&sent.headers, &sent.body)
        .await
        .unwrap();
    assert_eq!(downloads(&sandbox), 1);
}

#[tokio::test]
async fn a_restart_finds_the_certificates_in_their_file() {
    let sandbox = sandbox().await;
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("certificates.json");
    let restarted = || {
        client(
            sandbox
                .credentials()
                .merchant_builder()
                .certificate_file(&path),
        )
    };
    query(&sandbox, &restarted()).await.unwrap();
    query(&sandbox, &restarted()).await.unwrap();
    assert_eq!(downloads(&sandbox), 1);
}

#[tokio::test]
async fn a_merchant_with_a_public_key_only_starts_with_it_and_not_without() {
    let sandbox = Sandbox::builder().public_key_only().start().await.unwrap();
    let known = sandbox.credentials();
    let builder = known.merchant_builder();
    let wxpay = client(builder.public_key(&known.public_key_id, &known.public_key_pem));
    query(&sandbox, &wxpay).await.unwrap();
    assert_eq!(downloads(&sandbox), 0);
    let error = query(&sandbox, &client(known.merchant_builder()))
        .await
        .unwrap_err();
    assert_eq!(error.outcome(), Outcome::NotSent);
    let ErrorKind::NoKey(reason) = error.kind() else {
        panic!("{error}")
    };
    assert_eq!(reason.api().unwrap().code, "RESOURCE_NOT_EXISTS");
    assert!(
        error.to_string().contains("WeChat Pay public key"),
        "{error}"
    );
}
