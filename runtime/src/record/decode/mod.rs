//! JSON to records, without losing a payment: whatever is JSON decodes.
//!
//! Invariant: only text that is not JSON is an error; everything else that differs
//! from the schema is a [`Deviation`] with its path, and the field has its converted
//! value, is absent, or has its empty value.

mod filler;
mod json;
mod key;
mod nested;
mod quick;
mod raw;
mod reader;
mod scalar;
mod whole;

use super::path::Path;
use super::value::reset;
use super::{DecodeError, Deviation, DeviationKind, JsonValue, Open, Record, Slot};

pub(crate) use raw::RawJson;
pub(super) use reader::Reader;
pub(super) use scalar::Scalar;

pub(super) use json::{json_of, read_json};

use filler::Filler;
use reader::DEPTH_LIMIT;

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
/// Limits: nesting deeper than 127 levels counts as malformed, except inside of unknown
/// fields. In a [`JsonValue`], a number is an `i64`, a `u64` or an `f64`, and one beyond the
/// range of these (`1e999`) is kept as text.
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
    fill(Slot::Record(record), text, &mut context)?;
    Ok(context.deviations)
}

/// Reads all of `text` into `slot`.
pub(super) fn fill(
    slot: Slot<'_>,
    text: &str,
    context: &mut Context<'_>,
) -> Result<(), DecodeError> {
    let mut reader = Reader::new(text);
    let filler = Filler {
        slot,
        bits: 0,
        path: &Path::Root,
        context,
    };
    let filled = filler.fill(&mut reader);
    if filled.is_some() && reader.is_at_end() {
        return Ok(());
    }
    Err(malformed(
        text.as_bytes(),
        reader.position(),
        reader.reason(),
    ))
}

/// Reads any JSON; nothing where it is not JSON.
pub(crate) fn json_value(json: &[u8]) -> Option<JsonValue> {
    let mut reader = Reader::new(text_of(json).ok()?);
    let value = read_json(&mut reader, 0)?;
    reader.is_at_end().then_some(value)
}

/// The error that `text` is not JSON, which shows at the byte `at`.
fn malformed(text: &[u8], at: usize, reason: &str) -> DecodeError {
    let before = text.get(..at).unwrap_or(text);
    let line_start = before
        .iter()
        .rposition(|&byte| byte == b'\n')
        .map_or(0, |at| at + 1);
    DecodeError::Malformed {
        reason: reason.to_owned(),
        line: 1 + before.iter().filter(|&&byte| byte == b'\n').count(),
        column: 1 + before.len() - line_start,
    }
}

/// The JSON text in `json`: UTF-8, not blank.
fn text_of(json: &[u8]) -> Result<&str, DecodeError> {
    let text = std::str::from_utf8(json)
        .map_err(|error| malformed(json, error.valid_up_to(), "not UTF-8"))?;
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    if text.trim_ascii().is_empty() {
        return Err(DecodeError::Empty);
    }
    Ok(text)
}

/// What a decode is for.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Mode {
    /// A body from the wire.
    Wire,
    /// Serde interoperability: only what will be an error is recorded.
    Serde,
}

/// What all parts of one decode share.
pub(super) struct Context<'a> {
    pub(super) mode: Mode,
    pub(super) deviations: Vec<Deviation>,
    open: Option<&'a dyn Open>,
    depth: usize,
}

impl<'a> Context<'a> {
    pub(super) fn new(mode: Mode, open: Option<&'a dyn Open>) -> Self {
        Self {
            mode,
            deviations: Vec::new(),
            open,
            depth: 0,
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
    fn enter(&mut self, reader: &mut Reader<'_>) -> Option<()> {
        if self.depth >= DEPTH_LIMIT {
            return reader.too_deep();
        }
        self.depth += 1;
        Some(())
    }

    /// Comes back up.
    fn leave(&mut self) {
        self.depth -= 1;
    }
}
