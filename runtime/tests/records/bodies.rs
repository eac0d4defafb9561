//! Bodies of an [`Everything`], and what decoding them reports.
#![allow(clippy::unwrap_used)]

use serde_json::{Value as JsonValue, json};
use wechatpay_runtime::record::decode;
use wechatpay_runtime::{Decoded, DeviationKind, Record};

use super::{Everything, Toy};

/// A body without a fault, all required fields and no other.
pub fn clean() -> JsonValue {
    json!({
        "text": "文本", "integer": 100, "number": 0.6, "boolean": true,
        "timestamp": "2018-06-08T10:34:56+08:00", "date": "2025-01-31",
        "secret": "sealed:e5bca0", "any": {"a": [1, null]},
        "state": "SUCCESS", "kind": 2, "inner": {"name": "n"}, "texts": ["a", "b"],
    })
}

pub fn read<T: Record>(json: &JsonValue) -> Decoded<T> {
    decode(json.to_string().as_bytes(), Some(&Toy)).unwrap()
}

/// The clean body with the members of `changes` put in.
pub fn changed(changes: &JsonValue) -> Decoded<Everything> {
    let mut json = clean();
    for (key, value) in changes.as_object().unwrap() {
        json[key] = value.clone();
    }
    read(&json)
}

pub fn reports<T>(decoded: &Decoded<T>) -> Vec<(&str, DeviationKind)> {
    let reports = decoded.deviations.iter();
    reports.map(|it| (it.path.as_str(), it.kind)).collect()
}

pub fn wrong(expected: &'static str, found: &'static str) -> DeviationKind {
    DeviationKind::WrongType { expected, found }
}

/// `json`, where it is an object, with a member in front that no record has. A decoder that
/// has a quick way for bodies without a fault must take the other one then.
pub fn with_a_stranger(json: &str) -> Option<String> {
    let (before, after) = json.split_once('{')?;
    let comma = if after.trim_start().starts_with('}') {
        ""
    } else {
        ","
    };
    let is_object = before.trim_start_matches('\u{feff}').trim().is_empty();
    is_object.then(|| format!("{before}{{\"stranger\":0{comma}{after}"))
}
