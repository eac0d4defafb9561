//! YAML as a tree that remembers where each of its nodes stands.
//!
//! Invariant: the keys of a map are plain words, in the order of the file, and
//! nothing is shared: specs have no anchors, tags or merge keys.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use crate::diagnostics::Span;

/// A value and where it stands.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct Node<'t> {
    pub(crate) span: Span,
    #[serde(borrow)]
    pub(crate) value: Value<'t>,
}

/// The kinds of value.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) enum Value<'t> {
    /// Nothing, `~` or `null`.
    Null,
    Boolean(bool),
    Integer(i64),
    /// A number with a fraction or exponent, or too large for an [`Value::Integer`];
    /// with its spelling.
    Number(f64, #[serde(borrow)] Cow<'t, str>),
    Text(#[serde(borrow)] Cow<'t, str>),
    List(#[serde(borrow)] Vec<Node<'t>>),
    Map(#[serde(borrow)] Vec<Entry<'t>>),
}

/// A key of a map and its value.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct Entry<'t> {
    #[serde(borrow)]
    pub(crate) key: Key<'t>,
    #[serde(borrow)]
    pub(crate) value: Node<'t>,
}

/// A key of a map.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct Key<'t> {
    pub(crate) span: Span,
    #[serde(borrow)]
    pub(crate) text: Cow<'t, str>,
    /// Whether the key is written without quotes: then `1` is an integer.
    pub(crate) plain: bool,
}

impl Node<'_> {
    /// The kind of the value, for messages: "a number".
    pub(crate) fn kind(&self) -> &'static str {
        match &self.value {
            Value::Null => "nothing",
            Value::Boolean(_) => "a boolean",
            Value::Integer(_) => "a whole number",
            Value::Number(..) => "a number",
            Value::Text(_) => "text",
            Value::List(_) => "a list",
            Value::Map(_) => "a map",
        }
    }

    /// The same without a borrow of the file's text.
    pub(crate) fn into_owned(self) -> Node<'static> {
        let value = match self.value {
            Value::Null => Value::Null,
            Value::Boolean(value) => Value::Boolean(value),
            Value::Integer(value) => Value::Integer(value),
            Value::Number(value, spelling) => Value::Number(value, owned(spelling)),
            Value::Text(text) => Value::Text(owned(text)),
            Value::List(items) => Value::List(items.into_iter().map(Node::into_owned).collect()),
            Value::Map(entries) => Value::Map(entries.into_iter().map(Entry::into_owned).collect()),
        };
        Node {
            span: self.span,
            value,
        }
    }

    /// The value as JSON.
    pub(crate) fn to_json(&self) -> serde_json::Value {
        use serde_json::Value as Json;
        match &self.value {
            Value::Null => Json::Null,
            Value::Boolean(value) => Json::Bool(*value),
            Value::Integer(value) => Json::from(*value),
            Value::Number(value, _) => Json::from(*value),
            Value::Text(text) => Json::from(&**text),
            Value::List(items) => items.iter().map(Node::to_json).collect(),
            Value::Map(entries) => entries
                .iter()
                .map(|entry| (entry.key.text.to_string(), entry.value.to_json()))
                .collect(),
        }
    }
}

impl Entry<'_> {
    pub(super) fn into_owned(self) -> Entry<'static> {
        Entry {
            key: Key {
                span: self.key.span,
                text: owned(self.key.text),
                plain: self.key.plain,
            },
            value: self.value.into_owned(),
        }
    }
}

fn owned(text: Cow<'_, str>) -> Cow<'static, str> {
    Cow::Owned(text.into_owned())
}
