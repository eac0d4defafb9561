//! From [`Node`]s to the types of the format, and every problem on the way.
//!
//! Invariant: reading never stops at a problem. A wrong value is reported and left
//! out, an unknown key is reported and skipped, and the rest is read, so that one run
//! shows everything that is wrong.

use std::sync::Arc;

use foldhash::{HashMap, HashMapExt as _};

use super::node::{Entry, Key, Node, Value};
use crate::diagnostics::{Code, Diagnostic, Place, Span, nearest, or_list};

/// A value with the place where it is written.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Spanned<T> {
    pub(crate) value: T,
    /// Where the value stands.
    pub(crate) span: Span,
    /// Where its key stands; in a list, the key of the list.
    pub(crate) key: Span,
}

/// Reads one file.
pub(crate) struct Reader<'t> {
    file: Arc<str>,
    text: &'t str,
    /// The key whose value is being read.
    key: Span,
    pub(crate) problems: Vec<Diagnostic>,
}

impl<'t> Reader<'t> {
    pub(crate) fn new(file: Arc<str>, text: &'t str) -> Self {
        Self {
            file,
            text,
            key: Span::default(),
            problems: Vec::new(),
        }
    }

    /// Where the key stands whose value is being read.
    pub(crate) fn key(&self) -> Span {
        self.key
    }

    /// Reads the value of a key.
    pub(crate) fn under<T: Read>(&mut self, key: Span, value: &Node<'_>) -> Option<T> {
        let outer = std::mem::replace(&mut self.key, key);
        let read = T::read(value, self);
        self.key = outer;
        read
    }

    /// Adds a problem.
    pub(crate) fn problem(&mut self, code: Code, span: Span, message: String) -> &mut Diagnostic {
        let place = Place {
            file: self.file.clone(),
            span,
        };
        self.problems.push(Diagnostic::new(code, place, message));
        let last = self.problems.len() - 1;
        &mut self.problems[last]
    }

    /// Says that the value at hand is of the wrong type.
    pub(crate) fn wrong_type(&mut self, node: &Node<'_>, expected: &str) {
        let subject = match self.key.of(self.text) {
            "" => "a spec file is".to_owned(),
            key => format!("`{key}` takes"),
        };
        let message = match node.value {
            Value::Null => format!("{subject} {expected}, and there is nothing"),
            _ => format!("{subject} {expected}, not {}", node.kind()),
        };
        let help = help_for_type(node, node.span.of(self.text), expected);
        let span = if node.span.is_empty() {
            self.key
        } else {
            node.span
        };
        self.problem(Code::WrongType, span, message).help = Some(help);
    }

    /// The entries of a map; a key that stands twice is reported, and counts once.
    ///
    /// `name` takes the mark of an optional field away.
    pub(crate) fn entries<'n, 'v>(
        &mut self,
        node: &'n Node<'v>,
        expected: &str,
        name: fn(&str) -> &str,
    ) -> Option<Vec<&'n Entry<'v>>> {
        let Value::Map(entries) = &node.value else {
            self.wrong_type(node, expected);
            return None;
        };
        let mut kept: Vec<&Entry<'_>> = Vec::with_capacity(entries.len());
        let mut seen = HashMap::with_capacity(entries.len());
        for entry in entries {
            let word = name(&entry.key.text);
            match seen.insert(word, entry.key.span) {
                None => kept.push(entry),
                Some(first) => {
                    let first = Place {
                        file: self.file.clone(),
                        span: first,
                    };
                    let problem = self.problem(
                        Code::DuplicateKey,
                        entry.key.span,
                        format!("`{word}` stands here twice"),
                    );
                    problem.related.push((first, "first here".to_owned()));
                    problem.help = Some("leave one of the two out".to_owned());
                }
            }
        }
        Some(kept)
    }

    /// Says that a key is not known at its place.
    pub(crate) fn unknown_key(&mut self, key: &Key<'_>, known: &[&str]) {
        let help = match nearest(&key.text, known.iter().copied()) {
            Some(right) => format!("did you mean `{right}`?"),
            None => format!("known here: {}", known.join(", ")),
        };
        let message = format!("`{}` is not a key that is known here", key.text);
        self.problem(Code::UnknownKey, key.span, message).help = Some(help);
    }

    /// Says that a word is not one of those that the key at hand knows.
    pub(crate) fn unknown_word(&mut self, span: Span, word: &str, known: &[&str]) {
        let key = self.key.of(self.text);
        let message = format!("`{key}` does not know `{word}`");
        let help = match nearest(word, known.iter().copied()) {
            Some(right) => format!("did you mean `{right}`?"),
            None => format!("write {}", or_list(known.iter().copied())),
        };
        self.problem(Code::UnknownWord, span, message).help = Some(help);
    }
}

/// What to write instead of a value of the wrong type.
fn help_for_type(node: &Node<'_>, written: &str, expected: &str) -> String {
    match &node.value {
        Value::Integer(_) | Value::Number(..) | Value::Boolean(_) if expected.contains("text") => {
            format!("put it in quotes: `\"{written}\"`")
        }
        Value::Text(text) if expected.contains("number") && text.parse::<i64>().is_ok() => {
            format!("write it without quotes: `{text}`")
        }
        Value::Text(_) if expected == "a list" => format!("put it in brackets: `[{written}]`"),
        Value::Text(text) if expected == "a map" && !text.contains(' ') => {
            format!("if it is a field of this type, write `{{ type: {written} }}`")
        }
        Value::Null => format!("write {expected} here, or leave the key out"),
        _ => format!("write {expected} here"),
    }
}

/// A type of the format. `None`: the node was wrong, and that has been reported.
pub(crate) trait Read: Sized {
    fn read(node: &Node<'_>, reader: &mut Reader<'_>) -> Option<Self>;
}

/// The value of a key in a struct: an `Option` may be absent.
pub(crate) trait Member: Sized {
    fn member(entry: Option<&Entry<'_>>, name: &str, reader: &mut Reader<'_>) -> Self;
}

impl<T: Read> Member for Option<T> {
    fn member(entry: Option<&Entry<'_>>, _name: &str, reader: &mut Reader<'_>) -> Self {
        entry.and_then(|entry| reader.under(entry.key.span, &entry.value))
    }
}

impl<T: Read + Default> Member for Spanned<T> {
    fn member(entry: Option<&Entry<'_>>, name: &str, reader: &mut Reader<'_>) -> Self {
        if let Some(entry) = entry {
            return reader
                .under(entry.key.span, &entry.value)
                .unwrap_or_default();
        }
        let span = reader.key();
        let problem = reader.problem(Code::MissingKey, span, format!("`{name}` is missing"));
        problem.help = Some(format!("add `{name}: …`"));
        Self::default()
    }
}

impl<T: Read> Read for Spanned<T> {
    fn read(node: &Node<'_>, reader: &mut Reader<'_>) -> Option<Self> {
        Some(Self {
            value: T::read(node, reader)?,
            span: node.span,
            key: reader.key(),
        })
    }
}

impl Read for String {
    fn read(node: &Node<'_>, reader: &mut Reader<'_>) -> Option<Self> {
        if let Value::Text(text) = &node.value {
            return Some(text.trim_end().to_owned());
        }
        reader.wrong_type(node, "text");
        None
    }
}

impl Read for bool {
    fn read(node: &Node<'_>, reader: &mut Reader<'_>) -> Option<Self> {
        if let Value::Boolean(value) = node.value {
            return Some(value);
        }
        reader.wrong_type(node, "`true` or `false`");
        None
    }
}

impl Read for i64 {
    fn read(node: &Node<'_>, reader: &mut Reader<'_>) -> Option<Self> {
        if let Value::Integer(value) = node.value {
            return Some(value);
        }
        reader.wrong_type(node, "a whole number");
        None
    }
}

impl Read for u64 {
    fn read(node: &Node<'_>, reader: &mut Reader<'_>) -> Option<Self> {
        if let Value::Integer(value) = node.value
            && let Ok(value) = Self::try_from(value)
        {
            return Some(value);
        }
        reader.wrong_type(node, "a number that counts");
        None
    }
}

impl<T: Read> Read for Vec<T> {
    fn read(node: &Node<'_>, reader: &mut Reader<'_>) -> Option<Self> {
        let Value::List(items) = &node.value else {
            reader.wrong_type(node, "a list");
            return None;
        };
        Some(
            items
                .iter()
                .filter_map(|item| T::read(item, reader))
                .collect(),
        )
    }
}

impl<T: Read> Read for Box<T> {
    fn read(node: &Node<'_>, reader: &mut Reader<'_>) -> Option<Self> {
        T::read(node, reader).map(Box::new)
    }
}

/// The name of a key that cannot be marked optional.
pub(crate) fn whole(key: &str) -> &str {
    key
}

/// Declares a map with fixed keys: the struct, how it is read, and its JSON Schema.
///
/// Each key is a `"key" => field: Type`; a type other than `Option` makes the key required.
/// The struct also remembers its own key's place, as `at`.
macro_rules! keys {
    (
        $(#[$meta:meta])*
        pub(crate) struct $name:ident {
            $($(#[$doc:meta])* $key:literal => $field:ident: $type:ty,)+
        }
    ) => {
        $(#[$meta])*
        #[derive(Debug, Clone, Default, PartialEq, schemars::JsonSchema)]
        #[schemars(deny_unknown_fields)]
        pub(crate) struct $name {
            /// Where the key stands that this is the value of.
            #[schemars(skip)]
            pub(crate) at: $crate::diagnostics::Span,
            $($(#[$doc])* #[schemars(rename = $key)] pub(crate) $field: $type,)+
        }

        impl $name {
            const KEYS: &'static [&'static str] = &[$($key),+];
        }

        impl $crate::spec::read::Read for $name {
            fn read(
                node: &$crate::spec::node::Node<'_>,
                reader: &mut $crate::spec::read::Reader<'_>,
            ) -> Option<Self> {
                let entries = reader.entries(node, "a map", $crate::spec::read::whole)?;
                for entry in &entries {
                    if !Self::KEYS.contains(&&*entry.key.text) {
                        reader.unknown_key(&entry.key, Self::KEYS);
                    }
                }
                let find = |key: &str| entries.iter().find(|entry| entry.key.text == key).copied();
                Some(Self {
                    at: reader.key(),
                    $($field: $crate::spec::read::Member::member(find($key), $key, reader),)+
                })
            }
        }
    };
}
pub(crate) use keys;

/// Declares the words that a key knows: the enum, how it is read, and its JSON Schema.
macro_rules! words {
    (
        $(#[$meta:meta])*
        pub(crate) enum $name:ident {
            $($(#[$doc:meta])* $word:literal => $variant:ident,)+
        }
    ) => {
        $(#[$meta])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, schemars::JsonSchema)]
        pub(crate) enum $name {
            $($(#[$doc])* #[schemars(rename = $word)] $variant,)+
        }

        impl $crate::spec::read::Read for $name {
            fn read(
                node: &$crate::spec::node::Node<'_>,
                reader: &mut $crate::spec::read::Reader<'_>,
            ) -> Option<Self> {
                let word = <String as $crate::spec::read::Read>::read(node, reader)?;
                match &*word {
                    $($word => Some(Self::$variant),)+
                    _ => {
                        reader.unknown_word(node.span, &word, &[$($word),+]);
                        None
                    }
                }
            }
        }
    };
}
pub(crate) use words;
