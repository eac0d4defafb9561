//! JSON as text, written member by member to the end of one string.
//!
//! Invariant: what is finished is one line of valid JSON, as long as `raw` values are.

use std::fmt::{Display, Write as _};

/// An object that grows at the end of a text.
pub(crate) struct Object<'t> {
    text: &'t mut String,
    is_empty: bool,
}

/// Appends an object with the members that `fill` gives it.
pub(crate) fn object(text: &mut String, fill: impl FnOnce(&mut Object<'_>)) {
    text.push('{');
    let is_empty = true;
    fill(&mut Object { text, is_empty });
    text.push('}');
}

/// Appends a list of what `item` appends for each of `items`.
pub(crate) fn list<I>(
    text: &mut String,
    items: impl IntoIterator<Item = I>,
    mut item: impl FnMut(&mut String, I),
) {
    text.push('[');
    for (index, value) in items.into_iter().enumerate() {
        if index > 0 {
            text.push(',');
        }
        item(text, value);
    }
    text.push(']');
}

/// Appends a text.
pub(crate) fn quoted(text: &mut String, value: &str) {
    if value
        .bytes()
        .all(|byte| byte >= b' ' && byte != b'"' && byte != b'\\')
    {
        text.push('"');
        text.push_str(value);
        text.push('"');
    } else {
        shown(text, serde_json::Value::from(value));
    }
}

/// Appends a Rust path: its segments are identifiers, in which nothing needs an escape.
pub(crate) fn path(text: &mut String, segments: &[String]) {
    text.push('"');
    for (index, segment) in segments.iter().enumerate() {
        if index > 0 {
            text.push_str("::");
        }
        text.push_str(segment);
    }
    text.push('"');
}

/// Appends a value that is shown as it stands in JSON: a number.
pub(crate) fn shown(text: &mut String, value: impl Display) {
    // Writing to a String cannot fail.
    let _ = write!(text, "{value}");
}

impl Object<'_> {
    /// Begins a member, whose value the caller appends. The name is one of ours, and plain.
    pub(crate) fn member(&mut self, name: &str) -> &mut String {
        if !std::mem::replace(&mut self.is_empty, false) {
            self.text.push(',');
        }
        self.text.push('"');
        self.text.push_str(name);
        self.text.push_str("\":");
        self.text
    }

    pub(crate) fn text(&mut self, name: &str, value: &str) {
        quoted(self.member(name), value);
    }

    pub(crate) fn texts<'v>(&mut self, name: &str, values: impl IntoIterator<Item = &'v String>) {
        list(self.member(name), values, |text, value| quoted(text, value));
    }

    pub(crate) fn path(&mut self, name: &str, segments: &[String]) {
        path(self.member(name), segments);
    }

    /// A member whose value is JSON already.
    pub(crate) fn raw(&mut self, name: &str, value: &str) {
        self.member(name).push_str(value);
    }

    pub(crate) fn object(&mut self, name: &str, fill: impl FnOnce(&mut Object<'_>)) {
        object(self.member(name), fill);
    }

    pub(crate) fn optional(&mut self, name: &str, value: Option<&str>) {
        if let Some(value) = value {
            self.text(name, value);
        }
    }

    pub(crate) fn optional_raw(&mut self, name: &str, value: Option<&str>) {
        if let Some(value) = value {
            self.raw(name, value);
        }
    }

    pub(crate) fn number(&mut self, name: &str, value: Option<impl Display>) {
        if let Some(value) = value {
            shown(self.member(name), value);
        }
    }

    /// `true`, or nothing.
    pub(crate) fn flag(&mut self, name: &str, value: bool) {
        if value {
            self.raw(name, "true");
        }
    }
}
