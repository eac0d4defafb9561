//! All problems of a run, together with the texts that they point into.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

use super::render::render;
use super::{Diagnostic, Span};

/// How a report is printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Style {
    /// Without colours, for logs and tests.
    Plain,
    /// With ANSI colours, for terminals.
    Colour,
}

/// The texts of the spec files by path.
#[derive(Debug, Clone, Default)]
pub(crate) struct Sources(BTreeMap<Arc<str>, Arc<str>>);

impl Sources {
    pub(crate) fn insert(&mut self, file: Arc<str>, text: Arc<str>) {
        self.0.insert(file, text);
    }

    pub(crate) fn text(&self, file: &str) -> &str {
        self.0.get(file).map_or("", |text| text)
    }
}

/// Everything that is wrong with the specs, in the order of the files.
///
/// `Display` prints all of it without colours.
#[derive(Debug, Clone)]
pub struct Report {
    diagnostics: Vec<Diagnostic>,
    sources: Sources,
}

impl Report {
    /// A report of these problems; `sources` are the files by path.
    pub(crate) fn new(mut diagnostics: Vec<Diagnostic>, sources: Sources) -> Self {
        diagnostics.sort_by(|a, b| {
            (&a.place, a.code, &a.message, &a.related)
                .cmp(&(&b.place, b.code, &b.message, &b.related))
        });
        diagnostics.dedup();
        Self {
            diagnostics,
            sources,
        }
    }

    /// The problems, sorted by file and place.
    pub fn diagnostics(&self) -> &[Diagnostic] {
        &self.diagnostics
    }

    /// The text of a spec file, for a diagnostic that points into it.
    pub fn source(&self, file: &str) -> &str {
        self.sources.text(file)
    }

    /// The line and the column, both from 1, at which a span of a file starts;
    /// columns count characters.
    pub fn line_and_column(&self, file: &str, span: Span) -> (usize, usize) {
        let text = self.sources.text(file);
        let before = text.get(..span.start()).unwrap_or(text);
        let line_start = before.rfind('\n').map_or(0, |at| at + 1);
        (
            before.matches('\n').count() + 1,
            before[line_start..].chars().count() + 1,
        )
    }

    /// All problems as rustc prints them, and a last line that counts them.
    pub fn render(&self, style: Style) -> String {
        let mut text = String::new();
        for diagnostic in &self.diagnostics {
            text.push_str(&render(diagnostic, &self.sources, style));
            text.push_str("\n\n");
        }
        text.push_str(&self.summary());
        text.push('\n');
        text
    }

    /// `error: 3 problems in 2 spec files`.
    pub fn summary(&self) -> String {
        let mut files: Vec<&str> = self.diagnostics.iter().map(|d| &*d.place.file).collect();
        files.dedup();
        let count = |n: usize, what: &str| format!("{n} {what}{}", if n == 1 { "" } else { "s" });
        format!(
            "error: {} in {}",
            count(self.diagnostics.len(), "problem"),
            count(files.len(), "spec file")
        )
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.render(Style::Plain))
    }
}

impl std::error::Error for Report {}
