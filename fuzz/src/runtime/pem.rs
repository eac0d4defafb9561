//! Keys and certificates as users give them.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use wechatpay_runtime::crypto::{Certificate, RsaPrivateKey, RsaPublicKey};

const LABELS: [&str; 4] = [
    "PRIVATE KEY",
    "RSA PRIVATE KEY",
    "PUBLIC KEY",
    "CERTIFICATE",
];

/// The first byte says what the others are: `t`, a PEM; any other, the DER in one.
pub fn pem(data: &[u8]) {
    let Some((first, rest)) = data.split_first() else {
        return;
    };
    let text = match first {
        b't' => String::from_utf8_lossy(rest).into_owned(),
        first => {
            let label = LABELS[usize::from(first % 4)];
            let base64 = STANDARD.encode(rest);
            format!("-----BEGIN {label}-----\n{base64}\n-----END {label}-----\n")
        }
    };
    if let Ok(key) = RsaPrivateKey::from_pem(&text) {
        assert!(RsaPrivateKey::from_pem(&key.to_pem().unwrap()).is_ok());
    }
    if let Ok(key) = RsaPublicKey::from_pem(&text) {
        assert!(RsaPublicKey::from_pem(&key.to_pem()).is_ok());
    }
    if let Ok(certificate) = Certificate::from_pem(&text) {
        let upper = |byte: u8| byte.is_ascii_digit() || (b'A'..=b'F').contains(&byte);
        assert!(certificate.serial.bytes().all(upper));
    }
}
