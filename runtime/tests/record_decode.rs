//! Lenient decoding: what a body holds, and each way in which it can differ.
#![allow(missing_docs, clippy::unwrap_used)]

mod records;

use std::sync::OnceLock;

use records::bodies::{changed, clean, read, reports, wrong};
use records::{Everything, Inner, Kind, Node, State, Toy, UploadRequest};
use serde_json::{Value as JsonValue, json};
use wechatpay_runtime::record::decode;
use wechatpay_runtime::{Decoded, DeviationKind, Field, FieldMut, FieldRef, Record};

use DeviationKind::{MissingRequired, Null, Undecryptable, UnknownField, UnknownValue};

#[test]
fn a_clean_body_decodes_without_deviations() {
    let decoded: Decoded<Everything> = read(&clean());
    assert_eq!(reports(&decoded), []);
    let value = decoded.value;
    assert_eq!(value.text, "文本");
    assert_eq!(value.integer, 100);
    assert_eq!(value.number, 0.6);
    assert!(value.boolean);
    assert_eq!(value.timestamp.as_str(), "2018-06-08T10:34:56+08:00");
    assert_eq!(value.date.as_str(), "2025-01-31");
    assert_eq!(value.secret.expose(), "张");
    assert_eq!(value.any, json!({"a": [1, null]}));
    assert_eq!(value.state, State::Success);
    assert_eq!(value.kind, Kind::Two);
    assert_eq!(value.inner.name, "n");
    assert_eq!(value.texts, ["a", "b"]);
    assert_eq!(value.optional_inner, None);
}

#[test]
fn optional_fields_decode_without_deviations() {
    let decoded = changed(&json!({
        "optional_text": "", "optional_integer": 0, "optional_number": 3,
        "optional_boolean": false, "optional_timestamp": "no time", "optional_date": "no date",
        "optional_secret": "sealed:61", "optional_any": [], "optional_state": "REFUND",
        "optional_kind": 1, "optional_inner": {"name": "", "total": -1},
        "integers": [], "states": ["REFUND"], "inners": [{"name": "x"}, {"name": "y"}],
        "secrets": ["sealed:62", "sealed:63"],
        "tree": {"name": "root", "child": {"name": "leaf"}, "children": [{"name": "c"}]},
        "text_inner": "{\"name\":\"in text\"}", "text_inners": " [ {\"name\":\"t\"} ] ",
        "sensitive": "s", "nullable": null, "clear_secret": "plain",
    }));
    assert_eq!(reports(&decoded), []);
    let value = decoded.value;
    assert_eq!(value.optional_text.as_deref(), Some(""));
    assert_eq!(value.optional_integer, Some(0));
    assert_eq!(value.optional_number, Some(3.0));
    assert_eq!(value.optional_boolean, Some(false));
    assert_eq!(value.optional_timestamp.unwrap().as_str(), "no time");
    assert_eq!(value.optional_date.unwrap().as_str(), "no date");
    assert_eq!(value.optional_secret.unwrap().expose(), "a");
    assert_eq!(value.optional_any, Some(json!([])));
    assert_eq!(value.optional_state, Some(State::Refund));
    assert_eq!(value.optional_kind, Some(Kind::One));
    assert_eq!(value.optional_inner.unwrap().total, Some(-1));
    assert_eq!(value.integers, Some(vec![]));
    assert_eq!(value.states, Some(vec![State::Refund]));
    assert_eq!(value.inners.unwrap()[1].name, "y");
    let secrets = value.secrets.unwrap();
    assert_eq!((secrets[0].expose(), secrets[1].expose()), ("b", "c"));
    let tree = value.tree.unwrap();
    assert_eq!(tree.child.unwrap().name, "leaf");
    assert_eq!(tree.children.unwrap()[0].name, "c");
    assert_eq!(value.text_inner.unwrap().name, "in text");
    assert_eq!(value.text_inners.unwrap()[0].name, "t");
    assert_eq!(value.sensitive.as_deref(), Some("s"));
    assert_eq!(value.nullable, None);
    assert_eq!(value.clear_secret.unwrap().expose(), "plain");
}

#[test]
fn each_missing_required_field_is_reported_in_order() {
    let decoded: Decoded<Everything> = read(&json!({}));
    let expected = [
        "$.text",
        "$.integer",
        "$.number",
        "$.boolean",
        "$.timestamp",
        "$.date",
        "$.secret",
        "$.any",
        "$.state",
        "$.kind",
        "$.inner",
        "$.texts",
    ];
    assert_eq!(
        reports(&decoded),
        expected.map(|path| (path, MissingRequired))
    );
    assert_eq!(decoded.value, Everything::default());

    let decoded = changed(&json!({"inner": {}, "inners": [{"name": "a"}, {}]}));
    let expected = ["$.inner.name", "$.inners[1].name"];
    assert_eq!(
        reports(&decoded),
        expected.map(|path| (path, MissingRequired))
    );
}

#[test]
fn null_is_reported_where_it_is_not_foreseen() {
    let decoded = changed(&json!({
        "text": null, "inner": null, "texts": [null, "b"], "any": null,
        "optional_integer": null, "optional_inner": null, "inners": null, "nullable": null,
    }));
    let expected = [
        "$.text",
        "$.inner",
        "$.texts[0]",
        "$.optional_integer",
        "$.optional_inner",
        "$.inners",
    ];
    assert_eq!(reports(&decoded), expected.map(|path| (path, Null)));
    assert_eq!(decoded.value.text, "");
    assert_eq!(decoded.value.any, JsonValue::Null);
    assert_eq!(decoded.value.texts, ["", "b"]);
    assert_eq!(decoded.value.optional_integer, None);
    assert_eq!(decoded.value.inners, None);
}

#[test]
fn unknown_fields_are_ignored_and_named() {
    let decoded = changed(&json!({
        "new": {"deep": [1, 2]}, "inner": {"name": "n", "more": null},
        "inners": [{"name": "a"}, {"x y\n": 1, "name": "b"}], "é": 1,
    }));
    assert_eq!(
        reports(&decoded),
        [
            ("$.inner.more", UnknownField),
            ("$.new", UnknownField),
            ("$.inners[1][\"x y\\n\"]", UnknownField),
            ("$[\"é\"]", UnknownField),
        ]
    );
    assert_eq!(decoded.value.inners.unwrap()[1].name, "b");

    let long = "k".repeat(10_000);
    let decoded: Decoded<Inner> = read(&json!({"name": "", long: 1}));
    assert!(decoded.deviations[0].path.len() < 100);
}

#[test]
fn unknown_enum_values_are_kept() {
    let decoded = changed(&json!({
        "state": "NEW", "kind": 7, "states": ["SUCCESS", "退款"], "optional_state": 5,
    }));
    assert_eq!(
        reports(&decoded),
        [
            ("$.state", UnknownValue),
            ("$.kind", UnknownValue),
            ("$.states[1]", UnknownValue),
            ("$.optional_state", wrong("string", "integer")),
        ]
    );
    assert_eq!(decoded.value.state.as_str(), "NEW");
    assert_eq!(decoded.value.kind.as_i64(), 7);
    assert_eq!(decoded.value.states.unwrap()[1].as_str(), "退款");
    assert_eq!(decoded.value.optional_state.unwrap().as_str(), "5");
}

#[test]
fn what_does_not_decrypt_is_empty_and_reported() {
    let decoded = changed(&json!({
        "secret": "garbled", "optional_secret": "sealed:ff", "secrets": ["sealed:61", "x", ""],
    }));
    assert_eq!(
        reports(&decoded),
        [
            ("$.secret", Undecryptable),
            ("$.optional_secret", Undecryptable),
            ("$.secrets[1]", Undecryptable),
        ]
    );
    assert_eq!(decoded.value.secret.expose(), "");
    assert_eq!(decoded.value.optional_secret, None);
    let secrets = decoded.value.secrets.unwrap();
    assert_eq!(
        secrets.iter().map(|it| it.expose()).collect::<Vec<_>>(),
        ["a", "", ""]
    );
}

#[test]
fn without_a_key_the_ciphertext_stays() {
    let body = clean().to_string();
    let decoded: Decoded<Everything> = decode(body.as_bytes(), None).unwrap();
    assert_eq!(reports(&decoded), []);
    assert_eq!(decoded.value.secret.expose(), "sealed:e5bca0");
}

#[test]
fn of_a_key_that_occurs_twice_the_last_counts_alone() {
    let body = r#"{"name":"a","child":{"name":"x","children":[{}]},"child":{"name":"y"},
        "children":[{"name":"1"},{"name":"2"}],"children":[{"name":"3"}]}"#;
    let decoded: Decoded<Node> = decode(body.as_bytes(), None).unwrap();
    assert_eq!(reports(&decoded), []);
    let child = decoded.value.child.unwrap();
    assert_eq!((child.name.as_str(), &child.children), ("y", &None));
    assert_eq!(decoded.value.children.unwrap().len(), 1);

    let body = clean().to_string().replace(
        r#""inner":{"name":"n"}"#,
        r#""inner":{"name":"n","total":5},"inner":{"name":"m"},"integer":[],"text":null"#,
    );
    let decoded: Decoded<Everything> = decode(body.as_bytes(), Some(&Toy)).unwrap();
    assert_eq!(decoded.value.inner.name, "m");
    assert_eq!(decoded.value.inner.total, None);
    assert_eq!(decoded.value.integer, 0);
    assert_eq!(decoded.value.text, "");
}

#[test]
fn a_file_is_read_from_its_json_form() {
    let decoded: Decoded<UploadRequest> = read(&json!({
        "meta": {}, "file": {"file_name": "a.png", "media_type": "image/png", "bytes": "AAE="},
        "more": [{"file_name": "", "media_type": "", "bytes": "not base64!"}],
    }));
    let kind = wrong("file with its bytes in base64", "object");
    assert_eq!(reports(&decoded), [("$.more[0]", kind)]);
    assert_eq!(&decoded.value.file.bytes[..], [0, 1]);
    assert_eq!(decoded.value.file.media_type, "image/png");
}

#[test]
fn deviations_read_well() {
    let decoded =
        changed(&json!({"text": null, "integer": "x", "new": 1, "state": "?", "secret": "?"}));
    let shown: Vec<String> = decoded.deviations.iter().map(ToString::to_string).collect();
    assert_eq!(
        shown,
        [
            "$.text is null",
            "$.integer should be integer and is string",
            "$.secret cannot be decrypted",
            "$.state has a value that is not known",
            "$.new is not known",
        ]
    );
}

/// More fields than fit into a machine word.
const WIDE: usize = 70;

struct Wide(Vec<i64>);

impl Record for Wide {
    fn field_ref(&self, index: usize) -> FieldRef<'_> {
        static TABLE: OnceLock<Vec<Field>> = OnceLock::new();
        let table = TABLE.get_or_init(|| {
            let name = |index| -> &'static str { format!("f{index}").leak() };
            let fields = (0..WIDE).map(|index| (name(index), 1));
            std::iter::once(("Wide", 0)).chain(fields).collect()
        });
        (table, &self.0[index])
    }

    fn field_mut(&mut self, index: usize) -> FieldMut<'_> {
        &mut self.0[index]
    }

    fn empty() -> Self {
        Self(vec![0; WIDE])
    }
}

#[test]
fn a_record_may_have_more_fields_than_a_word_has_bits() {
    let last = WIDE - 1;
    for missing in [0, 63, 64, last] {
        let members = (0..WIDE).filter(|&index| index != missing);
        let members: Vec<String> = members.map(|i| format!("\"f{i}\":{}", i + 1)).collect();
        let json = format!("{{{}}}", members.join(","));
        let decoded = decode::<Wide>(json.as_bytes(), None).unwrap();
        let path = format!("$.f{missing}");
        let reported: Vec<_> = decoded.deviations.iter().map(|it| &it.path).collect();
        assert_eq!(reported, [&path]);
        let values = (0..WIDE).map(|i| if i == missing { 0 } else { i as i64 + 1 });
        assert_eq!(decoded.value.0, values.collect::<Vec<i64>>());
    }
}
