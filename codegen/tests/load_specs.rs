//! What becomes of specs, through the public surface: names, places, shared types, order.

#![allow(clippy::unwrap_used)]

use wechatpay_codegen::model::{
    Auth, BodyKind, FieldType, Host, Location, Model, Module, Operation, Response, Type, TypeKind,
};
use wechatpay_codegen::{Report, load};

fn try_load(specs: &[(&str, &str)]) -> Result<Model, Report> {
    load(
        specs
            .iter()
            .map(|(path, text)| (format!("specs/{path}.yaml"), (*text).to_owned())),
    )
}

fn model(specs: &[(&str, &str)]) -> Model {
    try_load(specs).unwrap_or_else(|report| panic!("{report}"))
}

fn module<'m>(model: &'m Model, url: &str) -> &'m Module {
    model
        .modules
        .values()
        .find(|module| module.url == url)
        .unwrap()
}

fn operation<'m>(model: &'m Model, id: &str) -> &'m Operation {
    let operations = model.modules.values().flat_map(|module| &module.operations);
    operations
        .into_iter()
        .find(|operation| operation.id == id)
        .unwrap()
}

fn names(types: &[Type]) -> Vec<&str> {
    types.iter().map(|ty| &*ty.rust).collect()
}

const DONE: &str = "get: { name: 查询, responses: { 204: {} } }\n";

#[test]
fn segments_become_modules_and_keep_their_spelling() {
    let id = format!("path: {{ id: {{ type: string, label: 编号, example: \"1\" }} }}\n{DONE}");
    let model = model(&[
        ("v3/papay/policy-periods", DONE),
        ("v3/papay/policy_periods", DONE),
        ("v3/papay/return/id", DONE),
        ("v3/papay/return/{id}/delete", &id),
    ]);
    let children = |url: &str| -> Vec<(String, String)> {
        let children = module(&model, url).children.iter();
        children
            .map(|child| (child.wire.clone(), child.rust.clone()))
            .collect()
    };
    let pair = |wire: &str, rust: &str| (wire.to_owned(), rust.to_owned());
    assert_eq!(
        children("/v3/papay"),
        [
            pair("policy-periods", "policy_periods_dashed"),
            pair("policy_periods", "policy_periods"),
            pair("return", "r#return"),
        ]
    );
    assert_eq!(
        children("/v3/papay/return"),
        [pair("id", "id"), pair("{id}", "by_id")]
    );
    let path: Vec<&str> = model
        .modules
        .iter()
        .find(|(_, module)| module.url == "/v3/papay/return/{id}/delete")
        .map(|(path, _)| path.iter().map(|segment| &**segment).collect())
        .unwrap();
    assert_eq!(path, ["v3", "papay", "r#return", "by_id", "delete_"]);
    let parameter = module(&model, "/v3/papay/return").children[1]
        .param
        .clone()
        .unwrap();
    assert_eq!(parameter.label.as_deref(), Some("编号"));
    assert_eq!(parameter.example.as_deref(), Some("1"));
}

#[test]
fn a_request_has_everything_that_is_sent_and_says_where_it_travels() {
    let spec = "
post:
  name: 上传
  request:
    query: { mchid: { type: string } }
    headers: { Idempotency-Key: { type: string } }
    type: Upload
  responses: { 202: { type: Upload }, 200: {} }
types:
  Upload:
    fields:
      type?: { type: string, encrypted: wechatpay }
      names?: { type: \"string[]\", example: a }
    exactly_one_of: [[type, names]]
";
    let model = model(&[("v3/pay/upload", spec)]);
    let upload = operation(&model, "POST /v3/pay/upload");
    assert_eq!(upload.body, BodyKind::Json);
    assert_eq!(upload.statuses, [200, 202]);
    assert_eq!(
        upload.response,
        Response::Json(path("v3::pay::upload::Upload"))
    );
    assert_eq!(upload.request, Some(path("v3::pay::upload::post::Request")));
    let TypeKind::Struct(request) = &upload.types[0].kind else {
        panic!()
    };
    let fields: Vec<(&str, Location, bool)> = request
        .fields
        .iter()
        .map(|f| (&*f.rust, f.location, f.required))
        .collect();
    assert_eq!(
        fields,
        [
            ("mchid", Location::Query, true),
            ("idempotency_key", Location::Header, true),
            ("r#type", Location::Body, false),
            ("names", Location::Body, false),
        ]
    );
    assert_eq!(request.exactly_one_of, [[2, 3]]);
    assert_eq!(request.fields[2].ty, FieldType::Secret);
    assert!(request.fields[2].encrypted);
    assert_eq!(request.fields[3].docs.example.as_deref(), Some("[\"a\"]"));
}

fn path(text: &str) -> Vec<String> {
    text.split("::").map(ToOwned::to_owned).collect()
}

#[test]
fn a_name_means_the_nearest_declaration() {
    let root = "types:\n  Amount: { fields: { root: { type: string } } }\n";
    let near = "types:\n  Amount: { fields: { near: { type: string } } }\n";
    let get = "get: { name: 查询, responses: { 200: { type: Amount } } }\n";
    let own = format!("{get}types:\n  Amount: {{ fields: {{ own: {{ type: string }} }} }}\n");
    let absolute = "get: { name: 查询, responses: { 200: { type: /v3/pay/Amount } } }\n";
    let model = model(&[
        ("v3/_types", root),
        ("v3/pay/_types", near),
        ("v3/pay/orders", get),
        ("v3/pay/orders/own", &own),
        ("v3/pay/orders/own/below", get),
        ("v3/refund/refunds", get),
        ("v3/refund/absolute", absolute),
    ]);
    for (id, ty) in [
        ("GET /v3/pay/orders", "v3::pay::Amount"),
        ("GET /v3/pay/orders/own", "v3::pay::orders::own::Amount"),
        (
            "GET /v3/pay/orders/own/below",
            "v3::pay::orders::own::Amount",
        ),
        ("GET /v3/refund/refunds", "v3::Amount"),
        ("GET /v3/refund/absolute", "v3::pay::Amount"),
    ] {
        assert_eq!(
            operation(&model, id).response,
            Response::Json(path(ty)),
            "{id}"
        );
    }
}

#[test]
fn inline_types_of_one_shape_are_one_type() {
    let spec = "
post:
  name: 下单
  request:
    json:
      amount: { label: 金额, fields: { total: { type: integer, example: 1 } } }
      state?: { type: string, enum: [A-B, A_B, UNKNOWN, \"1\"] }
      request?: { fields: { a: { type: string } } }
  responses:
    200: { json: { amount?: { fields: { total: { type: integer } } }, level: { as: Level, enum: { 1: 低, -1: 无 } } } }
";
    let model = model(&[("v3/pay/orders", spec)]);
    let types = &operation(&model, "POST /v3/pay/orders").types;
    assert_eq!(
        names(types),
        [
            "Amount", "Level", "Request", "Request_", "Response", "State"
        ]
    );
    assert_eq!(types[3].renamed_from.as_deref(), Some("request"));
    let TypeKind::StringEnum(state) = &types[5].kind else {
        panic!()
    };
    let variants: Vec<&str> = state.iter().map(|value| &*value.rust).collect();
    assert_eq!(variants, ["AB", "ABUnderscored", "Unknown_", "Value1"]);
    let TypeKind::IntegerEnum(level) = &types[1].kind else {
        panic!()
    };
    assert_eq!((level[0].wire, &*level[0].rust), (1, "Value1"));
    assert_eq!((level[1].wire, &*level[1].rust), (-1, "Minus1"));
    assert_eq!(level[1].label.as_deref(), Some("无"));
}

#[test]
fn hosts_schemes_and_slashes_follow_the_url() {
    let slash = format!("trailing_slash: true\n{DONE}");
    let model = model(&[
        ("v3/applyment4sub/applyment", &slash),
        ("hk/v3/statements", DONE),
        ("v3/global/merchants", DONE),
        ("brand/coupons", DONE),
    ]);
    let facts = |id: &str| {
        let operation = operation(&model, id);
        (operation.host, operation.auth)
    };
    assert_eq!(
        facts("GET /v3/applyment4sub/applyment/"),
        (Host::Mainland, Auth::Merchant)
    );
    assert_eq!(
        facts("GET /hk/v3/statements"),
        (Host::Overseas, Auth::Merchant)
    );
    assert_eq!(
        facts("GET /v3/global/merchants"),
        (Host::Overseas, Auth::Merchant)
    );
    assert_eq!(facts("GET /brand/coupons"), (Host::Mainland, Auth::Brand));
}

#[test]
fn notifications_keep_the_order_of_their_shapes() {
    let spec = "
name: 支付成功
shapes:
  Parking: { when: { present: [parking] }, type: Parked }
  Combined: { when: { original_type: [combine] }, fields: { resource: { fields: { a: { type: string } } } } }
  Direct: { label: 直连, fields: { id: { type: string } } }
types:
  Parked: { fields: { parking: { type: string } } }
";
    let model = model(&[("notifications/TRANSACTION.SUCCESS", spec)]);
    let notification = &model.notifications[0];
    assert_eq!(notification.variant, "TransactionSuccess");
    assert_eq!(notification.module, "transaction_success");
    let shapes: Vec<&str> = notification
        .shapes
        .iter()
        .map(|shape| &*shape.rust)
        .collect();
    assert_eq!(shapes, ["Parking", "Combined", "Direct"]);
    assert_eq!(notification.shapes[0].when_present, ["parking"]);
    assert_eq!(notification.shapes[1].when_original_type, ["combine"]);
    assert_eq!(
        notification.shapes[2].ty,
        path("notifications::transaction_success::Direct")
    );
    assert_eq!(
        names(&notification.types),
        ["Combined", "Direct", "Parked", "Resource_"]
    );
}

#[test]
fn json_in_a_string_is_a_value() {
    let spec = "
get:
  name: 查询
  responses:
    200:
      json:
        ext: { type: object, json_text: true, example: '{\"a\":1}' }
        rows: { type: \"object[]\", json_text: true, fields: { a: { type: integer } } }
";
    let model = model(&[("v3/pay/orders", spec)]);
    let types = &operation(&model, "GET /v3/pay/orders").types;
    let TypeKind::Struct(response) = &types.iter().find(|ty| ty.rust == "Response").unwrap().kind
    else {
        panic!()
    };
    assert!(response.fields.iter().all(|field| field.json_text));
    assert_eq!(response.fields[0].ty, FieldType::Any);
    assert_eq!(
        response.fields[0].docs.example.as_deref(),
        Some("{\"a\":1}")
    );
    assert!(matches!(&response.fields[1].ty, FieldType::List(_)));
}

/// The specs of the fixtures for problems, right ones among them, in any order.
#[test]
fn the_order_of_the_files_does_not_matter() {
    let good: Vec<(String, String)> = common::repository_specs();
    let wrong = common::fixture_specs();
    for seed in 1..6 {
        let right = load(common::shuffled(good.clone(), seed)).unwrap();
        assert!(right == load(good.clone()).unwrap());
        for specs in &wrong {
            let shuffled = load(common::shuffled(specs.clone(), seed)).unwrap_err();
            assert_eq!(
                shuffled.to_string(),
                load(specs.clone()).unwrap_err().to_string()
            );
        }
    }
}

/// Specs that are cut off or jumbled: whatever happens, it is told, and at a place that exists.
#[test]
fn mangled_specs_never_panic_and_are_always_explained() {
    let mut sources = common::repository_specs();
    sources.truncate(12);
    sources.extend(common::fixture_specs().into_iter().flatten());
    for (path, text) in sources {
        for mangled in common::mangled(&text) {
            let Err(report) = load([(path.clone(), mangled)]) else {
                continue;
            };
            assert!(!report.diagnostics().is_empty());
            for diagnostic in report.diagnostics() {
                let source = report.source(&diagnostic.place.file);
                let span = diagnostic.place.span;
                assert!(
                    source.get(span.start()..span.end()).is_some(),
                    "{diagnostic:?}"
                );
            }
            assert!(report.to_string().contains("error[WX"));
        }
    }
}

mod common {
    use std::path::Path;

    use wechatpay_codegen::read_specs;

    fn here() -> &'static Path {
        Path::new(env!("CARGO_MANIFEST_DIR"))
    }

    pub(super) fn repository_specs() -> Vec<(String, String)> {
        let mut specs = read_specs(here().parent().unwrap()).unwrap();
        // The whole catalogue would take minutes; every kind of spec is among the first.
        specs.truncate(60);
        specs
    }

    pub(super) fn fixture_specs() -> Vec<Vec<(String, String)>> {
        let folder = here().join("tests/diagnostics");
        let mut fixtures: Vec<_> = std::fs::read_dir(folder)
            .unwrap()
            .map(|entry| entry.unwrap().path())
            .collect();
        fixtures.sort();
        fixtures
            .iter()
            .map(|fixture| read_specs(fixture).unwrap())
            .collect()
    }

    /// A small generator of numbers, so that the test is the same each time.
    fn next(state: &mut u64) -> usize {
        *state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (*state >> 33) as usize
    }

    pub(super) fn shuffled<T>(mut items: Vec<T>, mut seed: u64) -> Vec<T> {
        for at in (1..items.len()).rev() {
            items.swap(at, next(&mut seed) % (at + 1));
        }
        items
    }

    /// The text cut off at each line (of a long text, at forty), with words swapped, and with characters dropped.
    pub(super) fn mangled(text: &str) -> Vec<String> {
        let lines: Vec<&str> = text.split_inclusive('\n').collect();
        let step = lines.len().div_ceil(40);
        let ends = (0..lines.len()).step_by(step.max(1));
        let mut all: Vec<String> = ends.map(|end| lines[..end].concat()).collect();
        let mut seed = text.len() as u64;
        for _ in 0..20 {
            let mut words: Vec<&str> = text.split_inclusive([' ', '\n', ':', ',']).collect();
            if words.len() > 1 {
                let (a, b) = (next(&mut seed) % words.len(), next(&mut seed) % words.len());
                words.swap(a, b);
                all.push(words.concat());
            }
            let drop = next(&mut seed) % text.chars().count().max(1);
            let kept = text.chars().enumerate().filter(|(at, _)| *at != drop);
            all.push(kept.map(|(_, c)| c).collect());
        }
        all
    }
}
