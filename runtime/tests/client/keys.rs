//! Keys and certificates as people give them, right and wrong; the key store.

use wechatpay_runtime::crypto::{
    ApiV3Key, Certificate, KeyError, RsaPrivateKey, RsaPublicKey, Suite,
};
use wechatpay_runtime::{ConfigError, KeyStore, TrustedKey};

use crate::support::{PLATFORM, SERIAL, builder, merchant_key, platform_pem};

const PRIVATE: &str = include_str!("fixtures/test-only-private-key.pem");
const PUBLIC: &str = include_str!("fixtures/test-only-public-key.pem");
const CERTIFICATE: &str = include_str!("fixtures/test-only-certificate.pem");
const HIGH_BIT: &str = include_str!("fixtures/test-only-certificate-high-bit.pem");
const EC: &str = include_str!("fixtures/test-only-ec-key.pem");
const SHORT: &str = include_str!("fixtures/test-only-short-key.pem");
const ENCRYPTED: &str = include_str!("fixtures/test-only-encrypted-key.pem");

#[test]
fn a_wrong_private_key_is_told_from_another() {
    let error = |pem: &str| RsaPrivateKey::from_pem(pem).unwrap_err();
    assert!(matches!(error(""), KeyError::NoPem { .. }));
    assert!(matches!(
        error("MIIEvQIBADANBgkqhkiG9w0BAQEFAASC"),
        KeyError::NoPem { .. }
    ));
    assert!(matches!(error("-----BEGIN "), KeyError::NoPem { .. }));
    assert!(matches!(error(EC), KeyError::Rejected { .. }));
    assert!(matches!(error(SHORT), KeyError::Rejected { .. }));
    assert_eq!(error(ENCRYPTED), KeyError::EncryptedPrivateKey);
    assert!(error(ENCRYPTED).to_string().contains("openssl pkey"));
    assert!(
        error(CERTIFICATE).to_string().contains("`CERTIFICATE`"),
        "{}",
        error(CERTIFICATE)
    );
    assert!(matches!(
        error(&PRIVATE[..800]),
        KeyError::DamagedPem { .. }
    ));
    let damaged = PRIVATE.replace('\n', "\n!");
    assert!(matches!(error(&damaged), KeyError::DamagedPem { .. }));
    let emptied = "-----BEGIN PRIVATE KEY-----\n-----END PRIVATE KEY-----\n";
    assert!(matches!(error(emptied), KeyError::DamagedPem { .. }));
}

#[test]
fn text_around_a_pem_and_windows_line_ends_do_no_harm() {
    let around = format!(
        "Bag Attributes\r\n{CERTIFICATE}\n{}",
        PRIVATE.replace('\n', "\r\n")
    );
    let key = RsaPrivateKey::from_pem(&around).unwrap();
    assert_eq!(key.public_key().unwrap().to_pem(), PUBLIC);
    assert!(Certificate::from_pem(&around).is_ok());
}

#[test]
fn a_certificate_gives_serial_and_validity_as_openssl_prints_them() {
    let certificate = Certificate::from_pem(CERTIFICATE).unwrap();
    assert_eq!(
        certificate.serial,
        "0123456789ABCDEF0123456789ABCDEF01234567"
    );
    // Nov 24 06:50:05 2026 GMT, Oct 31 06:50:05 2126 GMT
    assert_eq!(
        (certificate.not_before, certificate.not_after),
        (1_795_503_005, 4_949_103_005)
    );
    assert_eq!(certificate.key.to_pem(), PUBLIC);
    let high_bit = Certificate::from_pem(HIGH_BIT).unwrap();
    assert_eq!(high_bit.serial, "F123456789ABCDEF0123456789ABCDEF01234567");
    let damaged = PRIVATE.replace("PRIVATE KEY", "CERTIFICATE");
    assert!(matches!(
        Certificate::from_pem(&damaged),
        Err(KeyError::Certificate { .. })
    ));
}

#[test]
fn the_api_v3_key_has_32_bytes() {
    assert!(ApiV3Key::new([b'k'; 32]).is_ok());
    for length in [0, 31, 33] {
        let error = ApiV3Key::new(vec![b'k'; length]).unwrap_err();
        assert_eq!(error, KeyError::ApiV3KeyLength { length });
    }
}

#[test]
fn a_public_key_needs_its_own_kind_of_id_and_pem() {
    for id in [
        "",
        "PUB_KEY_ID_",
        "pub_key_id_1",
        SERIAL,
        "PUB_KEY_ID_1 ",
        "PUB_KEY_ID_1\n",
    ] {
        assert_eq!(
            TrustedKey::public_key(id, PUBLIC).unwrap_err(),
            KeyError::PublicKeyId
        );
    }
    assert!(TrustedKey::public_key(PLATFORM, CERTIFICATE).is_err());
    assert!(RsaPublicKey::from_pem(PRIVATE).is_err());
    assert!(TrustedKey::certificate(PUBLIC).is_err());
}

#[test]
fn a_key_is_found_by_its_exact_id_and_a_snapshot_stays_as_it_is() {
    let store = KeyStore::new();
    let before = store.snapshot();
    let shared = store.clone();
    shared.add([TrustedKey::public_key(PLATFORM, &platform_pem()).unwrap()]);
    assert!(before.is_empty(), "a snapshot must not change");
    let after = store.snapshot();
    assert_eq!(after.ids(), [PLATFORM]);
    assert!(after.find(PLATFORM).is_some());
    for near in [
        &PLATFORM[..PLATFORM.len() - 1],
        &PLATFORM.to_lowercase(),
        "",
    ] {
        assert!(after.find(near).is_none(), "{near}");
    }
    // The same id again replaces the key and does not stand beside it.
    store.add([TrustedKey::public_key(PLATFORM, PUBLIC).unwrap()]);
    assert_eq!(store.snapshot().ids(), [PLATFORM]);
    assert!(store.remove(PLATFORM) && !store.remove(PLATFORM));
    assert!(store.snapshot().is_empty() && !after.is_empty());
}

#[test]
fn fields_are_encrypted_with_the_key_that_lives_longest() {
    let store = KeyStore::new();
    store.add([TrustedKey::certificate(CERTIFICATE).unwrap()]);
    store.add([TrustedKey::certificate(HIGH_BIT).unwrap()]);
    let sealing = |now| {
        store
            .snapshot()
            .sealing(Suite::Rsa, now)
            .map(|key| key.id().to_owned())
    };
    // Both were issued within one second or two, so the test takes their own times.
    let validity = |pem| {
        Certificate::from_pem(pem)
            .map(|c| (c.not_before, c.not_after))
            .unwrap()
    };
    let (first, second) = (validity(CERTIFICATE), validity(HIGH_BIT));
    let longest = if second.1 > first.1 {
        HIGH_BIT
    } else {
        CERTIFICATE
    };
    let longest = Certificate::from_pem(longest).unwrap().serial;
    assert_eq!(sealing(second.0.max(first.0)), Some(longest));
    assert_eq!(sealing(first.0.min(second.0) - 1), None, "not valid yet");
    assert_eq!(
        sealing(first.1.max(second.1) + 1),
        None,
        "not valid any more"
    );
    store.add([TrustedKey::public_key(PLATFORM, PUBLIC).unwrap()]);
    assert_eq!(sealing(second.0.max(first.0)), Some(PLATFORM.to_owned()));
    assert_eq!(sealing(0), Some(PLATFORM.to_owned()));
}

#[test]
fn a_client_says_what_it_lacks() {
    use wechatpay_runtime::Client;
    let pem = merchant_key().to_pem().unwrap();
    let missing = |name| Some(ConfigError::Missing(name));
    let error = |builder: wechatpay_runtime::ClientBuilder| builder.build().err();
    assert_eq!(error(Client::builder()), missing("merchant_id"));
    let with_id = || Client::builder().merchant_id("1900000001");
    assert_eq!(error(with_id()), missing("certificate_serial"));
    let with_serial = || with_id().certificate_serial(SERIAL);
    assert_eq!(error(with_serial()), missing("private_key_pem"));
    assert_eq!(error(with_serial().private_key_pem(&pem)), None);
    let with_key = || with_serial().private_key_pem(&pem);
    assert_eq!(
        error(with_key().certificate_serial("xyz")),
        Some(ConfigError::CertificateSerial)
    );
    let id = ConfigError::Id { attribute: "mchid" };
    assert_eq!(error(with_key().merchant_id("19\"00")), Some(id));
    assert!(matches!(
        error(with_key().api_v3_key("x")),
        Some(ConfigError::ApiV3Key(_))
    ));
    assert!(matches!(
        error(with_key().public_key("x", "")),
        Some(ConfigError::TrustedKey(_))
    ));
    for url in [
        "",
        "api.mch.weixin.qq.com",
        "ftp://h",
        "http://h/v3",
        "http://h?x",
        "http://u@h",
    ] {
        assert_eq!(
            error(with_key().base_url(url)),
            Some(ConfigError::BaseUrl),
            "{url}"
        );
    }
    assert_eq!(
        error(with_key().user_agent("a\nb")),
        Some(ConfigError::UserAgent)
    );
}

#[test]
fn the_serial_can_come_from_the_certificate_and_is_sent_in_upper_case() {
    let client = builder().certificate_pem(CERTIFICATE).build().unwrap();
    assert_eq!(
        client.merchant().serial(),
        "0123456789ABCDEF0123456789ABCDEF01234567"
    );
    let client = builder()
        .certificate_serial(SERIAL.to_lowercase())
        .build()
        .unwrap();
    assert_eq!(client.merchant().serial(), SERIAL);
}
