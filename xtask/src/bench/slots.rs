//! The alternative to `&dyn Value`: each field is handed out as an enum of references, so
//! that the common kinds need no vtable.

use wechatpay_codegen::emit::{
    Dialect, Frame, Scope, Text, companion, definition, definition_doc, empty, has_default,
    integer_framed, is_bare, string_framed,
};
use wechatpay_codegen::model::{EnumValue, Field, FieldType, Struct, Type};

/// `match index { 0 => Ref::Text(&self.a), … }`.
pub(super) struct Slots;

const FRAME: Frame<'_> = Frame {
    attributes: &[
        "#[derive(Clone, Debug, PartialEq, Eq, Hash)]",
        "#[non_exhaustive]",
    ],
    serde: false,
    unknown: None,
};

impl Dialect for Slots {
    fn structure(&self, text: &mut Text, scope: &Scope, ty: &Type, shape: &Struct, doc: &str) {
        let name = &ty.rust;
        text.doc(&definition_doc(ty, shape, doc));
        text.line("#[derive(Clone)]");
        definition(text, scope, name, shape, &|_| Some(Vec::new()));
        record(text, scope, name, shape);
        if has_default(shape) {
            text.blank();
            text.open(format_args!("impl ::core::default::Default for {name} {{"));
            text.open("fn default() -> Self {");
            text.line("::wechatpay_runtime::Record::empty()");
            text.close("}");
            text.close("}");
        }
        text.blank();
        text.line(format_args!("crate::record!({name});"));
        companion(
            text,
            scope,
            name,
            shape,
            "::wechatpay_runtime::Record::empty()",
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
        string_framed(text, scope, ty, values, doc, &FRAME);
        text.blank();
        text.line(format_args!("crate::text_enum!({});", ty.rust));
    }

    fn integer_enum(
        &self,
        text: &mut Text,
        scope: &Scope,
        ty: &Type,
        values: &[EnumValue<i64>],
        doc: &str,
    ) {
        integer_framed(text, scope, ty, values, doc, &FRAME);
        text.blank();
        text.line(format_args!("crate::integer_enum!({});", ty.rust));
    }
}

fn record(text: &mut Text, scope: &Scope, name: &str, shape: &Struct) {
    text.blank();
    text.line("#[allow(deprecated)]");
    text.open(format_args!(
        "impl ::wechatpay_runtime::Record for {name} {{"
    ));
    text.open("fn schema(&self) -> &'static ::wechatpay_runtime::Schema {");
    text.open("&::wechatpay_runtime::Schema {");
    text.line(format_args!("name: {name:?},"));
    let fields: Vec<String> = shape
        .fields
        .iter()
        .map(|field| format!("({:?}, {})", field.wire, u16::from(field.required)))
        .collect();
    text.list("fields: &", &fields, ",");
    text.line("exactly_one_of: &[],");
    text.close("}");
    text.close("}");
    text.blank();
    text.open("fn field(&self, index: usize) -> ::wechatpay_runtime::Ref<'_> {");
    arms(text, shape, "Ref", "&");
    text.close("}");
    text.blank();
    text.open("fn field_mut(&mut self, index: usize) -> ::wechatpay_runtime::Slot<'_> {");
    arms(text, shape, "Slot", "&mut ");
    text.close("}");
    text.blank();
    text.open("fn empty() -> Self {");
    text.open("Self {");
    for field in &shape.fields {
        text.line(format_args!("{}: {},", field.rust, empty(scope, field)));
    }
    text.close("}");
    text.close("}");
    text.close("}");
}

fn arms(text: &mut Text, shape: &Struct, which: &str, borrow: &str) {
    text.open("match index {");
    for (index, field) in shape.fields.iter().enumerate() {
        let kind = kind(field);
        text.line(format_args!(
            "{index} => ::wechatpay_runtime::{which}::{kind}({borrow}self.{}),",
            field.rust
        ));
    }
    text.line(format_args!("_ => ::wechatpay_runtime::{which}::Nothing,"));
    text.close("}");
}

/// The variant that the field's type has.
fn kind(field: &Field) -> &'static str {
    match (&field.ty, is_bare(field)) {
        (FieldType::String, true) => "Text",
        (FieldType::String, false) => "OptionalText",
        (FieldType::Integer, true) => "Integer",
        (FieldType::Integer, false) => "OptionalInteger",
        (FieldType::Boolean, true) => "Boolean",
        (FieldType::Boolean, false) => "OptionalBoolean",
        (FieldType::List(_), true) => "List",
        (_, true) => "Value",
        (_, false) => "Optional",
    }
}
