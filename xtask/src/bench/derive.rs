//! The types as one would write them by hand: everything derived.

use wechatpay_codegen::emit::{
    Dialect, Frame, Scope, Text, companion, definition, definition_doc, integer_framed, is_bare,
    string_framed,
};
use wechatpay_codegen::model::{EnumValue, Field, Struct, Type};

/// `#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]`.
pub(super) struct Derive;

const DERIVES: &str =
    "#[derive(Clone, Debug, Default, PartialEq, ::serde::Serialize, ::serde::Deserialize)]";

impl Dialect for Derive {
    fn structure(&self, text: &mut Text, scope: &Scope, ty: &Type, shape: &Struct, doc: &str) {
        text.doc(&definition_doc(ty, shape, doc));
        text.line(DERIVES);
        definition(text, scope, &ty.rust, shape, &|field| {
            Some(attributes(field))
        });
        companion(
            text,
            scope,
            &ty.rust,
            shape,
            "::core::default::Default::default()",
        );
    }

    fn string_enum(
        &self,
        text: &mut Text,
        scope: &Scope,
        ty: &Type,
        values: &[EnumValue<String>],
        doc: &str,
    ) {
        let frame = Frame {
            attributes: &[
                "#[derive(Clone, Debug, PartialEq, Eq, Hash, ::serde::Serialize, ::serde::Deserialize)]",
                "#[non_exhaustive]",
            ],
            serde: true,
            unknown: Some("#[serde(untagged)]"),
        };
        string_framed(text, scope, ty, values, doc, &frame);
        default(text, &ty.rust, "::std::string::String::new()");
    }

    fn integer_enum(
        &self,
        text: &mut Text,
        scope: &Scope,
        ty: &Type,
        values: &[EnumValue<i64>],
        doc: &str,
    ) {
        let frame = Frame {
            attributes: &[
                "#[derive(Clone, Debug, PartialEq, Eq, Hash, ::serde::Serialize, ::serde::Deserialize)]",
                "#[serde(from = \"i64\", into = \"i64\")]",
                "#[non_exhaustive]",
            ],
            serde: false,
            unknown: None,
        };
        integer_framed(text, scope, ty, values, doc, &frame);
        default(text, &ty.rust, "0");
        let name = &ty.rust;
        text.blank();
        text.open(format_args!(
            "impl ::core::convert::From<{name}> for i64 {{"
        ));
        text.open(format_args!("fn from(value: {name}) -> Self {{"));
        text.line("value.as_i64()");
        text.close("}");
        text.close("}");
    }
}

fn attributes(field: &Field) -> Vec<String> {
    let mut attributes = Vec::new();
    if field.wire != field.rust.trim_start_matches("r#") {
        attributes.push(format!("#[serde(rename = {:?})]", field.wire));
    }
    if !is_bare(field) {
        attributes
            .push("#[serde(skip_serializing_if = \"::core::option::Option::is_none\")]".to_owned());
    }
    attributes
}

fn default(text: &mut Text, name: &str, empty: &str) {
    text.blank();
    text.open(format_args!("impl ::core::default::Default for {name} {{"));
    text.open("fn default() -> Self {");
    text.line(format_args!("Self::Unknown({empty})"));
    text.close("}");
    text.close("}");
}
