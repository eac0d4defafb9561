//! Enums: their values, and whether they are text or integers.

use super::builder::Builder;
use crate::diagnostics::{Code, Span};
use crate::model::{EnumValue, TypeKind};
use crate::names;
use crate::spec::{KnownValue, Spanned, Values, Wire};

/// What an enum's values are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Of {
    Text,
    Integers,
}

impl Builder<'_, '_> {
    /// The kind of type that an `enum` makes; `of` is what the spec's `type` says.
    pub(crate) fn enumeration(&mut self, values: &Spanned<Values>, of: Option<Of>) -> TypeKind {
        if values.value.0.is_empty() {
            let help = "list the values that are known, or leave `enum` out";
            self.problem(Code::EmptyEnum, values.key, "the enum has no values", help);
        }
        match of.unwrap_or_else(|| guess(&values.value)) {
            Of::Text => {
                let known = self.distinct(&values.value, text);
                let rust = names::name_variants(known.iter().map(|(wire, _)| &**wire));
                TypeKind::StringEnum(with_names(known, rust))
            }
            Of::Integers => {
                let known = self.distinct(&values.value, integer);
                let spelled: Vec<String> = known.iter().map(|(wire, _)| wire.to_string()).collect();
                let rust = names::name_variants(spelled.iter().map(|wire| &**wire));
                TypeKind::IntegerEnum(with_names(known, rust))
            }
        }
    }

    /// The values, each once; what is of the wrong kind or stands twice is reported.
    fn distinct<T: PartialEq + Clone>(
        &mut self,
        values: &Values,
        read: impl Fn(&Wire) -> Result<T, (&'static str, String)>,
    ) -> Vec<(T, Option<String>)> {
        let mut known: Vec<(T, Option<String>, Span)> = Vec::with_capacity(values.0.len());
        for value in &values.0 {
            let span = value.wire.span;
            match read(&value.wire.value) {
                Err((message, help)) => self.problem(Code::WrongType, span, message, help),
                Ok(wire) => match known.iter().find(|(other, ..)| *other == wire) {
                    Some(&(.., first)) => self.twice(value, first),
                    None => known.push((wire, value.label.clone(), span)),
                },
            }
        }
        known
            .into_iter()
            .map(|(wire, label, _)| (wire, label))
            .collect()
    }

    fn twice(&mut self, value: &KnownValue, first: Span) {
        let word = match &value.wire.value {
            Wire::Text(text) | Wire::Either(_, text) => text.clone(),
            Wire::Integer(integer) => integer.to_string(),
        };
        let message = format!("the enum has `{word}` twice");
        self.problem(
            Code::DuplicateValue,
            value.wire.span,
            message,
            "leave one of the two out",
        );
        let first = self.place(first);
        if let Some(problem) = self.problems.last_mut() {
            problem.related.push((first, "first here".to_owned()));
        }
    }
}

/// Integers if all values look like integers.
fn guess(values: &Values) -> Of {
    let text = values.0.is_empty()
        || values
            .0
            .iter()
            .any(|value| matches!(value.wire.value, Wire::Text(_)));
    if text { Of::Text } else { Of::Integers }
}

fn text(wire: &Wire) -> Result<String, (&'static str, String)> {
    match wire {
        Wire::Text(text) | Wire::Either(_, text) => Ok(text.clone()),
        Wire::Integer(integer) => Err((
            "the other values of this enum are text",
            format!("put it in quotes: `\"{integer}\"`"),
        )),
    }
}

fn integer(wire: &Wire) -> Result<i64, (&'static str, String)> {
    match wire {
        Wire::Integer(integer) | Wire::Either(integer, _) => Ok(*integer),
        Wire::Text(text) => Err((
            "the values of this enum are whole numbers",
            match text.parse::<i64>() {
                Ok(integer) => format!("write it without quotes: `{integer}`"),
                Err(_) => "write a whole number, or say `type: string`".to_owned(),
            },
        )),
    }
}

fn with_names<T>(known: Vec<(T, Option<String>)>, rust: Vec<String>) -> Vec<EnumValue<T>> {
    known
        .into_iter()
        .zip(rust)
        .map(|((wire, label), rust)| EnumValue { wire, rust, label })
        .collect()
}
