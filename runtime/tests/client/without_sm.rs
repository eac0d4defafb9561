//! Without the feature `sm`: whatever is of that suite is refused, and the error says what to do.

use std::sync::Arc;
use wechatpay_runtime::crypto::{
    AeadError, ApiV3Key, Certificate, KeyError, PrivateKey, PublicKey, Suite,
};
use wechatpay_runtime::protocol::Scheme;
use wechatpay_runtime::{ConfigError, Credentials};

use crate::support::{API_V3_KEY, MERCHANT, SERIAL, builder, merchant_key};

const PRIVATE: &str = include_str!("fixtures/test-only-sm2-private-key.pem");
const PUBLIC: &str = include_str!("fixtures/test-only-sm2-public-key.pem");
const CERTIFICATE: &str = include_str!("fixtures/test-only-sm2-certificate.pem");
const GCM: &str = include_str!("fixtures/sm4-gcm-ciphertext.txt");

#[track_caller]
fn assert_helps(error: &impl std::fmt::Display) {
    let text = error.to_string();
    assert!(text.contains("enable the feature `sm`"), "{text}");
}

#[test]
fn keys_and_certificates_name_the_feature() {
    for error in [
        PrivateKey::from_pem(PRIVATE).unwrap_err(),
        PublicKey::from_pem(PUBLIC).unwrap_err(),
        Certificate::from_pem(CERTIFICATE).unwrap_err(),
    ] {
        assert!(matches!(error, KeyError::SmFeature { .. }));
        assert_helps(&error);
    }
    assert_helps(&builder().private_key_pem(PRIVATE).build().unwrap_err());
    assert_helps(
        &builder()
            .platform_certificate(CERTIFICATE)
            .build()
            .unwrap_err(),
    );
}

#[test]
fn the_scheme_and_the_cipher_name_the_feature() {
    let signer = Arc::new(merchant_key().clone());
    let error = Credentials::with_signer(Scheme::MerchantSm, MERCHANT, SERIAL, signer, None);
    let error = error.unwrap_err();
    assert_eq!(error, ConfigError::SmFeature);
    assert_helps(&error);
    let key = ApiV3Key::new(API_V3_KEY).unwrap();
    let opened = key.open("AEAD_SM4_GCM", "fdasflkja484", "transaction", GCM);
    let error = opened.unwrap_err();
    assert_eq!(error, AeadError::SmFeature);
    assert_helps(&error);
    let sealed = key.seal_with(Suite::Sm, "fdasflkja484", "", b"x");
    assert_eq!(sealed, Err(AeadError::SmFeature));
}
