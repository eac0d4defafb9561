//! JSON to records, without losing a payment: whatever is JSON decodes.
//!
//! Invariant: only text that is not JSON is an error; everything else that differs
//! from the schema is a [`Deviation`] with its path, and the field has its converted
//! value, is absent, or has its empty value.

mod filler;
mod key;
mod nested;
mod quick;
mod scalar;

use serde::de::DeserializeSeed;

use super::path::Path;
use super::value::reset;
use super::{DecodeError, Deviation, DeviationKind, Open, Record, Slot};

pub(super) use filler::Filler;

/// How deep objects and lists may nest, JSON in texts included. `serde_json` has the
/// same limit, but counts each text from its beginning.
const DEPTH_LIMIT: usize = 128;

/// After so many deviations no more are kept: a hostile body must not fill the memory.
const DEVIATION_LIMIT: usize = 1_000;

/// A record, and where its JSON differed from the schema.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Decoded<T> {
    /// The record.
    pub value: T,
    /// What differed, in the order of the text; at most the first 1,000.
    pub deviations: Vec<Deviation>,
}

/// Reads a record from JSON, leniently.
///
/// A UTF-8 byte order mark is skipped; of a key that occurs twice, the last one counts;
/// anything after the JSON value is an error. `open` decrypts the fields that travel
/// encrypted; without it they keep the wire's text. A number where text is expected
/// keeps the wire's spelling, digit by digit.
///
/// Limits, which are `serde_json`'s: nesting deeper than 127 levels and a number beyond
/// the range of `f64` (`1e999`) count as malformed, except inside of unknown fields; and in
/// a [`JsonValue`](super::JsonValue), a number is an `i64`, a `u64` or an `f64`.
///
/// # Errors
/// Where there is nothing, or something that is not JSON.
pub fn decode<T: Record>(json: &[u8], open: Option<&dyn Open>) -> Result<Decoded<T>, DecodeError> {
    let mut value = <T as Record>::empty();
    let deviations = decode_into(&mut value, json, open)?;
    Ok(Decoded { value, deviations })
}

/// [`decode`], into a record whose type is not known here, and which must be empty.
///
/// # Errors
/// Where there is nothing, or something that is not JSON.
pub fn decode_into(
    record: &mut dyn Record,
    json: &[u8],
    open: Option<&dyn Open>,
) -> Result<Vec<Deviation>, DecodeError> {
    let text = text_of(json)?;
    if quick::fill(record, text, open.is_some()) {
        return Ok(Vec::new());
    }
    reset(Slot::Record(record));
    let mut context = Context::new(Mode::Wire, open);
    fill(record, text, &mut context)?;
    if context.lost_digits {
        // Rare: a fraction or a huge number where text was expected. The parser has
        // already turned it into an f64; read again, asking for the digits.
        context = Context::new(Mode::WireDigits, open);
        reset(Slot::Record(record));
        fill(record, text, &mut context)?;
    }
    Ok(context.deviations)
}

fn fill(
    record: &mut dyn Record,
    text: &str,
    context: &mut Context<'_>,
) -> Result<(), serde_json::Error> {
    let mut json = serde_json::Deserializer::from_str(text);
    let filler = Filler {
        slot: Slot::Record(record),
        bits: 0,
        path: &Path::Root,
        context,
    };
    filler.deserialize(&mut json)?;
    json.end()
}

/// The JSON text in `json`: UTF-8, not blank.
fn text_of(json: &[u8]) -> Result<&str, DecodeError> {
    let text = std::str::from_utf8(json).map_err(|error| {
        let before = json.get(..error.valid_up_to()).unwrap_or_default();
        let line_start = before
            .iter()
            .rposition(|&byte| byte == b'\n')
            .map_or(0, |at| at + 1);
        DecodeError::Malformed {
            reason: "not UTF-8".to_owned(),
            line: 1 + before.iter().filter(|&&byte| byte == b'\n').count(),
            column: 1 + before.len() - line_start,
        }
    })?;
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    if text.trim_ascii().is_empty() {
        return Err(DecodeError::Empty);
    }
    Ok(text)
}

impl From<serde_json::Error> for DecodeError {
    fn from(error: serde_json::Error) -> Self {
        let (line, column) = (error.line(), error.column());
        let mut reason = error.to_string();
        // The message ends in the position, which has its own place here.
        if let Some(at) = reason.rfind(" at line ") {
            reason.truncate(at);
        }
        DecodeError::Malformed {
            reason,
            line,
            column,
        }
    }
}

/// What a decode is for.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Mode {
    /// A body from the wire.
    Wire,
    /// The same, asking the parser for the digits of each number that becomes text.
    WireDigits,
    /// Serde interoperability: only what will be an error is recorded.
    Serde,
}

/// What all parts of one decode share.
pub(super) struct Context<'a> {
    pub(super) mode: Mode,
    pub(super) deviations: Vec<Deviation>,
    open: Option<&'a dyn Open>,
    depth: usize,
    lost_digits: bool,
}

impl<'a> Context<'a> {
    pub(super) fn new(mode: Mode, open: Option<&'a dyn Open>) -> Self {
        Self {
            mode,
            deviations: Vec::new(),
            open,
            depth: 0,
            lost_digits: false,
        }
    }

    fn report(&mut self, path: &Path<'_>, kind: DeviationKind) {
        let harmless = matches!(
            kind,
            DeviationKind::UnknownField | DeviationKind::UnknownValue
        );
        let ignored = harmless && self.mode == Mode::Serde;
        if !ignored && self.deviations.len() < DEVIATION_LIMIT {
            let path = path.to_string();
            self.deviations.push(Deviation { path, kind });
        }
    }

    /// Goes one level down.
    fn enter<E: serde::de::Error>(&mut self) -> Result<(), E> {
        self.depth += 1;
        if self.depth > DEPTH_LIMIT {
            return Err(E::custom("nested too deeply"));
        }
        Ok(())
    }

    /// Comes back up.
    fn leave(&mut self) {
        self.depth -= 1;
    }
}
