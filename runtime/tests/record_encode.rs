//! What goes on the wire: body, query, headers, parts, and the checks before.
#![allow(missing_docs, clippy::unwrap_used)]

mod records;

use records::{
    Choice, Everything, Inner, Kind, Meta, Node, Sent, State, TOY_LIMIT, Toy, UploadRequest,
};
use serde_json::json;
use wechatpay_runtime::record::{check, encode_body, fill_upload, headers, parts, query_pairs};
use wechatpay_runtime::{EncodeError, PartContent, Record, SealError, Upload};

fn body(record: &dyn Record) -> String {
    String::from_utf8(encode_body(record, Some(&Toy)).unwrap()).unwrap()
}

fn sent() -> Sent {
    Sent {
        mchid: "1230000109".into(),
        ids: Some(vec!["a&b".into(), "".into(), "中".into()]),
        phone: Some("138".into()),
        state: Some(State::Refund),
        kind: Some(Kind::Unknown(9)),
        limit: Some(20),
        ratio: Some(0.5),
        open: Some(false),
        date: Some("2025-01-31".into()),
        filter: Some(Inner {
            name: "\"".into(),
            total: Some(1),
        }),
        key: Some("k-1".into()),
        token: Some("t".into()),
        name: "名".into(),
        payer: Some("张".into()),
        attach: None,
    }
}

#[test]
fn the_body_is_exactly_this() {
    let record = Everything {
        text: "a\"\n中\u{1}".into(),
        integer: i64::MIN,
        number: 0.06,
        timestamp: "2018-06-08T10:34:56+08:00".into(),
        secret: "a".into(),
        any: json!({"b": [1.5, null], "a": "x"}),
        state: State::Unknown("NEW".into()),
        kind: Kind::One,
        optional_number: Some(100.0),
        secrets: Some(vec!["b".into(), "".into()]),
        integers: Some(vec![]),
        inners: Some(vec![
            Inner::default(),
            Inner {
                name: "i".into(),
                total: Some(7),
            },
        ]),
        text_inner: Some(Inner {
            name: "\"t\"".into(),
            total: None,
        }),
        text_inners: Some(vec![]),
        clear_secret: Some("c".into()),
        ..Default::default()
    };
    assert_eq!(
        body(&record),
        concat!(
            r#"{"text":"a\"\n中\u0001","integer":-9223372036854775808,"number":0.06,"#,
            r#""boolean":false,"timestamp":"2018-06-08T10:34:56+08:00","date":"","#,
            r#""secret":"sealed:61","any":{"b":[1.5,null],"a":"x"},"state":"NEW","kind":1,"#,
            r#""inner":{"name":""},"texts":[],"optional_number":100,"integers":[],"#,
            r#""inners":[{"name":""},{"name":"i","total":7}],"#,
            r#""secrets":["sealed:62","sealed:"],"#,
            r#""text_inner":"{\"name\":\"\\\"t\\\"\"}","text_inners":"[]","clear_secret":"c"}"#,
        )
    );
}

#[test]
fn only_body_fields_are_in_the_body() {
    assert_eq!(body(&sent()), r#"{"name":"名","payer":"sealed:e5bca0"}"#);
    assert_eq!(body(&UploadRequest::default()), "{}");
}

#[test]
fn query_pairs_repeat_the_key_of_a_list() {
    let pairs = query_pairs(&sent(), Some(&Toy)).unwrap();
    let pairs: Vec<_> = pairs
        .iter()
        .map(|(key, value)| (*key, value.as_str()))
        .collect();
    assert_eq!(
        pairs,
        [
            ("mchid", "1230000109"),
            ("ids", "a&b"),
            ("ids", ""),
            ("ids", "中"),
            ("phone", "sealed:313338"),
            ("state", "REFUND"),
            ("kind", "9"),
            ("limit", "20"),
            ("ratio", "0.5"),
            ("open", "false"),
            ("date", "2025-01-31"),
            ("filter", r#"{"name":"\"","total":1}"#),
        ]
    );
    let absent = query_pairs(
        &Sent {
            ratio: Some(3.0),
            ..Default::default()
        },
        None,
    )
    .unwrap();
    assert_eq!(absent, [("mchid", String::new()), ("ratio", "3".into())]);
}

#[test]
fn headers_are_pairs_too() {
    let pairs = headers(&sent(), Some(&Toy)).unwrap();
    assert_eq!(
        pairs,
        [("key", "k-1".to_owned()), ("token", "sealed:74".to_owned())]
    );
    assert!(headers(&Sent::default(), None).unwrap().is_empty());
}

#[test]
fn secrets_are_never_sent_without_a_key() {
    let no_key = |path: &str| EncodeError::NoKey { path: path.into() };
    assert_eq!(query_pairs(&sent(), None).unwrap_err(), no_key("$.phone"));
    assert_eq!(headers(&sent(), None).unwrap_err(), no_key("$.token"));
    assert_eq!(encode_body(&sent(), None).unwrap_err(), no_key("$.payer"));
    let list = Everything {
        secrets: Some(vec!["x".into()]),
        ..Default::default()
    };
    assert_eq!(encode_body(&list, None).unwrap_err(), no_key("$.secret"));
    // The message tells what to do.
    assert!(no_key("$.payer").to_string().contains("public key"));
}

#[test]
fn a_secret_that_is_too_long_is_named_and_not_shown() {
    let canary = "c".repeat(TOY_LIMIT + 1);
    let record = Everything {
        secrets: Some(vec!["x".into(), canary.as_str().into()]),
        ..Default::default()
    };
    let error = encode_body(&record, Some(&Toy)).unwrap_err();
    let source = SealError::TooLong {
        length: TOY_LIMIT + 1,
        limit: TOY_LIMIT,
    };
    let path = "$.secrets[1]".to_owned();
    assert_eq!(error, EncodeError::Seal { path, source });
    assert!(
        error
            .to_string()
            .starts_with("$.secrets[1] cannot be encrypted")
    );
    assert!(!format!("{error} {error:?}").contains("ccc"));
}

#[test]
fn numbers_that_json_cannot_express_are_errors() {
    for number in [f64::NAN, f64::INFINITY, f64::NEG_INFINITY] {
        let record = Everything {
            optional_number: Some(number),
            ..Default::default()
        };
        let error = encode_body(&record, Some(&Toy)).unwrap_err();
        assert_eq!(
            error,
            EncodeError::NotFinite {
                path: "$.optional_number".into()
            }
        );
        let query = Sent {
            ratio: Some(number),
            ..Default::default()
        };
        let error = query_pairs(&query, None).unwrap_err();
        assert_eq!(
            error,
            EncodeError::NotFinite {
                path: "$.ratio".into()
            }
        );
    }
}

#[test]
fn whole_numbers_have_no_fraction_however_large() {
    for (number, text) in [
        (1e15, "1000000000000000"),
        (-1.0, "-1"),
        (-0.0, "0"),
        (1e300, "1e300"),
        (0.1, "0.1"),
    ] {
        let record = Everything {
            optional_number: Some(number),
            ..Default::default()
        };
        let expected = format!("\"optional_number\":{text}}}");
        assert!(
            body(&record).ends_with(&expected),
            "{} for {number}",
            body(&record)
        );
    }
}

fn upload() -> UploadRequest {
    UploadRequest {
        meta: Meta {
            filename: "given.png".into(),
            sha256: None,
        },
        file: Upload::from_bytes("file.png", &b"abc"[..]),
        note: Some("注".into()),
        more: Some(vec![
            Upload::from_bytes("b.txt", &b""[..]),
            Upload::default(),
        ]),
        extra: None,
    }
}

#[test]
fn parts_are_in_order_and_typed() {
    let record = upload();
    let parts = parts(&record, None).unwrap();
    let shown: Vec<_> = parts
        .iter()
        .map(|part| match &part.content {
            PartContent::Json(json) => (part.name, String::from_utf8_lossy(json).into_owned()),
            PartContent::Text(text) => (part.name, text.clone()),
            PartContent::File(file) => (part.name, format!("file {}", file.file_name)),
            other => panic!("{other:?}"),
        })
        .collect();
    let expected = [
        ("meta", r#"{"filename":"given.png"}"#),
        ("file", "file file.png"),
        ("note", "注"),
        ("more", "file b.txt"),
        ("more", "file "),
    ];
    assert_eq!(shown, expected.map(|(name, text)| (name, text.to_owned())));
    assert!(!format!("{parts:?}").contains("注"));
}

#[test]
fn what_is_absent_is_filled_from_the_file() {
    const ABC: &str = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
    let mut record = upload();
    fill_upload(&mut record);
    assert_eq!(record.meta.filename, "given.png");
    assert_eq!(record.meta.sha256.as_deref(), Some(ABC));
    // An absent part with something to fill in appears.
    let extra = record.extra.clone().unwrap();
    assert_eq!(
        (extra.filename.as_str(), extra.sha256.as_deref()),
        ("file.png", Some(ABC))
    );

    let mut record = upload();
    record.meta = Meta {
        filename: String::new(),
        sha256: Some("mine".into()),
    };
    fill_upload(&mut record);
    assert_eq!(record.meta.filename, "file.png");
    assert_eq!(record.meta.sha256.as_deref(), Some("mine"));

    // Without a file in a part, nothing changes.
    let mut record = sent();
    fill_upload(&mut record);
    assert_eq!(record, sent());
}

#[test]
fn exactly_one_of_a_group_is_checked_everywhere() {
    let one = || Choice {
        transaction_id: Some("1".into()),
        ..Default::default()
    };
    let none = Choice::default;
    let both = || Choice {
        out_trade_no: Some(String::new()),
        ..one()
    };
    let failed = |path: &str, given: &[&'static str]| EncodeError::ExactlyOneOf {
        path: path.into(),
        fields: vec!["transaction_id", "out_trade_no"],
        given: given.to_vec(),
    };

    assert_eq!(check(&one()), Ok(()));
    assert_eq!(check(&Everything::default()), Ok(()));
    assert_eq!(check(&none()), Err(failed("$", &[])));
    assert_eq!(
        check(&both()),
        Err(failed("$", &["transaction_id", "out_trade_no"]))
    );

    let nested = Choice {
        nested: Some(Box::new(none())),
        ..one()
    };
    assert_eq!(check(&nested), Err(failed("$.nested", &[])));
    let listed = Choice {
        list: Some(vec![one(), both()]),
        ..one()
    };
    let given = ["transaction_id", "out_trade_no"];
    assert_eq!(check(&listed), Err(failed("$.list[1]", &given)));
    let good = Choice {
        list: Some(vec![one(), one()]),
        nested: Some(Box::new(one())),
        ..one()
    };
    assert_eq!(check(&good), Ok(()));

    assert_eq!(
        failed("$.nested", &[]).to_string(),
        "$.nested: give exactly one of `transaction_id`, `out_trade_no`; none is given"
    );
    assert_eq!(
        failed("$", &given).to_string(),
        "$: give exactly one of `transaction_id`, `out_trade_no`; `transaction_id`, `out_trade_no` are given"
    );
}

#[test]
fn boxed_records_nest() {
    let leaf = Node {
        name: "leaf".into(),
        ..Default::default()
    };
    let root = Node {
        child: Some(Box::new(leaf.clone())),
        text: Some(Box::new(Node {
            text: Some(Box::new(leaf)),
            ..Default::default()
        })),
        ..Default::default()
    };
    let deepest = json!({"name": "leaf"}).to_string();
    let middle = json!({"name": "", "text": deepest}).to_string();
    let whole = json!({"name": "", "child": {"name": "leaf"}, "text": middle});
    assert_eq!(body(&root), whole.to_string());
}
