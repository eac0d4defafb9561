//! Reads facts: one JSON object a line, as the catalogue's README describes it.

use serde::Deserialize;
use serde_json::Value;

use super::outline::{FieldOutline, Outline, RUNTIME_HEADERS, Subject};

/// A facts file that cannot be read.
#[derive(Debug, thiserror::Error)]
#[error("line {line} of the facts is not an operation or notification")]
pub struct FactsError {
    line: usize,
    source: serde_json::Error,
}

#[derive(Deserialize)]
struct Endpoint {
    protocol: String,
    method: String,
    path: String,
    region: Option<String>,
    #[serde(default)]
    request: Request,
    #[serde(default)]
    responses: std::collections::BTreeMap<String, Field>,
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct Request {
    path: Vec<Field>,
    query: Vec<Field>,
    headers: Vec<Field>,
    form: Vec<Field>,
    body: Option<Field>,
}

#[derive(Deserialize)]
struct Notification {
    id: String,
    protocol: String,
    #[serde(default)]
    body: Vec<Field>,
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct Field {
    name: String,
    #[serde(rename = "type")]
    ty: Option<String>,
    required: bool,
    #[serde(rename = "enum")]
    values: Vec<Value>,
    encrypted: Option<String>,
    doubtful: bool,
    fields: Vec<Field>,
    items: Option<Box<Field>>,
    json_text: Option<Value>,
}

/// Reads the operations; APIv2 has its own protocol and is left out.
///
/// # Errors
/// A line that is not an operation.
pub fn parse_endpoints(text: &str) -> Result<Vec<Subject>, FactsError> {
    let endpoints: Vec<Endpoint> = lines(text)?;
    Ok(endpoints
        .iter()
        .filter(|endpoint| endpoint.protocol == "v3")
        .map(endpoint_subject)
        .collect())
}

/// Reads the notifications; APIv2's are left out.
///
/// # Errors
/// A line that is not a notification.
pub fn parse_notifications(text: &str) -> Result<Vec<Subject>, FactsError> {
    let notifications: Vec<Notification> = lines(text)?;
    Ok(notifications
        .iter()
        .filter(|notification| notification.protocol == "v3")
        .map(notification_subject)
        .collect())
}

fn lines<T: for<'de> Deserialize<'de>>(text: &str) -> Result<Vec<T>, FactsError> {
    text.lines()
        .enumerate()
        .filter(|(_, line)| !line.trim().is_empty())
        .map(|(index, line)| {
            serde_json::from_str(line).map_err(|source| FactsError {
                line: index + 1,
                source,
            })
        })
        .collect()
}

fn endpoint_subject(endpoint: &Endpoint) -> Subject {
    let region = endpoint
        .region
        .as_deref()
        .map(|region| format!("/{region}"));
    let mut outline = Outline::new();
    let request = &endpoint.request;
    add_all(&mut outline, "path", &request.path);
    add_all(&mut outline, "query", &request.query);
    add_all(&mut outline, "part", &request.form);
    let headers = request.headers.iter();
    for field in headers.filter(|field| !RUNTIME_HEADERS.contains(&field.name.as_str())) {
        add(&mut outline, "header", field);
    }
    if let Some(body) = &request.body {
        add_all(&mut outline, "body", &body.fields);
    }
    let answers = endpoint.responses.iter();
    for (_, body) in answers.filter(|(status, _)| status.starts_with('2')) {
        add_all(&mut outline, "response", &body.fields);
    }
    Subject {
        id: format!(
            "{} {}{}",
            endpoint.method,
            region.unwrap_or_default(),
            endpoint.path
        ),
        outline,
    }
}

fn notification_subject(notification: &Notification) -> Subject {
    let mut outline = Outline::new();
    let resource = notification
        .body
        .iter()
        .find(|field| field.name == "resource");
    let ciphertext =
        resource.and_then(|field| field.fields.iter().find(|field| field.name == "ciphertext"));
    if let Some(field) = ciphertext {
        add_all(&mut outline, "resource", &field.fields);
    }
    Subject {
        id: format!("notification {}", notification.id),
        outline,
    }
}

fn add_all(outline: &mut Outline, prefix: &str, fields: &[Field]) {
    for field in fields {
        add(outline, prefix, field);
    }
}

/// Adds a field and what is inside it, at `prefix.name`; items of a list at `prefix.name[]`.
fn add(outline: &mut Outline, prefix: &str, field: &Field) {
    let path = format!("{prefix}.{}", field.name);
    let text = field.json_text.as_ref().and_then(embedded);
    let shape = text.as_ref().unwrap_or(field);
    let (inner, depth) = innermost(shape);
    let base = inner.ty.as_deref().unwrap_or("object");
    outline.insert(
        path.clone(),
        FieldOutline {
            ty: format!("{base}{}", "[]".repeat(depth)),
            required: field.required,
            values: inner.values.iter().map(plain).collect(),
            encrypted: field.encrypted.is_some() || inner.encrypted.is_some(),
            doubtful: field.doubtful,
            opaque: base == "object" && inner.fields.is_empty(),
            declared: None,
        },
    );
    let below = format!("{path}{}", "[]".repeat(depth));
    add_all(outline, &below, &inner.fields);
}

/// The shape of the JSON inside a string, where the facts know it.
fn embedded(json_text: &Value) -> Option<Field> {
    json_text
        .is_object()
        .then(|| serde_json::from_value(json_text.clone()).ok())
        .flatten()
}

/// Through the lists to what is in them, and how many lists that were.
fn innermost(field: &Field) -> (&Field, usize) {
    let mut inner = field;
    let mut depth = 0;
    while inner.ty.as_deref() == Some("array") {
        depth += 1;
        match &inner.items {
            Some(items) => inner = items,
            None => break,
        }
    }
    (inner, depth)
}

fn plain(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}
