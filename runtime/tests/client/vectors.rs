//! The primitives against OpenSSL's output; `fixtures/README.md` has the commands.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use wechatpay_runtime::crypto::{
    AeadError, ApiV3Key, BadSignature, Certificate, Padding, PublicKey, RsaPrivateKey,
    RsaPublicKey, Signer,
};
use wechatpay_runtime::protocol::{request_message, response_message};
use wechatpay_runtime::{Method, Open, SealError, Secret};

use crate::support::API_V3_KEY;

const PRIVATE: &str = include_str!("fixtures/test-only-private-key.pem");
const PRIVATE_PKCS1: &str = include_str!("fixtures/test-only-private-key-pkcs1.pem");
const PUBLIC: &str = include_str!("fixtures/test-only-public-key.pem");
const CERTIFICATE: &str = include_str!("fixtures/test-only-certificate.pem");
const REQUEST: &[u8] = include_bytes!("fixtures/request-message.txt");
const REQUEST_SIGNATURE: &str = include_str!("fixtures/request-signature.txt");
const RESPONSE: &[u8] = include_bytes!("fixtures/response-message.txt");
const RESPONSE_SIGNATURE: &str = include_str!("fixtures/response-signature.txt");
const EMPTY_SIGNATURE: &str = include_str!("fixtures/empty-response-signature.txt");
const OAEP: &str = include_str!("fixtures/oaep-ciphertext.txt");
const PKCS1: &str = include_str!("fixtures/pkcs1-ciphertext.txt");
const GCM: &str = include_str!("fixtures/gcm-ciphertext.txt");

const TIMESTAMP: &str = "1554209980";
const NONCE: &str = "c5ac7061fccab6bf3e254dcf98995b8c";

#[test]
fn a_request_signs_as_openssl_signs_it() {
    let message = request_message(
        Method::Post,
        "/v3/marketing/busifavor/subsidy/return-receipts",
        1_554_208_460,
        "593BEC0C930BF1AFEB40B4A08C8FB242",
        r#"{"stock_id":"128888000000001","note":"退回"}"#.as_bytes(),
    );
    assert_eq!(message, REQUEST);
    for pem in [PRIVATE, PRIVATE_PKCS1] {
        let key = RsaPrivateKey::from_pem(pem).unwrap();
        assert_eq!(key.sign(&message).unwrap(), REQUEST_SIGNATURE);
    }
}

#[test]
fn openssl_signatures_verify_under_key_and_certificate() {
    let message = response_message(TIMESTAMP, NONCE, br#"{"data":[]}"#);
    assert_eq!(message, RESPONSE);
    let empty = response_message(TIMESTAMP, NONCE, b"");
    let in_certificate = Certificate::from_pem(CERTIFICATE).unwrap().key;
    for key in [PublicKey::from_pem(PUBLIC).unwrap(), in_certificate] {
        assert_eq!(key.verify(&message, RESPONSE_SIGNATURE), Ok(()));
        assert_eq!(key.verify(&empty, EMPTY_SIGNATURE), Ok(()));
        assert_eq!(key.verify(&message, EMPTY_SIGNATURE), Err(BadSignature));
        assert_eq!(key.verify(&empty, RESPONSE_SIGNATURE), Err(BadSignature));
        for nonsense in ["", "=", "不是", "AAAA", &RESPONSE_SIGNATURE[..340]] {
            assert_eq!(
                key.verify(&message, nonsense),
                Err(BadSignature),
                "{nonsense}"
            );
        }
    }
}

#[test]
fn a_key_written_as_pem_is_the_same_key() {
    let key = RsaPrivateKey::from_pem(PRIVATE).unwrap();
    assert_eq!(key.to_pem().unwrap().as_str(), PRIVATE);
    assert_eq!(key.public_key().unwrap().to_pem(), PUBLIC);
    assert_eq!(RsaPublicKey::from_pem(PUBLIC).unwrap().to_pem(), PUBLIC);
}

#[test]
fn a_field_that_openssl_encrypted_opens() {
    let key = RsaPrivateKey::from_pem(PRIVATE).unwrap();
    assert_eq!(key.open(OAEP).unwrap().expose(), "张三 (test only)");
    for damaged in ["", "AAAA", "不是", &OAEP.replacen(&OAEP[..1], "A", 1)[4..]] {
        assert!(key.open(damaged).is_err(), "{damaged}");
    }
    assert!(RsaPrivateKey::generate().unwrap().open(OAEP).is_err());
}

#[test]
fn a_field_of_the_global_region_that_openssl_encrypted_opens() {
    let key = RsaPrivateKey::from_pem(PRIVATE).unwrap();
    let open = |padding, text| key.open_padded(padding, text);
    let opened = open(Padding::Pkcs1, PKCS1).unwrap();
    assert_eq!(opened.expose(), "李四 (test only)");
    // Under the other padding, either way, there is nothing to see.
    assert!(open(Padding::OaepSha1, PKCS1).is_err());
    let confused = open(Padding::Pkcs1, OAEP);
    assert!(confused.map_or(true, |text| !text.expose().contains("张三")));
}

/// Test cases 13 and 14 of the GCM specification that NIST's submission has: AES-256 under
/// a key and a nonce of zeros.
#[test]
fn aes_256_gcm_gives_the_known_answers() {
    let key = ApiV3Key::new([0; 32]).unwrap();
    let nonce = "\0".repeat(12);
    let known: [(&[u8], &str); 2] = [
        (b"", "530f8afbc74536b9a963b4f1c4cb738b"),
        (
            &[0; 16],
            "cea7403d4d606b6e074ec5d3baf39d18d0d1c8a799996bf0265b98b5d48ab919",
        ),
    ];
    for (plaintext, expected) in known {
        let sealed = key.seal(&nonce, "", plaintext).unwrap();
        let bytes = STANDARD.decode(&sealed).unwrap();
        let hex: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
        assert_eq!(hex, expected);
        let opened = key.open("AEAD_AES_256_GCM", &nonce, "", &sealed).unwrap();
        assert_eq!(opened.as_slice(), plaintext);
    }
}

#[test]
fn fields_round_trip_up_to_the_limit_that_the_error_names() {
    let private = RsaPrivateKey::from_pem(PRIVATE).unwrap();
    let public = RsaPublicKey::from_pem(PUBLIC).unwrap();
    for text in ["", "x", "13800138000", &"字".repeat(71), &"y".repeat(214)] {
        let sealed = public.seal(Padding::OaepSha1, &text.into()).unwrap();
        assert_eq!(private.open(&sealed).unwrap(), Secret::from(text));
        // The padding is random, or equal values would show.
        assert_ne!(
            public.seal(Padding::OaepSha1, &text.into()).unwrap(),
            sealed
        );
    }
    let error = public
        .seal(Padding::OaepSha1, &"y".repeat(215).into())
        .unwrap_err();
    assert_eq!(
        error,
        SealError::TooLong {
            length: 215,
            limit: 214
        }
    );
    assert!(error.to_string().contains("214"), "{error}");
    assert!(public.seal(Padding::Pkcs1, &"y".repeat(245).into()).is_ok());
    let error = public
        .seal(Padding::Pkcs1, &"y".repeat(246).into())
        .unwrap_err();
    assert_eq!(
        error,
        SealError::TooLong {
            length: 246,
            limit: 245
        }
    );
}

#[test]
fn a_resource_that_openssl_encrypted_opens() {
    let key = ApiV3Key::new(API_V3_KEY).unwrap();
    let open = |nonce, data, text| key.open("AEAD_AES_256_GCM", nonce, data, text);
    let plain = open("fdasflkja484", "transaction", GCM).unwrap();
    assert_eq!(
        std::str::from_utf8(&plain).unwrap(),
        r#"{"mchid":"1900000001","名":"值"}"#
    );

    let wrong = |result: Result<_, AeadError>| result.map(|_: zeroize::Zeroizing<Vec<u8>>| ());
    assert_eq!(
        wrong(open("fdasflkja484", "other", GCM)),
        Err(AeadError::Open)
    );
    assert_eq!(wrong(open("fdasflkja484", "", GCM)), Err(AeadError::Open));
    assert_eq!(
        wrong(open("fdasflkja485", "transaction", GCM)),
        Err(AeadError::Open)
    );
    assert_eq!(
        wrong(open("fdasflkja484", "transaction", &GCM[4..])),
        Err(AeadError::Open)
    );
    assert_eq!(
        wrong(open("fdasflkja484", "transaction", "AAAA")),
        Err(AeadError::Open)
    );
    assert_eq!(
        wrong(open("fdasflkja484", "transaction", "")),
        Err(AeadError::Open)
    );
    assert_eq!(
        wrong(open("fdasflkja484", "transaction", "不是")),
        Err(AeadError::Base64)
    );
    let short = AeadError::Nonce { length: 11 };
    assert_eq!(wrong(open("fdasflkja48", "transaction", GCM)), Err(short));
    let other = key.open("AEAD_AES_128_GCM", "fdasflkja484", "transaction", GCM);
    assert_eq!(wrong(other), Err(AeadError::Algorithm));
    let other = ApiV3Key::new("TestOnlyApiV3Key0123456789abcdeF").unwrap();
    let result = other.open("AEAD_AES_256_GCM", "fdasflkja484", "transaction", GCM);
    assert_eq!(wrong(result), Err(AeadError::Open));
    // And the other way round, to the same bytes.
    assert_eq!(
        key.seal("fdasflkja484", "transaction", &plain).unwrap(),
        GCM
    );
}
