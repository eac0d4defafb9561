//! From the pieces of a body to those of its uncompressed content.
//!
//! Invariant: no step uncompresses more than some 64 KiB, however well the content was
//! compressed; neither body nor content passes the limit; the end is good only where every
//! promise was kept.

use std::io::Write as _;

use bytes::{Buf as _, Bytes, BytesMut};
use flate2::write::MultiGzDecoder;

use super::error::DownloadError;
use super::promise::{Check, Promise};

/// How a gzip file begins.
const GZIP: [u8; 2] = [0x1f, 0x8b];

/// What came and was not handed out yet, and what is known of all that was.
pub(super) struct Content {
    input: Bytes,
    form: Form,
    stage: Stage,
    checks: Vec<Check>,
    /// Bytes that came.
    came: u64,
    /// Bytes that were handed out.
    given: u64,
    limit: u64,
}

/// How the content travels.
enum Form {
    /// Not known before two bytes are there.
    Unknown,
    Plain,
    Gzip(Box<MultiGzDecoder<Vec<u8>>>),
}

#[derive(PartialEq)]
enum Stage {
    /// More may come.
    Open,
    /// No more comes, and not all was handed out or checked.
    Ending,
    /// Checked, or failed.
    Over,
}

impl Content {
    pub(super) fn new(promises: Vec<Promise>, limit: u64) -> Self {
        Self {
            input: Bytes::new(),
            form: Form::Unknown,
            stage: Stage::Open,
            checks: promises.into_iter().map(Check::new).collect(),
            came: 0,
            given: 0,
            limit,
        }
    }

    /// Takes the next piece of the body.
    pub(super) fn feed(&mut self, piece: Bytes) {
        self.came = self.came.saturating_add(length(&piece));
        if self.input.is_empty() {
            self.input = piece;
        } else {
            // Only while the first two bytes are awaited.
            let mut joined = BytesMut::from(&self.input[..]);
            joined.extend_from_slice(&piece);
            self.input = joined.freeze();
        }
    }

    /// No more of the body comes.
    pub(super) fn end(&mut self) {
        self.stage = Stage::Ending;
    }

    /// Nothing more is to be had.
    pub(super) fn close(&mut self) {
        self.stage = Stage::Over;
        self.input = Bytes::new();
    }

    /// Whether everything was handed out.
    pub(super) fn is_over(&self) -> bool {
        self.stage == Stage::Over
    }

    /// The next piece of the content. `None` where more of the body must come first, or at the good end.
    pub(super) fn next(&mut self) -> Result<Option<Bytes>, DownloadError> {
        if self.stage == Stage::Over {
            return Ok(None);
        }
        if self.came > self.limit {
            return Err(self.too_long());
        }
        if matches!(self.form, Form::Unknown) {
            if self.input.len() < GZIP.len() && self.stage == Stage::Open {
                return Ok(None);
            }
            self.form = if self.input.starts_with(&GZIP) {
                Form::Gzip(Box::new(MultiGzDecoder::new(Vec::new())))
            } else {
                Form::Plain
            };
        }
        let piece = self.uncompress()?;
        if !piece.is_empty() {
            return self.give(piece).map(Some);
        }
        if self.stage == Stage::Ending {
            self.stage = Stage::Over;
            for check in self.checks.drain(..) {
                check.finish()?;
            }
        }
        Ok(None)
    }

    /// What can be had from the input; empty where more must come first, or there is no more.
    fn uncompress(&mut self) -> Result<Bytes, DownloadError> {
        let decoder = match &mut self.form {
            Form::Unknown | Form::Plain => return Ok(std::mem::take(&mut self.input)),
            Form::Gzip(decoder) => decoder,
        };
        while !self.input.is_empty() && decoder.get_ref().is_empty() {
            let taken = decoder
                .write(&self.input)
                .map_err(|_| DownloadError::Gzip)?;
            if taken == 0 {
                return Err(DownloadError::Gzip);
            }
            self.input.advance(taken);
        }
        if self.input.is_empty() && self.stage == Stage::Ending && decoder.get_ref().is_empty() {
            decoder.try_finish().map_err(|_| DownloadError::Gzip)?;
        }
        Ok(std::mem::take(decoder.get_mut()).into())
    }

    fn give(&mut self, piece: Bytes) -> Result<Bytes, DownloadError> {
        self.given = self.given.saturating_add(length(&piece));
        if self.given > self.limit {
            return Err(self.too_long());
        }
        for check in &mut self.checks {
            check.update(&piece);
        }
        Ok(piece)
    }

    fn too_long(&self) -> DownloadError {
        DownloadError::TooLong { limit: self.limit }
    }
}

fn length(piece: &Bytes) -> u64 {
    u64::try_from(piece.len()).unwrap_or(u64::MAX)
}
