//! What is not JSON, too deep, or too much.
#![allow(missing_docs, clippy::unwrap_used)]

mod records;

use records::{Inner, Node};
use serde_json::Value as JsonValue;
use wechatpay_runtime::record::decode;
use wechatpay_runtime::{DecodeError, Decoded};

#[test]
fn only_what_is_not_json_is_an_error() {
    let malformed = |body: &[u8]| match decode::<Inner>(body, None) {
        Err(DecodeError::Malformed {
            reason,
            line,
            column,
        }) => (reason, line, column),
        other => panic!("{other:?} for {body:?}"),
    };
    for empty in ["", " \n", "\u{feff}"] {
        let decoded = decode::<Inner>(empty.as_bytes(), None);
        assert_eq!(decoded, Err(DecodeError::Empty));
    }
    let (reason, line, column) = malformed(b"{\n  \"name\": canary\n}");
    assert_eq!((line, column), (2, 11));
    assert!(
        !reason.contains("canary") && !reason.contains("line"),
        "{reason}"
    );
    let (reason, line, column) = malformed(b"{\"name\":\n\"a\xff\"}");
    assert_eq!((reason.as_str(), line, column), ("not UTF-8", 2, 3));
    for body in [
        "{\"name\":\"a\"} x",
        "{\"name\":\"a\"",
        "<html>",
        "{\"name\":\"a\"}{}",
        "{\"a\":01}",
    ] {
        malformed(body.as_bytes());
    }
    let decoded: Decoded<Inner> = decode("\u{feff} {\"name\":\"a\"}\r\n".as_bytes(), None).unwrap();
    assert_eq!(decoded.value.name, "a");
}

#[test]
fn deep_nesting_does_not_overflow_the_stack() {
    for (open, close) in [
        ("{\"child\":", "}"),
        ("{\"children\":[", "]}"),
        ("{\"new\":", "}"),
        ("[", "]"),
    ] {
        for depth in [40, 100_000] {
            let body = format!(
                "{}{{\"name\":\"x\"}}{}",
                open.repeat(depth),
                close.repeat(depth)
            );
            let decoded = decode::<Node>(body.as_bytes(), None);
            // A wrong or unknown value is skipped without recursion, at any depth.
            let bounded = open.contains("child");
            assert_eq!(decoded.is_ok(), depth == 40 || !bounded, "{open} × {depth}");
        }
    }
}

#[test]
fn json_in_text_cannot_escape_the_depth_limit() {
    // 60 objects, then a text with 60 more, and so on; backslashes double with each text.
    let nest = |inner: &str| format!("{}{inner}{}", "{\"child\":".repeat(60), "}".repeat(60));
    let mut body = nest("{\"name\":\"x\"}");
    for _ in 0..3 {
        body = nest(&format!("{{\"text\":{}}}", JsonValue::from(body)));
    }
    let decoded: Decoded<Node> = decode(body.as_bytes(), None).unwrap();
    assert_eq!(decoded.deviations.len(), 1);
    let path = &decoded.deviations[0].path;
    // The third level of text would be deeper than 128.
    assert_eq!(
        (
            path.matches(".text").count(),
            path.matches(".child").count()
        ),
        (2, 120)
    );
}

#[test]
fn the_number_of_reports_is_bounded() {
    let members: Vec<String> = (0..5_000).map(|i| format!("\"u{i}\":0")).collect();
    let body = format!("{{{}}}", members.join(","));
    let decoded: Decoded<Inner> = decode(body.as_bytes(), None).unwrap();
    assert_eq!(decoded.deviations.len(), 1_000);
}

#[test]
fn a_text_that_breaks_off_deep_inside_does_not_count_as_depth() {
    let broken = JsonValue::from("{\"child\":".repeat(60));
    let deep = format!("{}{{}}{}", "{\"child\":".repeat(60), "}".repeat(60));
    let body = format!(r#"{{"children":[{{"text":{broken}}},{{"text":{broken}}},{deep}]}}"#);
    let decoded: Decoded<Node> = decode(body.as_bytes(), None).unwrap();
    let paths: Vec<_> = decoded
        .deviations
        .iter()
        .map(|it| it.path.as_str())
        .collect();
    assert_eq!(paths, ["$.children[0].text", "$.children[1].text"]);
    assert!(decoded.value.children.unwrap()[2].child.is_some());
}
