//! The record layer: how the runtime reads and writes the generated structs.
//!
//! The generated crate has thousands of structs. Deriving `serde` for them costs
//! minutes of compile time, so each struct carries only a [`Record`] impl: a static
//! table of its [`Field`]s and two `match`es that hand out `&dyn Value`. Everything
//! else (JSON in both directions, comparison, redacted `Debug`, encryption of fields,
//! checks before sending, lenient decoding) is written once, in this module, over
//! `&dyn Record`.
//!
//! Invariant: `fields[i]` of the schema describes what `field_ref(i)` and `field_mut(i)`
//! return, for every `i` below `fields.len()`; the order is the order on the wire.

mod any_json;
mod check;
mod compare;
mod debug;
mod decode;
mod duplicate;
mod encode;
mod error;
mod file;
mod form;
mod interop;
mod number;
mod pairs;
mod parts;
mod path;
mod seal;
mod value;

pub use any_json::AnyJson;
pub(crate) use any_json::json_value_text;
pub use check::check;
pub use compare::eq;
pub use debug::debug;
pub use decode::{Decoded, decode, decode_into};
pub(crate) use decode::{RawJson, json_value};
pub(crate) use duplicate::copy_record;
pub use duplicate::duplicate;
pub use encode::encode_body;
pub use error::{DecodeError, Deviation, DeviationKind, EncodeError};
pub use file::File;
pub(crate) use form::{Form, uploading};
pub use interop::{Json, as_json, deserialize, serialize};
pub use number::Number;
pub use pairs::{headers, query_pairs};
pub use parts::{Part, PartContent, check_upload, fill_upload, parts};
pub use seal::{Open, OpenError, Seal, SealError};
pub use value::{Integer, JsonValue, List, Optional, Presence, Ref, Slot, Text, Value};

/// A struct whose fields can be visited by index.
///
/// Implemented by generated code only.
pub trait Record: Send + Sync {
    /// The [`Table`], and the field at `index`; an index past the end gives the last field,
    /// and a struct without fields may give itself.
    ///
    /// One function rather than two because the compiler pays for each of the thousands that
    /// there are; the runtime asks by [`schema`](#method.schema) and [`field`](#method.field).
    fn field_ref(&self, index: usize) -> FieldRef<'_>;

    /// The field at `index`, to be filled.
    fn field_mut(&mut self, index: usize) -> FieldMut<'_>;

    /// Groups of which exactly one field must be present, as indices of fields.
    fn exactly_one_of(&self) -> &'static [&'static [u8]] {
        &[]
    }

    /// The record with every field empty, required ones too: where decoding starts.
    #[doc(hidden)]
    fn empty() -> Self
    where
        Self: Sized;
}

/// The table of a struct, and one of its fields.
pub type FieldRef<'a> = (Table, &'a dyn Value);

/// What is known of a struct beyond its fields' Rust types: its name, with no flag, and after it
/// the fields in wire order. [`schema`](trait.Record.html#method.schema) tells the two apart.
///
/// One list because there are thousands, and the compiler pays for a struct around it.
pub type Table = &'static [Field];

/// A field to be filled.
pub type FieldMut<'a> = &'a mut dyn Value;

impl dyn Record + '_ {
    /// The struct's name and the table of its fields.
    #[must_use]
    pub fn schema(&self) -> Schema {
        match self.field_ref(0).0 {
            [(name, _), fields @ ..] => Schema { name, fields },
            [] => Schema::default(),
        }
    }

    /// The field at `index`; an index past the end gives the last field.
    #[must_use]
    pub fn field(&self, index: usize) -> &dyn Value {
        self.field_ref(index).1
    }
}

/// A boxed record, for structs that contain themselves.
impl<T: Record> Record for Box<T> {
    fn field_ref(&self, index: usize) -> FieldRef<'_> {
        (**self).field_ref(index)
    }

    fn field_mut(&mut self, index: usize) -> FieldMut<'_> {
        (**self).field_mut(index)
    }

    fn exactly_one_of(&self) -> &'static [&'static [u8]] {
        (**self).exactly_one_of()
    }

    fn empty() -> Self {
        Self::new(<T as Record>::empty())
    }
}

/// A [`Table`], read.
#[derive(Debug, Clone, Copy, Default)]
pub struct Schema {
    /// The struct's name, for `Debug` and messages.
    pub name: &'static str,
    /// The fields, in wire order.
    pub fields: &'static [Field],
}

/// A field: its name on the wire, and its [`flags`]. The name needs no escape in JSON; the
/// generator takes no other.
///
/// A tuple because there are 20,000 of them, and the compiler pays for each token.
pub type Field = (&'static str, u16);

/// The bits of a [`Field`].
pub mod flags {
    /// No flag.
    pub const OPTIONAL: u16 = 0;
    /// The documentation calls the field required.
    pub const REQUIRED: u16 = 1;
    /// `null` is as good as absent.
    pub const NULLABLE: u16 = 1 << 1;
    /// The value travels encrypted.
    pub const ENCRYPTED: u16 = 1 << 2;
    /// The value is personal or secret though it travels in the clear: `Debug` hides it.
    pub const SENSITIVE: u16 = 1 << 3;
    /// The wire has a string that holds the value's JSON.
    pub const JSON_TEXT: u16 = 1 << 4;
    /// The field travels in the query string.
    pub const QUERY: u16 = 1 << 5;
    /// The field travels in a header of the same name.
    pub const HEADER: u16 = 1 << 6;
    /// The field travels as a part of a multipart body.
    pub const PART: u16 = 1 << 7;
    /// Where it is absent, the runtime fills in the uploaded file's name.
    pub const FILENAME: u16 = 1 << 8;
    /// Where it is absent, the runtime fills in the lower-hex SHA-256 of the uploaded file.
    pub const SHA256: u16 = 1 << 9;
}
