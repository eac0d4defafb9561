//! The fields of a request that travel outside its body: in the query string and in headers.

use super::encode::{Secrets, json_text, number_text};
use super::path::Path;
use super::{EncodeError, Record, Ref, Seal, flags};

/// The query string's pairs, before percent-encoding, in the order of the schema; a list repeats its key.
///
/// # Errors
/// Where a number is not finite, or a field that must travel encrypted cannot be encrypted.
pub fn query_pairs(
    record: &dyn Record,
    seal: Option<&dyn Seal>,
) -> Result<Vec<(&'static str, String)>, EncodeError> {
    pairs(record, flags::QUERY, "the query string", seal)
}

/// The headers, in the order of the schema; a list repeats its name.
///
/// # Errors
/// Where a number is not finite, or a field that must travel encrypted cannot be encrypted.
pub fn headers(
    record: &dyn Record,
    seal: Option<&dyn Seal>,
) -> Result<Vec<(&'static str, String)>, EncodeError> {
    pairs(record, flags::HEADER, "a header", seal)
}

fn pairs(
    record: &dyn Record,
    wanted: u16,
    place: &'static str,
    seal: Option<&dyn Seal>,
) -> Result<Vec<(&'static str, String)>, EncodeError> {
    let writer = PlainText {
        secrets: Secrets::Sealed(seal),
        place,
    };
    let mut pairs = Vec::new();
    for (index, &(name, bits)) in record.schema().fields.iter().enumerate() {
        if bits & wanted == 0 {
            continue;
        }
        let path = Path::Root.key(name);
        match record.field(index).get() {
            Ref::Absent => {}
            Ref::List(list) if bits & flags::JSON_TEXT == 0 => {
                for (index, item) in (0..list.len()).filter_map(|i| Some((i, list.item(i)?))) {
                    pairs.push((name, writer.write(item.get(), bits, &path.index(index))?));
                }
            }
            value => pairs.push((name, writer.write(value, bits, &path)?)),
        }
    }
    Ok(pairs)
}

/// Writes values as bare text: no quotes around strings.
pub(super) struct PlainText<'a> {
    pub(super) secrets: Secrets<'a>,
    /// Where the text goes, for errors.
    pub(super) place: &'static str,
}

impl PlainText<'_> {
    /// The text of one value; of a struct or a list, its JSON.
    pub(super) fn write(
        &self,
        value: Ref<'_>,
        bits: u16,
        path: &Path<'_>,
    ) -> Result<String, EncodeError> {
        if bits & flags::JSON_TEXT != 0 {
            return json_text(value, bits, self.secrets, path);
        }
        match value {
            Ref::Text(text) => Ok(text.to_owned()),
            Ref::Json(json) => Ok(json.plain()),
            Ref::Secret(secret) => Ok(self.secrets.text(secret, bits, path)?.into_owned()),
            Ref::Integer(integer) => Ok(integer.to_string()),
            Ref::Number(number) => number_text(number, path),
            Ref::Boolean(boolean) => Ok(boolean.to_string()),
            Ref::Absent => Ok(String::new()),
            Ref::Record(_) | Ref::List(_) => json_text(value, bits, self.secrets, path),
            Ref::File(_) => Err(EncodeError::Misplaced {
                path: path.to_string(),
                found: "a file",
                place: self.place,
            }),
        }
    }
}
