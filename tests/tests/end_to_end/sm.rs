//! A merchant of the SM suite (国密) against a sandbox of that suite: SM2 signatures both
//! ways, SM2 fields, SM4-GCM certificates and notifications.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use wechatpay_openapi::notifications::Event;
use wechatpay_openapi::runtime::crypto::{Certificate, PublicKey, Suite};
use wechatpay_openapi::runtime::{ClientBuilder, ErrorKind, Open as _, VerifyError};
use wechatpay_openapi::{Wechatpay, v3};
use wechatpay_sandbox::{Fault, Keys, Sandbox};

const SCHEME: &str = "WECHATPAY2-SM2-WITH-SM3";

async fn sandbox() -> Sandbox {
    let keys = Keys::generate_of(Suite::Sm).unwrap();
    Sandbox::builder().keys(keys).start().await.unwrap()
}

fn strict(builder: ClientBuilder) -> Wechatpay {
    builder.strict(true).build().unwrap().into()
}

/// Adds a receiver whose name travels encrypted both ways.
async fn add(wxpay: &Wechatpay) -> Result<String, wechatpay_openapi::Error> {
    use v3::profitsharing::receivers::add::post;
    let request = post::Request {
        name: Some("李四".into()),
        ..post::Required {
            appid: "wx8888888888888888".into(),
            r#type: "PERSONAL_OPENID".into(),
            account: "86693852".into(),
            relation_type: "STAFF".into(),
        }
        .into()
    };
    let added = wxpay.v3().profitsharing().receivers().add().post(request);
    let reply = added.reply().await?;
    assert_eq!(reply.headers["wechatpay-signature-type"], SCHEME);
    Ok(reply.value.name.unwrap().expose().to_owned())
}

#[tokio::test]
async fn a_call_is_signed_and_sealed_with_sm2_both_ways() {
    let sandbox = sandbox().await;
    let known = sandbox.credentials();
    let with_certificate = known
        .merchant_builder()
        .platform_certificate(&known.platform_certificate_pem);
    let clients = [
        (known.client_builder(), &known.public_key_id),
        (with_certificate, &known.platform_serial),
    ];
    for (builder, serial) in clients {
        assert_eq!(add(&strict(builder)).await.unwrap(), "李四");
        let request = sandbox.requests().pop().unwrap();
        assert_eq!(request.headers["wechatpay-serial"], serial.as_str());
        let authorization = request.headers["authorization"].to_str().unwrap();
        assert!(authorization.starts_with(&format!("{SCHEME} mchid=")));
        let body: serde_json::Value = serde_json::from_slice(&request.body).unwrap();
        // It is for the platform's key, not for the merchant's own.
        let sealed = body["name"].as_str().unwrap();
        assert!(sandbox.keys().merchant_key().open(sealed).is_err());
    }
}

#[tokio::test]
async fn certificates_are_downloaded_and_rotate_in_the_suite() {
    let sandbox = sandbox().await;
    let wxpay = strict(sandbox.credentials().merchant_builder());
    add(&wxpay).await.unwrap();
    let download = &sandbox.requests()[0];
    assert_eq!(download.target, "/v3/certificates?algorithm_type=SM2");
    let second = sandbox.rotate_certificate().unwrap();
    add(&wxpay).await.unwrap();
    let known = wxpay.client().keys().snapshot().ids();
    assert_eq!(
        known,
        [sandbox.credentials().platform_serial.as_str(), &second]
    );
    let request = v3::certificates::get::Request {
        algorithm_type: Some("SM2".into()),
    };
    let list = wxpay.v3().certificates().get(request).await.unwrap();
    for item in list.data {
        let sealed = item.encrypt_certificate.unwrap();
        assert_eq!(sealed.algorithm.unwrap(), "AEAD_SM4_GCM");
    }
}

#[tokio::test]
async fn a_notification_is_parsed_with_either_key() {
    let sandbox = sandbox().await;
    let wxpay = strict(sandbox.credentials().client_builder());
    let parser = wxpay.client().notifications().unwrap();
    let plain = sandbox.notification("REFUND.SUCCESS").build().unwrap();
    let other = sandbox.notification("REFUND.SUCCESS").with_certificate();
    for sent in [plain, other.build().unwrap()] {
        assert_eq!(sent.headers["wechatpay-signature-type"], SCHEME);
        let parsed = parser.parse(&sent.headers, &sent.body).unwrap();
        let event = parsed.decode::<Event>().unwrap();
        assert!(matches!(event, Event::RefundSuccess(_)), "{event:?}");
    }
}

#[tokio::test]
async fn what_is_forged_or_of_the_other_suite_is_not_believed() {
    let sandbox = sandbox().await;
    let wxpay = strict(sandbox.credentials().client_builder());
    sandbox.next([Fault::Tampered]);
    let error = add(&wxpay).await.unwrap_err();
    assert!(
        matches!(
            error.kind(),
            ErrorKind::Verification(VerifyError::Signature)
        ),
        "{error}"
    );
    let rsa = Keys::shared().unwrap();
    let builder = sandbox.client_builder();
    let builder = builder.private_key_pem(&rsa.merchant_key().to_pem().unwrap());
    // It has no key of its own suite, and would ask for certificates first.
    let builder = builder.automatic_certificates(false);
    let query = v3::certificates::get::Request::default();
    let wxpay = strict(builder);
    let error = wxpay.v3().certificates().get(query).await.unwrap_err();
    let api = error.api().unwrap();
    assert_eq!((api.status.as_u16(), &*api.code), (401, "SIGN_ERROR"));
    let issue = api.detail.as_ref().unwrap().issue.as_deref().unwrap();
    assert!(issue.contains(SCHEME), "{issue}");
}

/// The length of the DER value that `der` begins with, and that of its head.
fn lengths(der: &[u8]) -> (usize, usize) {
    match der[1] {
        0x81 => (usize::from(der[2]), 3),
        0x82 => (usize::from(u16::from_be_bytes([der[2], der[3]])), 4),
        short => (usize::from(short), 2),
    }
}

#[test]
fn the_certificates_of_both_suites_are_signed_with_the_key_in_them() {
    for suite in [Suite::Rsa, Suite::Sm] {
        let keys = match suite {
            Suite::Rsa => Keys::shared().unwrap(),
            _ => Keys::generate_of(suite).unwrap(),
        };
        assert_eq!(keys.suite(), suite);
        let pem = keys.platform_certificate_pem();
        let read = Certificate::from_pem(pem).unwrap();
        assert_eq!(read.serial, keys.platform_serial());
        assert_eq!(read.not_after - read.not_before, 5 * 365 * 86_400);
        assert_eq!(PublicKey::suite(&read.key), suite);
        let lines = pem.lines().filter(|line| !line.starts_with('-'));
        let der = STANDARD.decode(lines.collect::<String>()).unwrap();
        let whole = &der[lengths(&der).1..];
        let (length, head) = lengths(whole);
        let (said, rest) = whole.split_at(head + length);
        let (length, head) = lengths(rest);
        let signature = &rest[head + length..];
        let signature = &signature[lengths(signature).1 + 1..];
        let signature = STANDARD.encode(signature);
        assert_eq!(read.key.verify(said, &signature), Ok(()), "{suite:?}");
    }
}
