//! Structs: the type, its `Record` impl, and the `Required` companion.
//!
//! Invariant: the schema's fields, the arms of `field_ref` and `field_mut`, and `empty` all
//! follow the order of the model's fields. `Default` exists exactly where a value without
//! any field set is one that the compiler should allow; that of what only answers have is
//! behind the feature `extra-traits` (`record!` knows it by the word `answer`).

use super::docs;
use super::escape::literal;
use super::paths::{Scope, stem};
use super::text::{INLINE, Text, width};
use crate::model::{Field, FieldType, Fill, Location, Struct, Type};

/// The longest struct literal that rustfmt leaves on one line.
const LITERAL_WIDTH: usize = 18;

/// Whether the field's Rust type is the bare value, so that a literal must give it.
///
/// What the runtime fills in is nothing that a caller should have to give.
#[must_use]
pub fn is_bare(field: &Field) -> bool {
    field.required && field.fill.is_none()
}

/// Whether the struct has a `Default`.
#[must_use]
pub fn has_default(shape: &Struct) -> bool {
    !shape.in_request || !shape.fields.iter().any(is_bare)
}

/// The Rust type of the field, `Option` included.
#[must_use]
pub fn field_type(scope: &Scope, field: &Field) -> String {
    let value = scope.field_type(&field.ty, field.boxed);
    if is_bare(field) {
        value
    } else {
        format!("{}<{value}>", scope.name("Option"))
    }
}

/// The struct and everything that belongs to it.
pub(crate) fn emit(text: &mut Text, scope: &Scope, ty: &Type, shape: &Struct, doc: &str) {
    text.doc(&definition_doc(ty, shape, doc));
    definition(text, scope, &ty.rust, shape, &|_| Some(Vec::new()));
    record(text, scope, &ty.rust, shape);
    traits(text, scope, &ty.rust, shape);
    companion(
        text,
        scope,
        &ty.rust,
        shape,
        "::wechatpay_runtime::Record::empty()",
    );
}

/// The documentation of the struct as a whole.
#[must_use]
pub fn definition_doc(ty: &Type, shape: &Struct, doc: &str) -> String {
    let mut paragraphs = docs::Paragraphs::default();
    paragraphs.add(doc);
    paragraphs.add(&docs::groups(shape));
    if let Some(required) = &shape.required_struct {
        let mut bare = shape.fields.iter().filter(|field| is_bare(field));
        let first = bare.next().map_or("", |field| stem(&field.rust));
        let more = if bare.next().is_some() { ", …" } else { "" };
        let optional = shape.fields.iter().find(|field| !is_bare(field));
        let optional = optional.map_or("", |field| stem(&field.rust));
        paragraphs.add(&format!(
            "[`{required}`] has the fields that must be given:\n\n```text\n{} {{ {optional}: Some(…), ..{required} {{ {first}: …{more} }}.into() }}\n```",
            ty.rust
        ));
    }
    paragraphs.finish()
}

/// `pub struct Name { … }`; `attributes` gives the attributes of a field, or `None` to leave it out.
pub fn definition(
    text: &mut Text,
    scope: &Scope,
    name: &str,
    shape: &Struct,
    attributes: &dyn Fn(&Field) -> Option<Vec<String>>,
) {
    let fields = shape
        .fields
        .iter()
        .filter_map(|field| Some((field, attributes(field)?)));
    let mut fields = fields.peekable();
    if fields.peek().is_none() {
        text.line(format_args!("pub struct {name} {{}}"));
        return;
    }
    text.open(format_args!("pub struct {name} {{"));
    for (field, attributes) in fields {
        text.doc(&docs::field(field, shape));
        docs::aliases(text, &field.rust, &[&field.wire]);
        docs::deprecated(text, field.docs.deprecated.as_deref());
        for attribute in attributes {
            text.line(attribute);
        }
        text.field(&format!("pub {}", field.rust), &field_type(scope, field));
    }
    text.close("}");
}

fn allow_deprecated(text: &mut Text, shape: &Struct) {
    if shape
        .fields
        .iter()
        .any(|field| field.docs.deprecated.is_some())
    {
        text.line("#[allow(deprecated)]");
    }
}

fn record(text: &mut Text, scope: &Scope, name: &str, shape: &Struct) {
    text.blank();
    allow_deprecated(text, shape);
    text.open(format_args!(
        "impl ::wechatpay_runtime::Record for {name} {{"
    ));
    let index = if shape.fields.len() < 2 { "_" } else { "index" };
    let index = format!("{index}: {}", scope.name("usize"));
    text.line(INLINE);
    text.function(
        "fn field_ref",
        &["&self", &index],
        "::wechatpay_runtime::FieldRef<'_>",
    );
    text.open("(");
    table(text, name, shape);
    by_index(text, shape, "&", ",");
    text.close(")");
    text.close("}");
    text.blank();
    text.line(INLINE);
    text.function(
        "fn field_mut",
        &["&mut self", &index],
        "::wechatpay_runtime::FieldMut<'_>",
    );
    by_index(text, shape, "&mut ", "");
    text.close("}");
    text.blank();
    groups(text, scope, shape);
    empty_record(text, scope, shape);
    text.close("}");
}

fn empty_record(text: &mut Text, scope: &Scope, shape: &Struct) {
    text.line(INLINE);
    text.open("fn empty() -> Self {");
    let fields: Vec<String> = shape
        .fields
        .iter()
        .map(|field| format!("{}: {}", field.rust, empty(scope, field)))
        .collect();
    self_literal(text, &fields, "");
    text.close("}");
}

/// The struct's table, the first of a pair: its name, then its fields.
fn table(text: &mut Text, name: &str, shape: &Struct) {
    let own = format!("({}, 0)", literal(name));
    let fields = shape
        .fields
        .iter()
        .map(|field| format!("({}, {})", literal(&field.wire), flags(field)));
    let rows: Vec<String> = std::iter::once(own).chain(fields).collect();
    text.list("&", &rows, ",");
}

/// The groups of alternatives, where there are any.
fn groups(text: &mut Text, scope: &Scope, shape: &Struct) {
    if shape.exactly_one_of.is_empty() {
        return;
    }
    let group = |group: &Vec<usize>| {
        let indices: Vec<String> = group.iter().map(usize::to_string).collect();
        format!("&[{}]", indices.join(", "))
    };
    let groups: Vec<String> = shape.exactly_one_of.iter().map(group).collect();
    text.line(INLINE);
    let output = format!("&'static [&'static [{}]]", scope.name("u8"));
    text.function("fn exactly_one_of", &["&self"], &output);
    text.list("&", &groups, "");
    text.close("}");
    text.blank();
}

/// The bits of `::wechatpay_runtime::record::flags`.
fn flags(field: &Field) -> u16 {
    let location = match field.location {
        Location::Body => 0,
        Location::Query => 1 << 5,
        Location::Header => 1 << 6,
        Location::Part => 1 << 7,
    };
    let fill = match field.fill {
        None => 0,
        Some(Fill::Filename) => 1 << 8,
        Some(Fill::Sha256) => 1 << 9,
    };
    u16::from(field.required)
        | u16::from(field.nullable) << 1
        | u16::from(field.encrypted) << 2
        | u16::from(field.sensitive) << 3
        | u16::from(field.json_text) << 4
        | location
        | fill
}

/// The field at `index`, and what comes `after` it.
fn by_index(text: &mut Text, shape: &Struct, borrow: &str, after: &str) {
    match shape.fields.as_slice() {
        [] => text.line(format_args!("self{after}")),
        [only] => text.line(format_args!("{borrow}self.{}{after}", only.rust)),
        fields => {
            text.open("match index {");
            let last = fields.len() - 1;
            for (index, field) in fields[..last].iter().enumerate() {
                text.line(format_args!("{index} => {borrow}self.{},", field.rust));
            }
            text.line(format_args!("_ => {borrow}self.{},", fields[last].rust));
            text.close(format_args!("}}{after}"));
        }
    }
}

/// The empty value of a field.
#[must_use]
pub fn empty(scope: &Scope, field: &Field) -> String {
    if !is_bare(field) {
        return "None".to_owned();
    }
    match field.ty {
        FieldType::String => format!("{}::new()", scope.name("String")),
        FieldType::Integer => "0".to_owned(),
        FieldType::Number => "0.0".to_owned(),
        FieldType::Boolean => "false".to_owned(),
        FieldType::List(_) => format!("{}::new()", scope.name("Vec")),
        _ => "::wechatpay_runtime::Value::empty()".to_owned(),
    }
}

/// `Self { fields, ..rest }`.
fn self_literal(text: &mut Text, fields: &[String], rest: &str) {
    let inner = fields.join(", ");
    if fields.is_empty() {
        text.line("Self {}");
    } else if rest.is_empty() && width(&inner) <= LITERAL_WIDTH {
        text.line(format_args!("Self {{ {inner} }}"));
    } else {
        text.open("Self {");
        for field in fields {
            text.line(format_args!("{field},"));
        }
        if !rest.is_empty() {
            text.line(format_args!("..{rest}"));
        }
        text.close("}");
    }
}

fn traits(text: &mut Text, scope: &Scope, name: &str, shape: &Struct) {
    if shape.in_request && has_default(shape) {
        text.blank();
        text.open(format_args!("impl {} for {name} {{", scope.name("Default")));
        text.line(INLINE);
        text.open("fn default() -> Self {");
        text.line("::wechatpay_runtime::Record::empty()");
        text.close("}");
        text.close("}");
    }
    text.blank();
    let answer = if shape.in_request { "" } else { ", answer" };
    text.line(format_args!("crate::record!({name}{answer});"));
}

/// The struct of the required fields, where there is one, and the way from it; `rest` is
/// the expression for all other fields.
pub fn companion(text: &mut Text, scope: &Scope, name: &str, shape: &Struct, rest: &str) {
    let Some(required) = &shape.required_struct else {
        return;
    };
    text.blank();
    text.doc(&format!(
        "The fields of [`{name}`] that must be given; see there for how to add others."
    ));
    definition(text, scope, required, shape, &|field| {
        is_bare(field).then(Vec::new)
    });
    text.blank();
    allow_deprecated(text, shape);
    text.open(format_args!(
        "impl {}<{required}> for {name} {{",
        scope.name("From")
    ));
    text.line(INLINE);
    text.open(format_args!("fn from(required: {required}) -> Self {{"));
    let bare = shape.fields.iter().filter(|field| is_bare(field));
    let fields: Vec<String> = bare
        .map(|field| format!("{0}: required.{0}", field.rust))
        .collect();
    self_literal(text, &fields, rest);
    text.close("}");
    text.close("}");
}
