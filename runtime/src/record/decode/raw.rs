//! JSON that is looked into without being built.

use std::borrow::Cow;

use super::reader::Reader;
use super::text_of;

/// A JSON value as it is spelled.
#[derive(Clone, Copy)]
pub(crate) struct RawJson<'t>(&'t str);

impl<'t> RawJson<'t> {
    /// The value that `json` spells; nothing where it is not JSON.
    pub(crate) fn new(json: &'t [u8]) -> Option<Self> {
        let mut reader = Reader::new(text_of(json).ok()?);
        let value = value(&mut reader)?;
        reader.is_at_end().then_some(value)
    }

    /// The text, where it is one.
    #[inline(never)]
    pub(crate) fn text(self) -> Option<Cow<'t, str>> {
        let mut reader = Reader::new(self.0);
        reader.expect(b'"')?;
        reader.string()
    }

    /// The items, where it is an array.
    pub(crate) fn items(self) -> Option<Vec<Self>> {
        let mut reader = Reader::new(self.0);
        reader.expect(b'[')?;
        let mut items = Vec::new();
        let mut more = !reader.take(b']');
        while more {
            items.push(value(&mut reader)?);
            more = reader.is_more(b']')?;
        }
        Some(items)
    }

    /// The member `wanted`, the last one of that name, where it is an object and has one.
    #[inline(never)]
    pub(crate) fn get(self, wanted: &str) -> Option<Self> {
        let mut reader = Reader::new(self.0);
        reader.expect(b'{')?;
        let mut found = None;
        let mut more = !reader.take(b'}');
        while more {
            reader.expect(b'"')?;
            let is_it = reader.string()? == wanted;
            reader.expect(b':')?;
            let value = value(&mut reader)?;
            if is_it {
                found = Some(value);
            }
            more = reader.is_more(b'}')?;
        }
        found
    }

    /// Whether it is an object.
    pub(crate) fn is_object(self) -> bool {
        self.0.starts_with('{')
    }

    /// How it is spelled.
    pub(crate) fn as_str(self) -> &'t str {
        self.0
    }
}

/// Reads past the next value.
fn value<'t>(reader: &mut Reader<'t>) -> Option<RawJson<'t>> {
    reader.peek()?;
    let start = reader.position();
    reader.skip()?;
    reader.since(start).map(RawJson)
}
