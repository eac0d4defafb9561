//! `Debug` and equality of records, and that nothing secret shows.
#![allow(missing_docs, clippy::unwrap_used)]

mod records;

use records::{Everything, Inner, Kind, Node, Sent, State, UploadRequest};
use serde_json::json;
use wechatpay_runtime::record::{decode, duplicate};
use wechatpay_runtime::{Secret, Upload};

#[test]
fn debug_shows_what_is_there_in_order() {
    let record = Everything {
        text: "中\"".into(),
        integer: 5,
        number: 0.5,
        any: json!({"a": [1]}),
        state: State::Success,
        kind: Kind::Two,
        optional_inner: Some(Inner {
            name: "n".into(),
            total: Some(3),
        }),
        integers: Some(vec![1, 2]),
        text_inner: Some(Inner::default()),
        ..Default::default()
    };
    assert_eq!(
        format!("{record:?}"),
        concat!(
            r#"Everything { text: "中\"", integer: 5, number: 0.5, boolean: false, "#,
            r#"timestamp: "", date: "", secret: ***, any: {"a":[1]}, state: "SUCCESS", kind: 2, "#,
            r#"inner: Inner { name: "" }, texts: [], optional_inner: Inner { name: "n", total: 3 }, "#,
            r#"integers: [1, 2], text_inner: Inner { name: "" } }"#,
        )
    );
    let short = format!(
        "{:#?}",
        Inner {
            name: "n".into(),
            total: None
        }
    );
    assert_eq!(short, "Inner {\n    name: \"n\",\n}");
}

#[test]
fn nothing_secret_shows() {
    const CANARY: &str = "CANARY-7f3a";
    let secret = || Secret::from(CANARY);
    let record = Everything {
        secret: secret(),
        optional_secret: Some(secret()),
        secrets: Some(vec![secret()]),
        sensitive: Some(CANARY.into()),
        clear_secret: Some(secret()),
        ..Default::default()
    };
    let sent = Sent {
        phone: Some(secret()),
        token: Some(secret()),
        payer: Some(secret()),
        ..Default::default()
    };
    let upload = UploadRequest {
        file: Upload::from_bytes("f", CANARY.as_bytes()),
        ..Default::default()
    };
    for shown in [
        format!("{record:?}"),
        format!("{record:#?}"),
        format!("{sent:?}"),
        format!("{upload:?}"),
        format!("{:?}", secret()),
        format!("{:?}", upload.file.bytes.len()),
    ] {
        assert!(!shown.contains("CANARY"), "{shown}");
        assert!(!shown.contains("67, 65, 78"), "{shown}");
    }
    assert_eq!(format!("{:?}", secret()), "Secret(***)");
    assert!(format!("{record:?}").contains("sensitive: ***"));

    // Nor do errors and deviations repeat what a body says.
    let body = format!(
        r#"{{"text":["{CANARY}"],"integer":"{CANARY}","state":"{CANARY}","secret":"{CANARY}","any":0}}"#
    );
    let decoded = decode::<Everything>(body.as_bytes(), Some(&records::Toy)).unwrap();
    assert!(!format!("{:?}", decoded.deviations).contains("CANARY"));
    for body in [
        format!("{{\"text\": {CANARY}"),
        format!("{{\"text\": \"{CANARY}\n\"}}"),
    ] {
        let error = decode::<Everything>(body.as_bytes(), None).unwrap_err();
        assert!(!format!("{error} {error:?}").contains("CANARY"), "{error}");
    }
}

#[test]
fn each_field_counts_for_equality() {
    let base = Everything::default;
    assert_eq!(base(), base());
    let changes: [fn(&mut Everything); 25] = [
        |it| it.text = "x".into(),
        |it| it.integer = 1,
        |it| it.number = 1.0,
        |it| it.boolean = true,
        |it| it.timestamp = "x".into(),
        |it| it.date = "x".into(),
        |it| it.secret = "x".into(),
        |it| it.any = json!(0),
        |it| it.state = State::Refund,
        |it| it.kind = Kind::One,
        |it| it.inner.total = Some(0),
        |it| it.texts = vec![String::new()],
        |it| it.optional_text = Some(String::new()),
        |it| it.optional_integer = Some(0),
        |it| it.optional_boolean = Some(false),
        |it| it.optional_any = Some(json!(null)),
        |it| it.optional_kind = Some(Kind::Unknown(0)),
        |it| it.optional_inner = Some(Inner::default()),
        |it| it.integers = Some(vec![]),
        |it| it.secrets = Some(vec![Secret::default()]),
        |it| {
            it.tree = Some(Node {
                child: Some(Box::default()),
                ..Node::default()
            })
        },
        |it| it.text_inners = Some(vec![]),
        |it| it.sensitive = Some(String::new()),
        |it| it.nullable = Some(String::new()),
        |it| it.clear_secret = Some(Secret::default()),
    ];
    for (index, change) in changes.iter().enumerate() {
        let (mut one, mut other) = (base(), base());
        change(&mut one);
        assert_ne!(one, base(), "change {index}");
        assert_ne!(base(), one, "change {index}");
        change(&mut other);
        assert_eq!(one, other, "change {index}");
    }
}

#[test]
fn lists_are_equal_item_by_item_and_numbers_as_numbers_are() {
    let listed = |totals: &[i64]| Everything {
        integers: Some(totals.to_vec()),
        ..Everything::default()
    };
    assert_ne!(listed(&[1, 2]), listed(&[1, 3]));
    assert_ne!(listed(&[1, 2]), listed(&[1]));
    let nan = Everything {
        number: f64::NAN,
        ..Everything::default()
    };
    assert_ne!(nan, nan.clone());
    let file = |bytes: &'static [u8]| UploadRequest {
        file: Upload::from_bytes("f", bytes),
        ..Default::default()
    };
    assert_eq!(file(b"a"), file(b"a"));
    assert_ne!(file(b"a"), file(b"b"));
    assert_eq!(duplicate(&file(b"a")), file(b"a"));
}
