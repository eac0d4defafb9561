//! Types that are too many for their module's file: a file for each first letter.
//!
//! Invariant: a type's file depends on its name alone, so that a new type changes no
//! other file; its path in the crate is the same as if it stood in the module itself.

use std::collections::BTreeMap;

use super::paths::{Scope, file, header};
use super::text::Text;
use super::{Dialect, Files, types};
use crate::model::Type;

/// Which types go to files of their own.
#[derive(Clone, Copy)]
pub(crate) enum Kind {
    /// Those that several operations or notifications share.
    Shared,
    /// Those inside the request and the answer of one operation.
    Parts,
}

impl Kind {
    /// The module below which the files stand; everything in it is exported one level up.
    fn module(self) -> &'static str {
        match self {
            Kind::Shared => "shared_types",
            Kind::Parts => "parts",
        }
    }

    fn doc(self) -> &'static str {
        match self {
            Kind::Shared => "Types that are shared.",
            Kind::Parts => "Types inside the request and the answer.",
        }
    }

    fn index_doc(self) -> &'static str {
        match self {
            Kind::Shared => {
                "The types that several operations or notifications share, by first letter."
            }
            Kind::Parts => "The types inside the request and the answer, by first letter.",
        }
    }
}

/// Declares the module in its parent.
pub(crate) fn declare(text: &mut Text, kind: Kind) {
    let module = kind.module();
    text.blank();
    text.line(format_args!("mod {module};"));
    text.blank();
    text.line(format_args!("pub use {module}::*;"));
}

/// The files of `types`, which live in the module at `path`.
pub(crate) fn emit<'t>(
    kind: Kind,
    path: &[String],
    sources: &str,
    types: impl IntoIterator<Item = &'t Type>,
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
    let index_path = below(kind.module());
    let mut index = Text::begin(&header(sources));
    index.module_doc(kind.index_doc());
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
        let scope = Scope::plain(&path, types.iter().copied());
        let mut text = Text::begin(&header(sources));
        text.module_doc(kind.doc());
        for ty in types {
            types::emit(&mut text, &scope, ty, fallback, dialect);
        }
        files.insert(file(&path), text.finish());
    }
}
