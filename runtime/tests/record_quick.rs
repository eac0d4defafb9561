//! The quick way of the decoder and the other one: whatever comes, what they read is the same.
#![allow(missing_docs, clippy::unwrap_used)]

mod records;

use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;
use proptest::sample::{Index, select};
use records::bodies::with_a_stranger;
use records::{Everyday, Inner, Kind, Node, State, Toy};
use wechatpay_runtime::record::{decode, encode_body};
use wechatpay_runtime::{Deviation, DeviationKind, Open};

type Read = Option<(Everyday, Vec<Deviation>)>;

fn read(json: &str, open: Option<&dyn Open>) -> Read {
    let decoded = decode::<Everyday>(json.as_bytes(), open).ok()?;
    Some((decoded.value, decoded.deviations))
}

/// What the other way makes of `json`.
fn the_other_way(json: &str, open: Option<&dyn Open>) -> Read {
    let (value, mut deviations) = read(&with_a_stranger(json).unwrap(), open)?;
    let stranger = deviations.remove(0);
    assert_eq!(
        (stranger.path.as_str(), stranger.kind),
        ("$.stranger", DeviationKind::UnknownField)
    );
    Some((value, deviations))
}

/// Reads `json` in both ways, with and without something that decrypts.
fn both_ways(json: &str) -> Read {
    for open in [None, Some(&Toy as &dyn Open)] {
        assert_eq!(read(json, open), the_other_way(json, open), "{json}");
    }
    read(json, Some(&Toy))
}

const GOOD: &str = r#"{"text":"a","integer":1,"boolean":true,"state":"SUCCESS","texts":["b"]}"#;

/// The good body with the member `name` put in, or replaced.
fn with(name: &str, value: &str) -> String {
    let mut members = vec![
        ("text", "\"a\""),
        ("integer", "1"),
        ("boolean", "true"),
        ("state", "\"SUCCESS\""),
        ("texts", "[\"b\"]"),
    ];
    members.retain(|(known, _)| *known != name);
    members.push((name, value));
    let members: Vec<String> = members
        .iter()
        .map(|(name, value)| format!("\"{name}\": {value}"))
        .collect();
    format!("{{ {} }}", members.join(" ,\r\n\t"))
}

#[test]
fn a_body_without_a_fault_is_read_without_a_report() {
    let (read, deviations) = both_ways(GOOD).unwrap();
    assert_eq!((read.text.as_str(), read.integer), ("a", 1));
    assert!(read.boolean && read.state == State::Success && deviations.is_empty());
    for (name, value) in [
        ("integer", "-999999999999999999"),
        ("integer", "0"),
        ("kind", "2"),
        ("boolean", "false"),
        ("text", r#""\"\\\/\u4e1c\ud83d\ude00\u007f""#),
        ("text", "\"12345678\\\"1234567\\\\\""),
        ("text", "\"东莞东莞东莞\u{7f}\u{80}😀\""),
        ("nullable", "null"),
        ("texts", "[]"),
        ("texts", r#"["a", "", "c"]"#),
        ("inner", r#"{"total":7,"name":"n"}"#),
        ("nodes", r#"[{}, {"child":{"children":[{"name":"x"}]}}]"#),
    ] {
        let (_, deviations) = both_ways(&with(name, value)).unwrap();
        assert_eq!(deviations, [], "{name}: {value}");
    }
}

#[test]
fn whatever_is_off_is_read_as_the_other_way_reads_it() {
    for (name, value) in [
        ("integer", "-0"),
        ("integer", "1.0"),
        ("integer", "1e3"),
        ("integer", "9223372036854775807"),
        ("integer", "9223372036854775808"),
        ("integer", "\"12\""),
        ("integer", "null"),
        ("kind", "3"),
        ("boolean", "1"),
        ("state", "\"NEW\""),
        ("state", "5"),
        ("text", "1.50"),
        ("text", "null"),
        ("text", "{\"a\":[]}"),
        ("inner", "{}"),
        ("inner", "\"{}\""),
        ("inner", r#"{"name":"n","name":"m"}"#),
        ("texts", "[null]"),
        ("texts", "{}"),
        ("nodes", r#"[{"text":"{\"name\":\"x\"}"}]"#),
        ("nodes", r#"[{"secret":"sealed:61"}]"#),
        ("nodes", r#"[{"text":{"name":"x"}}]"#),
        ("new", "{\"a\":[1,{}]}"),
        ("te\\u0078ts", "[]"),
    ] {
        assert!(both_ways(&with(name, value)).is_some(), "{name}: {value}");
    }
    assert!(both_ways("{}").is_some());
    let twice = GOOD.replace("[\"b\"]", "[\"b\"],\"texts\":[\"c\"]");
    assert_eq!(both_ways(&twice).unwrap().0.texts, ["c"]);
    let deep = format!("{}{{}}{}", "{\"child\":".repeat(50), "}".repeat(50));
    assert!(both_ways(&with("nodes", &format!("[{deep}]"))).is_some());
}

#[test]
fn what_is_not_json_is_refused_either_way() {
    for (name, value) in [
        ("integer", "01"),
        ("integer", "-"),
        ("integer", "1."),
        ("integer", "+1"),
        ("boolean", "tru"),
        ("boolean", "trues"),
        ("text", "\"a"),
        ("text", "\"a\nb\""),
        ("text", "\"1234567\u{1}\""),
        ("text", "\"\\ud800\""),
        ("text", "\"\\x\""),
        ("text", "\"\\"),
        ("texts", "[\"a\",]"),
        ("texts", "[\"a\" \"b\"]"),
        ("inner", "{\"name\":\"n\",}"),
        ("inner", "{\"name\" \"n\"}"),
        ("inner", "{name:\"n\"}"),
    ] {
        assert_eq!(both_ways(&with(name, value)), None, "{name}: {value}");
    }
    for end in ["", "}}", "} x", "}\u{b}", "]"] {
        let body = format!("{}{end}", GOOD.trim_end_matches('}'));
        assert_eq!(both_ways(&body), None, "{body}");
    }
}

fn text() -> impl Strategy<Value = String> {
    vec(any::<char>(), 0..20).prop_map(String::from_iter)
}

prop_compose! {
    fn everyday()(
        (text, integer, boolean, state) in (text(), any::<i64>(), any::<bool>(), select(vec!["SUCCESS", "REFUND", "NEW"])),
        (kind, timestamp, secret) in (option::of(1..4_i64), option::of(text()), option::of(text())),
        (total, texts, name) in (option::of(any::<i64>()), vec(self::text(), 0..3), self::text()),
    ) -> Everyday {
        Everyday {
            text, integer, boolean, texts,
            state: state.into(),
            kind: kind.map(Kind::from),
            timestamp: timestamp.map(Into::into),
            clear_secret: secret.map(Into::into),
            inner: Some(Inner { name: name.clone(), total }),
            nodes: Some(vec![Node { name, ..Node::default() }]),
            nullable: None,
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(500))]

    #[test]
    fn any_record_is_read_alike(record in everyday()) {
        let body = encode_body(&record, Some(&Toy)).unwrap();
        let (read, _) = both_ways(std::str::from_utf8(&body).unwrap()).unwrap();
        prop_assert_eq!(read, record);
    }

    #[test]
    fn a_damaged_body_is_read_alike(
        record in everyday(), at in any::<Index>(), put in select(b"{}[],:\"\\ 01-.eEtfn\t\n\x01a".to_vec()), more in any::<bool>(),
    ) {
        let mut body = encode_body(&record, Some(&Toy)).unwrap();
        // The first brace stays.
        let at = 1 + at.index(body.len() - 1);
        if more { body.insert(at, put) } else { body[at] = put }
        if let Ok(body) = std::str::from_utf8(&body) {
            both_ways(body);
        }
    }
}
