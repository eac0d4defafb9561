//! The quick way through a body that is just as the schema says, as nearly all are: no
//! unknown member, none twice, no `null`, every value of the field's own type and known.
//!
//! Invariant: what is taken here is JSON, and the visitor of `filler` would have filled the
//! record alike, without a report. Whatever this module is not sure of is left to that.

use std::borrow::Cow;

use super::super::{Field, List, Record, Slot, flags};
use super::key::{Seen, find};
use crate::value::Secret;

/// How deep objects and lists may nest here.
const DEPTH_LIMIT: usize = 32;
/// A number with more digits may be beyond 64 bits.
const DIGITS: usize = 18;

/// Fills `record`, which is empty, from `text`. `false` where the visitor must do it; the
/// record then holds some of it. With `sealed`, fields that travel encrypted are the visitor's.
pub(super) fn fill(record: &mut dyn Record, text: &str, sealed: bool) -> bool {
    let mut reader = Reader {
        text,
        at: 0,
        depth: 0,
        sealed,
    };
    let filled = reader.expect(b'{').and_then(|()| reader.object(record));
    filled.is_some() && reader.peek().is_none()
}

/// JSON that is being read. `None` of a step means: not sure.
struct Reader<'t> {
    text: &'t str,
    at: usize,
    depth: usize,
    sealed: bool,
}

impl<'t> Reader<'t> {
    /// Reads what follows the brace of an object.
    fn object(&mut self, record: &mut dyn Record) -> Option<()> {
        self.enter()?;
        let fields = record.schema().fields;
        let mut seen = Seen::new(fields.len());
        let mut expected = 0;
        let mut more = !self.take(b'}');
        while more {
            let index = self.field(fields, expected)?;
            if seen.contains(index) {
                return None;
            }
            seen.insert(index);
            expected = index + 1;
            self.expect(b':')?;
            let (_, bits) = fields[index];
            self.value(record.field_mut(index).slot(), bits)?;
            more = self.is_more(b'}')?;
        }
        let missing = |(index, field): (usize, &Field)| {
            field.1 & flags::REQUIRED != 0 && !seen.contains(index)
        };
        self.depth -= 1;
        (!fields.iter().enumerate().any(missing)).then_some(())
    }

    /// Reads the name of a member; mostly it is that of the field at `expected`.
    fn field(&mut self, fields: &[Field], expected: usize) -> Option<usize> {
        self.expect(b'"')?;
        if let Some((name, _)) = fields.get(expected) {
            let (name, rest) = (name.as_bytes(), self.text.as_bytes().get(self.at..)?);
            // No byte of a field's name would have to be escaped: see `Field`.
            if rest.starts_with(name) && rest.get(name.len()) == Some(&b'"') {
                self.at += name.len() + 1;
                return Some(expected);
            }
        }
        let name = self.string()?;
        find(fields, expected, &name)
    }

    /// Reads what follows the bracket of a list.
    fn list(&mut self, list: &mut dyn List, bits: u16) -> Option<()> {
        self.enter()?;
        let mut more = !self.take(b']');
        while more {
            self.value(list.push().slot(), bits)?;
            more = self.is_more(b']')?;
        }
        self.depth -= 1;
        Some(())
    }

    fn value(&mut self, mut slot: Slot<'_>, bits: u16) -> Option<()> {
        if bits & flags::JSON_TEXT != 0 || (self.sealed && bits & flags::ENCRYPTED != 0) {
            return None;
        }
        if let Slot::Optional(optional) = slot {
            slot = optional.insert().slot();
        }
        match slot {
            Slot::Text(text) => {
                self.expect(b'"')?;
                text.set(&self.string()?).then_some(())
            }
            Slot::Integer(integer) => integer.set(self.integer()?).then_some(()),
            Slot::Record(record) => {
                self.expect(b'{')?;
                self.object(record)
            }
            Slot::List(list) => {
                self.expect(b'[')?;
                self.list(list, bits)
            }
            Slot::Boolean(boolean) => {
                *boolean = self.boolean()?;
                Some(())
            }
            Slot::Secret(secret) => {
                self.expect(b'"')?;
                // An escaped one is a text already: it moves, rather than leave a copy of its own.
                *secret = Secret::from(self.string()?.into_owned());
                Some(())
            }
            Slot::Number(_) | Slot::Json(_) | Slot::File(_) | Slot::Optional(_) => None,
        }
    }

    /// Reads what follows the first quote of a string.
    #[inline]
    fn string(&mut self) -> Option<Cow<'t, str>> {
        let start = self.at;
        let rest = self.text.as_bytes().get(start..)?;
        let length = plain(rest);
        match rest.get(length)? {
            b'"' => {
                self.at = start + length + 1;
                self.text.get(start..start + length).map(Cow::Borrowed)
            }
            b'\\' => self.escaped(start, start + length).map(Cow::Owned),
            _ => None,
        }
    }

    /// Reads a string from `start` on, whose first backslash is at `at`.
    #[cold]
    fn escaped(&mut self, start: usize, mut at: usize) -> Option<String> {
        let bytes = self.text.as_bytes();
        while bytes.get(at)? == &b'\\' {
            // Over what is escaped, a quote perhaps.
            at += 2;
            at += plain(bytes.get(at..)?);
        }
        self.at = at + 1;
        let with_quotes = self.text.get(start - 1..self.at)?;
        serde_json::from_str(with_quotes).ok()
    }

    fn integer(&mut self) -> Option<i64> {
        self.peek()?;
        let rest = self.text.get(self.at..)?;
        let digits = rest.strip_prefix('-').unwrap_or(rest);
        let count = digits.bytes().take_while(u8::is_ascii_digit).count();
        let length = rest.len() - digits.len() + count;
        // A zero in front is no JSON, and `-0` no integer.
        let plain = (1..=DIGITS).contains(&count) && !(digits.starts_with('0') && length > 1);
        let after = rest.as_bytes().get(length);
        if !plain || matches!(after, Some(b'.' | b'e' | b'E')) {
            return None;
        }
        self.at += length;
        rest.get(..length)?.parse().ok()
    }

    fn boolean(&mut self) -> Option<bool> {
        self.peek()?;
        let rest = self.text.get(self.at..)?;
        let (length, boolean) = match rest {
            _ if rest.starts_with("true") => (4, true),
            _ if rest.starts_with("false") => (5, false),
            _ => return None,
        };
        self.at += length;
        Some(boolean)
    }

    /// Whether after a member or an item comes another one, or `end`.
    fn is_more(&mut self, end: u8) -> Option<bool> {
        let next = self.peek()?;
        self.at += 1;
        match next {
            b',' => Some(true),
            next if next == end => Some(false),
            _ => None,
        }
    }

    /// The next byte that is no white space.
    fn peek(&mut self) -> Option<u8> {
        loop {
            let byte = *self.text.as_bytes().get(self.at)?;
            if !matches!(byte, b' ' | b'\n' | b'\r' | b'\t') {
                return Some(byte);
            }
            self.at += 1;
        }
    }

    /// Takes the next byte if it is `byte`.
    fn take(&mut self, byte: u8) -> bool {
        let is_it = self.peek() == Some(byte);
        self.at += usize::from(is_it);
        is_it
    }

    fn expect(&mut self, byte: u8) -> Option<()> {
        self.take(byte).then_some(())
    }

    fn enter(&mut self) -> Option<()> {
        self.depth += 1;
        (self.depth <= DEPTH_LIMIT).then_some(())
    }
}

/// How many bytes there are before the first that ends a string or is special in one.
///
/// Eight bytes are looked at in one step, as in `serde_json`: of a byte's comparison only the
/// highest bit counts, and the lowest byte whose bit is set is the first.
#[inline]
fn plain(bytes: &[u8]) -> usize {
    const EACH: u64 = u64::MAX / 255;
    let (words, rest) = bytes.as_chunks::<8>();
    for (index, word) in words.iter().enumerate() {
        let word = u64::from_le_bytes(*word);
        let zero = |word: u64| word.wrapping_sub(EACH) & !word;
        let quote = zero(word ^ (EACH * u64::from(b'"')));
        let backslash = zero(word ^ (EACH * u64::from(b'\\')));
        let control = word.wrapping_sub(EACH * u64::from(b' ')) & !word;
        let special = (quote | backslash | control) & (EACH << 7);
        if special != 0 {
            return index * 8 + special.trailing_zeros() as usize / 8;
        }
    }
    let special = |byte: &u8| matches!(byte, b'"' | b'\\' | 0..b' ');
    let length = rest.iter().position(special).unwrap_or(rest.len());
    words.len() * 8 + length
}
