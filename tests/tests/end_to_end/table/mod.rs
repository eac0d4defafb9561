//! All operations of the generated tables: what holds for one of them holds for each.
//!
//! Every test walks over the whole table and reports all failures at once, by operation.

mod dynamic;
mod expected;
mod http;
mod mutations;
mod pages;
mod records;
mod sample;

use std::collections::BTreeMap;
use std::sync::Arc;

use wechatpay_openapi::tables::OPERATIONS;
use wechatpay_runtime::{Body, TypedOperation};
use wechatpay_sandbox::Table;
use wechatpay_sandbox::table::{FieldType, Operation};

/// An operation as the table describes it, and as the generated crate types it.
struct Case {
    row: Arc<Operation>,
    typed: &'static TypedOperation,
}

/// All operations, by the order of the table.
fn cases(table: &Table) -> Vec<Case> {
    let typed: BTreeMap<&str, &'static TypedOperation> = OPERATIONS
        .iter()
        .map(|typed| (typed.operation.id, typed))
        .collect();
    let rows = table.operations().iter();
    let cases = rows.map(|row| Case {
        row: Arc::clone(row),
        typed: typed
            .get(row.id.as_str())
            .unwrap_or_else(|| panic!("{} is not typed", row.id)),
    });
    cases.collect()
}

/// What went wrong, by operation.
#[derive(Default)]
struct Failures(Vec<String>);

impl Failures {
    fn add(&mut self, operation: &str, what: impl std::fmt::Display) {
        self.0.push(format!("{operation}: {what}"));
    }

    #[track_caller]
    fn report(self) {
        let count = self.0.len();
        let shown: Vec<String> = self.0.into_iter().take(40).collect();
        assert!(count == 0, "{count} failures:\n{}", shown.join("\n"));
    }
}

#[test]
fn the_table_and_the_typed_operations_are_the_same_ones() {
    let table = Table::generated().unwrap();
    let cases = cases(&table);
    assert_eq!(cases.len(), OPERATIONS.len());
    let mut failures = Failures::default();
    for Case { row, typed } in &cases {
        let operation = typed.operation;
        let same = [
            ("method", row.method() == operation.method.as_str()),
            ("path", row.path == operation.path),
            ("name", row.name == operation.name),
            (
                "host",
                format!("{:?}", row.host) == format!("{:?}", operation.host),
            ),
            (
                "auth",
                format!("{:?}", row.auth) == format!("{:?}", operation.auth),
            ),
            (
                "body",
                format!("{:?}", row.body) == body_kind(operation.body),
            ),
            ("upload", upload_is_same(&table, row, operation.body)),
            ("request", row.request.is_some() == typed.request.is_some()),
        ];
        for (what, _) in same.iter().filter(|(_, same)| !same) {
            failures.add(&row.id, format_args!("the {what} differs"));
        }
    }
    failures.report();
}

fn body_kind(body: Body) -> &'static str {
    match body {
        Body::None => "None",
        Body::Json => "Json",
        Body::Multipart(_) => "Multipart",
    }
}

/// Whether an upload's limits are those of its file in the table.
fn upload_is_same(table: &Table, row: &Operation, body: Body) -> bool {
    let Body::Multipart(limits) = body else {
        return true;
    };
    let request = row.request.as_ref().and_then(|name| table.structure(name));
    let files = request.into_iter().flat_map(|request| &request.fields);
    let mut files = files.filter(|field| field.field_type == FieldType::File);
    files.any(|file| file.max_bytes == limits.max_bytes && file.media_types == limits.media_types)
}
