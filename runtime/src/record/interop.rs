//! Records and serde: for users who keep requests and answers in files, queues or databases.
//!
//! The form is the wire's, with these differences: all fields are in one object,
//! wherever they travel; **secrets are in the clear**, for otherwise they would be lost;
//! a file is `{"file_name", "media_type", "bytes"}` with the bytes in base64. Only
//! self-describing formats (JSON, YAML, MessagePack, CBOR …) can be read.
//!
//! Unlike a body from the wire, what is read must be right: a required field that is
//! missing or a value of a wrong type is an error. Unknown fields are ignored, unknown
//! enum values kept.

use serde::de::{Deserialize, Deserializer, Error as _};
use serde::ser::{Error as _, Serialize, SerializeMap, SerializeSeq, Serializer};

use super::any_json::json_value_text;
use super::decode::{Context, Mode, fill};
use super::encode::{Secrets, json_text};
use super::file::FileRecord;
use super::path::Path;
use super::{JsonValue, Record, Ref, Value, flags};

/// A value that serde can write and read, for types that have no serde impls of their own.
///
/// ```
/// use wechatpay_runtime::Json;
/// let text = serde_json::to_string(&Json(vec!["a".to_owned()])).unwrap();
/// let Json(back): Json<Vec<String>> = serde_json::from_str(&text).unwrap();
/// assert_eq!(back, ["a"]);
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Json<T>(pub T);

impl<T: Value> Serialize for Json<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        as_json::serialize(&self.0, serializer)
    }
}

impl<'de, T: Value> Deserialize<'de> for Json<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        as_json::deserialize(deserializer).map(Json)
    }
}

/// For `#[serde(with = "wechatpay_runtime::as_json")]` on a field of a struct of yours:
/// a generated struct or enum, or an `Option` or `Vec` of them.
pub mod as_json {
    use super::{Deserializer, Path, Serializer, Shim, Value, read};

    /// Writes the value.
    ///
    /// # Errors
    /// What the serializer says.
    pub fn serialize<T: Value, S: Serializer>(value: &T, serializer: S) -> Result<S::Ok, S::Error> {
        serde::Serialize::serialize(
            &Shim {
                value: value.get(),
                bits: 0,
                path: Path::Root,
            },
            serializer,
        )
    }

    /// Reads a value.
    ///
    /// # Errors
    /// Where a required field is missing or a type is wrong, and what the deserializer says.
    pub fn deserialize<'de, T: Value, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<T, D::Error> {
        let mut value = <T as Value>::empty();
        read(value.slot(), deserializer)?;
        Ok(value)
    }
}

/// Writes a record as serde's derive would; see [`Json`] and [`as_json`].
///
/// # Errors
/// What the serializer says.
pub fn serialize<S: Serializer>(record: &dyn Record, serializer: S) -> Result<S::Ok, S::Error> {
    write_record(record, &Path::Root, serializer)
}

/// Reads a record as serde's derive would; see [`Json`] and [`as_json`].
///
/// # Errors
/// Where a required field is missing or a type is wrong, and what the deserializer says.
pub fn deserialize<'de, T: Record, D: Deserializer<'de>>(deserializer: D) -> Result<T, D::Error> {
    as_json::deserialize(deserializer)
}

fn read<'de, D: Deserializer<'de>>(slot: super::Slot<'_>, from: D) -> Result<(), D::Error> {
    let mut context = Context::new(Mode::Serde, None);
    // Through JSON, so that there is one way only in which a record is filled.
    let json = json_value_text(&JsonValue::deserialize(from)?);
    fill(slot, &json, &mut context).map_err(D::Error::custom)?;
    match context.deviations.first() {
        None => Ok(()),
        Some(deviation) => Err(D::Error::custom(deviation)),
    }
}

/// One value, for serde.
struct Shim<'a> {
    value: Ref<'a>,
    bits: u16,
    path: Path<'a>,
}

impl Serialize for Shim<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if self.bits & flags::JSON_TEXT != 0 {
            let text = json_text(self.value, self.bits, Secrets::Plain, &self.path);
            return serializer.serialize_str(&text.map_err(S::Error::custom)?);
        }
        match self.value {
            Ref::Absent => serializer.serialize_none(),
            Ref::Text(text) => serializer.serialize_str(text),
            Ref::Secret(secret) => serializer.serialize_str(secret.expose()),
            Ref::Integer(integer) => serializer.serialize_i64(integer),
            Ref::Number(number) => serializer.serialize_f64(number.get()),
            Ref::Boolean(boolean) => serializer.serialize_bool(boolean),
            Ref::Json(json) => json.get().serialize(serializer),
            Ref::Record(record) => write_record(record, &self.path, serializer),
            Ref::File(file) => write_record(&FileRecord::from(file.get()), &self.path, serializer),
            Ref::List(list) => {
                let mut seq = serializer.serialize_seq(Some(list.len()))?;
                for (index, item) in (0..list.len()).filter_map(|i| Some((i, list.item(i)?))) {
                    seq.serialize_element(&Shim {
                        value: item.get(),
                        bits: 0,
                        path: self.path.index(index),
                    })?;
                }
                seq.end()
            }
        }
    }
}

fn write_record<S: Serializer>(
    record: &dyn Record,
    path: &Path<'_>,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    let fields = record.schema().fields.iter().enumerate();
    let present = fields.filter_map(|(index, &(name, bits))| {
        let value = record.field(index).get();
        let shim = Shim {
            value,
            bits,
            path: path.key(name),
        };
        (!matches!(value, Ref::Absent)).then_some((name, shim))
    });
    let mut map = serializer.serialize_map(Some(present.clone().count()))?;
    for (name, shim) in present {
        map.serialize_entry(name, &shim)?;
    }
    map.end()
}
