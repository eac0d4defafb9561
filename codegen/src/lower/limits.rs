//! Limits: whether they fit the field's type, and each other.

use super::builder::Builder;
use super::kind::{Kind, Nature};
use crate::diagnostics::{Code, Span};
use crate::spec::{Field, Spanned};

impl Builder<'_, '_> {
    /// Reports limits that a field of this kind cannot have.
    pub(crate) fn check_limits(&mut self, field: &Field, kind: &Kind) {
        let text = matches!(kind.nature, Nature::Text | Nature::TextEnum | Nature::Any);
        let number = matches!(
            kind.nature,
            Nature::Integer | Nature::IntegerEnum | Nature::Number | Nature::Any
        );
        let list = kind.list || kind.nature == Nature::Any;
        let file = kind.nature == Nature::File;
        for (applies, of, key) in [
            (text, "text", key("max_length", &field.max_length)),
            (text, "text", key("min_length", &field.min_length)),
            (text, "text", key("pattern", &field.pattern)),
            (
                text || !is_typed(field),
                "text",
                key("format", &field.format),
            ),
            (number, "a number", key("maximum", &field.maximum)),
            (number, "a number", key("minimum", &field.minimum)),
            (list, "a list", key("max_items", &field.max_items)),
            (list, "a list", key("min_items", &field.min_items)),
            (file, "a file", key("max_bytes", &field.max_bytes)),
            (file, "a file", key("media_types", &field.media_types)),
        ] {
            if let (false, Some((name, span))) = (applies, key) {
                let message = format!("`{name}` belongs to {of}, and the field is something else");
                let help = format!("leave `{name}` out, or change the `type`");
                self.problem(Code::DoesNotApply, span, message, help);
            }
        }
        self.check_order(
            "min_length",
            &field.min_length,
            "max_length",
            &field.max_length,
        );
        self.check_order("minimum", &field.minimum, "maximum", &field.maximum);
        self.check_order("min_items", &field.min_items, "max_items", &field.max_items);
        self.check_pattern(field.pattern.as_ref());
    }

    fn check_order<T: PartialOrd + std::fmt::Display>(
        &mut self,
        low: &str,
        minimum: &Option<Spanned<T>>,
        high: &str,
        maximum: &Option<Spanned<T>>,
    ) {
        if let (Some(minimum), Some(maximum)) = (minimum, maximum)
            && minimum.value > maximum.value
        {
            let (least, most) = (&minimum.value, &maximum.value);
            let message = format!("`{low}` {least} is more than `{high}` {most}: no value fits");
            self.problem(
                Code::MinimumAboveMaximum,
                minimum.span,
                message,
                "swap or correct them",
            );
        }
    }

    pub(crate) fn check_pattern(&mut self, pattern: Option<&Spanned<String>>) {
        let Some(pattern) = pattern else {
            return;
        };
        if let Err(error) = whole_value(&pattern.value) {
            let message = format!("this is no regular expression: {error}");
            let help = "write a regular expression without `/` around it; `\\p{…}` and look-around are not known";
            self.problem(Code::BadPattern, pattern.span, message, help);
        } else if pattern.value.starts_with('/') && pattern.value.ends_with('/') {
            let message = "the pattern begins and ends with `/`, as a literal of JavaScript does";
            let help = "write the regular expression without the `/`";
            self.problem(Code::BadPattern, pattern.span, message, help);
        }
    }
}

/// The pattern as a regular expression over the whole value.
pub(crate) fn whole_value(pattern: &str) -> Result<regex_lite::Regex, regex_lite::Error> {
    regex_lite::Regex::new(&format!("^(?:{pattern})$"))
}

/// Whether the format gives the field a type of its own; any other is documentation.
fn is_typed(field: &Field) -> bool {
    let format = field.format.as_ref().map(|format| &*format.value);
    matches!(format, Some("rfc3339" | "date"))
}

fn key<T>(name: &'static str, value: &Option<Spanned<T>>) -> Option<(&'static str, Span)> {
    value.as_ref().map(|value| (name, value.key))
}
