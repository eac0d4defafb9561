//! How types are printed: one snapshot for each kind.
#![allow(clippy::unwrap_used)]

mod emit_fixture;

use emit_fixture::{at, field, label, model, path, request, response, structure};
use wechatpay_codegen::emit::emit;
use wechatpay_codegen::model::{FieldType, Location, Type, TypeKind};

/// The text of a type that stands alone in the module `v3::refund`.
fn printed(ty: Type) -> String {
    let mut model = model();
    let module = model.modules.get_mut(&path("v3::refund")).unwrap();
    module.types = vec![ty];
    module.children.clear();
    let output = emit(&model);
    let text = &output.files["generated/src/v3/refund.rs"];
    let handle = "impl Copy for Endpoint<'_> {}\n\n";
    let start = text.find(handle).unwrap();
    text[start + handle.len()..].to_owned()
}

/// A type of the fixture by name.
fn fixture(name: &str) -> Type {
    let model = model();
    let types = &model.modules[&path("v3::refund")].types;
    types.iter().find(|ty| ty.rust == name).unwrap().clone()
}

#[test]
fn a_request_with_all_fields_required_has_neither_default_nor_companion() {
    let fields = vec![
        label(field("appid", FieldType::String, true), "公众号ID"),
        label(field("total", FieldType::Integer, true), "总金额"),
    ];
    insta::assert_snapshot!(printed(structure("AllRequired", request(fields))));
}

#[test]
fn a_request_with_all_fields_optional_has_a_default() {
    let fields = vec![at(
        label(field("limit", FieldType::Integer, false), "条数"),
        Location::Query,
    )];
    insta::assert_snapshot!(printed(structure("AllOptional", request(fields))));
}

#[test]
fn a_mixed_request_has_a_companion_and_no_default() {
    let mut old = label(field("old", FieldType::Boolean, true), "旧");
    old.docs.deprecated = Some("改用 \"attach\"".to_owned());
    let fields = vec![
        label(field("appid", FieldType::String, true), "公众号ID"),
        label(field("attach", FieldType::String, false), "附加数据"),
        old,
    ];
    let mut shape = request(fields);
    shape.required_struct = Some("OrderRequired".to_owned());
    shape.exactly_one_of = vec![vec![0, 1]];
    insta::assert_snapshot!(printed(structure("Order", shape)));
}

#[test]
fn an_answer_leaves_its_default_to_the_feature() {
    insta::assert_snapshot!(printed(fixture("Refund")));
}

#[test]
fn a_struct_without_fields_returns_itself() {
    insta::assert_snapshot!(printed(fixture("Empty")));
}

#[test]
fn an_enum_over_strings_is_open() {
    insta::assert_snapshot!(printed(fixture("Channel")));
}

#[test]
fn an_enum_over_integers_is_open() {
    insta::assert_snapshot!(printed(fixture("Kind")));
}

#[test]
fn long_types_and_lists_break_as_rustfmt_breaks_them() {
    let long =
        "v3::marketing::favor::stocks::stock_creator_mchid::use_flow_of_merchants::FlowOfMerchants";
    let fields = vec![
        field(
            "fits_on_the_next_line_only",
            FieldType::Named(path(long)),
            true,
        ),
        field(
            "has_to_be_broken_at_its_outermost_bracket",
            FieldType::List(Box::new(FieldType::Named(path(long)))),
            true,
        ),
    ];
    let text = printed(structure("Long", response(fields)));
    insta::assert_snapshot!(text.split("\n\n").next().unwrap());
}

#[test]
fn a_module_named_like_a_primitive_does_not_shadow_it() {
    let mut model = model();
    let module = model.modules.get_mut(&path("v3::refund")).unwrap();
    module.children = vec![
        emit_fixture::segment("str", "r#str", None),
        emit_fixture::segment("usize", "r#usize", None),
        emit_fixture::segment("{type}", "r#type", None),
    ];
    let text = emit(&model)
        .files
        .remove("generated/src/v3/refund.rs")
        .unwrap();
    assert!(
        text.contains("r#type: &'a ::core::primitive::str"),
        "{text}"
    );
    assert!(
        text.contains("fn as_str(&self) -> &::core::primitive::str {"),
        "{text}"
    );
    assert!(text.contains("index: ::core::primitive::usize"), "{text}");
    assert!(!text.contains("&'a str"), "{text}");
}

#[test]
fn a_type_named_like_one_of_the_prelude_does_not_shadow_it() {
    let fields = vec![field("attach", FieldType::String, false)];
    let text = printed(structure("Option", response(fields)));
    assert!(
        text.contains("pub attach: ::core::option::Option<String>,"),
        "{text}"
    );
    let mut model = model();
    let module = model.modules.get_mut(&path("v3::refund")).unwrap();
    module.types = vec![structure("Clone", response(Vec::new()))];
    let text = &emit(&model).files["generated/src/v3/refund.rs"];
    assert!(
        text.contains("impl ::core::clone::Clone for Endpoint<'_> {"),
        "{text}"
    );
}

#[test]
fn the_facts_of_a_field_are_in_its_documentation() {
    let mut amount = label(field("Amount-Total", FieldType::Integer, true), "总金额");
    amount.rust = "amount_total".to_owned();
    amount.location = Location::Header;
    amount.docs.description =
        Some("单位为分。见 https://pay.weixin.qq.com/doc/v3。\n\n# 不是标题 <T> [0]".to_owned());
    amount.docs.minimum = Some(1);
    amount.docs.maximum = Some(100);
    amount.docs.min_items = Some(2);
    amount.docs.max_items = Some(2);
    amount.docs.min_length = Some(3);
    amount.docs.example = Some("100".to_owned());
    amount.docs.default = Some("\"a`b\"".to_owned());
    amount.docs.format = Some("numeric".to_owned());
    let text = printed(structure("Documented", response(vec![amount])));
    insta::assert_snapshot!(text.split("\n\n").take(1).collect::<String>());
}

#[test]
fn wire_names_that_need_it_are_escaped() {
    let mut ty = structure("Odd", response(Vec::new()));
    ty.kind = TypeKind::StringEnum(vec![wechatpay_codegen::model::EnumValue {
        wire: "A\"\\\n\u{202e}微".to_owned(),
        rust: "A".to_owned(),
        label: Some("*/ `x` `".to_owned()),
    }]);
    let text = printed(ty);
    assert!(
        text.contains(r#"Self::A => "A\"\\\n\u{202e}微","#),
        "{text}"
    );
    assert!(
        text.contains("/// `A\"\\ 微`: \\*/ `x` \\`\n    A,\n"),
        "{text}"
    );
    assert!(
        !text.contains("doc(alias"),
        "rustdoc refuses such an alias: {text}"
    );
}
