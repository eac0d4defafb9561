//! Open enums: the values that the documentation names, and `Unknown` for all others.
//!
//! Invariant: every value of the wire has exactly one variant, and goes back to the wire
//! as it came.

use super::docs;
use super::escape::{code, literal, sentence};
use super::paths::Scope;
use super::text::{INLINE, Text};
use crate::model::{EnumValue, Type};

/// What the two kinds of enum differ in.
struct Kind<'a> {
    /// The trait `From`.
    from: &'a str,
    /// The wire's type, owned: `String`.
    owned: &'a str,
    /// The wire's type as a parameter: `&str`.
    borrowed: &'a str,
    /// The wire's type in `VALUES`.
    constant: &'a str,
    /// The name of the method that gives the wire's value.
    method: &'a str,
    /// From what `Unknown` holds, behind a reference, to the wire's value.
    read: &'a str,
    /// From the wire's value to what `Unknown` holds.
    keep: &'a str,
}

/// What an enum is printed with beside its values.
#[derive(Clone, Copy, Debug)]
pub struct Frame<'a> {
    /// The lines before `pub enum`.
    pub attributes: &'a [&'a str],
    /// Whether each variant says its wire name to serde.
    pub serde: bool,
    /// The attribute of `Unknown`, if any.
    pub unknown: Option<&'a str>,
}

/// How the generated crate prints an enum.
const FRAME: Frame<'_> = Frame {
    attributes: &["#[non_exhaustive]"],
    serde: false,
    unknown: None,
};

/// An enum over strings, as the generated crate has it.
pub(crate) fn string(
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

/// An enum over integers, as the generated crate has it.
pub(crate) fn integer(
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

/// An enum over strings, its values and its conversions.
pub fn string_framed(
    text: &mut Text,
    scope: &Scope,
    ty: &Type,
    values: &[EnumValue<String>],
    doc: &str,
    frame: &Frame<'_>,
) {
    let str = scope.name("str");
    let kind = Kind {
        from: scope.name("From"),
        owned: scope.name("String"),
        borrowed: &format!("&{str}"),
        constant: &format!("&'static {str}"),
        method: "as_str",
        read: "value",
        keep: "value.into()",
    };
    emit(
        text,
        ty,
        &rows(values, |wire| literal(wire), |wire| code(wire)),
        doc,
        &kind,
        frame,
    );
}

/// An enum over integers, its values and its conversions.
pub fn integer_framed(
    text: &mut Text,
    scope: &Scope,
    ty: &Type,
    values: &[EnumValue<i64>],
    doc: &str,
    frame: &Frame<'_>,
) {
    let i64 = scope.name("i64");
    let kind = Kind {
        from: scope.name("From"),
        owned: i64,
        borrowed: i64,
        constant: i64,
        method: "as_i64",
        read: "*value",
        keep: "value",
    };
    emit(
        text,
        ty,
        &rows(values, i64::to_string, |wire| code(&wire.to_string())),
        doc,
        &kind,
        frame,
    );
}

/// A variant: its name, its literal, its documentation.
struct Row<'a> {
    rust: &'a str,
    literal: String,
    doc: String,
}

fn rows<'a, T>(
    values: &'a [EnumValue<T>],
    literal: impl Fn(&T) -> String,
    shown: impl Fn(&T) -> String,
) -> Vec<Row<'a>> {
    let row = |value: &'a EnumValue<T>| {
        let shown = shown(&value.wire);
        let label = value
            .label
            .as_deref()
            .map(sentence)
            .filter(|label| !label.is_empty());
        Row {
            rust: &value.rust,
            literal: literal(&value.wire),
            doc: label.map_or_else(|| shown.clone(), |label| format!("{shown}: {label}")),
        }
    };
    values.iter().map(row).collect()
}

fn emit(
    text: &mut Text,
    ty: &Type,
    rows: &[Row<'_>],
    doc: &str,
    kind: &Kind<'_>,
    frame: &Frame<'_>,
) {
    let name = &ty.rust;
    text.doc(doc);
    for attribute in frame.attributes {
        text.line(attribute);
    }
    text.open(format_args!("pub enum {name} {{"));
    for row in rows {
        text.doc(&row.doc);
        let wire = row.literal.trim_matches('"');
        docs::aliases(text, row.rust, &[wire]);
        if frame.serde {
            text.attribute("serde", "rename", wire);
        }
        text.line(format_args!("{},", row.rust));
    }
    text.doc("A value that this version does not know.");
    if let Some(attribute) = frame.unknown {
        text.line(attribute);
    }
    text.line(format_args!("Unknown({}),", kind.owned));
    text.close("}");
    inherent(text, name, rows, kind);
    conversions(text, name, rows, kind);
}

fn inherent(text: &mut Text, name: &str, rows: &[Row<'_>], kind: &Kind<'_>) {
    text.blank();
    text.open(format_args!("impl {name} {{"));
    text.doc("The values that the documentation names, as they are on the wire.");
    let literals: Vec<String> = rows.iter().map(|row| row.literal.clone()).collect();
    let head = format!("pub const VALUES: &'static [{}]", kind.constant);
    text.constant_list(&head, &literals);
    text.blank();
    text.doc("The value as it is on the wire.");
    text.line(INLINE);
    text.function(
        &format!("pub fn {}", kind.method),
        &["&self"],
        kind.borrowed,
    );
    text.open("match self {");
    for row in rows {
        text.arm(&format!("Self::{}", row.rust), &row.literal);
    }
    text.arm("Self::Unknown(value)", kind.read);
    text.close("}");
    text.close("}");
    text.close("}");
}

fn conversions(text: &mut Text, name: &str, rows: &[Row<'_>], kind: &Kind<'_>) {
    text.blank();
    text.open(format_args!(
        "impl {}<{}> for {name} {{",
        kind.from, kind.borrowed
    ));
    text.line(INLINE);
    text.function("fn from", &[&format!("value: {}", kind.borrowed)], "Self");
    text.open("match value {");
    for row in rows {
        text.arm(&row.literal, &format!("Self::{}", row.rust));
    }
    text.arm("_", &format!("Self::Unknown({})", kind.keep));
    text.close("}");
    text.close("}");
    text.close("}");
}
