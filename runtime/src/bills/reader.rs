//! Reading a bill row by row.
//!
//! Invariant: a bill ends well only behind its summary; totals count typed rows only, and
//! [`BillReader::check`] says so where there are others.

use std::io::BufRead;
use std::marker::PhantomData;
use std::sync::Arc;

use super::error::{BillError, CheckError, RowError};
use super::layout::{Cells, Column, Layout};
use super::line::{Line, Lines};
use super::raw::{RawRow, UntypedRow, split};

/// A kind of row: [`TradeRow`](super::TradeRow) or [`FundFlowRow`](super::FundFlowRow).
///
/// Implemented here only: what reads a row cannot be named outside.
pub trait BillRow: Sized {
    /// The totals at the end of the bill.
    type Summary: std::fmt::Debug + Clone;

    /// The columns of a row.
    #[doc(hidden)]
    const COLUMNS: &'static [Column];

    /// The columns of the summary; the first one's names tell it from a row.
    #[doc(hidden)]
    const TOTALS: &'static [Column];

    /// Reads a row.
    ///
    /// # Errors
    /// Where a cell does not hold what its column is for.
    #[doc(hidden)]
    fn read(cells: &Cells<'_>) -> Result<Self, RowError>;

    /// Reads the summary, and each total in the order of [`BillRow::TOTALS`].
    ///
    /// # Errors
    /// As for a row.
    #[doc(hidden)]
    fn totals(cells: &Cells<'_>) -> Result<Totals<Self>, RowError>;

    /// Adds the row to sums in the order of [`BillRow::TOTALS`].
    #[doc(hidden)]
    fn add(&self, sums: &mut [i128]);
}

/// The summary, and its totals one by one.
pub(super) type Totals<T> = (<T as BillRow>::Summary, Vec<Option<i64>>);

/// Reads a bill row by row: an iterator over its rows, and the summary behind them.
///
/// A row that cannot be typed comes as [`BillError::Row`], whole, and the iteration can go on.
pub struct BillReader<R, T: BillRow> {
    lines: Lines<R>,
    layout: Layout,
    sums: Vec<i128>,
    untyped: u64,
    summary: Option<Totals<T>>,
    over: bool,
    row: PhantomData<fn() -> T>,
}

impl<R: BufRead, T: BillRow> BillReader<R, T> {
    /// Reads the header. `&[u8]` is a reader, and so is a `BufReader` over a file.
    ///
    /// # Errors
    /// Where the reader fails, or this is no bill of the kind.
    pub fn new(reader: R) -> Result<Self, BillError> {
        let mut lines = Lines::new(reader);
        let line = lines.next()?.ok_or(BillError::Empty)?;
        let layout = header(&line, T::COLUMNS)?;
        Ok(Self {
            lines,
            layout,
            sums: vec![0; T::TOTALS.len()],
            untyped: 0,
            summary: None,
            over: false,
            row: PhantomData,
        })
    }

    /// The names in the header, in the order of the bill.
    pub fn columns(&self) -> &[String] {
        &self.layout.header
    }

    /// The totals at the bill's end; `None` before all rows were read.
    pub fn summary(&self) -> Option<&T::Summary> {
        self.summary.as_ref().map(|(summary, _)| summary)
    }

    /// Checks each total of the summary against the rows.
    ///
    /// # Errors
    /// Where the rows were not all read, some were not typed, or a total differs.
    pub fn check(&self) -> Result<(), CheckError> {
        let Some((_, promised)) = &self.summary else {
            return Err(CheckError::NotRead);
        };
        if self.untyped > 0 {
            return Err(CheckError::Untyped(self.untyped));
        }
        for ((column, promised), &found) in T::TOTALS.iter().zip(promised).zip(&self.sums) {
            if let Some(promised) = promised.filter(|&promised| i128::from(promised) != found) {
                let column = column.name();
                return Err(CheckError::Differs {
                    column,
                    promised,
                    found,
                });
            }
        }
        Ok(())
    }

    fn advance(&mut self) -> Result<Option<T>, BillError> {
        let Some(line) = self.lines.next()? else {
            let line = self.lines.number();
            return Err(BillError::Cut { line });
        };
        if is_summary::<T>(&line) {
            self.summary = Some(self.read_summary(&line)?);
            return Ok(None);
        }
        let line = self.complete(line)?;
        let (row, reason) = match String::from_utf8(line.bytes) {
            Ok(text) => match self.layout.cells(split(&text)).and_then(|c| T::read(&c)) {
                Ok(row) => {
                    row.add(&mut self.sums);
                    return Ok(Some(row));
                }
                Err(reason) => (text, reason),
            },
            Err(error) => {
                let text = String::from_utf8_lossy(error.as_bytes()).into_owned();
                (text, RowError::NotUtf8)
            }
        };
        self.untyped += 1;
        let columns = Arc::clone(&self.layout.header);
        let (line, text) = (line.number, row);
        let row = RawRow {
            line,
            text,
            columns,
        };
        Err(BillError::Row(Box::new(UntypedRow { row, reason })))
    }

    /// A row whose text holds a line break goes on in the next line, which then begins
    /// without a backtick.
    fn complete(&mut self, mut line: Line) -> Result<Line, BillError> {
        while line.bytes.first() == Some(&b'`')
            && count_cells(&line.bytes) < self.layout.header.len()
        {
            match self.lines.peek()? {
                Some(next) if next.bytes.first() != Some(&b'`') && !is_summary::<T>(next) => {}
                _ => break,
            }
            if let Some(next) = self.lines.next()? {
                line.bytes.push(b'\n');
                line.bytes.extend_from_slice(&next.bytes);
            }
        }
        Ok(line)
    }

    fn read_summary(&mut self, line: &Line) -> Result<Totals<T>, BillError> {
        let layout = header(line, T::TOTALS)?;
        let Some(line) = self.lines.next()? else {
            let line = self.lines.number();
            return Err(BillError::Cut { line });
        };
        let number = line.number;
        let text = std::str::from_utf8(&line.bytes).map_err(|_| RowError::NotUtf8);
        let totals = text
            .and_then(|text| layout.cells(split(text)))
            .and_then(|cells| T::totals(&cells));
        let totals = totals.map_err(|reason| BillError::Summary {
            line: number,
            reason,
        })?;
        match self.lines.next()? {
            Some(line) => Err(BillError::AfterSummary { line: line.number }),
            None => Ok(totals),
        }
    }
}

impl<R: BufRead, T: BillRow> Iterator for BillReader<R, T> {
    type Item = Result<T, BillError>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.over {
            return None;
        }
        let next = self.advance();
        self.over = !matches!(next, Ok(Some(_)) | Err(BillError::Row(_)));
        next.transpose()
    }
}

impl<R, T: BillRow> std::fmt::Debug for BillReader<R, T> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("BillReader")
            .field("columns", &self.layout.header)
            .field(
                "summary",
                &self.summary.as_ref().map(|(summary, _)| summary),
            )
            .finish_non_exhaustive()
    }
}

/// The columns that a header names. One that is no UTF-8 has none that is known.
fn header(line: &Line, known: &'static [Column]) -> Result<Layout, BillError> {
    let text = std::str::from_utf8(&line.bytes).unwrap_or_default();
    let names: Vec<&str> = names(text).collect();
    Layout::new(&names, known)
}

fn names(header: &str) -> impl Iterator<Item = &str> {
    let header = header.strip_prefix('\u{feff}').unwrap_or(header);
    header
        .split(',')
        .map(|name| name.trim().trim_start_matches('`'))
}

/// Whether `line` is the header of the summary.
fn is_summary<T: BillRow>(line: &Line) -> bool {
    let first = line.bytes.split(|&byte| byte == b',').next();
    let first = first.and_then(|first| std::str::from_utf8(first).ok());
    let first = first.map(|first| first.trim_start_matches('`'));
    let known = T::TOTALS.first().map_or(&[][..], |column| column.names);
    first.is_some_and(|first| known.contains(&first))
}

fn count_cells(bytes: &[u8]) -> usize {
    1 + bytes.windows(2).filter(|pair| pair == b",`").count()
}
