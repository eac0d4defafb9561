//! Values of a wrong type: converted where nothing is lost, else left out.
#![allow(missing_docs, clippy::unwrap_used)]

mod records;

use records::bodies::{changed, clean, reports, wrong};
use records::{Everything, Inner, Kind, Node, Toy};
use serde_json::json;
use wechatpay_runtime::record::decode;
use wechatpay_runtime::{Decoded, DeviationKind};

use DeviationKind::{MissingRequired, Null, UnknownField};

/// What `integer` becomes, and whether that was a deviation.
fn integer_of(found: &str) -> (i64, Vec<DeviationKind>) {
    let body = clean()
        .to_string()
        .replace("\"integer\":100", &format!("\"integer\":{found}"));
    let decoded: Decoded<Everything> = decode(body.as_bytes(), Some(&Toy)).unwrap();
    assert!(decoded.deviations.iter().all(|it| it.path == "$.integer"));
    let kinds = decoded.deviations.iter().map(|it| it.kind).collect();
    (decoded.value.integer, kinds)
}

#[test]
fn integers_are_converted_only_where_nothing_is_lost() {
    let integer = |found| vec![wrong("integer", found)];
    let cases = [
        ("9223372036854775807", i64::MAX, vec![]),
        ("-9223372036854775808", i64::MIN, vec![]),
        ("100.0", 100, integer("number")),
        ("1e2", 100, integer("number")),
        ("\"100\"", 100, integer("string")),
        ("\" 100.00 \"", 100, integer("string")),
        ("\"9223372036854775807\"", i64::MAX, integer("string")),
        ("9223372036854775808", 0, integer("integer beyond 64 bits")),
        ("1e300", 0, integer("number")),
        (
            "9007199254740993.0",
            9_007_199_254_740_993,
            integer("number"),
        ),
        ("92233720368547758.07e2", i64::MAX, integer("number")),
        ("-9223372036854775808.0", i64::MIN, integer("number")),
        ("922337203685477580.8e1", 0, integer("number")),
        ("0.00e-7", 0, integer("number")),
        ("12e-1", 0, integer("number")),
        ("1200e-2", 12, integer("number")),
        ("100.5", 0, integer("number")),
        ("\"\"", 0, integer("string")),
        ("\"12a\"", 0, integer("string")),
        ("\"inf\"", 0, integer("string")),
        ("true", 0, integer("boolean")),
        ("[1]", 0, integer("array")),
        ("{\"a\":1}", 0, integer("object")),
        ("{}", 0, integer("object")),
    ];
    for (found, value, kinds) in cases {
        assert_eq!(integer_of(found), (value, kinds), "for {found}");
    }
}

#[test]
fn numbers_and_truth_values_are_converted() {
    let decoded = changed(&json!({
        "number": "0.06", "boolean": "true", "optional_boolean": 1, "optional_number": "NaN",
    }));
    assert_eq!(
        reports(&decoded),
        [
            ("$.number", wrong("number", "string")),
            ("$.boolean", wrong("boolean", "string")),
            ("$.optional_boolean", wrong("boolean", "integer")),
            ("$.optional_number", wrong("number", "string")),
        ]
    );
    assert_eq!(decoded.value.number, 0.06);
    assert!(decoded.value.boolean);
    assert_eq!(decoded.value.optional_boolean, Some(true));
    assert_eq!(decoded.value.optional_number, None);

    for text in ["inf", "1e999", "", "0x10", "1,5"] {
        let decoded = changed(&json!({"number": text, "optional_number": text}));
        assert_eq!(decoded.value.number, 0.0, "for {text}");
        assert_eq!(decoded.value.optional_number, None, "for {text}");
    }

    let decoded = changed(&json!({"number": 7, "boolean": 2, "optional_number": true}));
    assert_eq!(
        reports(&decoded),
        [
            ("$.boolean", wrong("boolean", "integer")),
            ("$.optional_number", wrong("number", "boolean")),
        ]
    );
    assert_eq!(decoded.value.number, 7.0);
    assert!(!decoded.value.boolean);
}

#[test]
fn a_number_for_text_keeps_the_spelling_of_the_wire() {
    let spelled = [
        "12",
        "-0",
        "1.50",
        "1E+2",
        "123456789012345678901234567890.10",
        "18446744073709551615",
    ];
    for text in spelled {
        let body = format!(
            r#"{{"name":{text},"child":{{"name":{text}}},"children":[{{"name":"ok"}},{{"name":{text}}}]}}"#
        );
        let decoded: Decoded<Node> = decode(body.as_bytes(), None).unwrap();
        let paths: Vec<_> = decoded
            .deviations
            .iter()
            .map(|it| it.path.as_str())
            .collect();
        assert_eq!(
            paths,
            ["$.name", "$.child.name", "$.children[1].name"],
            "for {text}"
        );
        assert_eq!(decoded.value.name, text);
        assert_eq!(decoded.value.child.unwrap().name, text);
        let children = decoded.value.children.unwrap();
        assert_eq!(
            (children[0].name.as_str(), children[1].name.as_str()),
            ("ok", text)
        );
    }

    let body = clean()
        .to_string()
        .replace(r#""secret":"sealed:e5bca0""#, r#""secret":1.0"#);
    let body = body.replace(
        r#""texts":["a","b"]"#,
        r#""texts":[1.0,2,"c"],"optional_text":1.10"#,
    );
    let decoded: Decoded<Everything> = decode(body.as_bytes(), Some(&Toy)).unwrap();
    assert_eq!(
        reports(&decoded),
        [
            ("$.secret", wrong("string", "number")),
            ("$.texts[0]", wrong("string", "number")),
            ("$.texts[1]", wrong("string", "integer")),
            ("$.optional_text", wrong("string", "number")),
        ]
    );
    assert_eq!(decoded.value.secret.expose(), "1.0");
    assert_eq!(decoded.value.texts, ["1.0", "2", "c"]);
    assert_eq!(decoded.value.optional_text.as_deref(), Some("1.10"));
    // The second reading left nothing of the first behind.
    assert_eq!(decoded.value.inner.name, "n");
    assert_eq!(decoded.value.any, json!({"a": [1, null]}));
}

#[test]
fn other_kinds_of_value_leave_the_field_empty() {
    let decoded = changed(&json!({
        "text": ["a"], "texts": "a", "inner": "a", "optional_text": {}, "optional_inner": [1],
        "inners": {"name": "a"}, "integers": [1, {}, 3], "optional_state": [], "boolean": {},
    }));
    assert_eq!(
        reports(&decoded),
        [
            ("$.text", wrong("string", "array")),
            ("$.boolean", wrong("boolean", "object")),
            ("$.inner", wrong("object", "string")),
            ("$.texts", wrong("array", "string")),
            ("$.optional_text", wrong("string", "object")),
            ("$.optional_inner", wrong("object", "array")),
            ("$.inners", wrong("array", "object")),
            ("$.integers[1]", wrong("integer", "object")),
            ("$.optional_state", wrong("string", "array")),
        ]
    );
    assert_eq!(decoded.value.text, "");
    assert!(decoded.value.texts.is_empty());
    assert_eq!(decoded.value.inner, Inner::default());
    assert_eq!(decoded.value.optional_text, None);
    assert_eq!(decoded.value.optional_inner, None);
    assert_eq!(decoded.value.inners, None);
    assert_eq!(decoded.value.integers, Some(vec![1, 0, 3]));
    assert_eq!(decoded.value.optional_state, None);
    // What stood behind the wrong values was still read.
    assert_eq!(decoded.value.kind, Kind::Two);
}

#[test]
fn a_body_that_is_no_object_gives_an_empty_record() {
    for (body, kind) in [
        ("[]", wrong("object", "array")),
        ("\"text\"", wrong("object", "string")),
        ("1", wrong("object", "integer")),
        ("null", Null),
    ] {
        let decoded: Decoded<Inner> = decode(body.as_bytes(), None).unwrap();
        assert_eq!(reports(&decoded), [("$", kind)]);
        assert_eq!(decoded.value, Inner::default());
    }
}

#[test]
fn json_outside_of_its_text_is_read_and_reported() {
    let decoded = changed(&json!({
        "text_inner": {"name": "bare"}, "text_inners": [{"name": "bare"}],
    }));
    let found = |found| wrong("string that holds JSON", found);
    assert_eq!(
        reports(&decoded),
        [
            ("$.text_inner", found("object")),
            ("$.text_inners", found("array")),
        ]
    );
    assert_eq!(decoded.value.text_inner.unwrap().name, "bare");
    assert_eq!(decoded.value.text_inners.unwrap()[0].name, "bare");
}

#[test]
fn text_that_holds_no_json_is_reported_once() {
    let not_json = wrong("string that holds JSON", "other string");
    for text in ["", "no json", r#"{"new":1,"name":"a""#, r#"{"name":"a"} x"#] {
        let decoded = changed(&json!({"text_inner": text, "text_inners": text}));
        let expected = [("$.text_inner", not_json), ("$.text_inners", not_json)];
        assert_eq!(reports(&decoded), expected, "for {text}");
        assert_eq!(decoded.value.text_inner, None);
        assert_eq!(decoded.value.text_inners, None);
    }
    let decoded = changed(&json!({"text_inner": "null", "text_inners": null}));
    assert_eq!(
        reports(&decoded),
        [("$.text_inner", Null), ("$.text_inners", Null)]
    );
}

#[test]
fn json_in_text_is_read_with_the_same_rules() {
    let decoded = changed(&json!({
        "text_inner": r#"{"name":1,"more":0,"total":"5"}"#,
        "text_inners": r#"[{"name":"a"},{}]"#,
    }));
    assert_eq!(
        reports(&decoded),
        [
            ("$.text_inner.name", wrong("string", "integer")),
            ("$.text_inner.more", UnknownField),
            ("$.text_inner.total", wrong("integer", "string")),
            ("$.text_inners[1].name", MissingRequired),
        ]
    );
    let inner = decoded.value.text_inner.unwrap();
    assert_eq!((inner.name.as_str(), inner.total), ("1", Some(5)));

    // The digits of a number are kept inside of a text, too.
    let decoded = changed(&json!({"text_inner": r#"{"name":1.50}"#}));
    assert_eq!(decoded.value.text_inner.unwrap().name, "1.50");
}
