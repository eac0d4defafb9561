//! What a sample must look like on the wire, worked out from the table alone.

use serde_json::{Map, Value};
use wechatpay_sandbox::table::{Field, FieldType, Location, Struct};

/// The members of `sample` whose fields travel at `location`, in the order of the table.
pub(super) fn at(structure: &Struct, sample: &Value, location: Location) -> Map<String, Value> {
    let fields = structure
        .fields
        .iter()
        .filter(|field| field.location == location);
    let members =
        fields.filter_map(|field| Some((field.name.clone(), sample.get(&field.name)?.clone())));
    members.collect()
}

/// The pairs of a query string or of headers; a list repeats its name.
pub(super) fn pairs(
    structure: &Struct,
    sample: &Value,
    location: Location,
) -> Vec<(String, String)> {
    let mut pairs = Vec::new();
    for (name, value) in at(structure, sample, location) {
        match value {
            Value::Array(items) => {
                pairs.extend(items.into_iter().map(|item| (name.clone(), text(&item))));
            }
            value => pairs.push((name, text(&value))),
        }
    }
    pairs
}

/// A value outside of JSON: strings without quotes.
pub(super) fn text(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        other => normal(other.clone()).to_string(),
    }
}

/// Path and query as they are sent.
pub(super) fn target(path: &str, parameters: &[String], query: &[(String, String)]) -> String {
    let mut left = parameters.iter();
    let segments = path
        .split('/')
        .map(|segment| match segment.starts_with('{') {
            true => encoded(left.next().unwrap()),
            false => segment.to_owned(),
        });
    let path: Vec<String> = segments.collect();
    let query: Vec<String> = query
        .iter()
        .map(|(name, value)| format!("{}={}", encoded(name), encoded(value)))
        .collect();
    match query.is_empty() {
        true => path.join("/"),
        false => format!("{}?{}", path.join("/"), query.join("&")),
    }
}

fn encoded(text: &str) -> String {
    let byte = |byte: u8| match byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
        true => char::from(byte).to_string(),
        false => format!("%{byte:02X}"),
    };
    text.bytes().map(byte).collect()
}

/// `1.0` and `1` are one number, and the runtime writes the shorter.
pub(super) fn normal(value: Value) -> Value {
    match value {
        Value::Number(number) => match number.as_f64() {
            #[allow(clippy::cast_possible_truncation)]
            Some(float) if number.is_f64() && float.fract() == 0.0 => Value::from(float as i64),
            _ => Value::Number(number),
        },
        Value::Array(items) => items.into_iter().map(normal).collect(),
        Value::Object(members) => members
            .into_iter()
            .map(|(name, value)| (name, normal(value)))
            .collect(),
        other => other,
    }
}

/// The members of `value` that the fields describe, with the content of JSON texts as JSON:
/// their spaces do not count.
pub(super) fn readable(
    table: &wechatpay_sandbox::Table,
    structure: &Struct,
    value: &Value,
) -> Value {
    let members = value.as_object().unwrap().iter();
    let readable = members.map(|(name, value)| {
        let field = structure.fields.iter().find(|field| field.name == *name);
        (
            name.clone(),
            field.map_or_else(|| value.clone(), |field| member(table, field, value)),
        )
    });
    normal(Value::Object(readable.collect()))
}

fn member(table: &wechatpay_sandbox::Table, field: &Field, value: &Value) -> Value {
    let parsed = match (field.json_text, value) {
        (true, Value::String(text)) => serde_json::from_str(text).unwrap(),
        _ => value.clone(),
    };
    typed(table, &field.field_type, &parsed)
}

fn typed(table: &wechatpay_sandbox::Table, ty: &FieldType, value: &Value) -> Value {
    match (ty, value) {
        (FieldType::List(item), Value::Array(items)) => items
            .iter()
            .map(|value| typed(table, item, value))
            .collect(),
        (FieldType::Named(name), Value::Object(_)) => match table.structure(name) {
            Some(structure) => readable(table, structure, value),
            None => value.clone(),
        },
        _ => value.clone(),
    }
}
