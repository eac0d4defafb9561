//! The bindings with the hard names at work: over HTTP, against a sandbox of their own tables.
#![allow(clippy::unwrap_used)]

use wechatpay_obstacle_course::notifications::{Event, type_async_self};
use wechatpay_obstacle_course::v3::names::{odd, prelude};
use wechatpay_obstacle_course::{Wechatpay, tables, v3};
use wechatpay_runtime::{KeyStore, NotificationParser, Record, TrustedKey, Upload, record};
use wechatpay_sandbox::Sandbox;

async fn sandbox() -> (Sandbox, Wechatpay) {
    let builder = Sandbox::builder().tables(tables::TABLES.join("\n"));
    let sandbox = builder.start().await.unwrap();
    let client = sandbox.client_builder().strict(true).build().unwrap();
    (sandbox, client.into())
}

fn targets(sandbox: &Sandbox) -> Vec<String> {
    let requests = sandbox.requests().into_iter();
    requests
        .map(|request| format!("{} {}", request.method, request.target))
        .collect()
}

#[tokio::test]
async fn keywords_are_segments_parameters_and_verbs() {
    use v3::r#type::r#async::r#match::r#match::{delete, get, patch, post};
    let (sandbox, wxpay) = sandbox().await;
    let node = wxpay.v3().r#type().r#async().r#match("Self");
    let leaf = node.r#match();
    let answer = leaf
        .get(get::Request {
            crate_: Some("c".into()),
        })
        .await
        .unwrap();
    assert!(!answer.self_.is_empty());
    leaf.post(post::Request { super_: "s".into() })
        .await
        .unwrap();
    leaf.put().await.unwrap();
    leaf.patch(patch::Request {
        self_: Some("S".into()),
    })
    .await
    .unwrap();
    #[allow(deprecated)]
    leaf.delete(delete::Request { self_: "s".into() })
        .await
        .unwrap();
    node.delete().await.unwrap();
    assert_eq!(
        targets(&sandbox),
        [
            "GET /v3/type/async/Self/match?crate=c",
            "POST /v3/type/async/Self/match",
            "PUT /v3/type/async/Self/match",
            "PATCH /v3/type/async/Self/match",
            "DELETE /v3/type/async/Self/match",
            "DELETE /v3/type/async/Self/",
        ]
    );
    assert_eq!(sandbox.requests()[3].body, r#"{"Self":"S"}"#);
}

#[tokio::test]
async fn segments_shadow_nothing() {
    let (sandbox, wxpay) = sandbox().await;
    let segments = wxpay.v3().segments();
    assert_eq!(segments.i64().get().await.unwrap().value, 1);
    segments.core().get().await.unwrap();
    segments.std().get().await.unwrap();
    segments.str().get().await.unwrap();
    segments.clone().get().await.unwrap();
    segments.into().get().await.unwrap();
    segments.wechatpay_runtime().get().await.unwrap();
    segments.record().get().await.unwrap();
    segments.get_().get().await.unwrap();
    segments.crate_().get().await.unwrap();
    segments.self_lower().get().await.unwrap();
    segments.self_mixed().get().await.unwrap();
    segments._3d().get().await.unwrap();
    segments.policy_periods().get().await.unwrap();
    segments.policy_periods_dashed().get().await.unwrap();
    segments.items().items().get().await.unwrap();
    assert_eq!(segments.items().by_items("7").get().await.unwrap().items, 7);
    let file = Upload::from_bytes("type.png", b"picture".to_vec());
    let request = v3::segments::upload::post::Required { file };
    segments.upload().post(request).await.unwrap();
    let last = sandbox.requests().len() - 1;
    assert_eq!(
        targets(&sandbox)[last - 4],
        "GET /v3/segments/policy_periods"
    );
    assert_eq!(
        targets(&sandbox)[last - 3],
        "GET /v3/segments/policy-periods"
    );
}

#[tokio::test]
async fn odd_names_travel_as_they_are() {
    use odd::get;
    let (sandbox, wxpay) = sandbox().await;
    let request = get::Request {
        _3d_secure: Some("3".into()),
        _2: Some(2),
        金额: Some(1),
        items: Some(vec!["one".into(), "two".into()]),
        ..Default::default()
    };
    let odd = wxpay.v3().names().odd().get(request).await.unwrap();
    assert_eq!(odd.金额, 1, "the request's value comes back");
    assert_eq!(
        (&*odd.camel_case, odd.snake_case.as_deref()),
        ("camel", Some("\"\\*/"))
    );
    assert_eq!(odd.value.as_str(), "*/");
    assert_eq!(
        targets(&sandbox),
        ["GET /v3/names/odd?3d_secure=3&2=2&%E9%87%91%E9%A2%9D=1&items%5B%5D=one&items%5B%5D=two"]
    );
}

#[test]
fn every_enum_value_keeps_its_spelling() {
    for &text in odd::OddValue::VALUES {
        let value = odd::OddValue::from(text);
        assert_eq!(value.as_str(), text);
        assert!(!matches!(value, odd::OddValue::Unknown(_)), "{value:?}");
    }
    assert_eq!(odd::OddValue::VALUES.len(), 13);
    assert_eq!(prelude::Result::from("Unknown").as_str(), "Unknown");
    assert_eq!(prelude::Result::from("neither").as_str(), "neither");
    for &number in odd::OddNumber::VALUES {
        let value = odd::OddNumber::from(number);
        assert_eq!(value.as_i64(), number);
        assert!(!matches!(value, odd::OddNumber::Unknown(_)), "{value:?}");
    }
    assert!(odd::OddNumber::VALUES.contains(&i64::MIN));
}

#[tokio::test]
async fn every_request_has_the_fields_of_the_table_in_their_order() {
    let (sandbox, _) = sandbox().await;
    let table = sandbox.table();
    for typed in tables::OPERATIONS {
        let row = table
            .operations()
            .iter()
            .find(|row| row.id == typed.operation.id)
            .unwrap();
        let (Some(name), Some(empty)) = (&row.request, typed.request) else {
            continue;
        };
        let fields = &table.structure(name).unwrap().fields;
        let schema = empty();
        let wire: Vec<&str> = schema
            .schema()
            .fields
            .iter()
            .map(|(name, _)| *name)
            .collect();
        let expected: Vec<&str> = fields.iter().map(|field| field.name.as_str()).collect();
        assert_eq!(wire, expected, "{}", row.id);
    }
}

#[test]
fn keywords_as_fields_keep_their_names_on_the_wire() {
    use v3::names::keywords::Keywords;
    let empty = <Keywords as Record>::empty();
    let empty: &dyn Record = &empty;
    let json: serde_json::Map<String, serde_json::Value> = empty
        .schema()
        .fields
        .iter()
        .map(|(name, _)| ((*name).to_owned(), (*name).into()))
        .chain([("word".to_owned(), "yield".into())])
        .collect();
    let text = serde_json::to_vec(&json).unwrap();
    let decoded = record::decode::<Keywords>(&text, None).unwrap();
    assert_eq!(decoded.deviations, []);
    let Keywords {
        r#async,
        r#type,
        r#gen,
        self_,
        super_,
        r#union,
        ..
    } = &decoded.value;
    assert_eq!(
        [r#async, r#gen, self_, super_, r#union],
        ["async", "gen", "self", "super", "union"]
    );
    assert_eq!(r#type.as_deref(), Some("type"));
    let back: serde_json::Value = serde_json::to_value(&decoded.value).unwrap();
    assert_eq!(back, serde_json::Value::Object(json));
}

#[tokio::test]
async fn a_notification_with_hard_names_is_an_event() {
    let (sandbox, _) = sandbox().await;
    let known = sandbox.credentials();
    let key = TrustedKey::public_key(&known.public_key_id, &known.public_key_pem).unwrap();
    let keys: KeyStore = [key].into_iter().collect();
    let parser = NotificationParser::new(keys, sandbox.keys().api_v3_key().clone());
    for shape in ["Selfish", "Some"] {
        let sent = sandbox
            .notification("TYPE.ASYNC-SELF")
            .shape(shape)
            .build()
            .unwrap();
        let event: Event = parser
            .parse(&sent.headers, &sent.body)
            .unwrap()
            .decode()
            .unwrap();
        let Event::TypeAsyncSelf(resource) = event else {
            panic!("{event:?}")
        };
        match (shape, resource) {
            ("Selfish", type_async_self::Resource::Selfish(typed)) => {
                assert_eq!(typed.r#type, "type")
            }
            ("Some", type_async_self::Resource::Some(odd)) => assert_eq!(odd.金额, 100),
            (shape, other) => panic!("{shape}: {other:?}"),
        }
    }
}
