//! Tables that cannot be used say why.

#![allow(clippy::unwrap_used)]

use wechatpay_sandbox::{Table, TableError};

fn error(lines: &str) -> TableError {
    Table::read([lines]).unwrap_err()
}

#[test]
fn a_whole_table_is_read() {
    let table = Table::read([crate::support::TABLE]).unwrap();
    assert!(
        table
            .operations()
            .iter()
            .any(|operation| operation.id == "POST /v3/orders")
    );
    assert_eq!(table.notifications().len(), 1);
}

#[test]
fn a_line_that_is_not_in_the_format_is_named() {
    let type_line = r#"{"type":"A","fields":[]}"#;
    for broken in [
        "{",
        r#"{"type":"B","fields":[{"name":"a","typ":"string"}]}"#,
        r#"{"type":"B"}"#,
    ] {
        let error = error(&format!("{type_line}\n\n{broken}\n"));
        assert!(matches!(error, TableError::Line { line: 3, .. }), "{error}");
    }
}

#[test]
fn names_lead_somewhere_and_are_unique() {
    let unknown = error(r#"{"operation":"GET /a","path":"/a","response":{"json":"Nowhere"}}"#);
    assert_eq!(
        unknown,
        TableError::UnknownType {
            user: "GET /a".into(),
            name: "Nowhere".into()
        }
    );
    let nested = error(r#"{"type":"A","fields":[{"name":"b","type":{"list":{"named":"B"}}}]}"#);
    assert_eq!(
        nested,
        TableError::UnknownType {
            user: "A".into(),
            name: "B".into()
        }
    );
    let twice = error("{\"type\":\"A\",\"fields\":[]}\n{\"type\":\"A\",\"string_enum\":[]}");
    assert_eq!(twice, TableError::Twice { name: "A".into() });
}
