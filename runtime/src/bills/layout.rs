//! Where a bill's columns are: found by name, wherever they stand.
//!
//! Invariant: a column that the typed row does not know is still handed out, by its name.

use std::sync::Arc;

use super::amount::{Fee, fen_from_yuan};
use super::error::{BillError, CellError, RowError};
use crate::value::Timestamp;

/// A column that a typed row, or a summary, reads.
#[derive(Debug)]
pub struct Column {
    /// Its names, over the years and for the kinds of merchant; the first is today's.
    pub(super) names: &'static [&'static str],
    /// Whether every bill of the kind has it.
    pub(super) required: bool,
}

impl Column {
    pub(super) const fn required(names: &'static [&'static str]) -> Self {
        let required = true;
        Self { names, required }
    }

    pub(super) const fn optional(names: &'static [&'static str]) -> Self {
        let required = false;
        Self { names, required }
    }

    /// The name that messages use.
    pub(super) fn name(&self) -> &'static str {
        self.names.first().copied().unwrap_or_default()
    }
}

/// The columns of a header, matched with those that are known.
#[derive(Debug)]
pub(super) struct Layout {
    pub(super) header: Arc<[String]>,
    /// For each known column, where it is.
    positions: Vec<Option<usize>>,
    /// Where those are that are not known.
    others: Vec<usize>,
}

impl Layout {
    pub(super) fn new(header: &[&str], known: &'static [Column]) -> Result<Self, BillError> {
        let header: Arc<[String]> = header.iter().map(|name| (*name).to_owned()).collect();
        let position = |column: &Column| {
            let mut names = column.names.iter();
            names.find_map(|wanted| header.iter().position(|name| is_called(name, wanted)))
        };
        let positions: Vec<_> = known.iter().map(position).collect();
        let missing = known.iter().zip(&positions);
        if let Some((column, _)) = missing
            .into_iter()
            .find(|(column, position)| column.required && position.is_none())
        {
            let column = column.name();
            return Err(BillError::MissingColumn { column });
        }
        let others = (0..header.len())
            .filter(|index| !positions.contains(&Some(*index)))
            .collect();
        Ok(Self {
            header,
            positions,
            others,
        })
    }

    /// `cells` under this header.
    pub(super) fn cells<'a>(&'a self, cells: Vec<&'a str>) -> Result<Cells<'a>, RowError> {
        let (expected, found) = (self.header.len(), cells.len());
        if expected != found {
            return Err(RowError::Cells { expected, found });
        }
        let layout = self;
        Ok(Cells { layout, cells })
    }
}

/// Whether `name` is `wanted`, with or without its unit: `收支金额（元）`, `收支金额(元)`.
fn is_called(name: &str, wanted: &str) -> bool {
    let units = ["（元）", "(元)"];
    let bare = units.iter().find_map(|unit| name.strip_suffix(unit));
    bare.unwrap_or(name) == wanted
}

/// The cells of one row, by known column.
pub struct Cells<'a> {
    layout: &'a Layout,
    cells: Vec<&'a str>,
}

impl Cells<'_> {
    /// The text in a column, where there is such a column and something in it.
    fn find(&self, column: usize) -> Option<&str> {
        let position = self.layout.positions.get(column).copied()??;
        self.cells
            .get(position)
            .copied()
            .filter(|cell| !cell.is_empty())
    }

    /// Text; empty where there is none.
    pub(super) fn text(&self, column: usize) -> String {
        self.find(column).unwrap_or_default().to_owned()
    }

    /// Text; `None` where there is none. Bills write an absent number of an order as `0`.
    pub(super) fn optional(&self, column: usize) -> Option<String> {
        let text = self.find(column).filter(|cell| *cell != "0");
        text.map(str::to_owned)
    }

    /// Text that must be there.
    pub(super) fn must(&self, column: usize) -> Result<String, RowError> {
        let text = self.find(column).map(str::to_owned);
        text.ok_or_else(|| self.wrong(column, CellError::Empty))
    }

    /// An amount in fen.
    pub(super) fn fen(&self, column: usize) -> Result<Option<i64>, RowError> {
        let fen = self.find(column).map(fen_from_yuan).transpose();
        fen.map_err(|error| self.wrong(column, CellError::Amount(error)))
    }

    /// An amount in fen that must be there.
    pub(super) fn must_fen(&self, column: usize) -> Result<i64, RowError> {
        self.fen(column)?
            .ok_or_else(|| self.wrong(column, CellError::Empty))
    }

    /// A fee.
    pub(super) fn fee(&self, column: usize) -> Result<Option<Fee>, RowError> {
        let fee = self.find(column).map(Fee::from_yuan).transpose();
        fee.map_err(|error| self.wrong(column, CellError::Amount(error)))
    }

    /// A count; some summaries write `20.0`.
    pub(super) fn count(&self, column: usize) -> Result<Option<i64>, RowError> {
        let count = |text: &str| {
            let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
            let whole: Option<u32> = whole.parse().ok();
            let whole = whole.filter(|_| fraction.bytes().all(|digit| digit == b'0'));
            whole.map(i64::from)
        };
        let Some(text) = self.find(column) else {
            return Ok(None);
        };
        let count = count(text).ok_or_else(|| self.wrong(column, CellError::Count))?;
        Ok(Some(count))
    }

    /// A moment, which bills state in Beijing's time.
    pub(super) fn time(&self, column: usize) -> Result<Option<Timestamp>, RowError> {
        let Some(text) = self.find(column) else {
            return Ok(None);
        };
        let time = text
            .split_once(' ')
            .map(|(day, time)| format!("{day}T{time}+08:00"));
        let time = time.map(Timestamp::from);
        match time.filter(|time| time.unix_seconds().is_some()) {
            Some(time) => Ok(Some(time)),
            None => Err(self.wrong(column, CellError::Time)),
        }
    }

    /// A moment that must be there.
    pub(super) fn must_time(&self, column: usize) -> Result<Timestamp, RowError> {
        self.time(column)?
            .ok_or_else(|| self.wrong(column, CellError::Empty))
    }

    /// What stands in columns that are not known, with their names.
    pub(super) fn others(&self) -> Vec<(String, String)> {
        let pair = |&index: &usize| {
            let (name, cell) = (self.layout.header.get(index)?, self.cells.get(index)?);
            Some((name.clone(), (*cell).to_owned()))
        };
        self.layout.others.iter().filter_map(pair).collect()
    }

    fn wrong(&self, column: usize, error: CellError) -> RowError {
        let position = self.layout.positions.get(column).copied().flatten();
        let name = position.and_then(|position| self.layout.header.get(position));
        let column = name.cloned().unwrap_or_default();
        RowError::Cell { column, error }
    }
}
