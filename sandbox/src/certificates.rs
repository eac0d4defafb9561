//! The platform certificate as `GET /v3/certificates` gives it: encrypted with the
//! merchant's APIv3 key.

use serde_json::{Map, Value, json};
use wechatpay_runtime::Timestamp;
use wechatpay_runtime::crypto::{AeadError, ApiV3Key, Suite};

use crate::keys::PlatformCertificate;
use crate::refusal::Refusal;

const ASSOCIATED_DATA: &str = "certificate";

/// The members of one item of the list.
pub(crate) fn members(
    certificate: &PlatformCertificate,
    key: &ApiV3Key,
) -> Result<Map<String, Value>, Refusal> {
    let suite = certificate.key.key.suite();
    let encrypted = sealed(key, suite, ASSOCIATED_DATA, certificate.pem.as_bytes())
        .map_err(|error| Refusal::new(500, "SYSTEM_ERROR", error.to_string()))?;
    let (from, to) = certificate.validity;
    let time = |seconds| Timestamp::from_unix_seconds(seconds).as_str().to_owned();
    let members = json!({
        "serial_no": certificate.key.id,
        "effective_time": time(from),
        "expire_time": time(to),
        "encrypt_certificate": encrypted,
    });
    match members {
        Value::Object(members) => Ok(members),
        _ => Ok(Map::new()),
    }
}

/// `{algorithm, nonce, associated_data, ciphertext}` of `plaintext` under the APIv3 key,
/// as `suite` does it.
pub(crate) fn sealed(
    key: &ApiV3Key,
    suite: Suite,
    associated_data: &str,
    plaintext: &[u8],
) -> Result<Value, AeadError> {
    // A generator that fails gives an empty nonce, which sealing refuses.
    let nonce = ApiV3Key::fresh_nonce().unwrap_or_default();
    let ciphertext = key.seal_with(suite, &nonce, associated_data, plaintext)?;
    Ok(json!({
        "algorithm": suite.aead(),
        "nonce": nonce,
        "associated_data": associated_data,
        "ciphertext": ciphertext,
    }))
}
