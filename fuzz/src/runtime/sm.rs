//! What the SM suite reads: keys and certificates, signatures, encrypted fields, envelopes.

use std::sync::OnceLock;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use wechatpay_runtime::crypto::{
    Certificate, Padding, PrivateKey, PublicKey, Sm2PrivateKey, Sm2PublicKey, Suite,
};
use wechatpay_runtime::{Open as _, Secret};

use super::keys::api_v3_key;

const PRIVATE: &str =
    include_str!("../../../runtime/tests/client/fixtures/test-only-sm2-private-key.pem");
const PUBLIC: &str =
    include_str!("../../../runtime/tests/client/fixtures/test-only-sm2-public-key.pem");
const MESSAGE: &[u8] =
    include_bytes!("../../../runtime/tests/client/fixtures/response-message.txt");
/// The key's signature of the message.
const SIGNATURE: &str =
    include_str!("../../../runtime/tests/client/fixtures/sm2-response-signature.txt");
/// What was sealed with an envelope.
const DATA: &str = "transaction";
const NONCE: &str = "fdasflkja484";
const LABELS: [&str; 3] = ["PRIVATE KEY", "PUBLIC KEY", "CERTIFICATE"];

/// The first byte says what the others are: `s`, a signature in DER; `c`, an encrypted field
/// in DER; `e`, the ciphertext of an envelope; `p`, what an envelope or a field holds; `t`, a
/// PEM; any other, the DER in one.
///
/// Promises: nothing but the signature that the key gave verifies, in one spelling only; only
/// what the APIv3 key sealed opens; what is sealed opens as it was; a key that is read is
/// written so that it can be read again.
pub fn sm(data: &[u8]) {
    let Some((first, rest)) = data.split_first() else {
        return;
    };
    match first {
        b's' => signature(rest),
        b'c' => drop(private_key().open(&STANDARD.encode(rest))),
        b'e' => envelope(rest),
        b'p' => sealed(rest),
        b't' => pem(&String::from_utf8_lossy(rest)),
        first => {
            let label = LABELS[usize::from(first % 3)];
            let base64 = STANDARD.encode(rest);
            pem(&format!(
                "-----BEGIN {label}-----\n{base64}\n-----END {label}-----\n"
            ));
        }
    }
}

fn signature(der: &[u8]) {
    let text = STANDARD.encode(der);
    let verified = public_key().verify(MESSAGE, &text).is_ok();
    assert_eq!(verified, text == SIGNATURE.trim_end());
}

fn envelope(ciphertext: &[u8]) {
    let text = STANDARD.encode(ciphertext);
    let opened = api_v3_key().open(Suite::Sm.aead(), NONCE, DATA, &text);
    if let Ok(plaintext) = opened {
        let again = api_v3_key().seal_with(Suite::Sm, NONCE, DATA, &plaintext);
        assert_eq!(again, Ok(text));
    }
}

fn sealed(plaintext: &[u8]) {
    let key = api_v3_key();
    let text = key.seal_with(Suite::Sm, NONCE, DATA, plaintext).unwrap();
    let opened = key.open(Suite::Sm.aead(), NONCE, DATA, &text).unwrap();
    assert_eq!(*opened, plaintext);
    assert!(key.open(Suite::Sm.aead(), NONCE, "other", &text).is_err());

    let field = Secret::from(String::from_utf8_lossy(plaintext).into_owned());
    match public_key().seal(&field) {
        Ok(text) => assert_eq!(private_key().open(&text).unwrap(), field),
        Err(_) => assert!(field.expose().is_empty()),
    }
}

fn pem(text: &str) {
    if let Ok(key) = PrivateKey::from_pem(text) {
        assert!(PrivateKey::from_pem(&key.to_pem().unwrap()).is_ok());
        assert!(key.public_key().is_ok());
    }
    if let Ok(key) = PublicKey::from_pem(text) {
        assert!(PublicKey::from_pem(&key.to_pem()).is_ok());
    }
    if let Ok(certificate) = Certificate::from_pem(text) {
        let field = Secret::from("1");
        assert!(certificate.key.seal(Padding::OaepSha1, &field).is_ok());
    }
}

fn private_key() -> &'static Sm2PrivateKey {
    static KEY: OnceLock<Sm2PrivateKey> = OnceLock::new();
    KEY.get_or_init(|| Sm2PrivateKey::from_pem(PRIVATE).unwrap())
}

fn public_key() -> &'static Sm2PublicKey {
    static KEY: OnceLock<Sm2PublicKey> = OnceLock::new();
    KEY.get_or_init(|| Sm2PublicKey::from_pem(PUBLIC).unwrap())
}
