//! Records and serde.
#![allow(missing_docs, clippy::unwrap_used)]

mod records;

use records::{Everything, Inner, Kind, Node, Sent, State, UploadRequest};
use serde::{Deserialize, Serialize};
use serde_json::{Value as JsonValue, json};
use wechatpay_runtime::record::{decode, deserialize};
use wechatpay_runtime::{Date, Json, Timestamp, Upload, as_json, record};

/// What an application keeps.
#[derive(Serialize, Deserialize, Debug, PartialEq)]
struct Kept {
    #[serde(with = "as_json")]
    inner: Inner,
    #[serde(with = "as_json")]
    several: Option<Vec<Node>>,
    #[serde(with = "as_json")]
    state: State,
    at: Timestamp,
    on: Date,
}

fn full() -> JsonValue {
    json!({
        "text": "中", "integer": 1, "number": 0.5, "boolean": true, "timestamp": "t", "date": "d",
        "secret": "in the clear", "any": {"z": null, "a": [1]}, "state": "NEW", "kind": 9,
        "inner": {"name": "n"}, "texts": ["a"], "secrets": ["s"],
        "tree": {"name": "", "child": {"name": "leaf"}},
        "text_inner": "{\"name\":\"in text\"}",
    })
}

#[test]
fn a_record_goes_through_serde_json_and_back() {
    let text = full().to_string();
    let Json(record): Json<Everything> = serde_json::from_str(&text).unwrap();
    assert_eq!(record.secret.expose(), "in the clear");
    assert_eq!(record.state, State::Unknown("NEW".into()));
    assert_eq!(record.kind, Kind::Unknown(9));
    assert_eq!(record.text_inner.as_ref().unwrap().name, "in text");
    assert_eq!(serde_json::to_string(&Json(record.clone())).unwrap(), text);

    // Through a tree, a reader and the functions that generated impls call.
    let Json(from_tree): Json<Everything> = serde_json::from_value(full()).unwrap();
    assert_eq!(from_tree, record);
    assert_eq!(serde_json::to_value(Json(record.clone())).unwrap(), full());
    let mut reader = serde_json::Deserializer::from_reader(text.as_bytes());
    assert_eq!(deserialize::<Everything, _>(&mut reader).unwrap(), record);
    let mut out = Vec::new();
    record::serialize(&record, &mut serde_json::Serializer::new(&mut out)).unwrap();
    assert_eq!(String::from_utf8(out).unwrap(), text);
}

#[test]
fn secrets_inside_of_json_in_text_are_kept_too() {
    let inside = Node {
        secret: Some("in the clear".into()),
        ..Default::default()
    };
    let record = Node {
        text: Some(Box::new(inside)),
        ..Default::default()
    };
    let text = serde_json::to_string(&Json(record.clone())).unwrap();
    assert_eq!(
        text,
        r#"{"name":"","text":"{\"name\":\"\",\"secret\":\"in the clear\"}"}"#
    );
    assert_eq!(serde_json::from_str::<Json<Node>>(&text).unwrap().0, record);
}

#[test]
fn all_fields_travel_together() {
    let text = json!({"mchid": "1", "phone": "138", "key": "k", "name": "n"}).to_string();
    let Json(sent): Json<Sent> = serde_json::from_str(&text).unwrap();
    assert_eq!(sent.phone.as_ref().unwrap().expose(), "138");
    assert_eq!(serde_json::to_string(&Json(sent)).unwrap(), text);

    let upload = UploadRequest {
        file: Upload::from_bytes("a.png", &b"\x00\x01"[..]),
        ..Default::default()
    };
    let text = serde_json::to_string(&Json(upload.clone())).unwrap();
    assert_eq!(
        text,
        r#"{"meta":{"filename":""},"file":{"file_name":"a.png","media_type":"image/png","bytes":"AAE="}}"#
    );
    assert_eq!(
        serde_json::from_str::<Json<UploadRequest>>(&text)
            .unwrap()
            .0,
        upload
    );
}

#[test]
fn a_field_of_an_own_struct_uses_the_with_module() {
    let kept = Kept {
        inner: Inner {
            name: "n".into(),
            total: Some(1),
        },
        several: Some(vec![Node::default()]),
        state: State::Refund,
        at: "2018-06-08T10:34:56+08:00".into(),
        on: "2025-01-31".into(),
    };
    let text = serde_json::to_string(&kept).unwrap();
    assert_eq!(
        text,
        concat!(
            r#"{"inner":{"name":"n","total":1},"several":[{"name":""}],"state":"REFUND","#,
            r#""at":"2018-06-08T10:34:56+08:00","on":"2025-01-31"}"#,
        )
    );
    assert_eq!(serde_json::from_str::<Kept>(&text).unwrap(), kept);
    let none = Kept {
        several: None,
        ..kept
    };
    let text = serde_json::to_string(&none).unwrap();
    assert!(text.contains(r#""several":null"#));
    assert_eq!(serde_json::from_str::<Kept>(&text).unwrap(), none);
}

#[test]
fn what_is_wrong_is_an_error() {
    let read = |json: JsonValue| serde_json::from_value::<Json<Everything>>(json);
    let with = |key: &str, value: JsonValue| {
        let mut json = full();
        json[key] = value;
        read(json)
    };
    let mut missing = full();
    missing.as_object_mut().unwrap().remove("integer");
    assert_eq!(
        read(missing).unwrap_err().to_string(),
        "$.integer is missing"
    );
    for (key, value, message) in [
        (
            "integer",
            json!("1"),
            "$.integer should be integer and is string",
        ),
        ("text", json!(1), "$.text should be string and is integer"),
        ("text", json!(null), "$.text is null"),
        (
            "inners",
            json!([{"name": "a"}, {}]),
            "$.inners[1].name is missing",
        ),
        (
            "text_inner",
            json!("no"),
            "$.text_inner should be string that holds JSON and is other string",
        ),
    ] {
        assert_eq!(with(key, value).unwrap_err().to_string(), message);
    }
    // Unknown fields do not hide an error behind them, however many there are.
    let mut noisy: serde_json::Map<_, _> =
        (0..2_000).map(|i| (format!("u{i}"), json!(0))).collect();
    noisy.insert("name".into(), json!(5));
    assert!(serde_json::from_value::<Json<Inner>>(noisy.into()).is_err());

    for (key, value) in [
        ("new", json!(1)),
        ("state", json!("NEWER")),
        ("optional_integer", json!(null)),
        ("optional_inner", json!(null)),
    ] {
        assert!(with(key, value).is_ok(), "{key}");
    }
}

/// Any crate of an application can switch on `serde_json`'s feature `arbitrary_precision`, with
/// which a number arrives as an object with one odd key. `.ci/run` runs this with it too.
#[test]
fn numbers_are_numbers_whatever_serde_json_makes_of_them() {
    fn read<T: wechatpay_runtime::Value>(json: &str) -> Result<T, String> {
        let read: Result<Json<T>, _> = serde_json::from_str(json);
        read.map(|Json(value)| value)
            .map_err(|error| error.to_string())
    }
    assert_eq!(read::<i64>("12"), Ok(12));
    assert_eq!(read::<Option<i64>>("12"), Ok(Some(12)));
    assert_eq!(read::<f64>("12"), Ok(12.0));
    assert_eq!(read::<f64>("0.25"), Ok(0.25));
    assert_eq!(read::<Kind>("2"), Ok(Kind::Two));
    let text = read::<String>("1.50").unwrap_err();
    assert!(text.starts_with("$ should be string and is number"));
    let integer = read::<i64>("0.5").unwrap_err();
    assert!(integer.starts_with("$ should be integer and is number"));
    let record = read::<Inner>("1").unwrap_err();
    assert!(record.starts_with("$ should be object and is integer"));
    let any = read::<JsonValue>("[1,-2,0.5]").unwrap();
    assert_eq!(serde_json::to_string(&any).unwrap(), "[1,-2,0.5]");
}

#[test]
fn what_the_wire_accepts_serde_keeps() {
    // A body with deviations decodes leniently; what came of it is a full record for serde.
    let decoded = decode::<Everything>(br#"{"integer":"7","optional_text":1.10}"#, None).unwrap();
    let text = serde_json::to_string(&Json(decoded.value.clone())).unwrap();
    let Json(back): Json<Everything> = serde_json::from_str(&text).unwrap();
    assert_eq!(back, decoded.value);
    assert_eq!(back.optional_text.as_deref(), Some("1.10"));
}
