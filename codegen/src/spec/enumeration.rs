//! The values of an enum: a list, or a map of value to meaning.

use super::node::{Node, Value};
use super::read::{Read, Reader, Spanned};

/// The values that are known, in the order of the file.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Values(pub(crate) Vec<KnownValue>);

/// One value and its meaning.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct KnownValue {
    pub(crate) wire: Spanned<Wire>,
    pub(crate) label: Option<String>,
}

/// A value as it stands on the wire.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Wire {
    Text(String),
    Integer(i64),
    /// A map's key that looks like an integer: the enum's `type` decides.
    Either(i64, String),
}

impl Read for Values {
    fn read(node: &Node<'_>, reader: &mut Reader<'_>) -> Option<Self> {
        match &node.value {
            Value::List(items) => Some(Self(from_list(items, reader))),
            Value::Map(_) => from_map(node, reader).map(Self),
            _ => {
                reader.wrong_type(node, "a list of values, or a map of value to meaning");
                None
            }
        }
    }
}

fn from_list(items: &[Node<'_>], reader: &mut Reader<'_>) -> Vec<KnownValue> {
    let mut values = Vec::with_capacity(items.len());
    for item in items {
        let wire = match &item.value {
            Value::Text(text) => Wire::Text(text.to_string()),
            Value::Integer(integer) => Wire::Integer(*integer),
            _ => {
                reader.wrong_type(item, "values that are text or whole numbers");
                continue;
            }
        };
        values.push(KnownValue {
            wire: Spanned {
                value: wire,
                span: item.span,
                key: reader.key(),
            },
            label: None,
        });
    }
    values
}

fn from_map(node: &Node<'_>, reader: &mut Reader<'_>) -> Option<Vec<KnownValue>> {
    // A value that stands twice is the enum's problem, not the map's.
    let Value::Map(entries) = &node.value else {
        return None;
    };
    let mut values = Vec::with_capacity(entries.len());
    for entry in entries {
        let key = &entry.key;
        let integer = key.plain.then(|| integer(&key.text)).flatten();
        let wire = match integer {
            Some(integer) => Wire::Either(integer, key.text.to_string()),
            None => Wire::Text(key.text.to_string()),
        };
        values.push(KnownValue {
            wire: Spanned {
                value: wire,
                span: key.span,
                key: reader.key(),
            },
            label: reader.under(key.span, &entry.value),
        });
    }
    Some(values)
}

/// The key as an integer, if it is spelled as one.
fn integer(text: &str) -> Option<i64> {
    let integer: i64 = text.parse().ok()?;
    (integer.to_string() == text).then_some(integer)
}
