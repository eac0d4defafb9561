//! The lines of a bill.
//!
//! Invariant: no line is held that is longer than [`LIMIT`].

use std::io::{BufRead, Read as _};

use super::error::BillError;

/// The longest line, in bytes; real ones have less than 2,000.
const LIMIT: usize = 1 << 20;

/// A line without its end.
#[derive(Debug)]
pub(super) struct Line {
    pub(super) number: u64,
    pub(super) bytes: Vec<u8>,
}

/// Lines with one of look-ahead. Blank ones are passed over.
#[derive(Debug)]
pub(super) struct Lines<R> {
    reader: R,
    number: u64,
    ahead: Option<Line>,
}

impl<R: BufRead> Lines<R> {
    pub(super) fn new(reader: R) -> Self {
        Self {
            reader,
            number: 0,
            ahead: None,
        }
    }

    /// How many lines were read.
    pub(super) fn number(&self) -> u64 {
        self.number
    }

    /// The next line; it stays the next one.
    pub(super) fn peek(&mut self) -> Result<Option<&Line>, BillError> {
        if self.ahead.is_none() {
            self.ahead = self.read()?;
        }
        Ok(self.ahead.as_ref())
    }

    pub(super) fn next(&mut self) -> Result<Option<Line>, BillError> {
        match self.ahead.take() {
            Some(line) => Ok(Some(line)),
            None => self.read(),
        }
    }

    fn read(&mut self) -> Result<Option<Line>, BillError> {
        loop {
            let mut bytes = Vec::new();
            let limit = u64::try_from(LIMIT).unwrap_or(u64::MAX).saturating_add(1);
            let mut limited = self.reader.by_ref().take(limit);
            if limited.read_until(b'\n', &mut bytes)? == 0 {
                return Ok(None);
            }
            self.number += 1;
            if bytes.len() > LIMIT {
                let (line, limit) = (self.number, LIMIT);
                return Err(BillError::LineTooLong { line, limit });
            }
            while bytes
                .last()
                .is_some_and(|byte| matches!(byte, b'\n' | b'\r'))
            {
                bytes.pop();
            }
            if !bytes.trim_ascii().is_empty() {
                let number = self.number;
                return Ok(Some(Line { number, bytes }));
            }
        }
    }
}
