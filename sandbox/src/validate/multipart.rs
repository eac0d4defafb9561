//! Multipart bodies: read into parts, then checked against the part fields of the table.

use bytes::Bytes;
use futures_util::stream;
use http::HeaderMap;
use http::header::CONTENT_TYPE;
use serde_json::{Map, Value};

use super::{Check, limits};
use crate::hash;
use crate::incoming::Incoming;
use crate::refusal::{Location, Refusal};
use crate::table::{Field, FieldType, Fill, Shape};

/// One part of a multipart body.
#[derive(Debug, Clone)]
pub(crate) struct Part {
    /// The part's name.
    pub(crate) name: String,
    /// The file's name, where it is a file.
    pub(crate) file_name: Option<String>,
    /// The media type that it names.
    pub(crate) media_type: Option<String>,
    /// What it holds.
    pub(crate) content: Bytes,
}

/// The parts of a body whose `Content-Type` says that it has some; `None` for any other
/// body, and for one that is not well-formed.
pub(crate) async fn read_parts(headers: &HeaderMap, body: &Bytes) -> Option<Vec<Part>> {
    let media_type = headers.get(CONTENT_TYPE)?.to_str().ok()?;
    let boundary = multer::parse_boundary(media_type).ok()?;
    let body = stream::iter([Ok::<_, std::convert::Infallible>(body.clone())]);
    let mut multipart = multer::Multipart::new(body, boundary);
    let mut parts = Vec::new();
    while let Some(field) = multipart.next_field().await.ok()? {
        parts.push(Part {
            name: field.name()?.to_owned(),
            file_name: field.file_name().map(str::to_owned),
            media_type: field
                .content_type()
                .map(|media_type| media_type.essence_str().to_owned()),
            content: field.bytes().await.ok()?,
        });
    }
    Some(parts)
}

/// Checks the parts of `request`. Files are `null` in what comes back.
pub(super) fn check(
    check: &Check<'_>,
    fields: &[&Field],
    request: &Incoming,
) -> Result<Map<String, Value>, Refusal> {
    let Some(parts) = &request.parts else {
        let issue = "the body must be well-formed multipart/form-data";
        return Err(Refusal::parameter(Location::Form, "", issue));
    };
    let known = |part: &Part| fields.iter().any(|field| field.name == part.name);
    if let Some(part) = parts.iter().find(|part| !known(part)) {
        return Err(check.refuse(&part.name, "is not a part of this upload"));
    }
    let mut values = Map::new();
    for field in fields {
        let given: Vec<&Part> = parts
            .iter()
            .filter(|part| part.name == field.name)
            .collect();
        if is_file(&field.field_type) {
            files(check, field, &given, &mut values)?;
        } else {
            texts(check, field, &given, &mut values)?;
        }
    }
    let file = parts.iter().find(|part| part.file_name.is_some());
    if let Some(file) = file {
        filled(check, fields, &values, file)?;
    }
    Ok(values)
}

fn is_file(ty: &FieldType) -> bool {
    match ty {
        FieldType::File => true,
        FieldType::List(item) => is_file(item),
        _ => false,
    }
}

fn files(
    check: &Check<'_>,
    field: &Field,
    given: &[&Part],
    values: &mut Map<String, Value>,
) -> Result<(), Refusal> {
    if given.is_empty() && field.required {
        return Err(check.missing(&field.name));
    }
    for part in given {
        if part.file_name.as_ref().is_none_or(String::is_empty) {
            return Err(check.refuse(&field.name, "must have a file name"));
        }
        if part.content.is_empty() {
            return Err(check.refuse(&field.name, "is an empty file"));
        }
        limits::file(field, part).map_err(|issue| check.refuse(&field.name, issue))?;
        values.insert(field.name.clone(), Value::Null);
    }
    Ok(())
}

fn texts(
    check: &Check<'_>,
    field: &Field,
    given: &[&Part],
    values: &mut Map<String, Value>,
) -> Result<(), Refusal> {
    let given: Result<Vec<&str>, _> = given
        .iter()
        .map(|part| std::str::from_utf8(&part.content))
        .collect();
    let given = given.map_err(|_| check.refuse(&field.name, "is not UTF-8"))?;
    check.texts(field, &given, values)
}

/// Whether what the client computes of the file is true.
fn filled(
    check: &Check<'_>,
    fields: &[&Field],
    values: &Map<String, Value>,
    file: &Part,
) -> Result<(), Refusal> {
    for field in fields {
        let named = field
            .field_type
            .named()
            .and_then(|name| check.table().shape(name));
        let Some(Shape::Struct(structure)) = named else {
            continue;
        };
        for member in &structure.fields {
            let given = values
                .get(&field.name)
                .and_then(|value| value.get(&member.name));
            let expected = match member.fill {
                Some(Fill::Filename) => file.file_name.clone().unwrap_or_default(),
                Some(Fill::Sha256) => hash::sha256(&file.content),
                None => continue,
            };
            let Some(given) = given.and_then(Value::as_str) else {
                continue;
            };
            if given != expected {
                let path = format!("{}/{}", field.name, member.name);
                let issue = format!("is not that of the file, which is {expected}");
                return Err(check.refuse(&path, issue).value(given));
            }
        }
    }
    Ok(())
}
