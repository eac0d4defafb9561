//! Equality of records of one type, field by field.

use super::{Record, Ref};

/// Whether two records of one type hold the same values.
///
/// Numbers compare as Rust's `f64` does; secrets compare in constant time.
pub fn eq(one: &dyn Record, other: &dyn Record) -> bool {
    let fields = one.schema().fields;
    fields.len() == other.schema().fields.len()
        && (0..fields.len()).all(|index| same(one.field(index).get(), other.field(index).get()))
}

fn same(one: Ref<'_>, other: Ref<'_>) -> bool {
    match (one, other) {
        (Ref::Absent, Ref::Absent) => true,
        (Ref::Text(one), Ref::Text(other)) => one == other,
        (Ref::Secret(one), Ref::Secret(other)) => one == other,
        (Ref::Integer(one), Ref::Integer(other)) => one == other,
        (Ref::Number(one), Ref::Number(other)) => one.get() == other.get(),
        (Ref::Boolean(one), Ref::Boolean(other)) => one == other,
        (Ref::Json(one), Ref::Json(other)) => one.get() == other.get(),
        (Ref::Record(one), Ref::Record(other)) => eq(one, other),
        (Ref::File(one), Ref::File(other)) => one.get() == other.get(),
        (Ref::List(one), Ref::List(other)) => {
            let length = one.len();
            length == other.len()
                && (0..length).all(|index| match (one.item(index), other.item(index)) {
                    (Some(one), Some(other)) => same(one.get(), other.get()),
                    _ => false,
                })
        }
        _ => false,
    }
}
