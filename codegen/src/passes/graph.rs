//! Which types use which.

use std::collections::HashSet;

use crate::lower::Draft;
use crate::model::{FieldType, Response, Struct, TypeKind, TypePath};

/// The type that a field names, through lists.
pub(super) fn named(ty: &FieldType) -> Option<&TypePath> {
    match ty {
        FieldType::Named(path) => Some(path),
        FieldType::List(item) => named(item),
        _ => None,
    }
}

/// The struct at an index of the draft's types.
pub(super) fn record<'d>(draft: &'d Draft<'_>, index: usize) -> Option<&'d Struct> {
    match &draft.types.get_index(index)?.1.built.ty.kind {
        TypeKind::Struct(record) => Some(record),
        _ => None,
    }
}

/// The types that the fields of a type name, as indices.
pub(super) fn uses(draft: &Draft<'_>, index: usize) -> Vec<usize> {
    let fields = record(draft, index).map_or(&[][..], |record| &record.fields);
    fields
        .iter()
        .filter_map(|field| draft.types.get_index_of(named(&field.ty)?))
        .collect()
}

/// All types that can be reached from these, themselves included.
pub(super) fn reachable(
    draft: &Draft<'_>,
    from: impl IntoIterator<Item = usize>,
) -> HashSet<usize> {
    let mut seen: HashSet<usize> = HashSet::new();
    let mut next: Vec<usize> = from.into_iter().collect();
    while let Some(index) = next.pop() {
        if seen.insert(index) {
            next.extend(uses(draft, index));
        }
    }
    seen
}

/// The types of all requests, as indices.
pub(super) fn requests(draft: &Draft<'_>) -> Vec<usize> {
    operations(draft)
        .filter_map(|operation| draft.types.get_index_of(operation.request.as_ref()?))
        .collect()
}

/// The types of all requests, responses and notifications, as indices.
pub(super) fn roots(draft: &Draft<'_>) -> Vec<usize> {
    let responses = operations(draft).filter_map(|operation| match &operation.response {
        Response::Json(path) => draft.types.get_index_of(path),
        Response::Empty | Response::File(_) => None,
    });
    let shapes = draft
        .model
        .notifications
        .iter()
        .flat_map(|notification| &notification.shapes);
    let resources = shapes.filter_map(|shape| draft.types.get_index_of(&shape.ty));
    let mut roots = requests(draft);
    roots.extend(responses.chain(resources));
    roots
}

fn operations<'d>(draft: &'d Draft<'_>) -> impl Iterator<Item = &'d crate::model::Operation> {
    draft
        .model
        .modules
        .values()
        .flat_map(|module| &module.operations)
}
