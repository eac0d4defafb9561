//! The tables: operations, types and notifications as JSON lines, for the sandbox and for
//! tests that walk over all operations; and the Rust that goes with them.
//!
//! Invariant: one JSON object a line; every type that a line names has a line of its own,
//! in some table.

use std::collections::BTreeMap;

use super::paths::{SOURCES, header};
use super::text::Text;
use super::{Files, gate, operation_module, pages, rows};
use crate::model::{Model, Module, Response};
use crate::parallel;

/// The folder of the tables, which holds nothing else.
pub const FOLDER: &str = "generated/tables";

/// The tables, and the Rust file that includes them.
pub(crate) fn emit(model: &Model, files: &mut Files) {
    let filled: Vec<_> = model
        .modules
        .iter()
        .filter(|(_, module)| !module.operations.is_empty() || !module.types.is_empty())
        .collect();
    let rows = parallel::map(&filled, |(path, module)| module_rows(model, path, module));
    let mut tables: BTreeMap<String, String> = BTreeMap::new();
    for ((path, _), rows) in filled.into_iter().zip(rows) {
        tables.entry(group(path)).or_default().push_str(&rows);
    }
    if !model.notifications.is_empty() {
        let table = tables.entry("notifications".to_owned()).or_default();
        let module = "notifications".to_owned();
        rows::types(
            table,
            std::slice::from_ref(&module),
            &model.notification_types,
        );
        for notification in &model.notifications {
            rows::notification(table, notification);
            let own = [module.clone(), notification.module.clone()];
            rows::types(table, &own, &notification.types);
        }
    }
    files.insert(format!("{SOURCES}/tables.rs"), index(tables.keys()));
    files.insert(format!("{SOURCES}/tables/operations.rs"), typed(model));
    for (name, table) in tables {
        files.insert(format!("{FOLDER}/{name}.jsonl"), table);
    }
}

/// The rows of a URL: its types, its operations, and the types of each.
fn module_rows(model: &Model, path: &[String], module: &Module) -> String {
    let feature = gate(model, path).map(|(_, feature)| feature);
    let mut rows = String::new();
    rows::types(&mut rows, path, &module.types);
    for operation in &module.operations {
        rows::operation(&mut rows, path, operation, feature);
    }
    rows
}

/// The file that a module's rows go to: the first segment below `/v3`, or the region.
fn group(path: &[String]) -> String {
    let name = match path {
        [version, group, ..] if version == "v3" => group,
        [first, ..] => first,
        [] => "root",
    };
    super::paths::stem(name).to_owned()
}

fn index<'n>(names: impl Iterator<Item = &'n String>) -> String {
    let mut text = Text::begin(&header("specs"));
    text.module_doc("The specs as JSON lines: what the sandbox and table-driven tests read.");
    text.blank();
    text.line("mod operations;");
    text.blank();
    text.line("pub use operations::{OPERATIONS, PAGED};");
    text.blank();
    text.doc("One text for each group; each line of it is an operation, a type or a notification.");
    text.open("pub const TABLES: &[&str] = &[");
    for name in names {
        text.line(format_args!("include_str!(\"../tables/{name}.jsonl\"),"));
    }
    text.close("];");
    text.finish()
}

/// The operations with the makers of their types, one a line.
fn typed(model: &Model) -> String {
    let mut text = Text::begin(&header("specs"));
    text.module_doc("The operations with the makers of their types.");
    text.blank();
    text.line("use ::wechatpay_runtime::{PagedOperation, TypedOperation, empty_record};");
    text.blank();
    text.doc("Every operation whose feature is on, by module.");
    text.open("pub const OPERATIONS: &[TypedOperation] = &[");
    for (path, module) in &model.modules {
        for operation in &module.operations {
            if let Some((_, feature)) = gate(model, path) {
                text.line(format_args!("#[cfg(feature = \"{feature}\")]"));
            }
            let own = format!("crate::{}", operation_module(path, operation).join("::"));
            let maker = |has: bool, name: &str| {
                if has {
                    format!("Some(empty_record::<{own}::{name}>)")
                } else {
                    "None".to_owned()
                }
            };
            let request = maker(operation.request.is_some(), "Request");
            let response = maker(matches!(operation.response, Response::Json(_)), "Response");
            text.line(format_args!(
                "TypedOperation::new(&{own}::OPERATION, {request}, {response}),"
            ));
        }
    }
    text.close("];");
    pages::paged(&mut text, model);
    text.finish()
}
