//! The record decoder.

use serde::de::IgnoredAny;
use wechatpay_runtime::record::{decode as decode_record, encode_body};
use wechatpay_runtime::{Decoded, JsonValue};

use super::records::{Everything, Toy};

/// A body. Promises: whatever is JSON decodes; nothing else does; and what came out goes
/// back in without a loss.
pub fn decode(data: &[u8]) {
    let decoded = decode_record::<Everything>(data, Some(&Toy));
    let json = data.strip_prefix("\u{feff}".as_bytes()).unwrap_or(data);
    if serde_json::from_slice::<JsonValue>(json).is_ok() {
        assert!(decoded.is_ok(), "JSON is refused: {decoded:?}");
    }
    let Ok(Decoded { value, .. }) = decoded else {
        return;
    };
    assert!(
        serde_json::from_slice::<IgnoredAny>(json).is_ok(),
        "what is not JSON is taken"
    );
    // Too long a secret cannot be encrypted again.
    let Ok(encoded) = encode_body(&value, Some(&Toy)) else {
        return;
    };
    let again = decode_record::<Everything>(&encoded, Some(&Toy));
    assert_eq!(again.map(|again| again.value), Ok(value));
}
