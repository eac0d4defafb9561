//! Records to JSON, straight into bytes.
//!
//! Invariant: what comes out is valid JSON whose members are in the order of the
//! schema; absent values leave no trace.

use std::borrow::Cow;

use super::path::Path;
use super::{EncodeError, Number, Record, Ref, Seal, flags};
use crate::value::Secret;

/// The flags of fields that do not travel in the JSON body.
const ELSEWHERE: u16 = flags::QUERY | flags::HEADER | flags::PART;

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
            Ref::Integer(integer) => write_integer(integer, &mut self.out),
            Ref::Number(number) => {
                let text = number_text(number, path)?;
                self.out.extend_from_slice(text.as_bytes());
            }
            Ref::Boolean(boolean) => write_boolean(boolean, &mut self.out),
            Ref::Json(json) => json.write(&mut self.out),
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

    fn text(&mut self, text: &str) {
        write_text(text, &mut self.out);
    }
}

/// The text of `number`, which is at `path`.
pub(super) fn number_text(number: &dyn Number, path: &Path<'_>) -> Result<String, EncodeError> {
    number.text().ok_or_else(|| EncodeError::NotFinite {
        path: path.to_string(),
    })
}

/// Appends `text` as JSON. Hardly any needs an escape, and that none does is quickly seen for
/// all of it.
pub(super) fn write_text(text: &str, out: &mut Vec<u8>) {
    let plain = |byte: u8| byte >= b' ' && byte != b'"' && byte != b'\\';
    // No early end, so that many bytes are looked at in one step.
    if text.bytes().fold(true, |all, byte| all & plain(byte)) {
        out.push(b'"');
        out.extend_from_slice(text.as_bytes());
        out.push(b'"');
    } else {
        // A Vec takes every byte.
        let written = serde_json::to_writer(out, text);
        debug_assert!(written.is_ok(), "a text always serializes");
    }
}

/// Appends `integer` as JSON.
pub(super) fn write_integer(integer: i64, out: &mut Vec<u8>) {
    let mut digits = itoa::Buffer::new();
    out.extend_from_slice(digits.format(integer).as_bytes());
}

/// Appends `boolean` as JSON.
pub(super) fn write_boolean(boolean: bool, out: &mut Vec<u8>) {
    out.extend_from_slice(if boolean { b"true" } else { b"false" });
}
