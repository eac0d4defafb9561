//! Copies of records, field by field.
//!
//! Generated structs clone through this function: a derived `clone` can unwind after
//! each field, and what the compiler does about that shows in the compile time (`docs/compile-time.md`).

use super::{Record, Ref, Slot, Value};

/// A copy of `record`.
pub fn duplicate<T: Record>(record: &T) -> T {
    let mut copy = <T as Record>::empty();
    copy_record(record, &mut copy);
    copy
}

/// Fills `to`, which is empty and of the same type, with what `from` holds.
pub(crate) fn copy_record(from: &dyn Record, to: &mut dyn Record) {
    for index in 0..from.schema().fields.len() {
        value(from.field(index), to.field_mut(index));
    }
}

/// Fills `to`, which is empty, with what `from`, of the same type, holds.
fn value(from: &dyn Value, to: &mut dyn Value) {
    match (from.get(), to.slot()) {
        (Ref::Absent, _) => {}
        (_, Slot::Optional(to)) => value(from, to.insert()),
        (Ref::Text(from), Slot::Text(to, _)) => to.set(from),
        (Ref::Integer(from), Slot::Integer(to, _)) => to.set(from),
        (Ref::Secret(from), Slot::Secret(to)) => to.clone_from(from),
        (Ref::Number(from), Slot::Number(to)) => to.set(from.get()),
        (Ref::Boolean(from), Slot::Boolean(to)) => *to = from,
        (Ref::Json(from), Slot::Json(to)) => to.copy(from),
        (Ref::File(from), Slot::File(to)) => to.copy(from),
        (Ref::Record(from), Slot::Record(to)) => copy_record(from, to),
        (Ref::List(from), Slot::List(to)) => {
            for item in (0..from.len()).filter_map(|index| from.item(index)) {
                value(item, to.push());
            }
        }
        _ => debug_assert!(false, "two values of one type are of different kinds"),
    }
}
