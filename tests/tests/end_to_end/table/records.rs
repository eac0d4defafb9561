//! Samples through the typed requests and answers, in both directions, without HTTP.

use serde_json::{Map, Value, json};
use wechatpay_runtime::record::{self, PartContent};
use wechatpay_runtime::{Record, as_json};
use wechatpay_sandbox::Table;
use wechatpay_sandbox::table::{Location, Response, Struct};

use super::dynamic::Plain;
use super::expected::{at, pairs, readable, text};
use super::sample::{self, Fields};
use super::{Case, Failures, cases};

fn json_of(bytes: &[u8]) -> Value {
    serde_json::from_slice(bytes).unwrap()
}

/// Decodes `sample`; what differs goes to `failures`.
pub(super) fn decode(
    empty: fn() -> Box<dyn Record>,
    sample: &Value,
    operation: &str,
    failures: &mut Failures,
) -> Box<dyn Record> {
    let mut record = empty();
    match record::decode_into(&mut *record, sample.to_string().as_bytes(), Some(&Plain)) {
        Err(error) => failures.add(operation, error),
        Ok(deviations) => {
            for deviation in deviations {
                failures.add(operation, deviation);
            }
        }
    }
    record
}

#[test]
fn sample_requests_decode_and_encode_back() {
    let table = Table::generated().unwrap();
    let mut failures = Failures::default();
    let mut count = 0;
    for Case { row, typed } in cases(&table) {
        let (Some(name), Some(empty)) = (&row.request, typed.request) else {
            continue;
        };
        let structure = table.structure(name).unwrap();
        for fields in [Fields::All, Fields::Required] {
            let sample = sample::structure(&table, name, fields);
            let request = decode(empty, &sample, &row.id, &mut failures);
            if let Err(error) = record::check(&*request) {
                failures.add(&row.id, error);
            }
            for difference in differences(&table, structure, &sample, &*request) {
                failures.add(&row.id, difference);
            }
            count += 1;
        }
    }
    assert!(count > 1_000, "{count}");
    failures.report();
}

/// Where the parts of a request on the wire differ from the sample that it was read from.
fn differences(
    table: &Table,
    structure: &Struct,
    sample: &Value,
    request: &dyn Record,
) -> Vec<String> {
    let mut found = Vec::new();
    let mut compare = |what: &str, sent: Value, expected: Value| {
        if sent != expected {
            found.push(format!("{what}: {sent} should be {expected}"));
        }
    };
    let body = json_of(&record::encode_body(request, Some(&Plain)).unwrap());
    let expected = Value::Object(at(structure, sample, Location::Body));
    compare(
        "body",
        readable(table, structure, &body),
        readable(table, structure, &expected),
    );
    let query = record::query_pairs(request, Some(&Plain)).unwrap();
    compare(
        "query",
        json!(query),
        json!(pairs(structure, sample, Location::Query)),
    );
    let headers = record::headers(request, Some(&Plain)).unwrap();
    compare(
        "headers",
        json!(headers),
        json!(pairs(structure, sample, Location::Header)),
    );
    let parts = record::parts(request, Some(&Plain)).unwrap();
    let parts: Map<String, Value> = parts
        .into_iter()
        .map(|part| (part.name.to_owned(), content(part.content)))
        .collect();
    let expected = at(structure, sample, Location::Part).into_iter();
    let expected: Map<String, Value> = expected
        .map(|(name, value)| match value {
            Value::Object(_) => (name, value),
            other => (name, Value::from(text(&other))),
        })
        .collect();
    compare("parts", Value::Object(parts), Value::Object(expected));
    found
}

fn content(content: PartContent<'_>) -> Value {
    match content {
        PartContent::Json(json) => json_of(&json),
        PartContent::Text(text) => Value::from(text),
        PartContent::File(file) => as_json::serialize(file, serde_json::value::Serializer).unwrap(),
        other => panic!("{other:?}"),
    }
}

#[test]
fn sample_answers_decode_without_deviations_and_encode_back() {
    let table = Table::generated().unwrap();
    let mut failures = Failures::default();
    let mut count = 0;
    for Case { row, typed } in cases(&table) {
        assert_eq!(
            matches!(row.response, Response::Json(_)),
            typed.response.is_some()
        );
        let (Response::Json(name), Some(empty)) = (&row.response, typed.response) else {
            continue;
        };
        let structure = table.structure(name).unwrap();
        for fields in [Fields::All, Fields::Required] {
            let sample = sample::structure(&table, name, fields);
            let answer = decode(empty, &sample, &row.id, &mut failures);
            let encoded = json_of(&record::encode_body(&*answer, Some(&Plain)).unwrap());
            let encoded = readable(&table, structure, &encoded);
            let sample = readable(&table, structure, &sample);
            if encoded != sample {
                failures.add(&row.id, format_args!("{encoded} should be {sample}"));
            }
            count += 1;
        }
    }
    assert!(count > 1_500, "{count}");
    failures.report();
}
