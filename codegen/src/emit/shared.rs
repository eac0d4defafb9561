//! Shared types that are too many for their module's file: a file for each first letter.
//!
//! Invariant: a type's file depends on its name alone, so that a new type changes no
//! other file; its path in the crate is the same as if it stood in the module itself.

use std::collections::BTreeMap;

use super::paths::{Scope, file, header};
use super::text::Text;
use super::{Dialect, Files, types};
use crate::model::Type;

/// The module below which the files stand; everything in it is exported one level up.
const MODULE: &str = "shared_types";

/// Declares the module in its parent.
pub(crate) fn declare(text: &mut Text) {
    text.blank();
    text.line(format_args!("mod {MODULE};"));
    text.blank();
    text.line(format_args!("pub use {MODULE}::*;"));
}

/// The files of `types`, which live in the module at `path`.
pub(crate) fn emit(
    path: &[String],
    sources: &str,
    types: &[Type],
    fallback: &str,
    dialect: &dyn Dialect,
    files: &mut Files,
) {
    let mut letters: BTreeMap<String, Vec<&Type>> = BTreeMap::new();
    for ty in types {
        let letter: String = ty
            .rust
            .chars()
            .take(1)
            .flat_map(char::to_lowercase)
            .collect();
        letters.entry(letter).or_default().push(ty);
    }
    let below = |name: &str| [path, &[name.to_owned()]].concat();
    let index_path = below(MODULE);
    let mut index = Text::begin(&header(sources));
    index.module_doc("The types that several operations or notifications share, by first letter.");
    index.blank();
    for letter in letters.keys() {
        index.line(format_args!("mod {letter};"));
    }
    index.blank();
    for letter in letters.keys() {
        index.line(format_args!("pub use {letter}::*;"));
    }
    files.insert(file(&index_path), index.finish());
    for (letter, types) in letters {
        let path = [index_path.as_slice(), &[letter]].concat();
        let scope = Scope::plain(&path);
        let mut text = Text::begin(&header(sources));
        text.module_doc("Types that are shared.");
        for ty in types {
            types::emit(&mut text, &scope, ty, fallback, dialect);
        }
        files.insert(file(&path), text.finish());
    }
}
