//! Records to JSON, straight into bytes.
//!
//! Invariant: what comes out is valid JSON whose members are in the order of the
//! schema; absent values leave no trace.

use std::borrow::Cow;

use serde_json::Number;

use super::path::Path;
use super::{EncodeError, JsonValue, Record, Ref, Seal, flags};
use crate::value::Secret;

/// The flags of fields that do not travel in the JSON body.
const ELSEWHERE: u16 = flags::QUERY | flags::HEADER | flags::PART;

/// Up to here, every whole number has an `f64` of its own.
const EXACT: f64 = 9_007_199_254_740_992.0;

/// The JSON body of a request: the fields that do not travel in the query, a header or a part.
///
/// Empty texts are sent as they are; a whole number is written without a fraction.
///
/// # Errors
/// Where a number is not finite, a field that must travel encrypted cannot be
/// encrypted, or a file is not in a part.
pub fn encode_body(record: &dyn Record, seal: Option<&dyn Seal>) -> Result<Vec<u8>, EncodeError> {
    let mut encoder = Encoder::new(Secrets::Sealed(seal));
    encoder.record(record, ELSEWHERE, &Path::Root)?;
    Ok(encoder.out)
}

/// What becomes of the secrets in fields that travel encrypted.
#[derive(Clone, Copy)]
pub(super) enum Secrets<'a> {
    /// They are encrypted; an error where there is nothing to do it with.
    Sealed(Option<&'a dyn Seal>),
    /// They are written as they are: only for a user who asked for it.
    Plain,
}

impl Secrets<'_> {
    /// What is written for `secret`, in a field with the flags `bits`.
    pub(super) fn text<'s>(
        self,
        secret: &'s Secret,
        bits: u16,
        path: &Path<'_>,
    ) -> Result<Cow<'s, str>, EncodeError> {
        let seal = match self {
            Secrets::Sealed(seal) if bits & flags::ENCRYPTED != 0 => seal,
            _ => return Ok(Cow::Borrowed(secret.expose())),
        };
        let seal = seal.ok_or_else(|| EncodeError::NoKey {
            path: path.to_string(),
        })?;
        seal.seal(secret)
            .map(Cow::Owned)
            .map_err(|source| EncodeError::Seal {
                path: path.to_string(),
                source,
            })
    }
}

/// JSON in the making.
pub(super) struct Encoder<'a> {
    out: Vec<u8>,
    secrets: Secrets<'a>,
}

/// The JSON text of one value.
pub(super) fn json_text(
    value: Ref<'_>,
    bits: u16,
    secrets: Secrets<'_>,
    path: &Path<'_>,
) -> Result<String, EncodeError> {
    let mut encoder = Encoder::new(secrets);
    encoder.value(value, bits & !flags::JSON_TEXT, path)?;
    // The encoder writes only text.
    Ok(String::from_utf8(encoder.out).unwrap_or_default())
}

/// The bytes of one value's JSON.
pub(super) fn json_bytes(
    value: Ref<'_>,
    secrets: Secrets<'_>,
    path: &Path<'_>,
) -> Result<Vec<u8>, EncodeError> {
    let mut encoder = Encoder::new(secrets);
    encoder.value(value, 0, path)?;
    Ok(encoder.out)
}

impl<'a> Encoder<'a> {
    fn new(secrets: Secrets<'a>) -> Self {
        let out = Vec::with_capacity(512);
        Self { out, secrets }
    }

    /// The fields of `record` that have none of the flags in `skipped`.
    fn record(
        &mut self,
        record: &dyn Record,
        skipped: u16,
        path: &Path<'_>,
    ) -> Result<(), EncodeError> {
        self.out.push(b'{');
        let mut first = true;
        for (index, &(name, bits)) in record.schema().fields.iter().enumerate() {
            let value = record.field(index).get();
            if bits & skipped != 0 || matches!(value, Ref::Absent) {
                continue;
            }
            if !std::mem::take(&mut first) {
                self.out.push(b',');
            }
            self.text(name);
            self.out.push(b':');
            self.value(value, bits, &path.key(name))?;
        }
        self.out.push(b'}');
        Ok(())
    }

    fn value(&mut self, value: Ref<'_>, bits: u16, path: &Path<'_>) -> Result<(), EncodeError> {
        if bits & flags::JSON_TEXT != 0 {
            let text = json_text(value, bits, self.secrets, path)?;
            self.text(&text);
            return Ok(());
        }
        match value {
            Ref::Absent => self.out.extend_from_slice(b"null"),
            Ref::Text(text) => self.text(text),
            Ref::Secret(secret) => {
                let text = self.secrets.text(secret, bits, path)?;
                self.text(&text);
            }
            Ref::Integer(integer) => self.integer(integer),
            Ref::Number(number) => self.number(number, path)?,
            Ref::Boolean(boolean) => self.boolean(boolean),
            Ref::Json(json) => self.json(json),
            Ref::Record(record) => self.record(record, 0, path)?,
            Ref::List(list) => {
                self.out.push(b'[');
                for (index, item) in (0..list.len()).filter_map(|i| Some((i, list.item(i)?))) {
                    if index > 0 {
                        self.out.push(b',');
                    }
                    self.value(item.get(), bits, &path.index(index))?;
                }
                self.out.push(b']');
            }
            Ref::File(_) => {
                return Err(EncodeError::Misplaced {
                    path: path.to_string(),
                    found: "a file",
                    place: "JSON",
                });
            }
        }
        Ok(())
    }

    /// A string. Hardly any needs an escape, and that none does is quickly seen for all of it.
    fn text(&mut self, text: &str) {
        let plain = |byte: u8| byte >= b' ' && byte != b'"' && byte != b'\\';
        // No early end, so that many bytes are looked at in one step.
        if text.bytes().fold(true, |all, byte| all & plain(byte)) {
            self.out.push(b'"');
            self.out.extend_from_slice(text.as_bytes());
            self.out.push(b'"');
        } else {
            // A Vec takes every byte.
            let written = serde_json::to_writer(&mut self.out, text);
            debug_assert!(written.is_ok(), "a text always serializes");
        }
    }

    fn number(&mut self, number: f64, path: &Path<'_>) -> Result<(), EncodeError> {
        if !number.is_finite() {
            return Err(EncodeError::NotFinite {
                path: path.to_string(),
            });
        }
        self.out.extend_from_slice(number_text(number).as_bytes());
        Ok(())
    }

    fn integer(&mut self, integer: i64) {
        let mut digits = itoa::Buffer::new();
        self.out
            .extend_from_slice(digits.format(integer).as_bytes());
    }

    fn boolean(&mut self, boolean: bool) {
        self.out
            .extend_from_slice(if boolean { b"true" } else { b"false" });
    }

    fn json(&mut self, json: &JsonValue) {
        match json {
            JsonValue::Null => self.out.extend_from_slice(b"null"),
            JsonValue::Bool(boolean) => self.boolean(*boolean),
            JsonValue::String(text) => self.text(text),
            JsonValue::Number(number) => self.json_number(number),
            JsonValue::Array(items) => {
                self.out.push(b'[');
                for (index, item) in items.iter().enumerate() {
                    if index > 0 {
                        self.out.push(b',');
                    }
                    self.json(item);
                }
                self.out.push(b']');
            }
            JsonValue::Object(members) => {
                self.out.push(b'{');
                for (index, (name, value)) in members.iter().enumerate() {
                    if index > 0 {
                        self.out.push(b',');
                    }
                    self.text(name);
                    self.out.push(b':');
                    self.json(value);
                }
                self.out.push(b'}');
            }
        }
    }

    fn json_number(&mut self, number: &Number) {
        if let Some(integer) = number.as_i64() {
            self.integer(integer);
        } else if let Some(large) = number.as_u64() {
            self.out.extend_from_slice(large.to_string().as_bytes());
        } else {
            // Always finite.
            let number = number.as_f64().unwrap_or_default();
            self.out.extend_from_slice(format!("{number:?}").as_bytes());
        }
    }
}

/// The JSON of `value`.
pub(crate) fn json_value_text(value: &JsonValue) -> String {
    let mut encoder = Encoder::new(Secrets::Plain);
    encoder.json(value);
    // The encoder writes only text.
    String::from_utf8(encoder.out).unwrap_or_default()
}

/// The shortest text that reads as `number`, which is finite; without a fraction if it is whole.
pub(super) fn number_text(number: f64) -> String {
    // `Debug`, for unlike `Display` it writes no hundreds of zeros.
    whole(number).map_or_else(|| format!("{number:?}"), |whole| whole.to_string())
}

/// The integer that `number` is, where it is one and is exact.
pub(super) fn whole(number: f64) -> Option<i64> {
    let exact = number.fract() == 0.0 && number.abs() <= EXACT;
    // In this range the conversion loses nothing.
    exact.then_some(number as i64)
}
