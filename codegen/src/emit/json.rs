//! JSON objects as text, member by member in the order in which they are given.
//!
//! Invariant: what is finished is one line of valid JSON, as long as `raw` values are.

use std::fmt::Display;

/// An object that grows.
pub(crate) struct Object(String);

impl Object {
    pub(crate) fn new() -> Self {
        Self("{".to_owned())
    }

    /// An object with one member, a text.
    pub(crate) fn one(name: &str, value: &str) -> String {
        let mut object = Self::new();
        object.text(name, value);
        object.finish()
    }

    /// A member whose value is JSON already.
    pub(crate) fn raw(&mut self, name: &str, value: &str) {
        if self.0.len() > 1 {
            self.0.push(',');
        }
        self.0.push_str(&quoted(name));
        self.0.push(':');
        self.0.push_str(value);
    }

    pub(crate) fn text(&mut self, name: &str, value: &str) {
        self.raw(name, &quoted(value));
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
            self.raw(name, &value.to_string());
        }
    }

    /// `true`, or nothing.
    pub(crate) fn flag(&mut self, name: &str, value: bool) {
        if value {
            self.raw(name, "true");
        }
    }

    pub(crate) fn finish(mut self) -> String {
        self.0.push('}');
        self.0
    }
}

/// A list of values that are JSON already.
pub(crate) fn array(items: impl Iterator<Item = String>) -> String {
    let items: Vec<String> = items.collect();
    format!("[{}]", items.join(","))
}

/// A list of texts.
pub(crate) fn strings(items: &[String]) -> String {
    array(items.iter().map(|item| quoted(item)))
}

/// A text as JSON.
fn quoted(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}
