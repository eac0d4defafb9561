//! The tables: operations, types and notifications as JSON lines, for the sandbox and for
//! tests that walk over all operations.
//!
//! Invariant: one JSON object a line; a member that is absent, `false` or `null` is left
//! out; every type that a line names has a line of its own, in some table.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use super::json::{Object, array, strings};
use super::paths::{SOURCES, header};
use super::text::Text;
use super::{Files, gate, operation_module};
use crate::model::{
    Auth, BodyKind, Field, FieldType, Fill, Host, Location, Model, Module, Notification, Operation,
    Pages, PathParam, Repeat, Response, Shape, Step, Struct, Type, TypeKind,
};
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
        types(
            table,
            &["notifications".to_owned()],
            &model.notification_types,
        );
        for notification in &model.notifications {
            line(table, notification_row(notification));
            types(
                table,
                &["notifications".to_owned(), notification.module.clone()],
                &notification.types,
            );
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
    types(&mut rows, path, &module.types);
    for operation in &module.operations {
        let module = operation_module(path, operation);
        line(&mut rows, operation_row(operation, &module, feature));
        types(&mut rows, &module, &operation.types);
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
    paged(&mut text, model);
    text.finish()
}

/// The operations whose lists come in pages, one a line.
fn paged(text: &mut Text, model: &Model) {
    text.blank();
    text.doc("Every operation of these whose list comes in pages.");
    text.open("pub const PAGED: &[PagedOperation] = &[");
    for (path, module) in &model.modules {
        for operation in &module.operations {
            if operation.pages.is_none() {
                continue;
            }
            if let Some((_, feature)) = gate(model, path) {
                text.line(format_args!("#[cfg(feature = \"{feature}\")]"));
            }
            let own = format!("crate::{}", operation_module(path, operation).join("::"));
            text.line(format_args!(
                "PagedOperation::new::<{own}::Response>(&{own}::OPERATION, &{own}::PAGING, empty_record::<{own}::Request>),"
            ));
        }
    }
    text.close("];");
}

fn line(table: &mut String, row: String) {
    table.push_str(&row);
    table.push('\n');
}

/// By whom the operation is served, and for whom.
fn served(row: &mut Object, operation: &Operation) {
    row.text(
        "host",
        match operation.host {
            Host::Mainland => "mainland",
            Host::Overseas => "overseas",
        },
    );
    row.text(
        "auth",
        match operation.auth {
            Auth::Merchant => "merchant",
            Auth::Brand => "brand",
        },
    );
}

fn operation_row(operation: &Operation, module: &[String], feature: Option<&str>) -> String {
    let mut row = Object::new();
    row.text("operation", &operation.id);
    row.text("path", &operation.path);
    row.text("name", &operation.docs.name);
    served(&mut row, operation);
    if !operation.path_params.is_empty() {
        row.raw(
            "path_params",
            &array(
                operation
                    .path_params
                    .iter()
                    .map(|(name, param)| path_param(name, param)),
            ),
        );
    }
    if let Some(request) = &operation.request {
        row.text("request", &request.join("::"));
    }
    row.text(
        "body",
        match operation.body {
            BodyKind::None => "none",
            BodyKind::Json => "json",
            BodyKind::Multipart => "multipart",
        },
    );
    row.raw(
        "statuses",
        &array(operation.statuses.iter().map(u16::to_string)),
    );
    row.raw(
        "response",
        &match &operation.response {
            Response::Empty => "\"empty\"".to_owned(),
            Response::Json(path) => Object::one("json", &path.join("::")),
            Response::File(media) => {
                let mut file = Object::new();
                file.raw("file", &strings(media));
                file.finish()
            }
        },
    );
    match &operation.repeat {
        Repeat::Safe => row.text("repeat", "safe"),
        Repeat::Keyed(field) => row.raw("repeat", &Object::one("by", field)),
        Repeat::Unknown => {}
    }
    if let Some(pages) = &operation.pages {
        row.raw("pages", &paging(pages));
    }
    row.text("rust", &module.join("::"));
    row.optional("feature", feature);
    row.finish()
}

fn paging(pages: &Pages) -> String {
    let mut row = Object::new();
    row.text("by", &pages.by);
    row.raw(
        "step",
        &match &pages.step {
            Step::Items => "\"items\"".to_owned(),
            Step::Pages(first) => format!("{{\"pages\":{first}}}"),
            Step::Token(next) => Object::one("token", next),
        },
    );
    row.optional("size", pages.size.as_deref());
    row.text("items", &pages.items);
    row.optional("total", pages.total.as_deref());
    row.finish()
}

fn path_param(name: &str, param: &PathParam) -> String {
    let mut row = Object::new();
    row.text("name", name);
    row.text("type", if param.integer { "integer" } else { "string" });
    row.flag("required", true);
    match param.example.as_deref() {
        Some(example) if param.integer && example.parse::<i64>().is_ok() => {
            row.raw("example", example)
        }
        example => row.optional("example", example),
    }
    row.number("max_length", param.max_length);
    row.number("min_length", param.min_length);
    row.finish()
}

fn types(table: &mut String, module: &[String], types: &[Type]) {
    for ty in types {
        let mut row = Object::new();
        let mut path = module.join("::");
        if !path.is_empty() {
            path.push_str("::");
        }
        path.push_str(&ty.rust);
        row.text("type", &path);
        match &ty.kind {
            TypeKind::Struct(shape) => structure(&mut row, shape),
            TypeKind::StringEnum(values) => {
                let values: Vec<String> = values.iter().map(|value| value.wire.clone()).collect();
                row.raw("string_enum", &strings(&values));
            }
            TypeKind::IntegerEnum(values) => {
                row.raw(
                    "integer_enum",
                    &array(values.iter().map(|value| value.wire.to_string())),
                );
            }
        }
        line(table, row.finish());
    }
}

fn structure(row: &mut Object, shape: &Struct) {
    row.raw("fields", &array(shape.fields.iter().map(field)));
    if !shape.exactly_one_of.is_empty() {
        let name = |&index: &usize| shape.fields.get(index).map(|field| field.wire.clone());
        let groups = shape.exactly_one_of.iter();
        row.raw(
            "exactly_one_of",
            &array(groups.map(|group| {
                let names: Vec<String> = group.iter().filter_map(name).collect();
                strings(&names)
            })),
        );
    }
}

fn field(field: &Field) -> String {
    let docs = &field.docs;
    let mut row = Object::new();
    row.text("name", &field.wire);
    row.raw("type", &field_type(&field.ty));
    row.text(
        "location",
        match field.location {
            Location::Body => "body",
            Location::Query => "query",
            Location::Header => "header",
            Location::Part => "part",
        },
    );
    row.flag("required", field.required);
    row.flag("nullable", field.nullable);
    row.flag("encrypted", field.encrypted);
    row.flag("sensitive", field.sensitive);
    row.flag("json_text", field.json_text);
    row.optional(
        "fill",
        field.fill.map(|fill| match fill {
            Fill::Filename => "filename",
            Fill::Sha256 => "sha256",
        }),
    );
    row.optional("format", docs.format.as_deref());
    row.optional_raw("example", docs.example.as_deref());
    row.optional_raw("default", docs.default.as_deref());
    row.number("max_length", docs.max_length);
    row.number("min_length", docs.min_length);
    row.number("maximum", docs.maximum);
    row.number("minimum", docs.minimum);
    row.number("max_items", docs.max_items);
    row.number("min_items", docs.min_items);
    row.number("max_bytes", docs.max_bytes);
    if !docs.media_types.is_empty() {
        row.raw("media_types", &strings(&docs.media_types));
    }
    row.optional("pattern", docs.pattern.as_deref());
    row.finish()
}

fn field_type(ty: &FieldType) -> String {
    let name = match ty {
        FieldType::String => "string",
        FieldType::Integer => "integer",
        FieldType::Number => "number",
        FieldType::Boolean => "boolean",
        FieldType::Timestamp => "timestamp",
        FieldType::Date => "date",
        FieldType::Secret => "secret",
        FieldType::Any => "any",
        FieldType::File => "file",
        FieldType::Named(path) => return Object::one("named", &path.join("::")),
        FieldType::List(item) => {
            let mut list = Object::new();
            list.raw("list", &field_type(item));
            return list.finish();
        }
    };
    let mut quoted = String::new();
    let _ = write!(quoted, "\"{name}\"");
    quoted
}

fn notification_row(notification: &Notification) -> String {
    let mut row = Object::new();
    row.text("notification", &notification.event_type);
    row.text("name", &notification.docs.name);
    row.text("rust", &format!("notifications::{}", notification.module));
    row.raw("shapes", &array(notification.shapes.iter().map(shape)));
    if !notification.features.is_empty() {
        row.raw("features", &strings(&notification.features));
    }
    row.finish()
}

fn shape(shape: &Shape) -> String {
    let mut row = Object::new();
    row.text("name", &shape.rust);
    row.text("type", &shape.ty.join("::"));
    if !shape.when_present.is_empty() {
        row.raw("when_present", &strings(&shape.when_present));
    }
    if !shape.when_original_type.is_empty() {
        row.raw("when_original_type", &strings(&shape.when_original_type));
    }
    row.finish()
}
