//! Types of every kind, handed to the dialect that prints them.

use super::paths::Scope;
use super::text::Text;
use super::{Dialect, docs, pages};
use crate::model::{Type, TypeKind};

/// One type; `fallback` is its documentation where the spec has no label.
pub(crate) fn emit(
    text: &mut Text,
    scope: &Scope,
    ty: &Type,
    fallback: &str,
    dialect: &dyn Dialect,
) {
    let doc = docs::ty(ty, fallback);
    text.blank();
    match &ty.kind {
        TypeKind::Struct(shape) => {
            dialect.structure(text, scope, ty, shape, &doc);
            pages::page(text, scope, &ty.rust, shape);
        }
        TypeKind::StringEnum(values) => dialect.string_enum(text, scope, ty, values, &doc),
        TypeKind::IntegerEnum(values) => dialect.integer_enum(text, scope, ty, values, &doc),
    }
}
