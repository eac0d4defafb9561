//! The record decoder.

use serde::de::IgnoredAny;
use wechatpay_runtime::record::{decode as decode_record, encode_body};
use wechatpay_runtime::{Decoded, JsonValue};

use super::records::bodies::with_a_stranger;
use super::records::{Everyday, Everything, Toy};

/// A body. Promises: whatever is JSON decodes; nothing else does; what came out goes back in
/// without a loss; and the decoder's quick way reads as the other one does.
pub fn decode(data: &[u8]) {
    both_ways(data);
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

fn both_ways(data: &[u8]) {
    let Some(other) = std::str::from_utf8(data).ok().and_then(with_a_stranger) else {
        return;
    };
    let quick = decode_record::<Everyday>(data, Some(&Toy)).ok();
    let other = decode_record::<Everyday>(other.as_bytes(), Some(&Toy)).ok();
    assert_eq!(
        quick.as_ref().map(|it| &it.value),
        other.as_ref().map(|it| &it.value)
    );
    if let (Some(quick), Some(other)) = (quick, other) {
        // No more than 1,000 are kept, of which one is the stranger.
        let reports = quick.deviations.len().min(999);
        assert_eq!(reports + 1, other.deviations.len());
    }
}
