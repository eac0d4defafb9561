//! Lists that come in pages: a list of seven, of which a request gets the part it asks for.
//!
//! Invariant: whoever asks for one page after the other gets each of the seven once, and
//! the pages say so: their total is seven, and only the last has no token for a next one.

use serde_json::{Map, Value};

use crate::table::{Field, FieldType, Pages, Shape, Step, Struct, Table};
use crate::validate::Values;

/// How many items every list has.
const ALL: usize = 7;
/// How many items a page has where the request does not say.
const SIZE: usize = 3;
/// What a token is: this, and the number of items before the page.
const TOKEN: &str = "page-";

/// Makes `body`, whose list has one item, the page that the request asks for.
pub(super) fn turn_to(
    table: &Table,
    structure: &Struct,
    pages: &Pages,
    values: &Values,
    body: &mut Map<String, Value>,
) {
    let said = |name: &str| values.query.get(name).or_else(|| values.body.get(name));
    let size = pages.size.as_deref().and_then(said).and_then(number);
    let size = size.filter(|size| *size > 0).unwrap_or(SIZE);
    let by = said(&pages.by);
    let start = match &pages.step {
        Step::Items => by.and_then(number).unwrap_or(0),
        Step::Pages(first) => {
            let first = usize::try_from(*first).unwrap_or(0);
            let page = by.and_then(number).unwrap_or(first);
            page.saturating_sub(first).saturating_mul(size)
        }
        Step::Token(_) => by
            .and_then(Value::as_str)
            .and_then(|token| token.strip_prefix(TOKEN)?.parse().ok())
            .unwrap_or(0),
    };
    let end = start.saturating_add(size).min(ALL);
    let Some(Value::Array(items)) = body.get_mut(&pages.items) else {
        return;
    };
    let sample = items.first().cloned().unwrap_or_default();
    let name = named(table, structure, &pages.items);
    *items = (start..end)
        .map(|index| numbered(sample.clone(), name, index))
        .collect();
    if let Some(total) = &pages.total {
        body.insert(total.clone(), Value::from(ALL));
    }
    if let Step::Token(next) = &pages.step {
        match end < ALL {
            true => body.insert(next.clone(), Value::from(format!("{TOKEN}{end}"))),
            false => body.remove(next),
        };
    }
}

/// The field that tells one item from another: the first whose text is free.
fn named<'t>(table: &'t Table, structure: &Struct, items: &str) -> Option<&'t str> {
    let field = structure.fields.iter().find(|field| field.name == items)?;
    let FieldType::List(item) = &field.field_type else {
        return None;
    };
    let FieldType::Named(name) = &**item else {
        return None;
    };
    let Some(Shape::Struct(item)) = table.shape(name) else {
        return None;
    };
    let free = |field: &&Field| {
        field.field_type == FieldType::String
            && field.pattern.is_none()
            && field.format.is_none()
            && !field.encrypted
            && !field.json_text
    };
    item.fields.iter().find(free).map(|field| &*field.name)
}

/// The item with its number as the last character of that field.
fn numbered(mut item: Value, name: Option<&str>, index: usize) -> Value {
    if let Some(Value::String(text)) = name.and_then(|name| item.get_mut(name)) {
        text.pop();
        text.push_str(&(index % 10).to_string());
    }
    item
}

/// A number, which may be written as text.
fn number(value: &Value) -> Option<usize> {
    let number = value.as_u64().or_else(|| value.as_str()?.parse().ok())?;
    usize::try_from(number).ok()
}
