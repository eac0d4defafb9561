//! The committed exceptions: differences that are meant, each with its reason.

use serde::{Deserialize, Serialize};

use super::compare::Difference;

/// An exceptions file that cannot be read.
#[derive(Debug, thiserror::Error)]
#[error("the exceptions are not of the form that is expected: {0}")]
pub struct ExceptionsError(String);

/// The exceptions file.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Exceptions {
    /// The exceptions; the first that fits a difference covers it.
    pub entries: Vec<Exception>,
}

/// One exception. `*` in `subject` and `field` stands for any text.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Exception {
    /// The operation's id or the notification: `POST /v3/marketing/*`.
    pub subject: String,
    /// The field's path, empty where the whole subject is meant: `body.payer.*`.
    #[serde(default)]
    pub field: String,
    /// `missing`, `extra`, `type`, `required`, `values` or `encrypted`.
    pub difference: String,
    /// Why the specs are right.
    pub reason: String,
}

impl Exceptions {
    /// Reads the file, which is YAML.
    ///
    /// # Errors
    /// What is not YAML, or has other keys than an [`Exception`] has.
    pub fn from_yaml(text: &str) -> Result<Self, ExceptionsError> {
        let json = crate::spec::yaml_to_json(text).map_err(ExceptionsError)?;
        let parsed: Self =
            serde_json::from_value(json).map_err(|error| ExceptionsError(error.to_string()))?;
        match parsed.entries.iter().find(|entry| !entry.is_known()) {
            Some(entry) => Err(ExceptionsError(format!(
                "`{}` is no kind of difference, or has no reason (at `{}` `{}`)",
                entry.difference, entry.subject, entry.field
            ))),
            None => Ok(parsed),
        }
    }

    /// Whether an entry covers the difference; marks the entry as used.
    pub(super) fn cover(&self, difference: &Difference, used: &mut [bool]) -> bool {
        let entry = self.entries.iter().position(|entry| {
            entry.difference == difference.kind.word()
                && matches(&entry.subject, &difference.subject)
                && matches(&entry.field, &difference.field)
        });
        if let Some(index) = entry {
            used[index] = true;
        }
        entry.is_some()
    }

    /// The entries that covered nothing.
    pub(super) fn unused(&self, used: &[bool]) -> Vec<Exception> {
        self.entries
            .iter()
            .zip(used)
            .filter(|(_, used)| !**used)
            .map(|(entry, _)| entry.clone())
            .collect()
    }
}

impl Exception {
    fn is_known(&self) -> bool {
        let words = [
            "missing",
            "extra",
            "type",
            "required",
            "values",
            "encrypted",
        ];
        words.contains(&self.difference.as_str()) && !self.reason.trim().is_empty()
    }
}

/// Whether `text` fits `pattern`, in which `*` stands for any text.
fn matches(pattern: &str, text: &str) -> bool {
    let Some((head, rest)) = pattern.split_once('*') else {
        return pattern == text;
    };
    let Some(mut text) = text.strip_prefix(head) else {
        return false;
    };
    let mut pieces: Vec<&str> = rest.split('*').collect();
    let last = pieces.pop().unwrap_or_default();
    for piece in pieces {
        match text.find(piece) {
            Some(at) => text = &text[at + piece.len()..],
            None => return false,
        }
    }
    text.ends_with(last)
}
