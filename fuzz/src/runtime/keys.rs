//! Keys for tests only, and what WeChat Pay does with them.

use std::sync::OnceLock;

use wechatpay_runtime::TrustedKey;
use wechatpay_runtime::crypto::{ApiV3Key, RsaPrivateKey, Signer};
use wechatpay_runtime::http::{HeaderMap, HeaderValue};
use wechatpay_runtime::protocol::{header, response_message};

const PRIVATE: &str =
    include_str!("../../../runtime/tests/client/fixtures/test-only-private-key.pem");
const PUBLIC: &str =
    include_str!("../../../runtime/tests/client/fixtures/test-only-public-key.pem");
const ID: &str = "PUB_KEY_ID_0114232134912410000000000000";
const AEAD_NONCE: &str = "fdasflkja484";

/// The time at which all targets live, in Unix seconds.
pub const NOW: i64 = 1_700_000_000;

fn private_key() -> &'static RsaPrivateKey {
    static KEY: OnceLock<RsaPrivateKey> = OnceLock::new();
    KEY.get_or_init(|| RsaPrivateKey::from_pem(PRIVATE).unwrap())
}

/// The key of WeChat Pay that is trusted.
pub fn trusted() -> TrustedKey {
    static KEY: OnceLock<TrustedKey> = OnceLock::new();
    KEY.get_or_init(|| TrustedKey::public_key(ID, PUBLIC).unwrap())
        .clone()
}

/// The merchant's APIv3 key.
pub fn api_v3_key() -> ApiV3Key {
    ApiV3Key::new("TestOnlyApiV3Key0123456789abcdef").unwrap()
}

/// The headers under which `body` verifies.
pub fn signed(body: &[u8]) -> HeaderMap {
    let time = NOW.to_string();
    let message = response_message(&time, "593BEC0C", body);
    let signature = private_key().sign(&message).unwrap();
    let pairs = [
        (header::TIMESTAMP, time.as_str()),
        (header::NONCE, "593BEC0C"),
        (header::SIGNATURE, &signature),
        (header::SERIAL, ID),
    ];
    let mut headers = HeaderMap::new();
    for (name, value) in pairs {
        headers.insert(name, HeaderValue::from_str(value).unwrap());
    }
    headers
}

/// `plaintext` as an envelope holds it.
pub fn sealed(plaintext: &[u8]) -> serde_json::Value {
    let ciphertext = api_v3_key().seal(AEAD_NONCE, "data", plaintext).unwrap();
    serde_json::json!({
        "algorithm": "AEAD_AES_256_GCM",
        "nonce": AEAD_NONCE,
        "associated_data": "data",
        "ciphertext": ciphertext,
    })
}
