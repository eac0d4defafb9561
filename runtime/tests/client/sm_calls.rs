//! A merchant of the SM suite: calls, answers, certificates, notifications over loopback.

use serde_json::json;
use wechatpay_runtime::crypto::{ApiV3Key, PrivateKey, Signer, Sm2PrivateKey, Suite};
use wechatpay_runtime::http::HeaderMap;
use wechatpay_runtime::keys::{CertificatesError, Keys, open_certificates};
use wechatpay_runtime::protocol::{Authorization, Scheme, response_message, verify_signature};
use wechatpay_runtime::{
    Call, Client, ClientBuilder, ErrorKind, KeyStore, Method, NotificationParser, Open,
    RetryPolicy, TrustedKey, VerifyError,
};

use crate::server::{Reply, Server};
use crate::support::*;

const MERCHANT_PEM: &str = include_str!("fixtures/gmt-0003-private-key.pem");
const CERTIFICATE: &str = include_str!("fixtures/test-only-sm2-certificate.pem");
const CERTIFICATE_SERIAL: &str = "5123456789ABCDEF0123456789ABCDEF01234567";
const SM_ID: &str = "PUB_KEY_ID_0114232134912410000000000001";
const SM2: &str = "WECHATPAY2-SM2-WITH-SM3";
const RSA: &str = "WECHATPAY2-SHA256-RSA2048";

/// WeChat Pay's key, that of the certificate too.
fn platform() -> Sm2PrivateKey {
    Sm2PrivateKey::from_pem(include_str!("fixtures/test-only-sm2-private-key.pem")).unwrap()
}

fn trusted() -> TrustedKey {
    TrustedKey::public_key(SM_ID, &platform().public_key().unwrap().to_pem()).unwrap()
}

fn merchant() -> ClientBuilder {
    Client::builder()
        .merchant_id(MERCHANT)
        .certificate_serial(SERIAL)
        .private_key_pem(MERCHANT_PEM)
        .api_v3_key(API_V3_KEY)
        .clock(|| NOW)
}

fn sm_headers(serial: &str, signature_type: &str, body: &[u8]) -> HeaderMap {
    let message = response_message(&NOW.to_string(), NONCE, body);
    headers(&[
        ("Wechatpay-Timestamp", &NOW.to_string()),
        ("Wechatpay-Nonce", NONCE),
        ("Wechatpay-Signature", &platform().sign(&message).unwrap()),
        ("Wechatpay-Serial", serial),
        ("Wechatpay-Signature-Type", signature_type),
    ])
}

fn signed(serial: &str, body: impl Into<Vec<u8>>) -> Reply {
    let body = body.into();
    let headers = sm_headers(serial, SM2, &body);
    let pairs = headers.iter();
    pairs.fold(Reply::new(200, body.clone()), |reply, (name, value)| {
        reply.header(name.as_str(), value.to_str().unwrap())
    })
}

#[tokio::test]
async fn a_call_is_signed_sealed_verified_and_opened_in_the_suite() {
    let key = PrivateKey::from_pem(MERCHANT_PEM).unwrap();
    let public = key.public_key().unwrap();
    let name = public.seal(Default::default(), &"李四".into()).unwrap();
    let body = json!({ "account": "a1", "total": 7, "name": name }).to_string();
    let server = Server::answering(signed(SM_ID, body)).await;
    // The RSA key beside it is for others, though it lives as long and came first.
    let store: KeyStore = [platform_trusted(), trusted()].into_iter().collect();
    let client = merchant()
        .keys(store)
        .base_url(&server.url)
        .build()
        .unwrap();
    assert_eq!(client.merchant().scheme(), Scheme::MerchantSm);
    let request = Receiver {
        name: Some("张三".into()),
        ..receiver()
    };
    let call = Call::<Added>::new(client.root().param("1"), &ADD, request);
    let reply = call.reply().await.unwrap();
    assert!(reply.verified && reply.deviations.is_empty());
    assert_eq!(reply.value.name.unwrap().expose(), "李四");

    let received = &server.received()[0];
    assert_eq!(received.header("Wechatpay-Serial"), Some(SM_ID));
    let authorization = received.header("Authorization").unwrap();
    assert!(authorization.starts_with("WECHATPAY2-SM2-WITH-SM3 mchid=\""));
    let authorization: Authorization = authorization.parse().unwrap();
    assert_eq!(authorization.scheme, Scheme::MerchantSm);
    let message = authorization.message(Method::Post, received.target(), &received.body);
    assert_eq!(public.verify(&message, &authorization.signature), Ok(()));
    let sent: serde_json::Value = serde_json::from_slice(&received.body).unwrap();
    let name = platform().open(sent["name"].as_str().unwrap()).unwrap();
    assert_eq!(name.expose(), "张三");
}

#[tokio::test]
async fn a_merchant_of_one_suite_never_encrypts_with_a_key_of_the_other() {
    let client = merchant().public_key(PLATFORM, &platform_pem()).build();
    let client = client.unwrap();
    let request = Receiver {
        name: Some("张三".into()),
        ..receiver()
    };
    let call = Call::<Added>::new(client.root().param("1"), &ADD, request);
    let error = call.prepare().unwrap_err();
    assert!(matches!(error.kind(), ErrorKind::Encode(_)), "{error}");
    let call = Call::<Added>::bare(client.root().param("1"), &QUERY);
    let prepared = call.prepare().unwrap();
    assert!(!prepared.headers.contains_key("wechatpay-serial"));
}

const BODY: &[u8] = br#"{"account":"a1","total":7}"#;

#[test]
fn the_signature_type_must_be_that_of_the_key() {
    let keys: Keys = [platform_trusted(), trusted()].into_iter().collect();
    let verify = |headers: &HeaderMap| verify_signature(&keys, headers, BODY, NOW);
    let good = sm_headers(SM_ID, SM2, BODY);
    assert_eq!(verify(&good), Ok(()));
    assert_eq!(
        verify(&sm_headers(SM_ID, RSA, BODY)),
        Err(VerifyError::KeyType)
    );
    let mut absent = good.clone();
    absent.remove("Wechatpay-Signature-Type");
    assert_eq!(
        verify(&absent),
        Err(VerifyError::KeyType),
        "absent means RSA"
    );
    let mut twice = good.clone();
    twice.append("Wechatpay-Signature-Type", SM2.parse().unwrap());
    assert!(matches!(
        verify(&twice),
        Err(VerifyError::MalformedHeader(_))
    ));
    for unknown in [
        "",
        "wechatpay2-sm2-with-sm3",
        "WECHATPAY-BRAND-SHA256-RSA2048",
    ] {
        let unknown = verify(&sm_headers(SM_ID, unknown, BODY));
        assert_eq!(unknown, Err(VerifyError::SignatureType));
    }
    // A genuine RSA signature does not pass as the other either.
    let mut rsa = signed_headers(platform_key(), PLATFORM, NOW, BODY);
    assert_eq!(verify(&rsa), Ok(()));
    rsa.insert("Wechatpay-Signature-Type", SM2.parse().unwrap());
    assert_eq!(verify(&rsa), Err(VerifyError::KeyType));
    let crossed = sm_headers(PLATFORM, SM2, BODY);
    assert_eq!(verify(&crossed), Err(VerifyError::KeyType));
    let crossed = sm_headers(PLATFORM, RSA, BODY);
    assert_eq!(verify(&crossed), Err(VerifyError::Signature));
}

#[test]
fn any_change_of_a_body_is_found() {
    let keys: Keys = [trusted()].into_iter().collect();
    let headers = sm_headers(SM_ID, SM2, BODY);
    for index in 0..BODY.len() {
        let mut body = BODY.to_vec();
        body[index] ^= 1;
        let result = verify_signature(&keys, &headers, &body, NOW);
        assert_eq!(result, Err(VerifyError::Signature));
    }
    let mut test = headers.clone();
    test.insert(
        "Wechatpay-Signature",
        "WECHATPAY/SIGNTEST/abc".parse().unwrap(),
    );
    let test = verify_signature(&keys, &test, BODY, NOW);
    assert_eq!(test, Err(VerifyError::SignTest));
}

fn list(suite: Suite) -> Vec<u8> {
    let key = ApiV3Key::new(API_V3_KEY).unwrap();
    let sealed = key.seal_with(suite, "61f9c719728a", "certificate", CERTIFICATE.as_bytes());
    let item = json!({
        "serial_no": CERTIFICATE_SERIAL,
        "encrypt_certificate": {
            "algorithm": suite.aead(),
            "nonce": "61f9c719728a",
            "associated_data": "certificate",
            "ciphertext": sealed.unwrap(),
        },
    });
    json!({ "data": [item] }).to_string().into_bytes()
}

#[tokio::test]
async fn certificates_of_the_suite_are_asked_for_opened_and_trusted() {
    let server = Server::answering(signed(CERTIFICATE_SERIAL, list(Suite::Sm))).await;
    let client = merchant().base_url(&server.url).build().unwrap();
    let serials = client.download_certificates().await.unwrap();
    assert_eq!(serials, [CERTIFICATE_SERIAL]);
    let target = server.received()[0].target().to_owned();
    assert_eq!(target, "/v3/certificates?algorithm_type=SM2");
    let keys = client.keys().snapshot();
    let key = keys.find(CERTIFICATE_SERIAL).unwrap();
    assert_eq!(key.key().suite(), Suite::Sm);
    let headers = sm_headers(CERTIFICATE_SERIAL, SM2, BODY);
    assert_eq!(verify_signature(&keys, &headers, BODY, NOW), Ok(()));
}

/// A WeChat Pay that signs in the suite with its certificate, and lists that.
async fn certified() -> Server {
    Server::responding(|request| {
        let is_list = request.target().starts_with("/v3/certificates");
        let body = if is_list {
            list(Suite::Sm)
        } else {
            BODY.to_vec()
        };
        signed(CERTIFICATE_SERIAL, body)
    })
    .await
}

#[tokio::test]
async fn a_key_of_the_other_suite_is_none_and_the_certificates_come_before_the_call() {
    let server = certified().await;
    let client = merchant().public_key(PLATFORM, &platform_pem());
    let client = client.base_url(&server.url).build().unwrap();
    let call = Call::<Added>::new(client.root().param("1"), &ADD, receiver());
    assert_eq!(call.await.unwrap().total, 7);
    let received = server.received();
    let targets: Vec<&str> = received.iter().map(|request| request.target()).collect();
    let expected = ["/v3/certificates?algorithm_type=SM2", "/v3/receivers/1"];
    assert_eq!(targets, expected);

    // Without a list nothing is sent whose answer nobody could verify.
    let none = Server::answering(Reply::new(503, "")).await;
    let client = merchant().public_key(PLATFORM, &platform_pem());
    let client = client.retry(RetryPolicy::off()).base_url(&none.url);
    let client = client.build().unwrap();
    let call = Call::<Added>::new(client.root().param("1"), &ADD, receiver());
    let error = call.await.unwrap_err();
    assert!(matches!(error.kind(), ErrorKind::NoKey(_)), "{error}");
    assert_eq!(none.only().target(), expected[0]);
}

#[test]
fn a_list_of_the_other_suite_does_not_get_round_a_trusted_key() {
    let key = ApiV3Key::new(API_V3_KEY).unwrap();
    let body = list(Suite::Sm);
    let headers = sm_headers(CERTIFICATE_SERIAL, SM2, &body);
    let open = |trusted: Keys| open_certificates(&key, &trusted, &headers, &body, NOW);
    assert!(open(Keys::default()).is_ok());
    let error = open(Keys::from_iter([platform_trusted()])).unwrap_err();
    let unknown = matches!(
        &error,
        CertificatesError::Verify(VerifyError::UnknownKey { .. })
    );
    assert!(unknown, "{error}");
}

#[test]
fn a_list_that_another_signed_gives_nothing() {
    let key = ApiV3Key::new(API_V3_KEY).unwrap();
    for suite in [Suite::Sm, Suite::Rsa] {
        let body = list(suite);
        let open = |headers: &HeaderMap| {
            open_certificates(&key, &Keys::default(), headers, &body, NOW).map(|keys| keys.len())
        };
        assert_eq!(open(&sm_headers(CERTIFICATE_SERIAL, SM2, &body)), Ok(1));
        assert!(open(&sm_headers(CERTIFICATE_SERIAL, RSA, &body)).is_err());
        assert!(open(&sm_headers(CERTIFICATE_SERIAL, SM2, b"other")).is_err());
    }
}

#[test]
fn a_notification_of_the_suite_is_verified_and_decrypted() {
    let key = ApiV3Key::new(API_V3_KEY).unwrap();
    let sealed = key.seal_with(Suite::Sm, "fdasflkja484", "transaction", BODY);
    let body = json!({
        "event_type": "TRANSACTION.SUCCESS",
        "resource": {
            "algorithm": "AEAD_SM4_GCM",
            "ciphertext": sealed.unwrap(),
            "associated_data": "transaction",
            "nonce": "fdasflkja484",
        },
    });
    let body = body.to_string().into_bytes();
    let parser = NotificationParser::new([trusted()].into_iter().collect(), key);
    let parser = parser.with_clock(std::sync::Arc::new(|| NOW));
    let parse = |signature_type| {
        let parsed = parser.parse(&sm_headers(SM_ID, signature_type, &body), &body);
        parsed.map(|notification| notification.plaintext().to_vec())
    };
    assert_eq!(parse(SM2).unwrap(), BODY);
    assert!(parse(RSA).is_err());
}
