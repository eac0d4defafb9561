//! From the model to files in memory.
//!
//! One module per kind of item: `module` (a URL's file), `operation`, `structure`,
//! `enumeration`, `notification`, `tables` and its `rows` (what the sandbox reads), `root` (the
//! crate's top) and `features` (its Cargo features). They print and decide nothing:
//! names, order and types come from the `Model`.
//!
//! Invariant: the same model gives the same bytes, in the shape in which rustfmt would
//! leave them, and every generated file begins with `paths::MARK` behind a comment
//! sign, save the tables, which have a folder of their own.

mod docs;
mod enumeration;
pub mod escape;
mod features;
mod json;
mod module;
mod notification;
mod operation;
mod pages;
mod paths;
mod root;
mod rows;
mod shared;
mod structure;
mod tables;
mod text;
mod types;

use std::collections::BTreeMap;

pub use enumeration::{Frame, integer_framed, string_framed};
pub use features::DEFAULT_FEATURES;
pub use paths::Scope;
pub use structure::{
    companion, definition, definition_doc, empty, field_type, has_default, is_bare,
};
pub use tables::FOLDER as TABLES_FOLDER;
pub use text::Text;

pub(crate) use operation::module_path as operation_module;
pub(crate) use paths::{MARK, SOURCES};

use crate::model::{EnumValue, Model, Module, ModulePath, Struct, Type};
use crate::parallel;

/// Files by path, relative to the repository, with `/` between the folders.
pub type Files = BTreeMap<String, String>;

/// Everything that a model makes.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Output {
    /// The files that are wholly generated.
    pub files: Files,
    /// The generated parts of files that are otherwise written by hand.
    pub sections: Vec<Section>,
}

/// A generated part of a file: what stands between the lines `<comment> @generated <name> begin`
/// and `<comment> @generated <name> end`.
#[derive(Debug, Clone, PartialEq)]
pub struct Section {
    /// The file, relative to the repository.
    pub file: String,
    /// The section's name.
    pub name: String,
    /// The lines between the markers.
    pub text: String,
}

/// How types are printed.
///
/// The crate has one dialect, [`Records`]. The seam is there so that `bench-compile` can
/// print the very same types in other ways and measure what each costs.
pub trait Dialect: Sync {
    /// A struct, with `doc` as its documentation.
    fn structure(&self, text: &mut Text, scope: &Scope, ty: &Type, shape: &Struct, doc: &str);
    /// An open enum over strings.
    fn string_enum(
        &self,
        text: &mut Text,
        scope: &Scope,
        ty: &Type,
        values: &[EnumValue<String>],
        doc: &str,
    );
    /// An open enum over integers.
    fn integer_enum(
        &self,
        text: &mut Text,
        scope: &Scope,
        ty: &Type,
        values: &[EnumValue<i64>],
        doc: &str,
    );
}

/// The dialect of the generated crate: record tables.
#[derive(Debug, Clone, Copy, Default)]
pub struct Records;

impl Dialect for Records {
    fn structure(&self, text: &mut Text, scope: &Scope, ty: &Type, shape: &Struct, doc: &str) {
        structure::emit(text, scope, ty, shape, doc);
    }

    fn string_enum(
        &self,
        text: &mut Text,
        scope: &Scope,
        ty: &Type,
        values: &[EnumValue<String>],
        doc: &str,
    ) {
        enumeration::string(text, scope, ty, values, doc);
    }

    fn integer_enum(
        &self,
        text: &mut Text,
        scope: &Scope,
        ty: &Type,
        values: &[EnumValue<i64>],
        doc: &str,
    ) {
        enumeration::integer(text, scope, ty, values, doc);
    }
}

/// Prints `model`.
#[must_use]
pub fn emit(model: &Model) -> Output {
    emit_as(model, &Records)
}

/// Prints `model` with its types in another dialect.
#[must_use]
pub fn emit_as(model: &Model, dialect: &dyn Dialect) -> Output {
    let modules: Vec<_> = url_modules(model).collect();
    let mut output = emit_around(model, dialect);
    let files = emit_modules(&modules, dialect);
    output.files.extend(files.into_iter().flatten());
    output
}

/// The modules of URLs. What is printed of one depends on nothing but its path and itself.
pub(crate) fn url_modules(model: &Model) -> impl Iterator<Item = (&ModulePath, &Module)> {
    model.modules.iter().filter(|(path, _)| !path.is_empty())
}

/// The files of each of `modules`, in their order.
pub(crate) fn emit_modules(
    modules: &[(&ModulePath, &Module)],
    dialect: &dyn Dialect,
) -> Vec<Files> {
    parallel::map(modules, |(path, module)| {
        module::emit(path, module, dialect)
    })
}

/// Everything but the modules of URLs.
pub(crate) fn emit_around(model: &Model, dialect: &dyn Dialect) -> Output {
    let mut output = Output::default();
    notification::emit(model, dialect, &mut output.files);
    tables::emit(model, &mut output.files);
    root::emit(model, &mut output);
    output.sections.push(features::section(&model.features));
    output
}

/// The gated module that `path` is at or below, and its feature.
pub(crate) fn gate<'m>(model: &'m Model, path: &'m [String]) -> Option<(&'m [String], &'m str)> {
    (1..=path.len()).find_map(|length| {
        let ancestor = &path[..length];
        let feature = model.modules.get(ancestor)?.feature.as_deref()?;
        Some((ancestor, feature))
    })
}
