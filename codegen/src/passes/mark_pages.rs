//! Marks the structs that are pages of a list.

use crate::diagnostics::{Code, Diagnostic};
use crate::lower::Draft;
use crate::model::{Response, TypeKind, TypePath};

/// Gives each struct that a paged operation answers the index of its items. Two operations
/// that answer one type must mean the same field.
pub(super) fn mark_pages(draft: &mut Draft<'_>) {
    let operations = draft
        .model
        .modules
        .values()
        .flat_map(|module| &module.operations);
    let paged: Vec<(TypePath, String)> = operations
        .filter_map(|operation| match (&operation.pages, &operation.response) {
            (Some(pages), Response::Json(path)) => Some((path.clone(), pages.items.clone())),
            _ => None,
        })
        .collect();
    for (path, items) in paged {
        let Some(ty) = draft.types.get_mut(&path) else {
            continue;
        };
        let place = ty.built.place.clone();
        let TypeKind::Struct(record) = &mut ty.built.ty.kind else {
            continue;
        };
        let index = record.fields.iter().position(|field| field.wire == items);
        if record.page_items.is_some() && record.page_items != index {
            let message = "two operations answer this type, and page by different lists of it";
            let problem = Diagnostic::new(Code::Pages, place, message)
                .help("give one of the two a response of its own");
            draft.problems.push(problem);
        }
        record.page_items = index;
    }
}
