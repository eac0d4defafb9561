//! Objects into records and arrays into lists, member by member.

use serde::de::{DeserializeSeed, Deserializer, IgnoredAny, MapAccess, SeqAccess};

use super::super::path::Path;
use super::super::value::reset;
use super::super::{DeviationKind, List, Record, flags};
use super::key::{Key, KeySeed, Seen};
use super::{Context, Filler};

/// Reads a list into `list`.
pub(super) fn fill_list<'de, A: SeqAccess<'de>>(
    list: &mut dyn List,
    bits: u16,
    path: &Path<'_>,
    context: &mut Context<'_>,
    mut seq: A,
) -> Result<(), A::Error> {
    list.clear();
    context.enter()?;
    while seq
        .next_element_seed(Item {
            list: &mut *list,
            bits,
            path,
            context: &mut *context,
        })?
        .is_some()
    {}
    context.leave();
    Ok(())
}

/// Fills one more item of a list.
struct Item<'c, 'a, 's> {
    list: &'s mut dyn List,
    bits: u16,
    path: &'c Path<'c>,
    context: &'c mut Context<'a>,
}

impl<'de> DeserializeSeed<'de> for Item<'_, '_, '_> {
    type Value = bool;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<bool, D::Error> {
        let index = self.list.len();
        let filler = Filler {
            slot: self.list.push().slot(),
            bits: self.bits,
            path: &self.path.index(index),
            context: self.context,
        };
        filler.deserialize(deserializer)
    }
}

/// Reads an object into `record`.
pub(super) fn fill_record<'de, A: MapAccess<'de>>(
    record: &mut dyn Record,
    path: &Path<'_>,
    context: &mut Context<'_>,
    mut map: A,
) -> Result<bool, A::Error> {
    context.enter()?;
    let fields = record.schema().fields;
    let mut seen = Seen::new(fields.len());
    let mut expected = 0;
    while let Some(key) = map.next_key_seed(KeySeed {
        fields,
        expected,
        path,
        context: &mut *context,
    })? {
        let index = match key {
            Key::Field(index) => index,
            Key::Unknown => {
                map.next_value::<IgnoredAny>()?;
                continue;
            }
            Key::Number => {
                map.next_value::<IgnoredAny>()?;
                context.leave();
                let (expected, found) = ("object", "number");
                context.report(path, DeviationKind::WrongType { expected, found });
                return Ok(false);
            }
        };
        if seen.contains(index) {
            reset(record.field_mut(index).slot());
        }
        seen.insert(index);
        expected = index + 1;
        let (name, bits) = fields[index];
        map.next_value_seed(Filler {
            slot: record.field_mut(index).slot(),
            bits,
            path: &path.key(name),
            context: &mut *context,
        })?;
    }
    for (index, (name, bits)) in fields.iter().enumerate() {
        if bits & flags::REQUIRED != 0 && !seen.contains(index) {
            context.report(&path.key(name), DeviationKind::MissingRequired);
        }
    }
    context.leave();
    Ok(true)
}
