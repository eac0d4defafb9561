//! The one visitor that reads JSON (or what another serde format has) into a [`Slot`]; what
//! is in objects and lists is in `nested`.

use std::borrow::Cow;
use std::fmt;

use serde::Deserialize;
use serde::de::value::{MapAccessDeserializer, SeqAccessDeserializer};
use serde::de::{DeserializeSeed, Deserializer, Error, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde_json::value::RawValue;

use super::super::file::FileRecord;
use super::super::path::Path;
use super::super::value::{JsonValue, reset};
use super::super::{DeviationKind, Optional, Slot, flags};
use super::key::NUMBER_TOKEN;
use super::nested::{fill_list, fill_record};
use super::scalar::{Scalar, expected, takes_text};
use super::{Context, Mode};

/// Fills one slot. What it gives back is whether the slot now holds something; where it
/// does not, the slot is empty and the context knows why.
pub(in super::super) struct Filler<'c, 'a, 's> {
    pub(in super::super) slot: Slot<'s>,
    /// The flags of the field.
    pub(in super::super) bits: u16,
    pub(in super::super) path: &'c Path<'c>,
    pub(in super::super) context: &'c mut Context<'a>,
}

impl<'de> DeserializeSeed<'de> for Filler<'_, '_, '_> {
    type Value = bool;

    fn deserialize<D: Deserializer<'de>>(mut self, deserializer: D) -> Result<bool, D::Error> {
        let exact = self.context.mode == Mode::WireDigits
            && self.bits & flags::JSON_TEXT == 0
            && leads_to_text(&mut self.slot);
        if exact {
            self.exact(deserializer)
        } else {
            deserializer.deserialize_any(self)
        }
    }
}

impl Filler<'_, '_, '_> {
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

    /// Fills a text with a number's spelling, if it is a number.
    fn exact<'de, D: Deserializer<'de>>(self, deserializer: D) -> Result<bool, D::Error> {
        let raw = <&RawValue>::deserialize(deserializer)?.get();
        if raw.starts_with(|c: char| c == '-' || c.is_ascii_digit()) {
            return Ok(self.scalar(Scalar::Digits(raw)));
        }
        let mut json = serde_json::Deserializer::from_str(raw);
        json.deserialize_any(self).map_err(Error::custom)
    }

    /// Fills the slot from a string that holds JSON.
    fn json_text(mut self, text: &str) -> bool {
        let (reports, depth) = (self.context.deviations.len(), self.context.depth);
        let mut json = serde_json::Deserializer::from_str(text);
        let inner = Filler {
            slot: self.slot.reborrow(),
            bits: self.bits & !flags::JSON_TEXT,
            path: self.path,
            context: self.context,
        };
        let taken = inner.deserialize(&mut json);
        if let Ok(taken) = taken.and_then(|taken| json.end().map(|()| taken)) {
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
            Slot::Text(text) => {
                if !text.set(found) {
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

    /// An integer, which mostly comes where one is expected: then the short way.
    fn integer(self, found: i64) -> bool {
        match self.slot {
            Slot::Integer(integer) if self.bits & flags::JSON_TEXT == 0 => {
                if !integer.set(found) {
                    self.context.report(self.path, DeviationKind::UnknownValue);
                }
                true
            }
            Slot::Optional(optional) => {
                Filler::optional(optional, |slot| Filler { slot, ..self }.integer(found))
            }
            _ => self.bare(Scalar::Integer(found)),
        }
    }

    fn bare(mut self, found: Scalar<'_>) -> bool {
        if !matches!(found, Scalar::Null) {
            self.out_of_text(found.name());
        }
        self.scalar(found)
    }
}

/// Whether the slot, or what it would hold if it were present, is text.
fn leads_to_text(slot: &mut Slot<'_>) -> bool {
    match slot {
        Slot::Optional(optional) => {
            let leads = leads_to_text(&mut optional.insert().slot());
            optional.clear();
            leads
        }
        slot => takes_text(slot),
    }
}

impl<'de> Visitor<'de> for Filler<'_, '_, '_> {
    type Value = bool;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON value")
    }

    fn visit_bool<E: Error>(self, found: bool) -> Result<bool, E> {
        Ok(self.bare(Scalar::Boolean(found)))
    }

    fn visit_i64<E: Error>(self, found: i64) -> Result<bool, E> {
        Ok(self.integer(found))
    }

    fn visit_u64<E: Error>(self, found: u64) -> Result<bool, E> {
        match i64::try_from(found) {
            Ok(found) => Ok(self.integer(found)),
            Err(_) => Ok(self.bare(Scalar::Large(found))),
        }
    }

    fn visit_f64<E: Error>(self, found: f64) -> Result<bool, E> {
        Ok(self.bare(Scalar::Number(found)))
    }

    fn visit_str<E: Error>(self, found: &str) -> Result<bool, E> {
        if self.bits & flags::JSON_TEXT != 0 {
            return Ok(self.json_text(found));
        }
        Ok(self.text(found))
    }

    fn visit_unit<E: Error>(self) -> Result<bool, E> {
        Ok(self.bare(Scalar::Null))
    }

    fn visit_none<E: Error>(self) -> Result<bool, E> {
        self.visit_unit()
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<bool, D::Error> {
        deserializer.deserialize_any(self)
    }

    fn visit_newtype_struct<D: Deserializer<'de>>(self, inner: D) -> Result<bool, D::Error> {
        inner.deserialize_any(self)
    }

    fn visit_seq<A: SeqAccess<'de>>(mut self, mut seq: A) -> Result<bool, A::Error> {
        self.out_of_text("array");
        match self.slot {
            Slot::Optional(optional) => {
                let slot = optional.insert().slot();
                let taken = Filler { slot, ..self }.visit_seq(seq)?;
                if !taken {
                    optional.clear();
                }
                Ok(taken)
            }
            Slot::List(list) => {
                fill_list(list, self.bits, self.path, self.context, seq)?;
                Ok(true)
            }
            Slot::Json(json) => {
                *json = JsonValue::deserialize(SeqAccessDeserializer::new(seq))?;
                Ok(true)
            }
            _ => {
                while seq.next_element::<IgnoredAny>()?.is_some() {}
                let expected = expected(&self.slot);
                Ok(self.refuse(expected, "array"))
            }
        }
    }

    fn visit_map<A: MapAccess<'de>>(mut self, mut map: A) -> Result<bool, A::Error> {
        self.out_of_text("object");
        match self.slot {
            Slot::Optional(optional) => {
                let slot = optional.insert().slot();
                let taken = Filler { slot, ..self }.visit_map(map)?;
                if !taken {
                    optional.clear();
                }
                Ok(taken)
            }
            Slot::Record(record) => fill_record(record, self.path, self.context, map),
            Slot::Json(json) => {
                *json = JsonValue::deserialize(MapAccessDeserializer::new(map))?;
                Ok(true)
            }
            Slot::File(file) => {
                let mut record = FileRecord::default();
                let taken = fill_record(&mut record, self.path, self.context, map)?;
                if let Some(upload) = record.into_upload() {
                    *file = upload;
                    return Ok(taken);
                }
                let expected = "file with its bytes in base64";
                let found = "object";
                let kind = DeviationKind::WrongType { expected, found };
                self.context.report(self.path, kind);
                Ok(false)
            }
            _ => {
                let first = map.next_key::<Cow<'_, str>>()?;
                if first.as_deref() == Some(NUMBER_TOKEN) {
                    // The only member that such an object has.
                    let digits: Cow<'_, str> = map.next_value()?;
                    return Ok(self.scalar(Scalar::Digits(&digits)));
                }
                if first.is_some() {
                    consume(&mut map)?;
                }
                let expected = expected(&self.slot);
                Ok(self.refuse(expected, "object"))
            }
        }
    }
}

/// Reads past the rest of an object, of which a key has just been read.
fn consume<'de, A: MapAccess<'de>>(map: &mut A) -> Result<(), A::Error> {
    map.next_value::<IgnoredAny>()?;
    while map.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
    Ok(())
}
