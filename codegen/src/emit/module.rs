//! URL nodes: one file each, with the handle, the child segments, the verbs and the shared types.
//!
//! Invariant: the file stands where rustc looks for the module, and no file is longer
//! than it must be: where a node would exceed [`LONGEST_FILE`] lines, its verbs' modules
//! go to files of their own, and where that is not enough, its shared types too. Where a
//! verb's own file would exceed it, the types inside its request and answer do.

use super::docs::{self, Paragraphs};
use super::escape::code;
use super::paths::{LONGEST_FILE, Scope, file, header, path_attribute};
use super::text::{INLINE, Text};
use super::{Dialect, Files, operation, shared, types};
use crate::model::{Module, Segment};

/// The files of the module at `path`.
pub(crate) fn emit(path: &[String], module: &Module, dialect: &dyn Dialect) -> Files {
    for split in Split::ALL {
        let node = node(path, module, dialect, split);
        if node.lines() <= LONGEST_FILE || split == Split::TypesToo {
            let mut files = Files::from([(file(path), node.finish())]);
            if split >= Split::Verbs {
                verbs(path, module, dialect, &mut files);
            }
            if split == Split::TypesToo {
                let (sources, fallback) = (sources(path, module), fallback(module));
                shared::emit(
                    shared::Kind::Shared,
                    path,
                    &sources,
                    &module.types,
                    &fallback,
                    dialect,
                    &mut files,
                );
            }
            return files;
        }
    }
    Files::new()
}

/// How much of a node goes to files of its own.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Split {
    /// Nothing.
    Nothing,
    /// The verbs' modules.
    Verbs,
    /// The shared types as well.
    TypesToo,
}

impl Split {
    const ALL: [Self; 3] = [Self::Nothing, Self::Verbs, Self::TypesToo];
}

/// The files of the verbs' modules.
fn verbs(path: &[String], module: &Module, dialect: &dyn Dialect, files: &mut Files) {
    let sources = sources(path, module);
    for operation in &module.operations {
        let place = operation::module_path(path, operation);
        let begin = || {
            let mut own = Text::begin(&header(&sources));
            own.module_doc(&docs::operation_title(operation));
            own.blank();
            own
        };
        let mut own = begin();
        operation::body(&mut own, path, operation, dialect);
        if own.lines() > LONGEST_FILE {
            own = begin();
            operation::outline(&mut own, path, operation, dialect);
            shared::declare(&mut own, shared::Kind::Parts);
            shared::emit(
                shared::Kind::Parts,
                &place,
                &sources,
                operation::parts(operation),
                &format!("Part of {}.", code(&operation.id)),
                dialect,
                files,
            );
        }
        files.insert(file(&place), own.finish());
    }
}

fn fallback(module: &Module) -> String {
    format!("Part of {}.", code(&module.url))
}

/// The node's own file.
fn node(path: &[String], module: &Module, dialect: &dyn Dialect, split: Split) -> Text {
    let mut text = Text::begin(&header(&sources(path, module)));
    text.module_doc(&module_doc(module));
    if !module.children.is_empty() {
        text.blank();
    }
    for child in &module.children {
        declaration(&mut text, path, child);
    }
    handle(&mut text, path, module);
    for operation in &module.operations {
        let verb = operation.verb.rust();
        text.blank();
        if split >= Split::Verbs {
            text.line(format_args!("pub mod {verb};"));
        } else {
            text.doc(&docs::operation_title(operation));
            text.open(format_args!("pub mod {verb} {{"));
            operation::body(&mut text, path, operation, dialect);
            text.close("}");
        }
    }
    if split == Split::TypesToo {
        shared::declare(&mut text, shared::Kind::Shared);
        return text;
    }
    let (scope, fallback) = (Scope::node(path, module), fallback(module));
    for ty in &module.types {
        types::emit(&mut text, &scope, ty, &fallback, dialect);
    }
    text
}

/// `pub mod child;`
pub(crate) fn declaration(text: &mut Text, path: &[String], child: &Segment) {
    if let Some(feature) = &child.feature {
        text.line(format_args!("#[cfg(feature = \"{feature}\")]"));
    }
    if let Some(place) = path_attribute(path, &child.rust) {
        text.line(format_args!("#[path = \"{place}\"]"));
    }
    text.line(format_args!("pub mod {};", child.rust));
}

fn handle(text: &mut Text, path: &[String], module: &Module) {
    let scope = Scope::node(path, module);
    text.blank();
    text.doc(&format!("The URL {}.", code(&module.url)));
    text.line("pub struct Endpoint<'a>(pub(crate) ::wechatpay_runtime::Path<'a>);");
    copying(text, &scope);
    if module.children.is_empty() && module.operations.is_empty() {
        return;
    }
    text.blank();
    text.open("impl<'a> Endpoint<'a> {");
    for child in &module.children {
        step(text, &scope, module, child);
    }
    for operation in &module.operations {
        operation::method(text, &scope, operation);
    }
    text.close("}");
}

/// The handle's `Clone` and `Copy`, written out: there are 1,600 of them, and a derive has more
/// to check in each.
fn copying(text: &mut Text, scope: &Scope) {
    text.blank();
    text.open(format_args!(
        "impl {} for Endpoint<'_> {{",
        scope.name("Clone")
    ));
    text.line(INLINE);
    text.open("fn clone(&self) -> Self {");
    text.line("*self");
    text.close("}");
    text.close("}");
    text.blank();
    text.line(format_args!(
        "impl {} for Endpoint<'_> {{}}",
        scope.name("Copy")
    ));
}

/// The method that leads to a child segment.
fn step(text: &mut Text, scope: &Scope, module: &Module, child: &Segment) {
    let rust = &child.rust;
    text.blank();
    match &child.param {
        Some(param) => text.doc(&docs::path_param(&child.wire, param)),
        None => text.doc(&code(&format!("{}/{}", module.url, child.wire))),
    }
    if let Some(feature) = &child.feature {
        text.line(format_args!("#[cfg(feature = \"{feature}\")]"));
    }
    text.line(INLINE);
    let name = format!("pub fn {rust}");
    let output = format!("{rust}::Endpoint<'a>");
    let next = format!("{rust}::Endpoint");
    if child.param.is_some() {
        let argument = format!("{rust}: &'a {}", scope.name("str"));
        text.function(&name, &["self", &argument], &output);
        text.call(&next, &[&format!("self.0.param({rust})")]);
    } else {
        text.function(&name, &["self"], &output);
        text.call(&next, &["self.0"]);
    }
    text.close("}");
}

fn module_doc(module: &Module) -> String {
    let mut doc = Paragraphs::default();
    match module.operations.as_slice() {
        [] => doc.add(&code(&module.url)),
        operations => {
            let names: Vec<String> = operations.iter().map(docs::operation_title).collect();
            doc.add(&format!("{}\n\n{}", code(&module.url), as_list(&names)));
        }
    }
    doc.finish()
}

fn as_list(items: &[String]) -> String {
    items
        .iter()
        .map(|item| format!("- {item}"))
        .collect::<Vec<_>>()
        .join("\n")
}

/// What the header names as the file's origin.
fn sources(path: &[String], module: &Module) -> String {
    if module.sources.is_empty() {
        format!(
            "specs/{}",
            path.iter()
                .map(|segment| super::paths::stem(segment))
                .collect::<Vec<_>>()
                .join("/")
        )
    } else {
        module.sources.join(", ")
    }
}
