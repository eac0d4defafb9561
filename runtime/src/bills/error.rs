//! What can be wrong with a bill.
//!
//! Invariant: a message names the line and the column, never what stands in a cell.

use super::amount::AmountError;
use super::raw::UntypedRow;
use crate::error::Error;

/// A bill, or one row of it, cannot be read.
///
/// After [`BillError::Row`] the reader goes on with the next row; after any other error it ends.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum BillError {
    /// The reader below failed.
    #[error("the bill cannot be read: {0}")]
    Io(#[from] std::io::Error),
    /// There is no header row.
    #[error("the bill is empty: ask WeChat Pay for it again")]
    Empty,
    /// The header is no UTF-8, or lacks a column that every bill of this kind has.
    #[error("the header has no column `{column}`: this is no bill of this kind")]
    MissingColumn {
        /// The column's name.
        column: &'static str,
    },
    /// A line that is longer than any bill's.
    #[error("line {line} is longer than {limit} bytes: this is no bill")]
    LineTooLong {
        /// The line, from 1.
        line: u64,
        /// The limit in bytes.
        limit: usize,
    },
    /// A row that cannot be typed. It is inside, as it came; the next row can be read.
    #[error("{0}")]
    Row(#[source] Box<UntypedRow>),
    /// A total in the summary cannot be read.
    #[error("the summary in line {line} cannot be read: {reason}")]
    Summary {
        /// The line, from 1.
        line: u64,
        /// Why.
        reason: RowError,
    },
    /// There is no summary at the end.
    #[error("the bill ends in line {line} without a summary: it was cut off, download it again")]
    Cut {
        /// The last line, from 1.
        line: u64,
    },
    /// Something follows the summary.
    #[error("line {line} follows the summary, which is the end of a bill")]
    AfterSummary {
        /// The line, from 1.
        line: u64,
    },
}

/// Why a row has no typed form.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum RowError {
    /// It is not UTF-8.
    #[error("it is not UTF-8")]
    NotUtf8,
    /// It has not as many cells as the header.
    #[error("it has {found} cells and the header {expected}")]
    Cells {
        /// The header's.
        expected: usize,
        /// The row's.
        found: usize,
    },
    /// A cell does not hold what its column is for.
    #[error("`{column}`: {error}")]
    Cell {
        /// The column's name in the header.
        column: String,
        /// What is wrong.
        error: CellError,
    },
}

/// What is wrong with a cell.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum CellError {
    /// It is empty, and must not be.
    #[error("it is empty")]
    Empty,
    /// It is no amount.
    #[error("{0}")]
    Amount(#[source] AmountError),
    /// It is no time such as `2019-06-11 10:34:56`.
    #[error("it is no time such as 2019-06-11 10:34:56")]
    Time,
    /// It is no count.
    #[error("it is no whole number")]
    Count,
}

/// A bill's summary does not fit its rows.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum CheckError {
    /// The rows were not all read yet.
    #[error("the bill was not read to its end: read all rows, then check")]
    NotRead,
    /// Rows that have no typed form are not in the sums.
    #[error("{0} rows could not be typed, so the totals cannot be checked: look at them")]
    Untyped(u64),
    /// A total is not that of the rows.
    #[error("the summary's `{column}` is not that of the rows: download the bill again")]
    Differs {
        /// The total's name.
        column: &'static str,
        /// What the summary says; of amounts in the smallest unit (fen, or a [`Fee`](super::Fee)'s).
        promised: i64,
        /// What the rows add up to.
        found: i128,
    },
}

/// Why WeChat Pay has no bill to give.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Unavailable {
    /// `NO_STATEMENT_EXIST`: nothing happened on that day, or the account is not used.
    NoStatement,
    /// `STATEMENT_CREATING`: it is being made; ask again later (bills are ready at 10 o'clock).
    Creating,
}

impl Unavailable {
    /// Whether `error` says that there is no bill, or none yet.
    pub fn of(error: &Error) -> Option<Self> {
        match error.api()?.code.as_str() {
            "NO_STATEMENT_EXIST" => Some(Self::NoStatement),
            "STATEMENT_CREATING" => Some(Self::Creating),
            _ => None,
        }
    }
}
