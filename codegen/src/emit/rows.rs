//! The rows of the tables: an operation, a type or a notification as a line of JSON.
//!
//! Invariant: a member that is absent, `false` or `null` is left out.

use super::json::{Object, list, object, path, quoted, shown};
use super::{operation_module, pages};
use crate::model::{
    Auth, BodyKind, Field, FieldType, Fill, Host, Location, Notification, Operation, PathParam,
    Repeat, Response, Shape, Struct, Type, TypeKind,
};

/// Appends the row of an operation of `module`, and the rows of its types.
pub(crate) fn operation(
    table: &mut String,
    module: &[String],
    operation: &Operation,
    feature: Option<&str>,
) {
    let own = operation_module(module, operation);
    object(table, |row| {
        row.text("operation", &operation.id);
        row.text("path", &operation.path);
        row.text("name", &operation.docs.name);
        served(row, operation);
        sent(row, operation);
        answered(row, operation);
        match &operation.repeat {
            Repeat::Safe => row.text("repeat", "safe"),
            Repeat::Keyed(field) => row.object("repeat", |key| key.text("by", field)),
            Repeat::Unknown => {}
        }
        if let Some(facts) = &operation.pages {
            row.object("pages", |row| pages::row(row, facts));
        }
        row.path("rust", &own);
        row.optional("feature", feature);
    });
    table.push('\n');
    types(table, &own, &operation.types);
}

/// By whom the operation is served, and for whom.
fn served(row: &mut Object<'_>, operation: &Operation) {
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

fn sent(row: &mut Object<'_>, operation: &Operation) {
    if !operation.path_params.is_empty() {
        let parameters = &operation.path_params;
        list(row.member("path_params"), parameters, |text, parameter| {
            path_param(text, &parameter.0, &parameter.1);
        });
    }
    if let Some(request) = &operation.request {
        row.path("request", request);
    }
    row.text(
        "body",
        match operation.body {
            BodyKind::None => "none",
            BodyKind::Json => "json",
            BodyKind::Multipart => "multipart",
        },
    );
}

fn answered(row: &mut Object<'_>, operation: &Operation) {
    list(row.member("statuses"), &operation.statuses, shown);
    match &operation.response {
        Response::Empty => row.text("response", "empty"),
        Response::Json(path) => row.object("response", |kind| kind.path("json", path)),
        Response::File(media) => row.object("response", |kind| kind.texts("file", media)),
    }
}

fn path_param(text: &mut String, name: &str, param: &PathParam) {
    object(text, |row| {
        row.text("name", name);
        row.text("type", if param.integer { "integer" } else { "string" });
        row.flag("required", true);
        match param.example.as_deref() {
            Some(example) if param.integer && example.parse::<i64>().is_ok() => {
                row.raw("example", example);
            }
            example => row.optional("example", example),
        }
        row.number("max_length", param.max_length);
        row.number("min_length", param.min_length);
    });
}

/// Appends the rows of the types that live in `module`.
pub(crate) fn types(table: &mut String, module: &[String], types: &[Type]) {
    let mut place = module.to_vec();
    for ty in types {
        place.push(ty.rust.clone());
        object(table, |row| {
            row.path("type", &place);
            match &ty.kind {
                TypeKind::Struct(shape) => structure(row, shape),
                TypeKind::StringEnum(values) => {
                    row.texts("string_enum", values.iter().map(|value| &value.wire));
                }
                TypeKind::IntegerEnum(values) => {
                    list(row.member("integer_enum"), values, |text, value| {
                        shown(text, value.wire);
                    });
                }
            }
        });
        table.push('\n');
        place.pop();
    }
}

fn structure(row: &mut Object<'_>, shape: &Struct) {
    list(row.member("fields"), &shape.fields, field);
    if !shape.exactly_one_of.is_empty() {
        let groups = &shape.exactly_one_of;
        list(row.member("exactly_one_of"), groups, |text, group| {
            let fields = group.iter().filter_map(|&index| shape.fields.get(index));
            list(text, fields, |text, field| quoted(text, &field.wire));
        });
    }
}

fn field(text: &mut String, field: &Field) {
    object(text, |row| {
        row.text("name", &field.wire);
        field_type(row.member("type"), &field.ty);
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
        facts(row, field);
    });
}

/// What is documented of a field's values.
fn facts(row: &mut Object<'_>, field: &Field) {
    let docs = &field.docs;
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
        row.texts("media_types", &docs.media_types);
    }
    row.optional("pattern", docs.pattern.as_deref());
}

fn field_type(text: &mut String, ty: &FieldType) {
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
        FieldType::Named(place) => {
            return object(text, |kind| path(kind.member("named"), place));
        }
        FieldType::List(item) => {
            return object(text, |kind| field_type(kind.member("list"), item));
        }
    };
    quoted(text, name);
}

/// Appends the row of a notification.
pub(crate) fn notification(table: &mut String, notification: &Notification) {
    object(table, |row| {
        row.text("notification", &notification.event_type);
        row.text("name", &notification.docs.name);
        row.text("rust", &format!("notifications::{}", notification.module));
        list(row.member("shapes"), &notification.shapes, shape);
        if !notification.features.is_empty() {
            row.texts("features", &notification.features);
        }
    });
    table.push('\n');
}

fn shape(text: &mut String, shape: &Shape) {
    object(text, |row| {
        row.text("name", &shape.rust);
        row.path("type", &shape.ty);
        if !shape.when_present.is_empty() {
            row.texts("when_present", &shape.when_present);
        }
        if !shape.when_original_type.is_empty() {
            row.texts("when_original_type", &shape.when_original_type);
        }
    });
}
