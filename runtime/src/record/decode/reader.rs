//! JSON as text: where it is read from, step by step.
//!
//! Invariant: a step gives `None` only where the text is not JSON or nests too deeply, and
//! then stands where that shows ([`Reader::integer`] may give up sooner); no step recurses.

use std::borrow::Cow;

/// How deep objects and lists may nest, JSON in texts included.
pub(super) const DEPTH_LIMIT: usize = 127;

/// A number with more digits may be beyond 64 bits.
const DIGITS: usize = 18;

/// JSON that is being read.
pub struct Reader<'t> {
    text: &'t str,
    at: usize,
    too_deep: bool,
}

impl<'t> Reader<'t> {
    pub(super) fn new(text: &'t str) -> Self {
        Self {
            text,
            at: 0,
            too_deep: false,
        }
    }

    /// Where the last step ended, or broke off, in bytes.
    pub(super) fn position(&self) -> usize {
        self.at
    }

    /// The text from `start` to where the last step ended.
    pub(super) fn since(&self, start: usize) -> Option<&'t str> {
        self.text.get(start..self.at)
    }

    /// Why the last step gave nothing.
    pub(super) fn reason(&self) -> &'static str {
        match self.text.get(self.at..) {
            _ if self.too_deep => "nested too deeply",
            Some("") => "it ends too early",
            _ => "from here on it is something else",
        }
    }

    /// Whether nothing follows.
    pub(super) fn is_at_end(&mut self) -> bool {
        self.peek().is_none()
    }

    /// The next byte that is no white space.
    #[inline]
    pub(super) fn peek(&mut self) -> Option<u8> {
        loop {
            let byte = *self.text.as_bytes().get(self.at)?;
            if !matches!(byte, b' ' | b'\n' | b'\r' | b'\t') {
                return Some(byte);
            }
            self.at += 1;
        }
    }

    /// Takes the next byte if it is `byte`.
    #[inline]
    pub(super) fn take(&mut self, byte: u8) -> bool {
        let is_it = self.peek() == Some(byte);
        self.at += usize::from(is_it);
        is_it
    }

    /// Takes the next byte, which must be `byte`.
    #[inline]
    pub(super) fn expect(&mut self, byte: u8) -> Option<()> {
        self.take(byte).then_some(())
    }

    /// Takes `expected` and the quote after it, if the text goes on with them.
    #[inline]
    pub(super) fn take_name(&mut self, expected: &str) -> bool {
        let rest = self.text.as_bytes().get(self.at..).unwrap_or_default();
        let is_it =
            rest.starts_with(expected.as_bytes()) && rest.get(expected.len()) == Some(&b'"');
        if is_it {
            self.at += expected.len() + 1;
        }
        is_it
    }

    /// Whether after a member or an item comes another one, or `end`.
    #[inline]
    pub(super) fn is_more(&mut self, end: u8) -> Option<bool> {
        let next = self.peek()?;
        let more = match next {
            b',' => true,
            next if next == end => false,
            _ => return None,
        };
        self.at += 1;
        Some(more)
    }

    /// Notes that the text nests too deeply.
    #[cold]
    pub(super) fn too_deep<T>(&mut self) -> Option<T> {
        self.too_deep = true;
        None
    }

    /// Reads what follows the first quote of a string.
    #[inline]
    pub(super) fn string(&mut self) -> Option<Cow<'t, str>> {
        let start = self.at;
        let rest = self.text.as_bytes().get(start..)?;
        let length = plain(rest);
        if rest.get(length) == Some(&b'"') {
            self.at = start + length + 1;
            return self.text.get(start..start + length).map(Cow::Borrowed);
        }
        self.escaped(start).map(Cow::Owned)
    }

    /// Reads a string, with escapes in it, from `start` on.
    #[cold]
    fn escaped(&mut self, start: usize) -> Option<String> {
        self.skip_string()?;
        let after = std::mem::replace(&mut self.at, start);
        // Never more than was escaped, so that it does not grow and leave a copy behind.
        let mut text = String::with_capacity(after - start);
        loop {
            let length = plain(self.text.as_bytes().get(self.at..)?);
            text.push_str(self.text.get(self.at..self.at + length)?);
            self.at += length;
            if self.at + 1 == after {
                self.at = after;
                return Some(text);
            }
            let begin = self.at;
            let Some(character) = self.character() else {
                self.at = begin;
                return None;
            };
            text.push(character);
        }
    }

    /// Reads what one escape, or a pair of surrogates, stands for.
    fn character(&mut self) -> Option<char> {
        let unit = self.escape()?;
        if !(0xd800..0xdc00).contains(&unit) {
            return char::from_u32(unit);
        }
        if self.text.as_bytes().get(self.at) != Some(&b'\\') {
            return None;
        }
        let low = self.escape()?.checked_sub(0xdc00)?;
        if low >= 0x400 {
            return None;
        }
        char::from_u32(0x1_0000 + ((unit - 0xd800) << 10) + low)
    }

    /// Reads one escape, which begins here; a code unit of UTF-16.
    fn escape(&mut self) -> Option<u32> {
        let unit = match self.text.as_bytes().get(self.at + 1)? {
            quoted @ (b'"' | b'\\' | b'/') => u32::from(*quoted),
            b'b' => 8,
            b'f' => 12,
            b'n' => 10,
            b'r' => 13,
            b't' => 9,
            b'u' => {
                let digits = self.text.get(self.at + 2..self.at + 6)?;
                if !digits.bytes().all(|byte| byte.is_ascii_hexdigit()) {
                    return None;
                }
                self.at += 4;
                u32::from_str_radix(digits, 16).ok()?
            }
            _ => return None,
        };
        self.at += 2;
        Some(unit)
    }

    /// Reads past what follows the first quote of a string.
    fn skip_string(&mut self) -> Option<()> {
        loop {
            self.at += plain(self.text.as_bytes().get(self.at..)?);
            match self.text.as_bytes().get(self.at)? {
                b'"' => {
                    self.at += 1;
                    return Some(());
                }
                b'\\' => drop(self.escape()?),
                _ => return None,
            }
        }
    }

    /// Reads a number; its spelling.
    pub(super) fn number(&mut self) -> Option<&'t str> {
        let start = self.at;
        self.at += usize::from(self.byte() == Some(b'-'));
        match self.byte()? {
            b'0' => self.at += 1,
            _ => self.digits()?,
        }
        if self.byte() == Some(b'.') {
            self.at += 1;
            self.digits()?;
        }
        if matches!(self.byte(), Some(b'e' | b'E')) {
            self.at += 1;
            self.at += usize::from(matches!(self.byte(), Some(b'+' | b'-')));
            self.digits()?;
        }
        self.text.get(start..self.at)
    }

    /// Reads a whole number of few digits. `None` also where it is another number.
    #[inline]
    pub(super) fn integer(&mut self) -> Option<i64> {
        self.peek()?;
        let rest = self.text.as_bytes().get(self.at..)?;
        let digits = rest.strip_prefix(b"-").unwrap_or(rest);
        let (mut value, mut count) = (0, 0);
        while let Some(digit @ b'0'..=b'9') = digits.get(count) {
            if count == DIGITS {
                return None;
            }
            value = value * 10 + i64::from(digit - b'0');
            count += 1;
        }
        // A zero in front is no JSON.
        let is_plain = count == 1 || (count > 1 && digits.first() != Some(&b'0'));
        if !is_plain || matches!(digits.get(count), Some(b'.' | b'e' | b'E')) {
            return None;
        }
        let is_negative = digits.len() < rest.len();
        self.at += count + usize::from(is_negative);
        Some(if is_negative { -value } else { value })
    }

    fn byte(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    fn digits(&mut self) -> Option<()> {
        let rest = self.text.as_bytes().get(self.at..)?;
        let count = rest.iter().take_while(|byte| byte.is_ascii_digit()).count();
        self.at += count;
        (count > 0).then_some(())
    }

    /// Reads `word`.
    pub(super) fn word(&mut self, word: &str) -> Option<()> {
        let is_it = self.text.get(self.at..)?.starts_with(word);
        self.at += if is_it { word.len() } else { 0 };
        is_it.then_some(())
    }

    /// Reads `true` or `false`.
    pub(super) fn boolean(&mut self) -> Option<bool> {
        match self.peek()? {
            b't' => self.word("true").map(|()| true),
            _ => self.word("false").map(|()| false),
        }
    }

    /// Reads past the next value, at whatever depth, without recursion.
    pub(super) fn skip(&mut self) -> Option<()> {
        let mut ends = Vec::new();
        loop {
            let opened = match self.peek()? {
                b'{' => Some(b'}'),
                b'[' => Some(b']'),
                _ => None,
            };
            if let Some(end) = opened {
                self.at += 1;
                if !self.take(end) {
                    ends.push(end);
                    self.skip_name(end)?;
                    continue;
                }
            } else {
                self.skip_scalar()?;
            }
            loop {
                let Some(&end) = ends.last() else {
                    return Some(());
                };
                if self.is_more(end)? {
                    self.skip_name(end)?;
                    break;
                }
                ends.pop();
            }
        }
    }

    /// Reads past the name of a member, in what ends in `end`.
    fn skip_name(&mut self, end: u8) -> Option<()> {
        if end == b'}' {
            self.expect(b'"')?;
            self.skip_string()?;
            self.expect(b':')?;
        }
        Some(())
    }

    fn skip_scalar(&mut self) -> Option<()> {
        match self.peek()? {
            b'"' => {
                self.at += 1;
                self.skip_string()
            }
            b't' | b'f' => self.boolean().map(drop),
            b'n' => self.word("null"),
            _ => self.number().map(drop),
        }
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
