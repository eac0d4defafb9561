//! The SM suite's primitives against the standards' examples and OpenSSL's output;
//! `fixtures/README.md` has the commands.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use proptest::prelude::*;
use std::sync::OnceLock;
use wechatpay_runtime::crypto::{
    AeadError, ApiV3Key, BadSignature, Certificate, KeyError, Padding, PrivateKey, PublicKey,
    RsaPrivateKey, Signer, Sm2PrivateKey, Sm2PublicKey, Suite,
};
use wechatpay_runtime::{Open, SealError, Secret};

use crate::support::API_V3_KEY;

const PRIVATE: &str = include_str!("fixtures/test-only-sm2-private-key.pem");
const PUBLIC: &str = include_str!("fixtures/test-only-sm2-public-key.pem");
const CERTIFICATE: &str = include_str!("fixtures/test-only-sm2-certificate.pem");
const P256: &str = include_str!("fixtures/test-only-ec-key.pem");
const RSA: &str = include_str!("fixtures/test-only-private-key.pem");
const MESSAGE: &[u8] = include_bytes!("fixtures/response-message.txt");
const SIGNATURE: &str = include_str!("fixtures/sm2-response-signature.txt");
const OTHER_USER: &str = include_str!("fixtures/sm2-other-user-signature.txt");
const SEALED: &str = include_str!("fixtures/sm2-ciphertext.txt");
const GCM: &str = include_str!("fixtures/sm4-gcm-ciphertext.txt");
const STANDARD_PRIVATE: &str = include_str!("fixtures/gmt-0003-private-key.pem");
const STANDARD_PUBLIC: &str = include_str!("fixtures/gmt-0003-public-key.pem");

fn bytes(hex: &str) -> Vec<u8> {
    let pairs = hex.as_bytes().chunks(2);
    let pair = |pair| u8::from_str_radix(std::str::from_utf8(pair).unwrap(), 16).unwrap();
    pairs.map(pair).collect()
}

/// A DER element with a short length.
fn der(tag: u8, content: &[u8]) -> Vec<u8> {
    let length = u8::try_from(content.len()).unwrap();
    assert!(length < 0x80);
    [&[tag, length], content].concat()
}

/// A positive number in hex, as canonical DER has it.
fn integer(hex: &str) -> Vec<u8> {
    let mut number = bytes(hex);
    if number[0] & 0x80 != 0 {
        number.insert(0, 0);
    }
    der(2, &number)
}

const R: &str = "F5A03B0648D2C4630EEAC513E1BB81A15944DA3827D5B74143AC7EACEEE720B3";
const S: &str = "B1B6AA29DF212FD8763182BC0D421CA1BB9038FD1F7F42D4840B69C485BBC1AA";

#[test]
fn the_signature_of_the_standards_example_verifies() {
    // GM/T 0003.5, A.2.
    let key = Sm2PublicKey::from_pem(STANDARD_PUBLIC).unwrap();
    let verify = |der: &[u8]| key.verify(b"message digest", &STANDARD.encode(der));
    let (r, s) = (integer(R), integer(S));
    let good = der(0x30, &[r.clone(), s.clone()].concat());
    assert_eq!(verify(&good), Ok(()));
    let private = Sm2PrivateKey::from_pem(STANDARD_PRIVATE).unwrap();
    assert_eq!(private.public_key().unwrap().to_pem(), STANDARD_PUBLIC);
    // Every other way to write the same two numbers is refused, and other numbers too.
    let zero_led = |hex: &str| der(2, &[&[0, 0][..], &bytes(hex)].concat());
    let zero = der(2, &[0]);
    let order = integer("FFFFFFFEFFFFFFFFFFFFFFFFFFFFFFFF7203DF6B21C6052B53BBF40939D54123");
    let long_form = [&[0x30, 0x81, 0x46][..], &r, &s].concat();
    let indefinite = [&[0x30, 0x80][..], &r, &s, &[0, 0]].concat();
    for wrong in [
        der(0x30, &[zero_led(R), s.clone()].concat()),
        der(0x30, &[r.clone(), zero_led(S)].concat()),
        der(0x30, &[der(2, &bytes(R)), s.clone()].concat()),
        der(0x30, &[s.clone(), r.clone()].concat()),
        der(0x30, &[zero.clone(), s.clone()].concat()),
        der(0x30, &[r.clone(), zero].concat()),
        der(0x30, &[order.clone(), s.clone()].concat()),
        der(0x30, &[r.clone(), order].concat()),
        der(0x30, &[r.clone(), s.clone(), s.clone()].concat()),
        der(0x30, &r),
        der(0x31, &[r.clone(), s].concat()),
        [good.clone(), vec![0]].concat(),
        good[..good.len() - 1].to_vec(),
        [bytes(R), bytes(S)].concat(),
        long_form,
        indefinite,
        Vec::new(),
    ] {
        assert_eq!(verify(&wrong), Err(BadSignature), "{wrong:02x?}");
    }
}

#[test]
fn the_ciphertext_of_the_standards_example_opens() {
    // GM/T 0003.5, A.3; the parts of C1C3C2 put into their sequence.
    let x = "04EBFC718E8D1798620432268E77FEB6415E2EDE0E073C0F4F640ECD2E149A73";
    let y = "E858F9D81E5430A57B36DAAB8F950A3C64E6EE6A63094D99283AFF767E124DF0";
    let hash = bytes("59983C18F809E262923C53AEC295D30383B54E39D609D160AFCB1908D0BD8766");
    let cipher = bytes("21886CA989CA9C7D58087307CA93092D651EFA");
    let parts = |hash: &[u8], cipher: &[u8]| {
        let parts = [integer(x), integer(y), der(4, hash), der(4, cipher)];
        STANDARD.encode(der(0x30, &parts.concat()))
    };
    let key = Sm2PrivateKey::from_pem(STANDARD_PRIVATE).unwrap();
    let opened = key.open(&parts(&hash, &cipher)).unwrap();
    assert_eq!(opened.expose(), "encryption standard");
    assert!(key.open(&parts(&hash, &cipher[1..])).is_err());
    assert!(key.open(&parts(&cipher, &hash)).is_err());
    // A point that is not on the curve.
    let off = [integer(x), integer(x), der(4, &hash), der(4, &cipher)].concat();
    assert!(key.open(&STANDARD.encode(der(0x30, &off))).is_err());
}

#[test]
fn a_signature_of_openssl_verifies_under_key_and_certificate_and_nothing_else_does() {
    let key = PublicKey::from_pem(PUBLIC).unwrap();
    let certificate = Certificate::from_pem(CERTIFICATE).unwrap();
    assert_eq!(
        certificate.serial,
        "5123456789ABCDEF0123456789ABCDEF01234567"
    );
    assert_eq!(
        (key.suite(), certificate.key.suite()),
        (Suite::Sm, Suite::Sm)
    );
    assert_eq!(certificate.key.to_pem(), PUBLIC);
    for key in [&key, &certificate.key] {
        assert_eq!(key.verify(MESSAGE, SIGNATURE), Ok(()));
        assert_eq!(
            key.verify(MESSAGE, OTHER_USER),
            Err(BadSignature),
            "user id"
        );
        assert_eq!(key.verify(b"", SIGNATURE), Err(BadSignature));
        for nonsense in ["", "=", "不是", "AAAA", &SIGNATURE[..SIGNATURE.len() - 4]] {
            assert_eq!(
                key.verify(MESSAGE, nonsense),
                Err(BadSignature),
                "{nonsense}"
            );
        }
    }
    let mut message = MESSAGE.to_vec();
    message[0] ^= 1;
    assert_eq!(key.verify(&message, SIGNATURE), Err(BadSignature));
    let signature = STANDARD.decode(SIGNATURE).unwrap();
    for byte in 0..signature.len() {
        let mut flipped = signature.clone();
        flipped[byte] ^= 1 << (byte % 8);
        let flipped = STANDARD.encode(flipped);
        assert_eq!(
            key.verify(MESSAGE, &flipped),
            Err(BadSignature),
            "byte {byte}"
        );
    }
    let other = Sm2PrivateKey::generate().unwrap().public_key().unwrap();
    assert_eq!(other.verify(MESSAGE, SIGNATURE), Err(BadSignature));
}

#[test]
fn keys_read_by_their_kind_and_write_as_they_were() {
    let key = Sm2PrivateKey::from_pem(PRIVATE).unwrap();
    assert_eq!(key.to_pem().unwrap().as_str(), PRIVATE);
    assert_eq!(key.public_key().unwrap().to_pem(), PUBLIC);
    assert_eq!(PrivateKey::from_pem(PRIVATE).unwrap().suite(), Suite::Sm);
    assert_eq!(PrivateKey::from_pem(RSA).unwrap().suite(), Suite::Rsa);
    let error = |pem: &str| Sm2PrivateKey::from_pem(pem).unwrap_err();
    for other in [P256, RSA] {
        assert!(matches!(error(other), KeyError::RejectedSm { .. }));
    }
    assert!(matches!(error(PUBLIC), KeyError::WrongPem { .. }));
    assert!(RsaPrivateKey::from_pem(PRIVATE).is_err());
    assert!(PrivateKey::from_pem(P256).is_err());
    let damaged = PRIVATE.replacen("AgEAMBMG", "AgEBMBMG", 1);
    assert!(PrivateKey::from_pem(&damaged).is_err());
}

#[test]
fn a_field_that_openssl_encrypted_opens_and_a_damaged_one_does_not() {
    let key = Sm2PrivateKey::from_pem(PRIVATE).unwrap();
    assert_eq!(key.open(SEALED).unwrap().expose(), "张三 (test only)");
    let sealed = STANDARD.decode(SEALED).unwrap();
    for byte in 0..sealed.len() {
        let mut flipped = sealed.clone();
        flipped[byte] ^= 1 << (byte % 8);
        assert!(key.open(&STANDARD.encode(flipped)).is_err(), "byte {byte}");
    }
    for length in 0..sealed.len() {
        assert!(key.open(&STANDARD.encode(&sealed[..length])).is_err());
    }
    let longer = [&sealed[..], &[0]].concat();
    for damaged in ["", "不是", "=", &STANDARD.encode(longer)] {
        assert!(key.open(damaged).is_err(), "{damaged}");
    }
    assert!(Sm2PrivateKey::generate().unwrap().open(SEALED).is_err());
}

#[test]
fn a_field_has_no_limit_but_must_not_be_empty() {
    let key = Sm2PrivateKey::from_pem(PRIVATE).unwrap();
    let public = PublicKey::Sm2(key.public_key().unwrap());
    for text in ["x", "张三", &"字".repeat(2000)] {
        let sealed = public.seal(Padding::Pkcs1, &text.into()).unwrap();
        assert_eq!(key.open(&sealed).unwrap(), Secret::from(text));
        assert_ne!(public.seal(Padding::Pkcs1, &text.into()).unwrap(), sealed);
    }
    let error = public.seal(Padding::OaepSha1, &"".into()).unwrap_err();
    assert!(matches!(error, SealError::Failed(_)) && error.to_string().contains("empty"));
}

#[test]
fn a_resource_that_openssl_encrypted_under_sm4_opens() {
    let key = ApiV3Key::new(API_V3_KEY).unwrap();
    let resource = r#"{"mchid":"1900000001","名":"值"}"#;
    let open = |nonce: &str, data: &str, text: &str| {
        let opened = key.open("AEAD_SM4_GCM", nonce, data, text);
        opened.map(|plain| String::from_utf8(plain.to_vec()).unwrap())
    };
    assert_eq!(
        open("fdasflkja484", "transaction", GCM),
        Ok(resource.into())
    );
    let sealed = key.seal_with(
        Suite::Sm,
        "fdasflkja484",
        "transaction",
        resource.as_bytes(),
    );
    assert_eq!(sealed.as_deref(), Ok(GCM));
    let wrong = Err(AeadError::Open);
    assert_eq!(open("fdasflkja484", "other", GCM), wrong);
    assert_eq!(open("fdasflkja485", "transaction", GCM), wrong);
    let short = AeadError::Nonce { length: 11 };
    assert_eq!(open("fdasflkja48", "transaction", GCM), Err(short));
    assert_eq!(
        open("fdasflkja484", "transaction", "不是"),
        Err(AeadError::Base64)
    );
    let sealed = STANDARD.decode(GCM).unwrap();
    for bit in 0..sealed.len() * 8 {
        let mut flipped = sealed.clone();
        flipped[bit / 8] ^= 1 << (bit % 8);
        let flipped = STANDARD.encode(flipped);
        assert_eq!(open("fdasflkja484", "transaction", &flipped), wrong);
    }
    for length in 0..sealed.len() {
        let cut = STANDARD.encode(&sealed[..length]);
        assert_eq!(open("fdasflkja484", "transaction", &cut), wrong);
    }
    let aes = key.open("AEAD_AES_256_GCM", "fdasflkja484", "transaction", GCM);
    assert_eq!(
        aes.map(|_| ()),
        Err(AeadError::Open),
        "one suite for the other"
    );
    let other = ApiV3Key::new("TestOnlyApiV3Key0123456789abcdeF").unwrap();
    let other = other.open("AEAD_SM4_GCM", "fdasflkja484", "transaction", GCM);
    assert_eq!(other.map(|_| ()), wrong.map(|_: String| ()));
}

fn pair() -> &'static (Sm2PrivateKey, Sm2PublicKey) {
    static PAIR: OnceLock<(Sm2PrivateKey, Sm2PublicKey)> = OnceLock::new();
    PAIR.get_or_init(|| {
        let key = Sm2PrivateKey::generate().unwrap();
        let public = key.public_key().unwrap();
        (key, public)
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn what_is_signed_verifies(message: Vec<u8>) {
        let (key, public) = pair();
        let signature = key.sign(&message).unwrap();
        prop_assert_eq!(public.verify(&message, &signature), Ok(()));
    }

    #[test]
    fn what_is_sealed_opens(text in ".{1,40}", data in "[a-z]{0,9}") {
        let (key, public) = pair();
        let sealed = public.seal(&text.as_str().into()).unwrap();
        prop_assert_eq!(key.open(&sealed).unwrap(), Secret::from(text.as_str()));
        let api = ApiV3Key::new(API_V3_KEY).unwrap();
        let sealed = api.seal_with(Suite::Sm, "fdasflkja484", &data, text.as_bytes()).unwrap();
        let opened = api.open("AEAD_SM4_GCM", "fdasflkja484", &data, &sealed).unwrap();
        prop_assert_eq!(opened.as_slice(), text.as_bytes());
    }

    #[test]
    fn nonsense_is_refused_without_a_panic(bytes: Vec<u8>) {
        let (key, public) = pair();
        let text = STANDARD.encode(&bytes);
        prop_assert!(public.verify(b"", &text).is_err());
        prop_assert!(key.open(&text).is_err());
        // The same behind a head that looks right.
        let text = STANDARD.encode(der(0x30, &bytes[..bytes.len().min(100)]));
        prop_assert!(public.verify(b"", &text).is_err());
        prop_assert!(key.open(&text).is_err());
    }
}
