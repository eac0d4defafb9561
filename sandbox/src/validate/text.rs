//! Values that travel as text (path, query, headers, plain parts): parsed by the type of
//! their field, then checked like any other.

use http::HeaderMap;
use percent_encoding::percent_decode_str;
use serde_json::{Map, Value};

use super::Check;
use crate::refusal::{Location, Refusal};
use crate::table::{Field, FieldType, Operation, Shape, Table};

/// The path's parameters.
pub(super) fn path(
    check: &Check<'_>,
    operation: &Operation,
    parameters: &[(String, String)],
) -> Result<Map<String, Value>, Refusal> {
    let mut values = Map::new();
    for (name, text) in parameters {
        let described = operation
            .path_params
            .iter()
            .find(|field| field.name == *name);
        let value = match described {
            Some(field) => check.text(field, &[text.as_str()])?,
            None => Value::from(text.as_str()),
        };
        values.insert(name.clone(), value);
    }
    Ok(values)
}

/// The query string.
pub(super) fn query(
    check: &Check<'_>,
    fields: &[&Field],
    raw: &str,
) -> Result<Map<String, Value>, Refusal> {
    let pairs = raw.split('&').filter(|pair| !pair.is_empty());
    let pairs = pairs.map(|pair| {
        let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
        Ok((decoded(name)?, decoded(value)?))
    });
    let pairs: Vec<(String, String)> = pairs.collect::<Result<_, Refusal>>()?;
    let known = |name: &str| fields.iter().any(|field| field.name == name);
    if let Some((name, _)) = pairs.iter().find(|(name, _)| !known(name)) {
        return Err(check.refuse(name, "is not a query parameter of this operation"));
    }
    let mut values = Map::new();
    for field in fields {
        let given = pairs.iter().filter(|(name, _)| *name == field.name);
        let given: Vec<&str> = given.map(|(_, value)| value.as_str()).collect();
        check.texts(field, &given, &mut values)?;
    }
    Ok(values)
}

/// The headers that the table names.
pub(super) fn headers(
    check: &Check<'_>,
    fields: &[&Field],
    headers: &HeaderMap,
) -> Result<Map<String, Value>, Refusal> {
    let mut values = Map::new();
    for field in fields {
        let given = headers.get_all(&field.name).iter();
        let given: Option<Vec<&str>> = given
            .map(|value| std::str::from_utf8(value.as_bytes()).ok())
            .collect();
        let given = given.ok_or_else(|| check.refuse(&field.name, "is not UTF-8"))?;
        check.texts(field, &given, &mut values)?;
    }
    Ok(values)
}

/// Percent-decoded; `+` is a space, as everywhere in query strings.
fn decoded(text: &str) -> Result<String, Refusal> {
    let spaced = text.replace('+', " ");
    match percent_decode_str(&spaced).decode_utf8() {
        Ok(decoded) => Ok(decoded.into_owned()),
        Err(_) => Err(Refusal::parameter(
            Location::Query,
            text,
            "percent-encoded bytes are not UTF-8",
        )),
    }
}

impl Check<'_> {
    /// Puts the value of `field` into `values`, unless nothing is `given` and nothing required.
    pub(super) fn texts(
        &self,
        field: &Field,
        given: &[&str],
        values: &mut Map<String, Value>,
    ) -> Result<(), Refusal> {
        if !given.is_empty() {
            values.insert(field.name.clone(), self.text(field, given)?);
        } else if field.required {
            return Err(self.missing(&field.name));
        }
        Ok(())
    }

    /// The value of `field` from one text, or from several where it is a list.
    pub(super) fn text(&self, field: &Field, given: &[&str]) -> Result<Value, Refusal> {
        let value = match (&field.field_type, given) {
            (FieldType::List(item), _) if !field.json_text => {
                let items = given.iter().map(|text| self.parsed(item, text));
                Value::Array(items.collect())
            }
            (_, [text]) if field.json_text => Value::from(*text),
            (ty, [text]) => self.parsed(ty, text),
            _ => return Err(self.refuse(&field.name, "is given more than once")),
        };
        self.field(field, &value, &field.name)
    }

    /// `text` as JSON of the type; what does not parse stays text, and fails the check.
    fn parsed(&self, ty: &FieldType, text: &str) -> Value {
        let json = match ty {
            FieldType::Integer | FieldType::Number | FieldType::Boolean | FieldType::Any => true,
            FieldType::Named(name) => !is_string_enum(self.table(), name),
            _ => false,
        };
        let parsed = json.then(|| serde_json::from_str(text).ok()).flatten();
        parsed.unwrap_or_else(|| Value::from(text))
    }
}

fn is_string_enum(table: &Table, name: &str) -> bool {
    matches!(table.shape(name), Some(Shape::StringEnum(_)))
}
