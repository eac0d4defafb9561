//! Any JSON into a [`JsonValue`].

use serde_json::{Map, Number};

use super::super::value::JsonValue;
use super::reader::{DEPTH_LIMIT, Reader};
use super::scalar::Scalar;

/// Reads any value, `depth` levels down.
pub(in super::super) fn read_json(reader: &mut Reader<'_>, depth: usize) -> Option<JsonValue> {
    match reader.peek()? {
        b'"' => {
            reader.expect(b'"')?;
            reader.string().map(|text| text.into_owned().into())
        }
        b'{' | b'[' if depth >= DEPTH_LIMIT => reader.too_deep(),
        b'[' => {
            reader.expect(b'[')?;
            let mut items = Vec::new();
            let mut more = !reader.take(b']');
            while more {
                items.push(read_json(reader, depth + 1)?);
                more = reader.is_more(b']')?;
            }
            Some(items.into())
        }
        b'{' => {
            reader.expect(b'{')?;
            let mut members = Map::new();
            let mut more = !reader.take(b'}');
            while more {
                reader.expect(b'"')?;
                let name = reader.string()?.into_owned();
                reader.expect(b':')?;
                members.insert(name, read_json(reader, depth + 1)?);
                more = reader.is_more(b'}')?;
            }
            Some(members.into())
        }
        b't' | b'f' => reader.boolean().map(JsonValue::Bool),
        b'n' => reader.word("null").map(|()| JsonValue::Null),
        _ => reader.number().map(number),
    }
}

/// The JSON that `found` is.
pub(in super::super) fn json_of(found: Scalar<'_>) -> JsonValue {
    match found {
        Scalar::Null => JsonValue::Null,
        Scalar::Boolean(boolean) => boolean.into(),
        Scalar::Digits(digits) => number(digits),
        Scalar::Text(text) => text.into(),
    }
}

/// The number that `digits` spell; as text where it is beyond the range of `f64`.
fn number(digits: &str) -> JsonValue {
    if let Ok(integer) = digits.parse::<i64>() {
        return integer.into();
    }
    if let Ok(integer) = digits.parse::<u64>() {
        return integer.into();
    }
    let number = digits.parse().ok().and_then(Number::from_f64);
    number.map_or_else(|| digits.into(), JsonValue::Number)
}
