//! `Debug` of records.
//!
//! Invariant: what is encrypted, sensitive or a [`Secret`](crate::Secret) never shows.

use std::fmt::{Debug, Formatter, Result};

use super::{Record, Ref, flags};

/// What stands for a hidden value.
const HIDDEN: &str = "***";

/// Writes `record` as `#[derive(Debug)]` would, without absent values and with secrets hidden.
///
/// # Errors
/// Where the formatter fails.
pub fn debug(record: &dyn Record, f: &mut Formatter<'_>) -> Result {
    let schema = record.schema();
    let mut shown = f.debug_struct(schema.name);
    for (index, &(name, bits)) in schema.fields.iter().enumerate() {
        let value = record.field(index).get();
        if matches!(value, Ref::Absent) {
            continue;
        }
        if bits & (flags::ENCRYPTED | flags::SENSITIVE) == 0 {
            shown.field(name, &Shown(value));
        } else {
            shown.field(name, &format_args!("{HIDDEN}"));
        }
    }
    shown.finish()
}

/// A value in the form in which `Debug` shows it.
struct Shown<'a>(Ref<'a>);

impl Debug for Shown<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        match self.0 {
            Ref::Absent => f.write_str("None"),
            Ref::Text(text) => Debug::fmt(text, f),
            Ref::Secret(_) => f.write_str(HIDDEN),
            Ref::Integer(integer) => Debug::fmt(&integer, f),
            Ref::Number(number) => Debug::fmt(number, f),
            Ref::Boolean(boolean) => Debug::fmt(&boolean, f),
            Ref::Json(json) => f.write_str(&json.text()),
            Ref::Record(record) => debug(record, f),
            Ref::File(file) => Debug::fmt(file, f),
            Ref::List(list) => f
                .debug_list()
                .entries((0..list.len()).filter_map(|i| Some(Shown(list.item(i)?.get()))))
                .finish(),
        }
    }
}
