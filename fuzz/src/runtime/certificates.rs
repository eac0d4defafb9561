//! The answer of `GET /v3/certificates`, and the certificates in it.

use wechatpay_runtime::keys::{Keys, open_certificates};

use super::keys::{NOW, api_v3_key, sealed, signed, trusted};

/// The first byte says what the others are: `a`, the answer; any other, the plaintext of the
/// one certificate in an answer. Both are signed with the key that is trusted.
///
/// Promise: a certificate is trusted only under the serial that is in it.
pub fn certificates(data: &[u8]) {
    let Some((first, rest)) = data.split_first() else {
        return;
    };
    let serial = "0123456789ABCDEF0123456789ABCDEF01234567";
    let certificate = || {
        let item = serde_json::json!({ "serial_no": serial, "encrypt_certificate": sealed(rest) });
        serde_json::json!({ "data": [item] })
            .to_string()
            .into_bytes()
    };
    let body = match first {
        b'a' => rest.to_vec(),
        _ => certificate(),
    };
    let trusted = Keys::from_iter([trusted()]);
    let opened = open_certificates(&api_v3_key(), &trusted, &signed(&body), &body, NOW);
    if let (Ok(opened), true) = (opened, *first != b'a') {
        assert!(opened.iter().all(|key| key.id() == serial));
    }
}
