//! The checks that a record must pass before it is sent: the groups of which exactly
//! one field must be given, wherever they are nested.

use super::path::Path;
use super::{EncodeError, Record, Ref, Schema};

/// Checks that of each group of alternatives exactly one is given, in `record` and all that it holds.
///
/// # Errors
/// [`EncodeError::ExactlyOneOf`], which names the first group that fails.
pub fn check(record: &dyn Record) -> Result<(), EncodeError> {
    check_record(record, &Path::Root)
}

fn check_record(record: &dyn Record, path: &Path<'_>) -> Result<(), EncodeError> {
    let schema = record.schema();
    for group in record.exactly_one_of() {
        check_group(record, schema, group, path)?;
    }
    for (index, (name, _)) in schema.fields.iter().enumerate() {
        check_value(record.field(index).get(), &path.key(name))?;
    }
    Ok(())
}

fn check_value(value: Ref<'_>, path: &Path<'_>) -> Result<(), EncodeError> {
    match value {
        Ref::Record(record) => check_record(record, path),
        Ref::List(list) => {
            for (index, item) in (0..list.len()).filter_map(|i| Some((i, list.item(i)?))) {
                check_value(item.get(), &path.index(index))?;
            }
            Ok(())
        }
        _ => Ok(()),
    }
}

fn check_group(
    record: &dyn Record,
    schema: Schema,
    group: &[u8],
    path: &Path<'_>,
) -> Result<(), EncodeError> {
    let name = |index: u8| schema.fields[usize::from(index)].0;
    let is_given = |index: u8| !matches!(record.field(usize::from(index)).get(), Ref::Absent);
    let given: Vec<_> = group
        .iter()
        .copied()
        .filter(|&i| is_given(i))
        .map(name)
        .collect();
    if given.len() == 1 {
        return Ok(());
    }
    Err(EncodeError::ExactlyOneOf {
        path: path.to_string(),
        fields: group.iter().copied().map(name).collect(),
        given,
    })
}
