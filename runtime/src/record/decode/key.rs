//! From the name of an object's member to the index of the field.

use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, Error, Visitor};

use super::super::path::Path;
use super::super::{DeviationKind, Field};
use super::Context;

/// The key of the one-member object as which `serde_json` hands out a number, if some
/// crate of the application has switched on its feature `arbitrary_precision`.
pub(super) const NUMBER_TOKEN: &str = "$serde_json::private::Number";

/// What a member's name leads to.
pub(super) enum Key {
    /// The field of this index.
    Field(usize),
    /// Nothing that is known.
    Unknown,
    /// The object is no object, but a number: see [`NUMBER_TOKEN`].
    Number,
}

/// Finds the field of a member's name, and reports a name that is not known.
pub(super) struct KeySeed<'c, 'a> {
    pub(super) fields: &'static [Field],
    /// Where to look first: members mostly come in the order of the schema.
    pub(super) expected: usize,
    pub(super) path: &'c Path<'c>,
    pub(super) context: &'c mut Context<'a>,
}

/// The index of the field `name`, looked for from `expected` on.
pub(super) fn find(fields: &[Field], expected: usize, name: &str) -> Option<usize> {
    let start = expected.min(fields.len());
    let (before, from) = fields.split_at(start);
    let is_it = |field: &Field| field.0 == name;
    let found = from.iter().position(is_it).map(|index| start + index);
    found.or_else(|| before.iter().position(is_it))
}

impl<'de> DeserializeSeed<'de> for KeySeed<'_, '_> {
    type Value = Key;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Key, D::Error> {
        deserializer.deserialize_identifier(self)
    }
}

impl Visitor<'_> for KeySeed<'_, '_> {
    type Value = Key;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a field's name")
    }

    fn visit_str<E: Error>(self, name: &str) -> Result<Key, E> {
        if let Some(index) = find(self.fields, self.expected, name) {
            return Ok(Key::Field(index));
        }
        if name == NUMBER_TOKEN {
            return Ok(Key::Number);
        }
        self.context
            .report(&self.path.key(name), DeviationKind::UnknownField);
        Ok(Key::Unknown)
    }
}

/// Which fields have been seen.
pub(super) struct Seen {
    first: u64,
    rest: Vec<bool>,
}

impl Seen {
    /// None of `count` fields.
    pub(super) fn new(count: usize) -> Self {
        Self {
            first: 0,
            rest: vec![false; count.saturating_sub(64)],
        }
    }

    pub(super) fn contains(&self, index: usize) -> bool {
        match index.checked_sub(64) {
            None => self.first & (1 << index) != 0,
            Some(index) => self.rest[index],
        }
    }

    pub(super) fn insert(&mut self, index: usize) {
        match index.checked_sub(64) {
            None => self.first |= 1 << index,
            Some(index) => self.rest[index] = true,
        }
    }
}
