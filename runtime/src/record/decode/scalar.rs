//! One JSON scalar into one slot, converted where that loses nothing.

use super::super::value::is_known;
use super::super::{DeviationKind, Slot, flags};
use super::whole::whole;
use super::{Filler, Mode};
use crate::value::Secret;

/// A JSON value that is neither an object nor a list.
#[derive(Clone, Copy)]
pub enum Scalar<'a> {
    /// `null`.
    Null,
    /// `true` or `false`.
    Boolean(bool),
    /// A number as it is spelled.
    Digits(&'a str),
    /// A string.
    Text(&'a str),
}

/// What the number that `digits` spell in JSON is called in a deviation.
fn number_name(digits: &str) -> &'static str {
    if digits.parse::<i64>().is_ok() {
        "integer"
    } else if digits.parse::<u64>().is_ok() {
        "integer beyond 64 bits"
    } else {
        "number"
    }
}

impl Scalar<'_> {
    /// What it is called in a deviation.
    pub(super) fn name(self) -> &'static str {
        match self {
            Scalar::Null => "null",
            Scalar::Boolean(_) => "boolean",
            Scalar::Text(_) => "string",
            Scalar::Digits(digits) => number_name(digits),
        }
    }

    /// The integer that it is or spells, if it is exactly one.
    fn as_integer(self) -> Option<i64> {
        match self {
            Scalar::Digits(text) | Scalar::Text(text) => whole(text.trim_ascii()),
            Scalar::Null | Scalar::Boolean(_) => None,
        }
    }

    /// How the number that it may be is spelled.
    fn as_spelled(&self) -> Option<&str> {
        match self {
            Scalar::Digits(text) | Scalar::Text(text) => Some(text.trim_ascii()),
            Scalar::Null | Scalar::Boolean(_) => None,
        }
    }

    fn as_boolean(self) -> Option<bool> {
        match self {
            Scalar::Boolean(boolean) => Some(boolean),
            Scalar::Digits("0") | Scalar::Text("false") => Some(false),
            Scalar::Digits("1") | Scalar::Text("true") => Some(true),
            _ => None,
        }
    }

    /// The text that stands for it on the wire.
    fn as_text(&self) -> &str {
        match *self {
            Scalar::Text(text) | Scalar::Digits(text) => text,
            Scalar::Boolean(true) => "true",
            Scalar::Boolean(false) => "false",
            Scalar::Null => "",
        }
    }
}

impl Filler<'_, '_, '_> {
    /// Puts `found` into the slot; `false` where the slot has nothing to hold.
    pub(super) fn scalar(self, found: Scalar<'_>) -> bool {
        if let Slot::Optional(optional) = self.slot {
            if matches!(found, Scalar::Null) {
                optional.clear();
                return self.context.null(self.path, self.bits, true);
            }
            return Filler::optional(optional, |slot| Filler { slot, ..self }.scalar(found));
        }
        if matches!(found, Scalar::Null) && !matches!(self.slot, Slot::Json(_)) {
            return self.context.null(self.path, self.bits, false);
        }
        if self.bits & flags::ENCRYPTED != 0 && matches!(self.slot, Slot::Secret(_)) {
            return self.ciphertext(found);
        }
        self.plain(found)
    }

    /// Puts a scalar other than `null` into a slot that is not optional.
    fn plain(self, found: Scalar<'_>) -> bool {
        let (expected, native) = expectation(&self.slot, found);
        // Whether the value is a known one, where it could be put at all.
        let put = match self.slot {
            Slot::Text(text, values) => {
                let found = found.as_text();
                text.set(found);
                Some(is_known(values, &found))
            }
            Slot::Secret(secret) => {
                *secret = Secret::from(found.as_text());
                Some(true)
            }
            Slot::Integer(integer, values) => found.as_integer().map(|found| {
                integer.set(found);
                is_known(values, &found)
            }),
            Slot::Number(number) => {
                let spelled = found.as_spelled();
                spelled.filter(|text| number.read(text)).map(|_| true)
            }
            Slot::Boolean(boolean) => found.as_boolean().map(|found| {
                *boolean = found;
                true
            }),
            Slot::Json(json) => {
                json.set(found);
                Some(true)
            }
            Slot::Record(_) | Slot::List(_) | Slot::Optional(_) | Slot::File(_) => None,
        };
        if put.is_none() || !native {
            let found = found.name();
            let kind = DeviationKind::WrongType { expected, found };
            self.context.report(self.path, kind);
        } else if put == Some(false) {
            self.context.report(self.path, DeviationKind::UnknownValue);
        }
        put.is_some()
    }

    /// Decrypts `found` into the slot, where there is something to decrypt with.
    ///
    /// An empty text is no ciphertext: the field is there, and there is nothing in it.
    fn ciphertext(mut self, found: Scalar<'_>) -> bool {
        let (Some(open), Scalar::Text(text)) = (self.context.open, found) else {
            return self.plain(found);
        };
        if text.is_empty() {
            return self.plain(found);
        }
        match (open.open(text), &mut self.slot) {
            (Ok(opened), Slot::Secret(secret)) => {
                **secret = opened;
                true
            }
            _ => {
                self.context.report(self.path, DeviationKind::Undecryptable);
                false
            }
        }
    }
}

impl super::Context<'_> {
    /// Reports a `null` unless it is foreseen; nothing was taken.
    fn null(&mut self, path: &super::Path<'_>, bits: u16, optional: bool) -> bool {
        // To serde, `null` is the way to write an `Option` that is `None`.
        let foreseen = bits & flags::NULLABLE != 0 || (optional && self.mode == Mode::Serde);
        if !foreseen {
            self.report(path, DeviationKind::Null);
        }
        false
    }
}

/// What the slot expects, in a word, and whether `found` is just that.
fn expectation(slot: &Slot<'_>, found: Scalar<'_>) -> (&'static str, bool) {
    match slot {
        Slot::Text(..) | Slot::Secret(_) => ("string", matches!(found, Scalar::Text(_))),
        Slot::Integer(..) => ("integer", is_integer(found)),
        Slot::Number(_) => ("number", matches!(found, Scalar::Digits(_))),
        Slot::Boolean(_) => ("boolean", matches!(found, Scalar::Boolean(_))),
        Slot::Json(_) => ("JSON", true),
        Slot::List(_) => ("array", false),
        Slot::Record(_) | Slot::File(_) | Slot::Optional(_) => ("object", false),
    }
}

fn is_integer(found: Scalar<'_>) -> bool {
    matches!(found, Scalar::Digits(digits) if digits.parse::<i64>().is_ok())
}

/// What the slot expects, for a value that is an object or a list.
pub(super) fn expected(slot: &Slot<'_>) -> &'static str {
    expectation(slot, Scalar::Null).0
}
