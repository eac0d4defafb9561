//! Whatever a record holds comes back; whatever bytes come, nothing panics.
#![allow(missing_docs, clippy::unwrap_used)]

mod records;

use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;
use records::{Everything, Inner, Kind, Node, State, Toy};
use serde_json::Value as JsonValue;
use wechatpay_runtime::record::{decode, duplicate, encode_body};
use wechatpay_runtime::{DecodeError, Json, Record, Secret};

fn text() -> impl Strategy<Value = String> {
    vec(any::<char>(), 0..12).prop_map(String::from_iter)
}

fn secret() -> impl Strategy<Value = Secret> {
    text().prop_map(Secret::from)
}

fn number() -> impl Strategy<Value = f64> {
    any::<f64>().prop_filter("JSON has finite numbers only", |number| number.is_finite())
}

fn state() -> impl Strategy<Value = State> {
    prop_oneof![
        Just(State::Success),
        Just(State::Refund),
        text().prop_map(|it| it.as_str().into())
    ]
}

fn kind() -> impl Strategy<Value = Kind> {
    prop_oneof![
        Just(Kind::One),
        Just(Kind::Two),
        any::<i64>().prop_map(Kind::from)
    ]
}

fn inner() -> impl Strategy<Value = Inner> {
    (text(), option::of(any::<i64>())).prop_map(|(name, total)| Inner { name, total })
}

fn json() -> impl Strategy<Value = JsonValue> {
    let leaf = prop_oneof![
        Just(JsonValue::Null),
        any::<bool>().prop_map(JsonValue::from),
        any::<i64>().prop_map(JsonValue::from),
        any::<u64>().prop_map(JsonValue::from),
        number().prop_map(JsonValue::from),
        text().prop_map(JsonValue::from),
    ];
    leaf.prop_recursive(4, 24, 4, |inner| {
        let pairs = vec((text(), inner.clone()), 0..4);
        prop_oneof![
            vec(inner, 0..4).prop_map(JsonValue::from),
            pairs.prop_map(|pairs| JsonValue::Object(pairs.into_iter().collect())),
        ]
    })
}

/// JSON that is there: `null` in an optional field reads as absent.
fn some_json() -> impl Strategy<Value = JsonValue> {
    json().prop_filter("null is absent", |json| !json.is_null())
}

fn node() -> impl Strategy<Value = Node> {
    let leaf = text().prop_map(|name| Node {
        name,
        ..Node::default()
    });
    leaf.prop_recursive(4, 12, 3, |inner| {
        let boxed = || option::of(inner.clone().prop_map(Box::new));
        let children = option::of(vec(inner.clone(), 0..3));
        let fields = (text(), boxed(), children, boxed(), option::of(secret()));
        fields.prop_map(|(name, child, children, text, secret)| Node {
            name,
            child,
            children,
            text,
            secret,
        })
    })
}

prop_compose! {
    fn required()(
        (text, integer, number, boolean) in (text(), any::<i64>(), number(), any::<bool>()),
        (timestamp, date, secret, any) in (text(), text(), secret(), json()),
        (state, kind, inner, texts) in (state(), kind(), inner(), vec(text(), 0..4)),
    ) -> Everything {
        Everything {
            text, integer, number, boolean, secret, any, state, kind, inner, texts,
            timestamp: timestamp.into(),
            date: date.into(),
            ..Default::default()
        }
    }
}

prop_compose! {
    fn everything()(
        base in required(),
        (text, integer, number) in (option::of(text()), option::of(any::<i64>()), option::of(number())),
        (boolean, timestamp, date) in (option::of(any::<bool>()), option::of(text()), option::of(text())),
        (secret, any, state) in (option::of(secret()), option::of(some_json()), option::of(state())),
        (kind, inner, integers) in (option::of(kind()), option::of(inner()), option::of(vec(any::<i64>(), 0..4))),
        (states, inners, secrets) in (option::of(vec(state(), 0..3)), option::of(vec(inner(), 0..3)), option::of(vec(secret(), 0..3))),
        (tree, text_inner, text_inners) in (option::of(node()), option::of(inner()), option::of(vec(inner(), 0..3))),
        (sensitive, nullable, clear_secret) in (option::of(self::text()), option::of(self::text()), option::of(self::secret())),
    ) -> Everything {
        Everything {
            optional_text: text,
            optional_integer: integer,
            optional_number: number,
            optional_boolean: boolean,
            optional_timestamp: timestamp.map(Into::into),
            optional_date: date.map(Into::into),
            optional_secret: secret,
            optional_any: any,
            optional_state: state,
            optional_kind: kind,
            optional_inner: inner,
            integers, states, inners, secrets, tree, text_inner, text_inners,
            sensitive, nullable, clear_secret,
            ..base
        }
    }
}

/// JSON whose keys are often those of the records, with any values.
fn near_miss() -> impl Strategy<Value = JsonValue> {
    let fields = (&Everything::default() as &dyn Record).schema().fields;
    let known = (0..fields.len()).prop_map(move |index| fields[index].0.to_owned());
    let nested = prop_oneof![
        Just("name"),
        Just("total"),
        Just("child"),
        Just("children"),
        Just("text")
    ];
    let key = prop_oneof![3 => known, 3 => nested.prop_map(str::to_owned), 1 => text()];
    json().prop_recursive(5, 64, 12, move |inner| {
        prop_oneof![
            4 => vec((key.clone(), inner.clone()), 0..12)
                .prop_map(|pairs| JsonValue::Object(pairs.into_iter().collect())),
            1 => vec(inner.clone(), 0..4).prop_map(JsonValue::from),
            1 => inner.prop_map(|json| JsonValue::from(json.to_string())),
        ]
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn the_wire_gives_back_what_was_sent(record in everything()) {
        let body = encode_body(&record, Some(&Toy)).unwrap();
        // It is JSON, by another reader.
        prop_assert!(serde_json::from_slice::<JsonValue>(&body).unwrap().is_object());
        let decoded = decode::<Everything>(&body, Some(&Toy)).unwrap();
        prop_assert_eq!(&decoded.value, &record);
        let harmless = |kind| kind == wechatpay_runtime::DeviationKind::UnknownValue;
        prop_assert!(decoded.deviations.iter().all(|it| harmless(it.kind)), "{:?}", decoded.deviations);
        prop_assert_eq!(encode_body(&decoded.value, Some(&Toy)).unwrap(), body);
    }

    #[test]
    fn a_duplicate_holds_the_same(record in everything()) {
        let copy = duplicate(&record);
        prop_assert_eq!(&copy, &record);
        prop_assert_eq!(encode_body(&copy, Some(&Toy)).unwrap(), encode_body(&record, Some(&Toy)).unwrap());
    }

    #[test]
    fn serde_gives_back_what_was_kept(record in everything()) {
        let text = serde_json::to_string(&Json(record.clone())).unwrap();
        let Json(back): Json<Everything> = serde_json::from_str(&text).unwrap();
        prop_assert_eq!(back, record);
    }

    #[test]
    fn any_json_decodes_and_encodes_again(json in near_miss()) {
        let decoded = decode::<Everything>(json.to_string().as_bytes(), Some(&Toy)).unwrap();
        let body = encode_body(&decoded.value, Some(&Toy)).unwrap();
        let again = decode::<Everything>(&body, Some(&Toy)).unwrap();
        prop_assert_eq!(again.value, decoded.value);
    }

    #[test]
    fn any_bytes_are_read_or_refused(bytes in vec(any::<u8>(), 0..200)) {
        let readable = serde_json::from_slice::<JsonValue>(&bytes).is_ok();
        prop_assert_eq!(decode::<Everything>(&bytes, Some(&Toy)).is_ok(), readable);
    }

    #[test]
    fn a_damaged_body_is_read_or_refused(
        record in required(), cut in any::<prop::sample::Index>(), byte in any::<u8>(), drop in any::<bool>(),
    ) {
        let mut body = encode_body(&record, Some(&Toy)).unwrap();
        let at = cut.index(body.len());
        if drop { body.truncate(at) } else { body[at] = byte }
        match decode::<Everything>(&body, Some(&Toy)) {
            Ok(_) => prop_assert!(std::str::from_utf8(&body).is_ok()),
            Err(DecodeError::Malformed { line, .. }) => prop_assert!(line >= 1),
            Err(error) => prop_assert!(body.is_empty(), "{error}"),
        }
    }
}
