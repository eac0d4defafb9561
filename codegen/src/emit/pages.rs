//! Pages: the facts of a paged operation, in Rust and in the tables, and the trait that
//! hands out a page's items.
//!
//! Invariant: only operations with `pages`, and the structs that they answer, have any of this.

use super::escape::literal;
use super::json::Object;
use super::paths::Scope;
use super::structure::is_bare;
use super::text::{INLINE, Text};
use super::{gate, operation_module};
use crate::model::{FieldType, Model, Pages, Step, Struct};

/// The static that a paged call reads.
pub(crate) fn table(text: &mut Text, pages: &Pages) {
    text.blank();
    text.doc("How the list comes in pages.");
    text.open("pub static PAGING: ::wechatpay_runtime::Paging = ::wechatpay_runtime::Paging {");
    text.line(format_args!("by: {},", literal(&pages.by)));
    let step = match &pages.step {
        Step::Items => "Items".to_owned(),
        Step::Pages(first) => format!("Pages {{ first: {first} }}"),
        Step::Token(next) => format!("Token {{ next: {} }}", literal(next)),
    };
    text.line(format_args!("step: ::wechatpay_runtime::Step::{step},"));
    text.line(format_args!("size: {},", optional(pages.size.as_deref())));
    text.line(format_args!("items: {},", literal(&pages.items)));
    text.line(format_args!("total: {},", optional(pages.total.as_deref())));
    text.close("};");
}

fn optional(name: Option<&str>) -> String {
    match name {
        Some(name) => format!("Some({})", literal(name)),
        None => "None".to_owned(),
    }
}

/// The impl of a struct that is a page.
pub(crate) fn page(text: &mut Text, scope: &Scope, name: &str, shape: &Struct) {
    let Some(field) = shape.page_items.and_then(|index| shape.fields.get(index)) else {
        return;
    };
    let FieldType::List(item) = &field.ty else {
        return;
    };
    let item = scope.field_type(item, false);
    text.blank();
    text.open(format_args!(
        "impl ::wechatpay_runtime::Paged for {name} {{"
    ));
    text.assign("type Item =", &format!("{item};"));
    text.blank();
    let items = format!("{}<Self::Item>", scope.name("Vec"));
    text.line(INLINE);
    text.function("fn into_items", &["self"], &items);
    let all = if is_bare(field) {
        ""
    } else {
        ".unwrap_or_default()"
    };
    text.line(format_args!("self.{}{all}", field.rust));
    text.close("}");
    text.close("}");
}

/// The operations whose lists come in pages, one a line.
pub(crate) fn paged(text: &mut Text, model: &Model) {
    text.blank();
    text.doc("Every operation of these whose list comes in pages.");
    text.open("pub const PAGED: &[PagedOperation] = &[");
    for (path, module) in &model.modules {
        for operation in &module.operations {
            if operation.pages.is_none() {
                continue;
            }
            if let Some((_, feature)) = gate(model, path) {
                text.line(format_args!("#[cfg(feature = \"{feature}\")]"));
            }
            let own = format!("crate::{}", operation_module(path, operation).join("::"));
            text.line(format_args!(
                "PagedOperation::new::<{own}::Response>(&{own}::OPERATION, &{own}::PAGING, empty_record::<{own}::Request>),"
            ));
        }
    }
    text.close("];");
}

/// The facts as members of an operation's row in the tables.
pub(crate) fn row(row: &mut Object<'_>, pages: &Pages) {
    row.text("by", &pages.by);
    match &pages.step {
        Step::Items => row.text("step", "items"),
        Step::Pages(first) => row.object("step", |step| step.number("pages", Some(first))),
        Step::Token(next) => row.object("step", |step| step.text("token", next)),
    }
    row.optional("size", pages.size.as_deref());
    row.text("items", &pages.items);
    row.optional("total", pages.total.as_deref());
}
