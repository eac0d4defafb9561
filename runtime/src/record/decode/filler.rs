//! One JSON value into a [`Slot`], whatever is there and whatever should be; what is in objects
//! and lists is in `nested`.

use super::super::path::Path;
use super::super::value::{is_known, reset};
use super::super::{DeviationKind, Optional, Slot, flags};
use super::Context;
use super::nested::{fill_list, fill_record};
use super::reader::Reader;
use super::scalar::{Scalar, expected};

/// Fills one slot. What it gives back is whether the slot now holds something; where it
/// does not, the slot is empty and the context knows why.
pub(in super::super) struct Filler<'c, 'a, 's> {
    pub(in super::super) slot: Slot<'s>,
    /// The flags of the field.
    pub(in super::super) bits: u16,
    pub(in super::super) path: &'c Path<'c>,
    pub(in super::super) context: &'c mut Context<'a>,
}

impl Filler<'_, '_, '_> {
    /// Reads the next value.
    pub(in super::super) fn fill(self, reader: &mut Reader<'_>) -> Option<bool> {
        match reader.peek()? {
            b'"' => {
                reader.expect(b'"')?;
                let text = reader.string()?;
                if self.bits & flags::JSON_TEXT != 0 {
                    return Some(self.json_text(&text));
                }
                Some(self.text(&text))
            }
            b'{' => self.object(reader),
            b'[' => self.array(reader),
            b't' | b'f' => {
                let found = reader.boolean()?;
                Some(self.bare(Scalar::Boolean(found)))
            }
            b'n' => {
                reader.word("null")?;
                Some(self.bare(Scalar::Null))
            }
            _ => {
                let digits = reader.number()?;
                Some(self.bare(Scalar::Digits(digits)))
            }
        }
    }

    /// Fills what an optional slot leads to, and makes it absent again where that fails.
    pub(super) fn optional(
        optional: &mut dyn Optional,
        fill: impl FnOnce(Slot<'_>) -> bool,
    ) -> bool {
        let taken = fill(optional.insert().slot());
        if !taken {
            optional.clear();
        }
        taken
    }

    /// Fills the slot from a string that holds JSON.
    fn json_text(mut self, text: &str) -> bool {
        let (reports, depth) = (self.context.deviations.len(), self.context.depth);
        let mut reader = Reader::new(text);
        let inner = Filler {
            slot: self.slot.reborrow(),
            bits: self.bits & !flags::JSON_TEXT,
            path: self.path,
            context: self.context,
        };
        let taken = inner.fill(&mut reader);
        if let Some(taken) = taken.filter(|_| reader.is_at_end()) {
            return taken;
        }
        self.context.deviations.truncate(reports);
        self.context.depth = depth;
        reset(self.slot.reborrow());
        self.refuse("string that holds JSON", "other string")
    }

    /// Reports that there is not what was expected.
    fn refuse(self, expected: &'static str, found: &'static str) -> bool {
        let kind = DeviationKind::WrongType { expected, found };
        self.context.report(self.path, kind);
        false
    }

    /// Notes that JSON which should be in a string is not.
    fn out_of_text(&mut self, found: &'static str) {
        if self.bits & flags::JSON_TEXT != 0 {
            self.bits &= !flags::JSON_TEXT;
            let expected = "string that holds JSON";
            let kind = DeviationKind::WrongType { expected, found };
            self.context.report(self.path, kind);
        }
    }

    /// Text, which mostly comes where text is expected: then the short way.
    fn text(self, found: &str) -> bool {
        match self.slot {
            Slot::Text(text, values) => {
                text.set(found);
                if !is_known(values, &found) {
                    self.context.report(self.path, DeviationKind::UnknownValue);
                }
                true
            }
            Slot::Optional(optional) => {
                Filler::optional(optional, |slot| Filler { slot, ..self }.text(found))
            }
            _ => self.scalar(Scalar::Text(found)),
        }
    }

    fn bare(mut self, found: Scalar<'_>) -> bool {
        if !matches!(found, Scalar::Null) {
            self.out_of_text(found.name());
        }
        self.scalar(found)
    }

    fn array(mut self, reader: &mut Reader<'_>) -> Option<bool> {
        self.out_of_text("array");
        match self.slot {
            Slot::Optional(optional) => {
                let slot = optional.insert().slot();
                let taken = Filler { slot, ..self }.array(reader)?;
                if !taken {
                    optional.clear();
                }
                Some(taken)
            }
            Slot::List(list) => {
                fill_list(list, self.bits, self.path, self.context, reader)?;
                Some(true)
            }
            Slot::Json(json) => {
                json.read(reader, self.context.depth)?;
                Some(true)
            }
            _ => self.other(reader, "array"),
        }
    }

    fn object(mut self, reader: &mut Reader<'_>) -> Option<bool> {
        self.out_of_text("object");
        match self.slot {
            Slot::Optional(optional) => {
                let slot = optional.insert().slot();
                let taken = Filler { slot, ..self }.object(reader)?;
                if !taken {
                    optional.clear();
                }
                Some(taken)
            }
            Slot::Record(record) => {
                fill_record(record, self.path, self.context, reader)?;
                Some(true)
            }
            Slot::Json(json) => {
                json.read(reader, self.context.depth)?;
                Some(true)
            }
            Slot::File(file) => {
                let (path, context) = (self.path, &mut *self.context);
                if file.read(&mut |record| fill_record(record, path, context, reader))? {
                    return Some(true);
                }
                let (expected, found) = ("file with its bytes in base64", "object");
                let kind = DeviationKind::WrongType { expected, found };
                self.context.report(self.path, kind);
                Some(false)
            }
            _ => self.other(reader, "object"),
        }
    }

    /// Reads past a value that the slot cannot hold.
    fn other(self, reader: &mut Reader<'_>, found: &'static str) -> Option<bool> {
        reader.skip()?;
        let expected = expected(&self.slot);
        Some(self.refuse(expected, found))
    }
}
