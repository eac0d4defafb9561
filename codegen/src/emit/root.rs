//! The crate's top: the first steps of the method tree, the module declarations, the map
//! of products.
//!
//! Invariant: `lib.rs` is written by hand save for one section, so that what a person
//! wrote there stays.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use super::escape::code;
use super::gate;
use super::module::declaration;
use super::paths::{MARK, SOURCES, header, stem};
use super::text::{INLINE, Text};
use super::{Output, Section, escape};
use crate::model::{Model, Module};

pub(crate) fn emit(model: &Model, output: &mut Output) {
    let empty = Module::default();
    let root = model.modules.get([].as_slice()).unwrap_or(&empty);
    output
        .files
        .insert(format!("{SOURCES}/root.rs"), steps(root));
    output
        .files
        .insert(format!("{SOURCES}/products.md"), products(model));
    output.sections.push(Section {
        file: format!("{SOURCES}/lib.rs"),
        name: "modules".to_owned(),
        text: declarations(root),
    });
}

/// `Wechatpay::v3` and the like.
fn steps(root: &Module) -> String {
    let mut text = Text::begin(&header("specs"));
    text.module_doc("The first steps of the method tree.");
    text.blank();
    text.open("impl crate::Wechatpay {");
    for child in &root.children {
        let name = &child.rust;
        text.blank();
        text.doc(&code(&format!("/{}", child.wire)));
        if let Some(feature) = &child.feature {
            text.line(format_args!("#[cfg(feature = \"{feature}\")]"));
        }
        text.line(INLINE);
        text.function(
            &format!("pub fn {name}"),
            &["&self"],
            &format!("crate::{name}::Endpoint<'_>"),
        );
        text.call(
            &format!("crate::{name}::Endpoint"),
            &["self.client().root()"],
        );
        text.close("}");
    }
    text.close("}");
    text.finish()
}

/// The modules that `lib.rs` declares. rustfmt leaves them and all below them alone:
/// 10 MB take it longer than all else in `cargo fmt --check`.
fn declarations(root: &Module) -> String {
    let mut text = Text::new();
    for child in &root.children {
        text.line("#[rustfmt::skip]");
        declaration(&mut text, &[], child);
    }
    for name in ["pub mod notifications;", "mod root;"] {
        text.line("#[rustfmt::skip]");
        text.line(name);
    }
    text.line("#[cfg(feature = \"tables\")]");
    text.line("#[rustfmt::skip]");
    text.line("pub mod tables;");
    text.finish()
}

/// What the map knows of a group.
#[derive(Default)]
struct Group<'m> {
    operations: usize,
    products: Vec<&'m str>,
}

/// The map of products to modules and features, for the crate's front page.
fn products(model: &Model) -> String {
    let mut groups: BTreeMap<(&[String], &str), Group<'_>> = BTreeMap::new();
    for (path, module) in &model.modules {
        let Some((gate, feature)) = gate(model, path) else {
            continue;
        };
        let group = groups.entry((gate, feature)).or_default();
        for operation in &module.operations {
            group.operations += 1;
            for product in &operation.docs.products {
                if !group.products.contains(&product.as_str()) {
                    group.products.push(product);
                }
            }
        }
    }
    let mut text = format!("<!-- {MARK} from specs; do not edit. -->\n\n");
    text.push_str("| 产品 | module | feature | operations |\n|---|---|---|---:|\n");
    for ((gate, feature), group) in &groups {
        let module: Vec<&str> = gate.iter().map(|segment| stem(segment)).collect();
        let products: Vec<String> = group
            .products
            .iter()
            .map(|product| escape::sentence(product))
            .collect();
        // Writing to a `String` cannot fail.
        let _ = writeln!(
            text,
            "| {} | [{}]({}/index.html) | {} | {} |",
            products.join("、"),
            code(&gate.join("::")),
            module.join("/"),
            code(feature),
            group.operations
        );
    }
    text
}
