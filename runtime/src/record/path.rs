//! Where in a JSON document we are: a list of steps on the stack, turned into text
//! (`$.items[2].name`) only when something must be reported.
//!
//! Invariant: the text is one short line, whatever the keys are.

use std::fmt::Write as _;

/// The longest piece of a foreign key that is shown, in characters.
const KEY_LIMIT: usize = 64;

/// A place in a JSON document.
#[derive(Clone, Copy)]
pub(super) enum Path<'a> {
    /// The document itself.
    Root,
    /// The member of an object.
    Key(&'a Path<'a>, &'a str),
    /// The item of a list.
    Index(&'a Path<'a>, usize),
}

impl<'a> Path<'a> {
    /// The member `name` of the object here.
    pub(super) fn key(&'a self, name: &'a str) -> Self {
        Path::Key(self, name)
    }

    /// The item `index` of the list here.
    pub(super) fn index(&'a self, index: usize) -> Self {
        Path::Index(self, index)
    }

    fn write(&self, out: &mut String) {
        match *self {
            Path::Root => out.push('$'),
            Path::Key(parent, name) => {
                parent.write(out);
                write_key(name, out);
            }
            Path::Index(parent, index) => {
                parent.write(out);
                // Writing to a String cannot fail.
                let _ = write!(out, "[{index}]");
            }
        }
    }
}

impl std::fmt::Display for Path<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let mut text = String::new();
        self.write(&mut text);
        f.write_str(&text)
    }
}

/// `.name`, or `["any name"]` where it would be unclear.
fn write_key(name: &str, out: &mut String) {
    let plain = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == '-';
    if !name.is_empty() && name.len() <= KEY_LIMIT && name.chars().all(plain) {
        out.push('.');
        out.push_str(name);
        return;
    }
    let shown: String = name.chars().take(KEY_LIMIT).collect();
    let more = if shown.len() < name.len() { "…" } else { "" };
    let _ = write!(out, "[{shown:?}{more}]");
}
