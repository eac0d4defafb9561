//! `GET /v3/certificates`: the answer that brings the keys that it is signed with.

use serde_json::{Value, json};
use wechatpay_runtime::crypto::{AeadError, ApiV3Key, RsaPrivateKey};
use wechatpay_runtime::keys::{CertificatesError, Keys, open_certificates};
use wechatpay_runtime::{Call, ErrorKind, TrustedKey, VerifyError};

use crate::server::{Reply, Server};
use crate::support::*;

pub const CERTIFICATE: &str = include_str!("fixtures/test-only-certificate.pem");
pub const CERTIFICATE_SERIAL: &str = "0123456789ABCDEF0123456789ABCDEF01234567";
pub const HIGH_BIT: &str = include_str!("fixtures/test-only-certificate-high-bit.pem");
pub const HIGH_BIT_SERIAL: &str = "F123456789ABCDEF0123456789ABCDEF01234567";

/// The key of both certificates.
pub fn certified_key() -> RsaPrivateKey {
    RsaPrivateKey::from_pem(include_str!("fixtures/test-only-private-key.pem")).unwrap()
}

pub fn item(serial: &str, pem: &str, key: &str) -> Value {
    let key = ApiV3Key::new(key).unwrap();
    json!({
        "serial_no": serial,
        "effective_time": "2026-11-24T14:50:05+08:00",
        "expire_time": "2126-10-31T14:50:05+08:00",
        "encrypt_certificate": {
            "algorithm": "AEAD_AES_256_GCM",
            "nonce": "61f9c719728a",
            "associated_data": "certificate",
            "ciphertext": key.seal("61f9c719728a", "certificate", pem.as_bytes()).unwrap(),
        },
    })
}

pub fn list(items: &[Value]) -> Vec<u8> {
    serde_json::to_vec(&json!({ "data": items })).unwrap()
}

fn good() -> Vec<u8> {
    list(&[item(CERTIFICATE_SERIAL, CERTIFICATE, API_V3_KEY)])
}

fn open(
    body: &[u8],
    signer: &RsaPrivateKey,
    serial: &str,
) -> Result<Vec<TrustedKey>, CertificatesError> {
    let headers = signed_headers(signer, serial, NOW, body);
    let key = ApiV3Key::new(API_V3_KEY).unwrap();
    open_certificates(&key, &Keys::default(), &headers, body, NOW)
}

fn error(body: &[u8]) -> CertificatesError {
    open(body, &certified_key(), CERTIFICATE_SERIAL).unwrap_err()
}

#[test]
fn the_answer_proves_itself() {
    let keys = open(&good(), &certified_key(), CERTIFICATE_SERIAL).unwrap();
    assert_eq!(keys.len(), 1);
    assert_eq!(keys[0].id(), CERTIFICATE_SERIAL);
    assert!(keys[0].validity().is_some());
    let both = list(&[
        item(CERTIFICATE_SERIAL, CERTIFICATE, API_V3_KEY),
        item(HIGH_BIT_SERIAL, HIGH_BIT, API_V3_KEY),
    ]);
    assert_eq!(
        open(&both, &certified_key(), HIGH_BIT_SERIAL)
            .unwrap()
            .len(),
        2
    );
}

#[test]
fn an_answer_that_another_key_signed_gives_nothing() {
    let forged = open(&good(), platform_key(), CERTIFICATE_SERIAL).unwrap_err();
    assert_eq!(forged, CertificatesError::Verify(VerifyError::Signature));
    let unknown = open(&good(), &certified_key(), HIGH_BIT_SERIAL).unwrap_err();
    assert!(matches!(
        unknown,
        CertificatesError::Verify(VerifyError::UnknownKey { .. })
    ));
    let headers = signed_headers(&certified_key(), CERTIFICATE_SERIAL, NOW - 301, &good());
    let key = ApiV3Key::new(API_V3_KEY).unwrap();
    let old = open_certificates(&key, &Keys::default(), &headers, &good(), NOW).unwrap_err();
    assert_eq!(
        old,
        CertificatesError::Verify(VerifyError::Clock { seconds: 301 })
    );
}

#[test]
fn each_wrong_list_is_refused_for_its_reason() {
    assert_eq!(error(b"[]"), CertificatesError::Malformed);
    assert_eq!(
        error(br#"{"data":[{"serial_no":"1"}]}"#),
        CertificatesError::Malformed
    );
    assert_eq!(error(&list(&[])), CertificatesError::Empty);
    let other_key = item(
        CERTIFICATE_SERIAL,
        CERTIFICATE,
        "AnotherApiV3Key00123456789abcdef",
    );
    assert_eq!(
        error(&list(&[other_key])),
        CertificatesError::Decrypt(AeadError::Open)
    );
    let other_serial = item(HIGH_BIT_SERIAL, CERTIFICATE, API_V3_KEY);
    let serial = CERTIFICATE_SERIAL.to_owned();
    assert_eq!(
        error(&list(&[other_serial])),
        CertificatesError::Serial { serial }
    );
    let no_certificate = item(CERTIFICATE_SERIAL, "hello", API_V3_KEY);
    assert!(matches!(
        error(&list(&[no_certificate])),
        CertificatesError::Certificate(_)
    ));
}

#[test]
fn certificates_of_another_suite_are_passed_over() {
    // With the SM suite compiled in, its certificates are of use.
    let algorithm = if cfg!(feature = "sm") {
        "AEAD_OTHER"
    } else {
        "AEAD_SM4_GCM"
    };
    let mut other = item("0B", "", API_V3_KEY);
    other["encrypt_certificate"]["algorithm"] = json!(algorithm);
    assert_eq!(
        error(&list(std::slice::from_ref(&other))),
        CertificatesError::Empty
    );
    let mixed = list(&[other, item(CERTIFICATE_SERIAL, CERTIFICATE, API_V3_KEY)]);
    assert_eq!(
        open(&mixed, &certified_key(), CERTIFICATE_SERIAL)
            .unwrap()
            .len(),
        1
    );
}

/// What those who trust `trusted` make of a list with one certificate, signed with that one's
/// key under the id `signer`: whoever knows the APIv3 key can make it.
fn offered(trusted: Keys, signer: &str, now: i64) -> Result<usize, CertificatesError> {
    let body = list(&[item(HIGH_BIT_SERIAL, HIGH_BIT, API_V3_KEY)]);
    let headers = signed_headers(&certified_key(), signer, now, &body);
    let key = ApiV3Key::new(API_V3_KEY).unwrap();
    open_certificates(&key, &trusted, &headers, &body, now).map(|opened| opened.len())
}

#[test]
fn a_list_that_only_its_own_certificate_signed_is_for_those_who_trust_nobody() {
    let certificate = || TrustedKey::certificate(CERTIFICATE).unwrap();
    let unknown = |known: &str| {
        Err(CertificatesError::Verify(VerifyError::UnknownKey {
            serial: HIGH_BIT_SERIAL.into(),
            known: vec![known.to_owned()],
        }))
    };
    let own = |trusted| offered(trusted, HIGH_BIT_SERIAL, NOW);
    assert_eq!(own(Keys::default()), Ok(1));
    assert_eq!(
        own(Keys::from_iter([platform_trusted()])),
        unknown(PLATFORM)
    );
    let trusted = || Keys::from_iter([certificate()]);
    assert_eq!(own(trusted()), unknown(CERTIFICATE_SERIAL));
    // The same list, signed by the certificate that it replaces.
    assert_eq!(offered(trusted(), CERTIFICATE_SERIAL, NOW), Ok(1));
    // Whoever slept through the change is told what to do; whoever sees a forgery is not.
    let told = |error: CertificatesError| error.to_string().contains("certificate_file");
    assert!(told(own(trusted()).unwrap_err()));
    assert!(!told(CertificatesError::Verify(VerifyError::Signature)));
    // Nobody who is trusted can vouch any more, so it begins anew (and finds the new one expired).
    let expired = certificate().validity().unwrap().1 + 301;
    let serial = HIGH_BIT_SERIAL.to_owned();
    let begun = CertificatesError::Verify(VerifyError::ExpiredKey { serial });
    assert_eq!(offered(trusted(), HIGH_BIT_SERIAL, expired), Err(begun));
}

#[tokio::test]
async fn a_client_that_trusts_nobody_downloads_them_and_can_call() {
    let reply = Reply::new(200, good()).signed_by(&certified_key(), CERTIFICATE_SERIAL, NOW);
    let server = Server::answering(reply).await;
    let client = without_trust().base_url(&server.url).build().unwrap();
    assert_eq!(
        client.download_certificates().await.unwrap(),
        [CERTIFICATE_SERIAL]
    );
    assert_eq!(server.only().target(), "/v3/certificates");
    assert_eq!(server.only().header("wechatpay-serial"), None);
    assert_eq!(client.keys().snapshot().ids(), [CERTIFICATE_SERIAL]);
    // The same answer, now as any other call, verifies with what was downloaded.
    let reply = Call::<()>::bare(client.root().param("1"), &QUERY)
        .reply()
        .await
        .unwrap();
    assert!(reply.verified);
}

#[tokio::test]
async fn during_a_migration_the_public_key_vouches_for_the_certificates() {
    let reply = Reply::new(200, good()).signed_by(platform_key(), PLATFORM, NOW);
    let server = Server::answering(reply).await;
    let client = server.client();
    let downloaded = client.download_certificates().await.unwrap();
    assert_eq!(downloaded, [CERTIFICATE_SERIAL]);
    let both = client.keys().snapshot();
    assert!(both.find(CERTIFICATE_SERIAL).is_some() && both.find(PLATFORM).is_some());
}

#[tokio::test]
async fn a_forged_download_changes_nothing() {
    let reply = Reply::new(200, good()).signed_by(platform_key(), CERTIFICATE_SERIAL, NOW);
    let server = Server::answering(reply).await;
    let client = without_trust().base_url(&server.url).build().unwrap();
    let error = client.download_certificates().await.unwrap_err();
    let forged = CertificatesError::Verify(VerifyError::Signature);
    assert!(matches!(error.kind(), ErrorKind::Certificates(error) if *error == forged));
    assert!(error.reply().is_some());
    assert!(client.keys().snapshot().is_empty());
}

#[tokio::test]
async fn a_merchant_without_certificates_is_told_so() {
    let body = r#"{"code":"RESOURCE_NOT_EXISTS","message":"无可用的平台证书"}"#;
    let server = Server::answering(Reply::new(404, body)).await;
    let error = server.client().download_certificates().await.unwrap_err();
    assert_eq!(error.api().unwrap().code, "RESOURCE_NOT_EXISTS");
}
