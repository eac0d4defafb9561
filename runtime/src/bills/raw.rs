//! Rows as they came.
//!
//! Invariant: `Debug` and messages show where a row is, not what it says.

use std::sync::Arc;

use super::error::RowError;

/// A row as it came.
#[derive(Clone, PartialEq, Eq)]
pub struct RawRow {
    /// Its first line in the bill, from 1.
    pub line: u64,
    /// The text, without the line's end. What is not UTF-8 is replaced.
    pub text: String,
    pub(super) columns: Arc<[String]>,
}

impl RawRow {
    /// Its cells, without backticks.
    pub fn cells(&self) -> Vec<&str> {
        split(&self.text)
    }

    /// The cell under the column `name`, where cells and header fit each other.
    pub fn get(&self, name: &str) -> Option<&str> {
        let cells = self.cells();
        let position = self.columns.iter().position(|column| column == name)?;
        (cells.len() == self.columns.len()).then(|| cells[position])
    }
}

impl std::fmt::Debug for RawRow {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("RawRow")
            .field("line", &self.line)
            .field("text", &format_args!("{} bytes", self.text.len()))
            .finish_non_exhaustive()
    }
}

/// A row that has no typed form.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("the row in line {} cannot be typed: {reason}; it is in the error as it came", row.line)]
#[non_exhaustive]
pub struct UntypedRow {
    /// The row.
    pub row: RawRow,
    /// Why.
    pub reason: RowError,
}

/// The cells of a row.
///
/// Bills quote nothing: where cells are led by a backtick, a comma inside of one (in the
/// goods' name) is told from the next cell's beginning by the backtick that follows it.
pub(super) fn split(text: &str) -> Vec<&str> {
    match text.strip_prefix('`') {
        Some(rest) => rest.split(",`").collect(),
        None => text.split(',').collect(),
    }
}
