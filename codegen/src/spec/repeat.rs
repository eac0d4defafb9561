//! `repeat`: whether the same request may be sent twice.
//!
//! Invariant: either the word `safe`, or `by` and the name of a field.

use super::node::{Node, Value};
use super::read::{Read, Reader, Spanned, keys};

/// What sending a request again does.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Repeat {
    /// No more than sending it once.
    Safe,
    /// WeChat Pay recognises the repeat by this field of the request or the URL.
    By(Spanned<String>),
}

keys! {
    /// By what a repeat is recognised.
    pub(crate) struct RecognisedBy {
        /// The field of the request, or the parameter of the URL, that holds the merchant's
        /// own number of what is done.
        "by" => by: Spanned<String>,
    }
}

/// The one word that `repeat` knows.
pub(crate) const SAFE: &str = "safe";

impl Read for Repeat {
    fn read(node: &Node<'_>, reader: &mut Reader<'_>) -> Option<Self> {
        match &node.value {
            Value::Text(word) if word == SAFE => Some(Self::Safe),
            Value::Text(word) => {
                reader.unknown_word(node.span, word, &[SAFE, "{ by: … }"]);
                None
            }
            Value::Map(_) => {
                let recognised = RecognisedBy::read(node, reader)?;
                let named = !recognised.by.value.is_empty();
                named.then_some(Self::By(recognised.by))
            }
            _ => {
                reader.wrong_type(node, "`safe` or `{ by: … }`");
                None
            }
        }
    }
}
