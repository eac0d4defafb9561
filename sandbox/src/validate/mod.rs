//! Checks a request against the table, and gives it back as plain values: parsed by type,
//! with encrypted fields opened and JSON in strings unfolded.
//!
//! Invariant: what passes has every required field, no unknown one, and each value
//! within its type and limits; the first violation is the answer.

mod check;
mod limits;
mod multipart;
mod text;

use http::HeaderMap;
use http::header::{ACCEPT, CONTENT_TYPE, USER_AGENT};
use serde_json::{Map, Value};

pub(crate) use check::{Check, Unseal, UnsealError};
pub(crate) use multipart::{Part, read_parts};

use crate::incoming::Incoming;
use crate::refusal::{Location, Refusal};
use crate::route::Matched;
use crate::table::{self, Body, Field, Operation, Table};

/// What a request says, by place.
#[derive(Debug, Clone, Default)]
pub(crate) struct Values {
    /// The parameters of the path.
    pub(crate) path: Map<String, Value>,
    /// The query string.
    pub(crate) query: Map<String, Value>,
    /// The headers that the table names.
    pub(crate) headers: Map<String, Value>,
    /// The JSON body, or the parts of a multipart body (files as `null`).
    pub(crate) body: Map<String, Value>,
}

/// Checks the whole of `request`.
pub(crate) fn validate(
    table: &Table,
    matched: &Matched,
    request: &Incoming,
    unseal: &dyn Unseal,
) -> Result<Values, Refusal> {
    common_headers(&request.headers)?;
    let operation = &*matched.operation;
    let check = |location| Check::wire(table, location, unseal);
    let fields = |location| fields_at(table, operation, location);
    let values = Values {
        path: text::path(&check(Location::Path), operation, &matched.parameters)?,
        query: text::query(
            &check(Location::Query),
            &fields(table::Location::Query),
            request.query(),
        )?,
        headers: text::headers(
            &check(Location::Header),
            &fields(table::Location::Header),
            &request.headers,
        )?,
        body: match operation.body {
            Body::None => no_body(request)?,
            Body::Json => json_body(
                &check(Location::Body),
                &fields(table::Location::Body),
                request,
            )?,
            Body::Multipart => multipart::check(
                &check(Location::Form),
                &fields(table::Location::Part),
                request,
            )?,
        },
    };
    exactly_one_of(table, operation, &values)?;
    Ok(values)
}

fn fields_at<'t>(
    table: &'t Table,
    operation: &Operation,
    location: table::Location,
) -> Vec<&'t Field> {
    let fields = table.request_fields(operation).iter();
    fields.filter(|field| field.location == location).collect()
}

/// WeChat Pay turns down requests that do not say what they take and who they are.
fn common_headers(headers: &HeaderMap) -> Result<(), Refusal> {
    for name in [ACCEPT, USER_AGENT] {
        if headers.get(&name).is_none_or(|value| value.is_empty()) {
            let message = "Http头缺少Accept或User-Agent";
            let refusal = Refusal::parameter(Location::Header, name.as_str(), "is missing");
            return Err(Refusal {
                message: message.to_owned(),
                ..refusal
            });
        }
    }
    Ok(())
}

fn no_body(request: &Incoming) -> Result<Map<String, Value>, Refusal> {
    if request.body.is_empty() {
        Ok(Map::new())
    } else {
        let issue = "this operation takes no body";
        Err(Refusal::parameter(Location::Body, "", issue))
    }
}

fn json_body(
    check: &Check<'_>,
    fields: &[&Field],
    request: &Incoming,
) -> Result<Map<String, Value>, Refusal> {
    let media_type = request
        .headers
        .get(CONTENT_TYPE)
        .and_then(|value| value.to_str().ok());
    let media_type = media_type
        .unwrap_or_default()
        .split(';')
        .next()
        .unwrap_or_default();
    if !media_type.trim().eq_ignore_ascii_case("application/json") {
        let issue = "must be application/json";
        return Err(Refusal::parameter(Location::Header, "Content-Type", issue).value(media_type));
    }
    match serde_json::from_slice(&request.body) {
        Ok(Value::Object(object)) => check.object(fields, &object, ""),
        Ok(_) => Err(Refusal::parameter(
            Location::Body,
            "",
            "must be a JSON object",
        )),
        Err(error) => {
            let issue = format!(
                "is not JSON: line {}, column {}",
                error.line(),
                error.column()
            );
            Err(Refusal::parameter(Location::Body, "", issue))
        }
    }
}

/// The groups of the request itself; those of nested structs are checked with them.
fn exactly_one_of(table: &Table, operation: &Operation, values: &Values) -> Result<(), Refusal> {
    let Some(request) = table.request(operation) else {
        return Ok(());
    };
    for group in &request.exactly_one_of {
        let located = |name: &String| {
            let mut fields = request.fields.iter();
            fields
                .find(|field| field.name == *name)
                .map(|field| field.location)
        };
        let location = group.first().and_then(located).unwrap_or_default();
        let (place, members, prefix) = match location {
            table::Location::Query => (Location::Query, &values.query, ""),
            table::Location::Header => (Location::Header, &values.headers, ""),
            table::Location::Part => (Location::Form, &values.body, ""),
            table::Location::Body => (Location::Body, &values.body, "/"),
        };
        check::one_of_group(group, members).map_err(|issue| {
            Refusal::parameter(place, &format!("{prefix}{}", group.join(",")), issue)
        })?;
    }
    Ok(())
}
