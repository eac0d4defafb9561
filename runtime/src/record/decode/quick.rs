//! The quick way through a body that is just as the schema says, as nearly all are: no
//! unknown member, none twice, no `null`, every value of the field's own type and known.
//!
//! Invariant: what is taken here is JSON, and `filler` would have filled the record
//! alike, without a report. Whatever this module is not sure of is left to that.

use super::super::value::is_known;
use super::super::{Field, List, Record, Slot, flags};
use super::key::{Seen, find};
use super::reader::Reader;
use crate::value::Secret;

/// How deep objects and lists may nest here.
const DEPTH_LIMIT: usize = 32;

/// Fills `record`, which is empty, from `text`. `false` where `filler` must do it; the record
/// then holds some of it. With `sealed`, fields that travel encrypted are left to that.
pub(super) fn fill(record: &mut dyn Record, text: &str, sealed: bool) -> bool {
    let mut quick = Quick {
        reader: Reader::new(text),
        depth: 0,
        sealed,
    };
    let filled = quick
        .reader
        .expect(b'{')
        .and_then(|()| quick.object(record));
    filled.is_some() && quick.reader.is_at_end()
}

/// A body on the quick way. `None` of a step means: not sure.
struct Quick<'t> {
    reader: Reader<'t>,
    depth: usize,
    sealed: bool,
}

impl Quick<'_> {
    /// Reads what follows the brace of an object.
    fn object(&mut self, record: &mut dyn Record) -> Option<()> {
        self.enter()?;
        let fields = record.schema().fields;
        let mut seen = Seen::new(fields.len());
        let mut expected = 0;
        let mut more = !self.reader.take(b'}');
        while more {
            let index = self.field(fields, expected)?;
            if seen.contains(index) {
                return None;
            }
            seen.insert(index);
            expected = index + 1;
            self.reader.expect(b':')?;
            let (_, bits) = fields[index];
            self.value(record.field_mut(index).slot(), bits)?;
            more = self.reader.is_more(b'}')?;
        }
        let missing = |(index, field): (usize, &Field)| {
            field.1 & flags::REQUIRED != 0 && !seen.contains(index)
        };
        self.depth -= 1;
        (!fields.iter().enumerate().any(missing)).then_some(())
    }

    /// Reads the name of a member; mostly it is that of the field at `expected`.
    fn field(&mut self, fields: &[Field], expected: usize) -> Option<usize> {
        self.reader.expect(b'"')?;
        // No byte of a field's name would have to be escaped: see `Field`.
        if fields
            .get(expected)
            .is_some_and(|(name, _)| self.reader.take_name(name))
        {
            return Some(expected);
        }
        let name = self.reader.string()?;
        find(fields, expected, &name)
    }

    /// Reads what follows the bracket of a list.
    fn list(&mut self, list: &mut dyn List, bits: u16) -> Option<()> {
        self.enter()?;
        let mut more = !self.reader.take(b']');
        while more {
            self.value(list.push().slot(), bits)?;
            more = self.reader.is_more(b']')?;
        }
        self.depth -= 1;
        Some(())
    }

    fn value(&mut self, mut slot: Slot<'_>, bits: u16) -> Option<()> {
        if bits & flags::JSON_TEXT != 0 || (self.sealed && bits & flags::ENCRYPTED != 0) {
            return None;
        }
        if let Slot::Optional(optional) = slot {
            slot = optional.insert().slot();
        }
        match slot {
            Slot::Text(text, values) => {
                self.reader.expect(b'"')?;
                let found = self.reader.string()?;
                text.set(&found);
                is_known(values, &&*found).then_some(())
            }
            Slot::Integer(integer, values) => {
                let found = self.reader.integer()?;
                integer.set(found);
                is_known(values, &found).then_some(())
            }
            Slot::Record(record) => {
                self.reader.expect(b'{')?;
                self.object(record)
            }
            Slot::List(list) => {
                self.reader.expect(b'[')?;
                self.list(list, bits)
            }
            Slot::Boolean(boolean) => {
                *boolean = self.reader.boolean()?;
                Some(())
            }
            Slot::Secret(secret) => {
                self.reader.expect(b'"')?;
                // An escaped one is a text already: it moves, rather than leave a copy of its own.
                *secret = Secret::from(self.reader.string()?.into_owned());
                Some(())
            }
            Slot::Number(_) | Slot::Json(_) | Slot::File(_) | Slot::Optional(_) => None,
        }
    }

    fn enter(&mut self) -> Option<()> {
        self.depth += 1;
        (self.depth <= DEPTH_LIMIT).then_some(())
    }
}
