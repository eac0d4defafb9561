//! Objects into records and arrays into lists, member by member.

use super::super::path::Path;
use super::super::value::reset;
use super::super::{DeviationKind, List, Record, flags};
use super::key::{Seen, find};
use super::reader::Reader;
use super::{Context, Filler};

/// Reads an array, which begins here, into `list`.
pub(super) fn fill_list(
    list: &mut dyn List,
    bits: u16,
    path: &Path<'_>,
    context: &mut Context<'_>,
    reader: &mut Reader<'_>,
) -> Option<()> {
    list.clear();
    context.enter(reader)?;
    reader.expect(b'[')?;
    let mut more = !reader.take(b']');
    while more {
        let index = list.len();
        let filler = Filler {
            slot: list.push().slot(),
            bits,
            path: &path.index(index),
            context: &mut *context,
        };
        filler.fill(reader)?;
        more = reader.is_more(b']')?;
    }
    context.leave();
    Some(())
}

/// Reads an object, which begins here, into `record`.
pub(super) fn fill_record(
    record: &mut dyn Record,
    path: &Path<'_>,
    context: &mut Context<'_>,
    reader: &mut Reader<'_>,
) -> Option<()> {
    context.enter(reader)?;
    let fields = record.schema().fields;
    let mut seen = Seen::new(fields.len());
    let mut expected = 0;
    reader.expect(b'{')?;
    let mut more = !reader.take(b'}');
    while more {
        reader.expect(b'"')?;
        let name = reader.string()?;
        reader.expect(b':')?;
        if let Some(index) = find(fields, expected, &name) {
            expected = index + 1;
            let (name, bits) = fields[index];
            if seen.contains(index) {
                reset(record.field_mut(index).slot());
            }
            seen.insert(index);
            let filler = Filler {
                slot: record.field_mut(index).slot(),
                bits,
                path: &path.key(name),
                context: &mut *context,
            };
            filler.fill(reader)?;
        } else {
            context.report(&path.key(&name), DeviationKind::UnknownField);
            reader.skip()?;
        }
        more = reader.is_more(b'}')?;
    }
    for (index, (name, bits)) in fields.iter().enumerate() {
        if bits & flags::REQUIRED != 0 && !seen.contains(index) {
            context.report(&path.key(name), DeviationKind::MissingRequired);
        }
    }
    context.leave();
    Some(())
}
