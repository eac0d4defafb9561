//! Answers that differ from the spec in one thing: they still decode, and what is
//! reported is exactly that. Every field of every answer, each way it can go wrong.

use serde_json::{Map, Value, json};
use wechatpay_runtime::{Deviation, DeviationKind, Record, record};
use wechatpay_sandbox::Table;
use wechatpay_sandbox::table::{Field, FieldType, Response, Shape, Struct};

use super::dynamic::Plain;
use super::sample::{self, Fields};
use super::{Case, Failures, cases};

/// A place in a sample: how the runtime names it, and how to change it.
struct Place<'t> {
    field: &'t Field,
    path: String,
    pointer: String,
}

/// Every field in `sample`; of lists, the first item. What is inside JSON texts is left out.
fn places<'t>(table: &'t Table, structure: &'t Struct, sample: &Value) -> Vec<Place<'t>> {
    let mut found = Vec::new();
    walk(table, structure, sample, ("$", ""), &mut found);
    found
}

fn walk<'t>(
    table: &'t Table,
    structure: &'t Struct,
    value: &Value,
    (path, pointer): (&str, &str),
    found: &mut Vec<Place<'t>>,
) {
    for field in &structure.fields {
        let Some(value) = value.get(&field.name) else {
            continue;
        };
        let plain = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == '-';
        let mut path = match field.name.chars().all(plain) {
            true => format!("{path}.{}", field.name),
            false => format!("{path}[{:?}]", field.name),
        };
        let mut pointer = format!("{pointer}/{}", field.name);
        found.push(Place {
            field,
            path: path.clone(),
            pointer: pointer.clone(),
        });
        if field.json_text {
            continue;
        }
        let (mut ty, mut value) = (&field.field_type, value);
        while let (FieldType::List(item), Some(first)) = (ty, value.get(0)) {
            path += "[0]";
            pointer += "/0";
            (ty, value) = (item, first);
        }
        if let FieldType::Named(name) = ty
            && let Some(inner) = table.structure(name)
        {
            walk(table, inner, value, (&path, &pointer), found);
        }
    }
}

/// One thing that is wrong, and what must be reported of it.
type Wrong = (Option<Value>, Option<DeviationKind>);

/// The ways in which a field can be wrong: `None` removes it.
fn wrongs(table: &Table, field: &Field) -> Vec<(&'static str, Wrong)> {
    let mut wrongs = vec![(
        "missing",
        (
            None,
            field.required.then_some(DeviationKind::MissingRequired),
        ),
    )];
    if field.field_type != FieldType::Any {
        let null = (!field.nullable).then_some(DeviationKind::Null);
        wrongs.push(("null", (Some(Value::Null), null)));
        let (value, found) = match is_object(table, &field.field_type) {
            true => (json!("text"), "string"),
            false => (json!({ "wrong": [1] }), "object"),
        };
        if !field.json_text {
            let kind = DeviationKind::WrongType {
                expected: expected(table, field),
                found,
            };
            wrongs.push(("mistyped", (Some(value), Some(kind))));
        }
    }
    if let FieldType::Named(name) = &field.field_type {
        let unknown = match table.shape(name) {
            Some(Shape::StringEnum(_)) => Some(json!("A_VALUE_FROM_THE_FUTURE")),
            Some(Shape::IntegerEnum(_)) => Some(json!(987_654_321)),
            _ => None,
        };
        if let Some(unknown) = unknown {
            wrongs.push((
                "unknown",
                (Some(unknown), Some(DeviationKind::UnknownValue)),
            ));
        }
    }
    wrongs
}

fn is_object(table: &Table, ty: &FieldType) -> bool {
    matches!(ty, FieldType::Named(name) if table.structure(name).is_some())
}

/// How the runtime calls the type of the field.
fn expected(table: &Table, field: &Field) -> &'static str {
    match &field.field_type {
        FieldType::Integer => "integer",
        FieldType::Number => "number",
        FieldType::Boolean => "boolean",
        FieldType::List(_) => "array",
        FieldType::Named(name) => match table.shape(name) {
            Some(Shape::Struct(_)) => "object",
            Some(Shape::IntegerEnum(_)) => "integer",
            _ => "string",
        },
        _ => "string",
    }
}

/// `sample` with another value at `pointer`, or none.
fn changed(sample: &Value, pointer: &str, value: Option<&Value>) -> Value {
    let mut changed = sample.clone();
    let (parent, name) = pointer.rsplit_once('/').unwrap();
    let members: &mut Map<String, Value> = changed
        .pointer_mut(parent)
        .unwrap()
        .as_object_mut()
        .unwrap();
    match value {
        Some(value) => members.insert(name.to_owned(), value.clone()),
        None => members.remove(name),
    };
    changed
}

/// What decoding `sample` reports, and the answer itself.
fn decode(empty: fn() -> Box<dyn Record>, sample: &Value) -> (Vec<Deviation>, Box<dyn Record>) {
    let mut answer = empty();
    let text = sample.to_string();
    let found = record::decode_into(&mut *answer, text.as_bytes(), Some(&Plain)).unwrap();
    (found, answer)
}

/// Whether `found` is exactly what is expected at `path`.
fn is_exactly(found: &[Deviation], path: &str, kind: Option<DeviationKind>) -> bool {
    match (found, kind) {
        ([], None) => true,
        ([found], Some(kind)) => found.path == path && found.kind == kind,
        _ => false,
    }
}

#[test]
fn one_wrong_field_is_reported_and_nothing_else() {
    let table = Table::generated().unwrap();
    let mut failures = Failures::default();
    let mut count = 0;
    for Case { row, typed } in cases(&table) {
        let (Response::Json(name), Some(empty)) = (&row.response, typed.response) else {
            continue;
        };
        let sample = sample::structure(&table, name, Fields::All);
        for place in places(&table, table.structure(name).unwrap(), &sample) {
            for (how, (value, kind)) in wrongs(&table, place.field) {
                let text = changed(&sample, &place.pointer, value.as_ref());
                let (found, answer) = decode(empty, &text);
                let kept = how != "unknown" || {
                    let encoded = record::encode_body(&*answer, Some(&Plain)).unwrap();
                    let encoded: Value = serde_json::from_slice(&encoded).unwrap();
                    encoded.pointer(&place.pointer) == value.as_ref()
                };
                if !is_exactly(&found, &place.path, kind) || !kept {
                    let what = format!("{} {how}, kept {kept}: {found:?}", place.path);
                    failures.add(&row.id, what);
                }
                count += 1;
            }
        }
    }
    assert!(count > 30_000, "{count}");
    failures.report();
}

#[test]
fn an_unknown_field_is_reported_and_ignored_at_every_depth() {
    let table = Table::generated().unwrap();
    let mut failures = Failures::default();
    for Case { row, typed } in cases(&table) {
        let (Response::Json(name), Some(empty)) = (&row.response, typed.response) else {
            continue;
        };
        let sample = sample::structure(&table, name, Fields::All);
        let (_, expected) = decode(empty, &sample);
        let places = places(&table, table.structure(name).unwrap(), &sample);
        let objects = places
            .iter()
            .filter(|place| is_object(&table, &place.field.field_type));
        let objects = objects.filter(|place| !place.field.json_text);
        let objects = objects.map(|place| (place.path.as_str(), place.pointer.as_str()));
        for (path, pointer) in objects.chain([("$", "")]) {
            let surprise = json!({ "deep": [{ "er": null }] });
            let text = changed(
                &sample,
                &format!("{pointer}/from_the_future"),
                Some(&surprise),
            );
            let (found, answer) = decode(empty, &text);
            let path = format!("{path}.from_the_future");
            if !is_exactly(&found, &path, Some(DeviationKind::UnknownField))
                || !record::eq(&*answer, &*expected)
            {
                failures.add(&row.id, format_args!("{path}: {found:?}"));
            }
        }
    }
    failures.report();
}
