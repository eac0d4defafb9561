//! Verifying what WeChat Pay signed, case by case.

use wechatpay_runtime::VerifyError;
use wechatpay_runtime::http::HeaderMap;
use wechatpay_runtime::keys::Keys;
use wechatpay_runtime::protocol::verify_signature;

use crate::support::signed_headers;
use crate::support::{
    NOW, PLATFORM, SERIAL, headers, merchant_key, platform_key, platform_trusted,
};

const BODY: &[u8] = br#"{"prepay_id":"wx201410272009395522657a690389285100"}"#;

fn keys() -> Keys {
    [platform_trusted()].into_iter().collect()
}

fn good() -> HeaderMap {
    signed_headers(platform_key(), PLATFORM, NOW, BODY)
}

fn verify(headers: &HeaderMap) -> Result<(), VerifyError> {
    verify_signature(&keys(), headers, BODY, NOW)
}

fn with(name: &'static str, value: &str) -> HeaderMap {
    let mut headers = good();
    headers.insert(name, value.parse().unwrap());
    headers
}

#[test]
fn a_genuine_body_verifies_and_any_change_of_it_does_not() {
    assert_eq!(verify(&good()), Ok(()));
    let mut body = BODY.to_vec();
    for index in 0..body.len() {
        body[index] ^= 1;
        let result = verify_signature(&keys(), &good(), &body, NOW);
        assert_eq!(result, Err(VerifyError::Signature));
        body[index] ^= 1;
    }
    for body in [
        &BODY[1..],
        &BODY[..BODY.len() - 1],
        b"",
        &[BODY, b"\n"].concat(),
    ] {
        assert!(verify_signature(&keys(), &good(), body, NOW).is_err());
    }
}

#[test]
fn an_empty_body_is_signed_too() {
    let headers = signed_headers(platform_key(), PLATFORM, NOW, b"");
    assert_eq!(verify_signature(&keys(), &headers, b"", NOW), Ok(()));
    assert_eq!(
        verify_signature(&keys(), &headers, b" ", NOW),
        Err(VerifyError::Signature)
    );
}

#[test]
fn a_body_need_not_be_text() {
    let body = [0, 159, 146, 150];
    let headers = signed_headers(platform_key(), PLATFORM, NOW, &body);
    assert_eq!(verify_signature(&keys(), &headers, &body, NOW), Ok(()));
}

#[test]
fn three_hundred_seconds_are_allowed_and_not_one_more() {
    for (skew, allowed) in [
        (-301, false),
        (-300, true),
        (0, true),
        (300, true),
        (301, false),
    ] {
        let result = verify_signature(&keys(), &good(), BODY, NOW + skew);
        let expected = if allowed {
            Ok(())
        } else {
            Err(VerifyError::Clock { seconds: 301 })
        };
        assert_eq!(result, expected, "{skew}");
    }
    for now in [i64::MIN, i64::MAX] {
        assert!(matches!(
            verify_signature(&keys(), &good(), BODY, now),
            Err(VerifyError::Clock { .. })
        ));
    }
}

#[test]
fn each_header_is_needed_once_and_only_once() {
    let names = [
        "wechatpay-timestamp",
        "wechatpay-nonce",
        "wechatpay-signature",
        "wechatpay-serial",
    ];
    for name in names {
        let mut headers = good();
        headers.remove(name);
        assert_eq!(verify(&headers), Err(VerifyError::MissingHeader(name)));
        let mut headers = good();
        let value = headers[name].clone();
        headers.append(name, value);
        assert_eq!(verify(&headers), Err(VerifyError::MalformedHeader(name)));
        let mut headers = good();
        headers.insert(
            name,
            wechatpay_runtime::http::HeaderValue::from_bytes(&[0xff]).unwrap(),
        );
        assert_eq!(verify(&headers), Err(VerifyError::MalformedHeader(name)));
    }
    assert_eq!(
        verify(&HeaderMap::new()),
        Err(VerifyError::MissingHeader("wechatpay-timestamp"))
    );
}

#[test]
fn the_timestamp_is_digits_and_nothing_else() {
    let header = VerifyError::MalformedHeader("wechatpay-timestamp");
    for text in [
        "",
        "soon",
        "-1",
        "+1700000000",
        "1.7e9",
        "99999999999999999999",
    ] {
        assert_eq!(
            verify(&with("wechatpay-timestamp", text)),
            Err(header.clone()),
            "{text}"
        );
    }
    // Another writing of the same moment is not what was signed.
    let padded = with("wechatpay-timestamp", "01700000000");
    assert_eq!(verify(&padded), Err(VerifyError::Signature));
}

#[test]
fn an_unknown_key_is_named_together_with_the_known_ones() {
    for serial in [SERIAL, "", &PLATFORM.to_lowercase(), &PLATFORM[1..]] {
        let error = verify(&with("wechatpay-serial", serial)).unwrap_err();
        let known = vec![PLATFORM.to_owned()];
        assert_eq!(
            error,
            VerifyError::UnknownKey {
                serial: serial.to_owned(),
                known
            }
        );
        assert!(error.to_string().contains(PLATFORM), "{error}");
    }
    let error = verify(&with("wechatpay-serial", &"9".repeat(4000))).unwrap_err();
    assert!(error.to_string().len() < 400, "{error}");
    let nobody = verify_signature(&Keys::default(), &good(), BODY, NOW).unwrap_err();
    assert!(matches!(nobody, VerifyError::UnknownKey { .. }));
}

#[test]
fn a_signature_of_another_key_or_nonce_does_not_fit() {
    let forged = signed_headers(merchant_key(), PLATFORM, NOW, BODY);
    assert_eq!(verify(&forged), Err(VerifyError::Signature));
    assert_eq!(
        verify(&with("wechatpay-nonce", "other")),
        Err(VerifyError::Signature)
    );
    for text in ["", "AAAA", "no base64!", "====", &"A".repeat(342)] {
        let result = verify(&with("wechatpay-signature", text));
        assert_eq!(result, Err(VerifyError::Signature), "{text}");
    }
}

#[test]
fn a_test_signature_fails_whether_or_not_it_is_base64() {
    let real = good()["wechatpay-signature"].to_str().unwrap().to_owned();
    for rest in ["", "AAAA", "not base64 at all", "===", &real] {
        let headers = with("wechatpay-signature", &format!("WECHATPAY/SIGNTEST/{rest}"));
        assert_eq!(verify(&headers), Err(VerifyError::SignTest), "{rest}");
    }
    assert!(VerifyError::SignTest.to_string().contains("SIGNTEST"));
}

#[test]
fn the_order_is_headers_time_key_signature() {
    let nothing_right = headers(&[
        ("Wechatpay-Timestamp", "0"),
        ("Wechatpay-Nonce", "n"),
        ("Wechatpay-Signature", "WECHATPAY/SIGNTEST/x"),
        ("Wechatpay-Serial", "unknown"),
    ]);
    let mut headers = nothing_right;
    headers.remove("wechatpay-serial");
    assert!(matches!(
        verify(&headers),
        Err(VerifyError::MissingHeader(_))
    ));
    headers.insert("wechatpay-serial", "unknown".parse().unwrap());
    assert!(matches!(verify(&headers), Err(VerifyError::Clock { .. })));
    headers.insert("wechatpay-timestamp", NOW.to_string().parse().unwrap());
    assert!(matches!(
        verify(&headers),
        Err(VerifyError::UnknownKey { .. })
    ));
    headers.insert("wechatpay-serial", PLATFORM.parse().unwrap());
    assert!(matches!(verify(&headers), Err(VerifyError::SignTest)));
}

#[test]
fn only_the_algorithm_of_the_key_counts() {
    let named = with("wechatpay-signature-type", "WECHATPAY2-SHA256-RSA2048");
    assert_eq!(verify(&named), Ok(()));
    let sm = verify(&with("wechatpay-signature-type", "WECHATPAY2-SM2-WITH-SM3"));
    assert_eq!(sm, Err(VerifyError::KeyType));
    for other in ["wechatpay2-sha256-rsa2048", "none", ""] {
        let result = verify(&with("wechatpay-signature-type", other));
        assert_eq!(result, Err(VerifyError::SignatureType), "{other}");
    }
}
