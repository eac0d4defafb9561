//! The reader of JSON beside `serde_json`: what it takes, and what it makes of it.
#![allow(missing_docs, clippy::unwrap_used)]

mod records;

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::{Index, select};
use records::Everything;
use serde::de::IgnoredAny;
use serde_json::{Map, Number, Value as JsonValue};
use wechatpay_runtime::record::decode;

/// What is in a body's `any`; nothing where the body is not JSON.
fn ours(body: &str) -> Option<JsonValue> {
    let decoded = decode::<Everything>(body.as_bytes(), None).ok()?;
    Some(decoded.value.any)
}

fn within(text: &str) -> String {
    format!("{{\"any\":{text}}}")
}

/// The same value, for a number's kind does not count: `-0` is a fraction to `serde_json`.
fn same(one: &JsonValue, other: &JsonValue) -> bool {
    match (one, other) {
        (JsonValue::Number(one), JsonValue::Number(other)) => one.as_f64() == other.as_f64(),
        // Beyond the range of a number, where `serde_json` keeps numbers of any precision.
        (JsonValue::String(one), JsonValue::Number(other)) => {
            other.as_f64().is_none() && one.parse::<f64>().is_ok_and(f64::is_infinite)
        }
        (JsonValue::Array(one), JsonValue::Array(other)) => {
            one.len() == other.len() && one.iter().zip(other).all(|(one, other)| same(one, other))
        }
        (JsonValue::Object(one), JsonValue::Object(other)) => {
            one.len() == other.len()
                && one
                    .iter()
                    .zip(other)
                    .all(|(one, other)| one.0 == other.0 && same(one.1, other.1))
        }
        (one, other) => one == other,
    }
}

/// Holds the two against each other on `body`.
fn compare(body: &str) {
    let read = ours(body);
    if read.is_some() {
        let is_json = serde_json::from_str::<IgnoredAny>(body).is_ok();
        assert!(is_json, "what is not JSON is taken: {body:?}");
    }
    if let Ok(theirs) = serde_json::from_str::<JsonValue>(body) {
        let Some(read) = read else {
            panic!("JSON is refused: {body:?}");
        };
        if let Some(any) = theirs.get("any") {
            assert!(same(&read, any), "{body:?} is read as {read}");
        }
    }
}

#[test]
fn numbers_are_those_of_the_grammar() {
    for good in [
        "0",
        "-0",
        "7",
        "-12",
        "0.0",
        "1.50",
        "-0.25e-3",
        "1e5",
        "1E+05",
        "9223372036854775807",
        "-9223372036854775808",
        "18446744073709551615",
        "18446744073709551616",
        "0.1",
        "2.2250738585072011e-308",
        "1.7976931348623157e308",
        "5e-324",
        "1e-400",
    ] {
        assert!(ours(&within(good)).is_some(), "{good}");
        compare(&within(good));
    }
    for bad in [
        "",
        "-",
        "+1",
        "01",
        "-01",
        "1.",
        ".5",
        "1.e1",
        "1e",
        "1e+",
        "0x10",
        "1_0",
        "NaN",
        "Infinity",
        "-Infinity",
        "1 2",
        "٣",
    ] {
        assert_eq!(ours(&within(bad)), None, "{bad}");
        compare(&within(bad));
    }
}

#[test]
fn a_number_beyond_the_range_is_kept_as_text() {
    assert_eq!(ours(&within("[1e999]")), Some(serde_json::json!(["1e999"])));
    assert_eq!(ours(&within("-1e999")), Some(serde_json::json!("-1e999")));
    for beyond in ["[1e999]", "-1e999", "1200817380e308"] {
        compare(&within(beyond));
    }
}

#[test]
fn strings_are_those_of_the_grammar() {
    for good in [
        r#""""#,
        r#""a""#,
        r#""\"\\\/\b\f\n\r\t""#,
        r#""\u0000\u001F\u00e9\u4e1c""#,
        r#""\ud83d\uDE00""#,
        "\"\u{7f}\u{2028}😀\"",
        r#""12345678\"12345678""#,
        r#""1234567\\""#,
    ] {
        assert!(ours(&within(good)).is_some(), "{good}");
        compare(&within(good));
    }
    for bad in [
        "\"",
        "\"a",
        r#""\"#,
        r#""\""#,
        r#""\x""#,
        r#""\u12""#,
        r#""\u12g4""#,
        r#""\u+123""#,
        r#""\u12é4""#,
        r#""\ud83d""#,
        r#""\ud83d\n""#,
        r#""\ud83d\u0041""#,
        r#""\ud83d\ue000""#,
        r#""\ude00""#,
        "\"\n\"",
        "\"12345678\u{1f}\"",
        "'a'",
    ] {
        assert_eq!(ours(&within(bad)), None, "{bad}");
        compare(&within(bad));
    }
}

#[test]
fn structures_are_those_of_the_grammar() {
    for good in [
        "[]",
        "{}",
        " [ 1 , [ ] , { } ]\r\n\t",
        r#"{"a":1,"b":{"a":[null,true,false]}}"#,
        r#"{"a":1,"a":2}"#,
        r#"{"\u0061":1}"#,
        r#"{"":0}"#,
    ] {
        assert!(ours(&within(good)).is_some(), "{good}");
        compare(&within(good));
        compare(&format!("{{\"new\":{good}}}"));
    }
    for bad in [
        "[1,]",
        "[,1]",
        "[1 2]",
        "[1",
        "[1}",
        "{",
        r#"{"a"}"#,
        r#"{"a":}"#,
        r#"{"a":1,}"#,
        r#"{a:1}"#,
        r#"{"a":1 "b":2}"#,
        r#"{"a",1}"#,
        "nul",
        "nulll",
        "True",
        "// a\n1",
        "[1]]",
        "\u{a0}1",
    ] {
        for body in [
            within(bad),
            format!("{{\"new\":{bad}}}"),
            format!("{{\"text\":{bad}}}"),
        ] {
            assert_eq!(ours(&body), None, "{body}");
            compare(&body);
        }
    }
}

#[test]
fn nesting_ends_at_127_levels() {
    let deep = |levels: usize| within(&format!("{}{}", "[".repeat(levels), "]".repeat(levels)));
    assert!(ours(&deep(126)).is_some());
    compare(&deep(126));
    assert_eq!(ours(&deep(127)), None);
    compare(&deep(127));
}

fn json() -> impl Strategy<Value = JsonValue> {
    let leaf = prop_oneof![
        Just(JsonValue::Null),
        any::<bool>().prop_map(JsonValue::Bool),
        any::<i64>().prop_map(JsonValue::from),
        any::<u64>().prop_map(JsonValue::from),
        any::<f64>()
            .prop_map(|number| Number::from_f64(number).map_or(0.into(), JsonValue::Number)),
        ".{0,12}".prop_map(JsonValue::String),
    ];
    leaf.prop_recursive(4, 24, 4, |inner| {
        prop_oneof![
            vec(inner.clone(), 0..4).prop_map(JsonValue::Array),
            vec((".{0,4}", inner), 0..4).prop_map(|members| Map::from_iter(members).into()),
        ]
    })
}

proptest! {
    #[test]
    fn whatever_serde_json_writes_is_read(value in json(), pretty in any::<bool>()) {
        let text = if pretty { format!("{value:#}") } else { value.to_string() };
        prop_assert_eq!(ours(&within(&text)), Some(value));
    }

    #[test]
    fn what_is_damaged_is_taken_or_refused_alike(
        value in json(),
        at in any::<Index>(),
        replaced in 0..3_usize,
        piece in select(vec!["", "\"", "\\", "\\u", "\\ud800", "{", "}", "[", "]", ",", ":", "0",
            "-", ".", "e", "1", "n", "true", " ", "\u{1}", "é"]),
    ) {
        let text = within(&value.to_string());
        let mut characters: Vec<String> = text.chars().map(String::from).collect();
        let at = at.index(characters.len());
        let end = (at + replaced).min(characters.len());
        characters.splice(at..end, [piece.to_owned()]);
        compare(&characters.concat());
    }
}
