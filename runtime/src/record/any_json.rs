//! Values whose shape the documentation leaves open: any JSON.
//!
//! Invariant: only what is reached through [`AnyJson`] builds or writes a [`JsonValue`], so that
//! an application whose types have no such field is without that.

use serde_json::Number;

use super::JsonValue;
use super::decode::{Reader, Scalar, json_of, read_json};
use super::encode::{write_boolean, write_integer, write_text};

/// Any JSON: a [`JsonValue`].
pub trait AnyJson {
    /// The value.
    fn get(&self) -> &JsonValue;

    /// The value, to be changed.
    fn get_mut(&mut self) -> &mut JsonValue;

    /// Makes it `null`.
    fn clear(&mut self);

    /// Makes it what `from` is.
    fn copy(&mut self, from: &dyn AnyJson);

    /// Appends it as JSON.
    fn write(&self, out: &mut Vec<u8>);

    /// Its JSON.
    fn text(&self) -> String;

    /// A text as it is, of everything else the JSON.
    fn plain(&self) -> String;

    /// Keeps `found`.
    #[doc(hidden)]
    fn set(&mut self, found: Scalar<'_>);

    /// Reads the next value, `depth` levels down.
    #[doc(hidden)]
    fn read(&mut self, reader: &mut Reader<'_>, depth: usize) -> Option<()>;
}

impl AnyJson for JsonValue {
    fn get(&self) -> &JsonValue {
        self
    }

    fn get_mut(&mut self) -> &mut JsonValue {
        self
    }

    fn clear(&mut self) {
        *self = JsonValue::Null;
    }

    fn copy(&mut self, from: &dyn AnyJson) {
        self.clone_from(from.get());
    }

    fn write(&self, out: &mut Vec<u8>) {
        write(self, out);
    }

    fn text(&self) -> String {
        json_value_text(self)
    }

    fn plain(&self) -> String {
        match self {
            JsonValue::String(text) => text.clone(),
            other => json_value_text(other),
        }
    }

    fn set(&mut self, found: Scalar<'_>) {
        *self = json_of(found);
    }

    fn read(&mut self, reader: &mut Reader<'_>, depth: usize) -> Option<()> {
        *self = read_json(reader, depth)?;
        Some(())
    }
}

/// The JSON of `value`.
pub(crate) fn json_value_text(value: &JsonValue) -> String {
    let mut out = Vec::new();
    write(value, &mut out);
    // Only text was written.
    String::from_utf8(out).unwrap_or_default()
}

fn write(json: &JsonValue, out: &mut Vec<u8>) {
    match json {
        JsonValue::Null => out.extend_from_slice(b"null"),
        JsonValue::Bool(boolean) => write_boolean(*boolean, out),
        JsonValue::String(text) => write_text(text, out),
        JsonValue::Number(number) => write_number(number, out),
        JsonValue::Array(items) => {
            out.push(b'[');
            for (index, item) in items.iter().enumerate() {
                if index > 0 {
                    out.push(b',');
                }
                write(item, out);
            }
            out.push(b']');
        }
        JsonValue::Object(members) => {
            out.push(b'{');
            for (index, (name, value)) in members.iter().enumerate() {
                if index > 0 {
                    out.push(b',');
                }
                write_text(name, out);
                out.push(b':');
                write(value, out);
            }
            out.push(b'}');
        }
    }
}

fn write_number(number: &Number, out: &mut Vec<u8>) {
    if let Some(integer) = number.as_i64() {
        write_integer(integer, out);
    } else if let Some(large) = number.as_u64() {
        out.extend_from_slice(large.to_string().as_bytes());
    } else {
        // Always finite.
        let number = number.as_f64().unwrap_or_default();
        out.extend_from_slice(format!("{number:?}").as_bytes());
    }
}
