//! Problems of specs: what is wrong, where, and what to do about it.
//!
//! Invariant: a [`Diagnostic`] points into a file of its [`Report`], and its span lies
//! on character boundaries of that file's text.

mod code;
mod render;
mod report;
mod suggest;

pub use code::Code;
pub(crate) use report::Sources;
pub use report::{Report, Style};
pub(crate) use suggest::{nearest, or_list};

use std::sync::Arc;

use serde::{Deserialize, Serialize};

/// A range of bytes of a file's text. Small, for there is one for each word of all files.
#[derive(
    Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
pub struct Span {
    start: u32,
    end: u32,
}

impl Span {
    /// A span from the byte `start` up to the byte `end`; no file is so long that it would not fit.
    pub fn new(start: usize, end: usize) -> Self {
        let small = |byte: usize| u32::try_from(byte).unwrap_or(u32::MAX);
        Self {
            start: small(start),
            end: small(end.max(start)),
        }
    }

    /// The first byte.
    pub fn start(self) -> usize {
        self.start as usize
    }

    /// The byte after the last one.
    pub fn end(self) -> usize {
        self.end as usize
    }

    /// Whether the span holds nothing.
    pub fn is_empty(self) -> bool {
        self.start == self.end
    }

    /// The words of a file's text that the span covers.
    pub(crate) fn of(self, text: &str) -> &str {
        text.get(self.start()..self.end()).unwrap_or("")
    }
}

/// A span of a file.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    /// The file's path, relative to the repository, with `/`.
    pub file: Arc<str>,
    /// Where in the file.
    pub span: Span,
}

/// One problem.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Diagnostic {
    /// The stable code.
    pub code: Code,
    /// What is wrong, in a sentence without a full stop.
    pub message: String,
    /// Where.
    pub place: Place,
    /// What to say at the caret.
    pub label: Option<Box<str>>,
    /// Other places that belong to the problem, and what to say there.
    pub related: Vec<(Place, String)>,
    /// What to do about it.
    pub help: Option<String>,
}

impl Diagnostic {
    /// A problem at a place.
    pub fn new(code: Code, place: Place, message: impl Into<String>) -> Self {
        Self {
            code,
            message: message.into(),
            place,
            label: None,
            related: Vec::new(),
            help: None,
        }
    }

    /// Says something at the caret.
    #[must_use]
    pub fn label(mut self, label: impl Into<String>) -> Self {
        self.label = Some(label.into().into_boxed_str());
        self
    }

    /// Points at another place too.
    #[must_use]
    pub fn related(mut self, place: Place, label: impl Into<String>) -> Self {
        self.related.push((place, label.into()));
        self
    }

    /// Says what to do.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }
}
