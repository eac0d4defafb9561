//! Notifications.

use serde_json::json;
use wechatpay_runtime::crypto::{AeadError, ApiV3Key};
use wechatpay_runtime::{
    ConfigError, DecodeError, DecryptedNotification, FromNotification, NotificationError,
    NotificationParser, VerifyError,
};

use crate::support::*;

const RESOURCE: &str = r#"{"account":"a1","total":7}"#;

pub fn body_with(change: impl FnOnce(&mut serde_json::Value)) -> Vec<u8> {
    let key = ApiV3Key::new(API_V3_KEY).unwrap();
    let mut body = json!({
        "id": "EV-2018022511223320873",
        "create_time": "2015-05-20T13:29:35+08:00",
        "event_type": "TRANSACTION.SUCCESS",
        "resource_type": "encrypt-resource",
        "summary": "支付成功",
        "resource": {
            "algorithm": "AEAD_AES_256_GCM",
            "ciphertext": key.seal("fdasflkja484", "transaction", RESOURCE.as_bytes()).unwrap(),
            "associated_data": "transaction",
            "nonce": "fdasflkja484",
            "original_type": "transaction",
        },
    });
    change(&mut body);
    serde_json::to_vec(&body).unwrap()
}

pub fn parser() -> NotificationParser {
    builder().build().unwrap().notifications().unwrap()
}

fn parse(body: &[u8]) -> Result<DecryptedNotification, NotificationError> {
    parser().parse(&signed_headers(platform_key(), PLATFORM, NOW, body), body)
}

#[test]
fn a_genuine_one_is_verified_and_decrypted() {
    let notification = parse(&body_with(|_| {})).unwrap();
    assert_eq!(notification.id, "EV-2018022511223320873");
    assert_eq!(
        notification.create_time.as_deref(),
        Some("2015-05-20T13:29:35+08:00")
    );
    assert_eq!(notification.event_type, "TRANSACTION.SUCCESS");
    assert_eq!(
        notification.resource_type.as_deref(),
        Some("encrypt-resource")
    );
    assert_eq!(notification.summary.as_deref(), Some("支付成功"));
    assert_eq!(notification.original_type.as_deref(), Some("transaction"));
    assert_eq!(notification.plaintext(), RESOURCE.as_bytes());
    let resource = notification.resource::<Added>().unwrap();
    assert_eq!(
        (resource.value.account.as_str(), resource.value.total),
        ("a1", 7)
    );
    assert!(resource.deviations.is_empty());
}

#[test]
fn it_becomes_a_type_of_its_own() {
    struct Paid(i64);
    impl FromNotification for Paid {
        fn from_notification(notification: &DecryptedNotification) -> Result<Self, DecodeError> {
            assert_eq!(notification.event_type, "TRANSACTION.SUCCESS");
            Ok(Self(notification.resource::<Added>()?.value.total))
        }
    }
    assert_eq!(
        parse(&body_with(|_| {}))
            .unwrap()
            .decode::<Paid>()
            .unwrap()
            .0,
        7
    );
}

#[test]
fn a_shape_is_told_by_the_keys_that_have_a_value() {
    let resource =
        r#"{"id":"1","amount":{"rate":{"type":"R"},"currency":null},"list":[{"a":1}],"none":null}"#;
    let key = ApiV3Key::new(API_V3_KEY).unwrap();
    let notification = parse(&body_with(|body| {
        body["resource"]["ciphertext"] = json!(
            key.seal("fdasflkja484", "transaction", resource.as_bytes())
                .unwrap()
        );
    }))
    .unwrap();
    let fits = |keys: &[&str]| notification.fits(&[], keys);
    for there in ["id", "amount", "amount.rate", "amount.rate.type", "list"] {
        assert!(fits(&[there]), "{there}");
    }
    for absent in [
        "none",
        "amount.currency",
        "id.x",
        "list.a",
        "rate",
        "",
        "amount.",
    ] {
        assert!(!fits(&[absent]), "{absent}");
        assert!(!fits(&["id", absent]), "{absent}");
    }
    assert!(fits(&["id", "amount.rate"]) && fits(&[]));
    assert!(notification.fits(&["refund", "transaction"], &["id"]));
    assert!(!notification.fits(&["refund"], &["id"]));
}

#[test]
fn what_is_only_for_people_may_be_missing_or_null() {
    let bare = body_with(|body| {
        let members = body.as_object_mut().unwrap();
        members.retain(|name, _| name == "event_type" || name == "resource");
        body["resource"]
            .as_object_mut()
            .unwrap()
            .remove("original_type");
        body["id"] = json!(null);
        body["new"] = json!([1]);
    });
    let notification = parse(&bare).unwrap();
    assert_eq!(
        (notification.id.as_str(), notification.original_type),
        ("", None)
    );

    let key = ApiV3Key::new(API_V3_KEY).unwrap();
    for associated_data in [None, Some(json!(null)), Some(json!(""))] {
        let body = body_with(|body| {
            let resource = body["resource"].as_object_mut().unwrap();
            resource.remove("associated_data");
            if let Some(value) = associated_data {
                resource.insert("associated_data".into(), value);
            }
            let sealed = key.seal("fdasflkja484", "", RESOURCE.as_bytes()).unwrap();
            resource.insert("ciphertext".into(), sealed.into());
        });
        assert_eq!(parse(&body).unwrap().plaintext(), RESOURCE.as_bytes());
    }
}

#[test]
fn a_body_that_was_written_again_does_not_verify() {
    let body = body_with(|_| {});
    let headers = signed_headers(platform_key(), PLATFORM, NOW, &body);
    let value: serde_json::Value = serde_json::from_slice(&body).unwrap();
    let again = serde_json::to_vec_pretty(&value).unwrap();
    let error = parser().parse(&headers, &again).unwrap_err();
    assert_eq!(error, NotificationError::Verify(VerifyError::Signature));
}

#[test]
fn a_forged_replayed_or_test_one_is_refused() {
    let body = body_with(|_| {});
    let verify = |headers| match parser().parse(&headers, &body).unwrap_err() {
        NotificationError::Verify(error) => error,
        other => panic!("{other}"),
    };
    let forged = signed_headers(merchant_key(), PLATFORM, NOW, &body);
    assert_eq!(verify(forged), VerifyError::Signature);
    let replayed = signed_headers(platform_key(), PLATFORM, NOW - 301, &body);
    assert_eq!(verify(replayed), VerifyError::Clock { seconds: 301 });
    let mut test = signed_headers(platform_key(), PLATFORM, NOW, &body);
    test.insert(
        "wechatpay-signature",
        "WECHATPAY/SIGNTEST/§".parse().unwrap(),
    );
    // Not even ASCII: the header is malformed before anything else.
    assert_eq!(
        verify(test.clone()),
        VerifyError::MalformedHeader("wechatpay-signature")
    );
    test.insert(
        "wechatpay-signature",
        "WECHATPAY/SIGNTEST/?".parse().unwrap(),
    );
    assert_eq!(verify(test), VerifyError::SignTest);
}

#[test]
fn a_genuine_one_that_cannot_be_read_says_so() {
    for body in [
        "",
        "null",
        "{}",
        r#"{"event_type":"X"}"#,
        r#"{"event_type":1,"resource":{}}"#,
    ] {
        assert_eq!(
            parse(body.as_bytes()).unwrap_err(),
            NotificationError::Envelope,
            "{body}"
        );
    }
    let decrypt = |body: Vec<u8>| match parse(&body).unwrap_err() {
        NotificationError::Decrypt(error) => error,
        other => panic!("{other}"),
    };
    let other = body_with(|body| body["resource"]["algorithm"] = json!("AEAD_AES_128_GCM"));
    assert_eq!(decrypt(other), AeadError::Algorithm);
    let nonce = body_with(|body| body["resource"]["nonce"] = json!("short"));
    assert_eq!(decrypt(nonce), AeadError::Nonce { length: 5 });
    let text = body_with(|body| body["resource"]["ciphertext"] = json!("§"));
    assert_eq!(decrypt(text), AeadError::Base64);
    let data = body_with(|body| body["resource"]["associated_data"] = json!("other"));
    assert_eq!(decrypt(data), AeadError::Open);
}

#[test]
fn during_a_migration_both_keys_verify() {
    const CERTIFICATE: &str = include_str!("fixtures/test-only-certificate.pem");
    const PRIVATE: &str = include_str!("fixtures/test-only-private-key.pem");
    let client = builder().platform_certificate(CERTIFICATE).build().unwrap();
    let parser = client.notifications().unwrap();
    let body = body_with(|_| {});
    let by_public_key = signed_headers(platform_key(), PLATFORM, NOW, &body);
    assert!(parser.parse(&by_public_key, &body).is_ok());
    let key = wechatpay_runtime::crypto::RsaPrivateKey::from_pem(PRIVATE).unwrap();
    let serial = "0123456789ABCDEF0123456789ABCDEF01234567";
    let by_certificate = signed_headers(&key, serial, NOW, &body);
    assert!(parser.parse(&by_certificate, &body).is_ok());
    // The parser sees what becomes of the client's keys.
    client.keys().remove(PLATFORM);
    assert!(parser.parse(&by_public_key, &body).is_err());
}

#[test]
fn a_client_without_the_api_v3_key_has_no_parser() {
    let pem = merchant_key().to_pem().unwrap();
    let client = wechatpay_runtime::Client::builder()
        .merchant_id(MERCHANT)
        .certificate_serial(SERIAL)
        .private_key_pem(&pem)
        .build()
        .unwrap();
    assert_eq!(client.notifications().unwrap_err(), ConfigError::NoApiV3Key);
}
