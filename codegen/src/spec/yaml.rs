//! The one module that knows the YAML library: a file's text becomes a [`Node`].
//!
//! Specs use a small part of YAML, the part that everyone reads the same way: maps with
//! plain words as keys, lists, text, numbers, `true` and `false`. Anchors, tags, merge keys
//! and several documents are refused. `yes`, `no`, `0123`, `1_000` and `.inf` are text.
//!
//! The library is `granit-parser`, the parser under `serde-saphyr`, used without the layer
//! above: the events carry the span of every token and borrow from the text, so the tree is
//! built at three times the speed (25 instead of 8 MB/s), and a problem does not end the
//! reading of the file at the first wrong value as a serde visitor does.

use std::borrow::Cow;

use granit_parser::{ErrorKind, Event, Parser, ScalarStyle, ScanError};

use super::node::{Entry, Key, Node, Value};
use crate::diagnostics::Span;

/// What is wrong with a text that is no spec-like YAML.
#[derive(Debug)]
pub(crate) struct SyntaxError {
    pub(crate) span: Span,
    pub(crate) message: String,
    pub(crate) help: String,
}

/// The text's only document.
pub(crate) fn parse(text: &str) -> Result<Node<'_>, SyntaxError> {
    let options = granit_parser::options! {
        emit_comments: false,
        emit_anchor_events: true,
        disallow_directives: true,
    };
    let parser = Parser::new_from_str_with_options(text, options);
    let mut tree = Tree::default();
    for event in parser {
        let (event, span) = event.map_err(|error| scan_error(&error, text))?;
        tree.take(event, bytes(&span, text))?;
    }
    Ok(tree.root.unwrap_or(Node {
        span: Span::default(),
        value: Value::Null,
    }))
}

/// The tree so far: the collections that are open, and the finished root.
#[derive(Default)]
struct Tree<'t> {
    open: Vec<Open<'t>>,
    root: Option<Node<'t>>,
    documents: usize,
}

/// A collection whose end has not come.
enum Open<'t> {
    List(Span, Vec<Node<'t>>),
    Map(Span, Vec<Entry<'t>>, Option<Key<'t>>),
}

impl<'t> Tree<'t> {
    fn take(&mut self, event: Event<'t>, span: Span) -> Result<(), SyntaxError> {
        match event {
            Event::Anchor(..) | Event::Alias(_) | Event::UnresolvedAlias(_) => {
                let help = "write the value out wherever it stands, or declare a type";
                return Err(refused(span, "anchors and aliases", help));
            }
            _ if event.tag().is_some() => {
                return Err(refused(
                    span,
                    "tags",
                    "leave the `!` out, or put it in quotes",
                ));
            }
            Event::DocumentStart(..) => {
                self.documents += 1;
                if self.documents > 1 {
                    return Err(refused(span, "several documents", "leave the `---` out"));
                }
            }
            Event::Scalar(text, style, ..) => return self.scalar(text, style, span),
            Event::SequenceStart(..) => {
                self.check_key(span)?;
                self.open.push(Open::List(span, Vec::new()));
            }
            Event::MappingStart(..) => {
                self.check_key(span)?;
                self.open.push(Open::Map(span, Vec::new(), None));
            }
            Event::SequenceEnd | Event::MappingEnd => self.close(span),
            _ => {}
        }
        Ok(())
    }

    fn scalar(
        &mut self,
        text: Cow<'t, str>,
        style: ScalarStyle,
        span: Span,
    ) -> Result<(), SyntaxError> {
        let plain = matches!(style, ScalarStyle::Plain);
        if let Some(Open::Map(_, _, key @ None)) = self.open.last_mut() {
            if plain && text == "<<" {
                return Err(refused(span, "merge keys", "write the keys out"));
            }
            *key = Some(Key { span, text, plain });
            return Ok(());
        }
        let value = if plain {
            resolve(text)
        } else {
            Value::Text(text)
        };
        self.put(Node { span, value });
        Ok(())
    }

    /// A collection cannot be a key.
    fn check_key(&self, span: Span) -> Result<(), SyntaxError> {
        match self.open.last() {
            Some(Open::Map(_, _, None)) => Err(SyntaxError {
                span,
                message: "a key is a word, not a list or a map".to_owned(),
                help: "write the key in words".to_owned(),
            }),
            _ => Ok(()),
        }
    }

    fn close(&mut self, end: Span) {
        let node = match self.open.pop() {
            Some(Open::List(start, items)) => Node {
                span: Span::new(start.start(), end.end()),
                value: Value::List(items),
            },
            Some(Open::Map(start, entries, _)) => Node {
                span: Span::new(start.start(), end.end()),
                value: Value::Map(entries),
            },
            None => return,
        };
        self.put(node);
    }

    fn put(&mut self, node: Node<'t>) {
        match self.open.last_mut() {
            Some(Open::List(_, items)) => items.push(node),
            Some(Open::Map(_, entries, key)) => {
                if let Some(key) = key.take() {
                    entries.push(Entry { key, value: node });
                }
            }
            None => self.root = Some(node),
        }
    }
}

/// What a scalar without quotes is.
fn resolve(text: Cow<'_, str>) -> Value<'_> {
    match &*text {
        "" | "~" | "null" => return Value::Null,
        "true" => return Value::Boolean(true),
        "false" => return Value::Boolean(false),
        _ => {}
    }
    if !is_number(&text) {
        return Value::Text(text);
    }
    if let Ok(integer) = text.parse() {
        return Value::Integer(integer);
    }
    match text.parse::<f64>() {
        Ok(number) if number.is_finite() => Value::Number(number, text),
        _ => Value::Text(text),
    }
}

/// Whether the text is a JSON number: no leading zero, no `+`, no hexadecimal.
fn is_number(text: &str) -> bool {
    let unsigned = text.strip_prefix('-').unwrap_or(text);
    let (mantissa, exponent) = match unsigned.split_once(['e', 'E']) {
        Some((mantissa, exponent)) => (mantissa, Some(exponent)),
        None => (unsigned, None),
    };
    let (whole, fraction) = match mantissa.split_once('.') {
        Some((whole, fraction)) => (whole, Some(fraction)),
        None => (mantissa, None),
    };
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let exponent_digits = |text: &str| digits(text.strip_prefix(['+', '-']).unwrap_or(text));
    digits(whole)
        && (whole == "0" || !whole.starts_with('0'))
        && fraction.is_none_or(digits)
        && exponent.is_none_or(exponent_digits)
}

fn refused(span: Span, what: &str, help: &str) -> SyntaxError {
    SyntaxError {
        span,
        message: format!("specs do without YAML's {what}"),
        help: help.to_owned(),
    }
}

fn bytes(span: &granit_parser::Span, text: &str) -> Span {
    Span::new(byte(&span.start, text), byte(&span.end, text))
}

fn byte(marker: &granit_parser::Marker, text: &str) -> usize {
    let offset = marker.byte_offset().unwrap_or_else(|| {
        let nth = text.char_indices().nth(marker.index());
        nth.map_or(text.len(), |(byte, _)| byte)
    });
    offset.min(text.len())
}

fn scan_error(error: &ScanError, text: &str) -> SyntaxError {
    let mut start = byte(error.marker(), text);
    if text[..start].ends_with('\t') {
        // The mark is behind a tab that is in the way.
        start -= 1;
    }
    let length = text[start..].chars().next().map_or(0, char::len_utf8);
    let (message, help) = explain(error);
    SyntaxError {
        span: Span::new(start, start + length),
        message,
        help: help_for(text, start).unwrap_or(help),
    }
}

/// What is wrong and what to do, in the words of someone who does not know YAML's grammar.
fn explain(error: &ScanError) -> (String, String) {
    let (message, help) = match error.kind() {
        ErrorKind::ExpectedFlowMappingSeparator => (
            "after this value, `,` or `}` is missing",
            "put a value that holds a comma, a bracket or `: ` in quotes",
        ),
        ErrorKind::ExpectedFlowSequenceSeparator => (
            "after this value, `,` or `]` is missing",
            "put a value that holds a comma, a bracket or `: ` in quotes",
        ),
        ErrorKind::MappingValueNotAllowed => (
            "a `:` cannot stand here",
            "put a value that holds `: ` in quotes; keys of one map stand under each other",
        ),
        ErrorKind::TabNotAllowed
        | ErrorKind::TabInBlockIndentation
        | ErrorKind::TabInIndentation => {
            ("there is a tab in the indentation", "indent with spaces")
        }
        ErrorKind::UnclosedQuotedScalar => (
            "the quote that begins here is never closed",
            "close it on the same line",
        ),
        ErrorKind::SimpleKeyExpected => (
            "this is neither a key nor a value",
            "write `key: value`, or indent the line if it belongs to the value above",
        ),
        _ => {
            let help =
                "look at the quotes, the brackets and the indentation, here and in the line above";
            return (error.info(), help.to_owned());
        }
    };
    (message.to_owned(), help.to_owned())
}

/// The usual causes, by what stands at the place.
fn help_for(text: &str, start: usize) -> Option<String> {
    let (before, after) = text.split_at(start);
    let word = before
        .rsplit([' ', ',', '{', ':', '\n'])
        .find(|word| !word.is_empty())?;
    if after.starts_with(['[', ']']) && word.chars().all(|c| c.is_alphanumeric() || c == '/') {
        return Some(format!(
            "inside `{{ }}`, a list type needs quotes: `\"{word}[]\"`"
        ));
    }
    match after.chars().next() {
        Some('@' | '`' | '%' | '*' | '&' | '!') => Some("put the value in quotes".to_owned()),
        _ => None,
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::super::node::{Node, Value};
    use super::parse;

    fn entries(text: &str) -> Vec<(String, Value<'_>)> {
        let Node { value, .. } = parse(text).unwrap();
        let Value::Map(entries) = value else {
            panic!("not a map: {value:?}")
        };
        let pair = |entry: super::Entry<'static>| (entry.key.text.into_owned(), entry.value.value);
        let owned = entries.into_iter().map(super::Entry::into_owned);
        owned.map(pair).collect()
    }

    #[test]
    fn scalars_are_what_json_calls_them_and_everything_else_is_text() {
        let text = |text: &str| Value::Text(text.to_owned().into());
        for (written, value) in [
            ("12", Value::Integer(12)),
            ("-1", Value::Integer(-1)),
            ("1.10", Value::Number(1.1, "1.10".into())),
            ("1e3", Value::Number(1000.0, "1e3".into())),
            (
                "1217752501201407033233368018",
                Value::Number(
                    1.217_752_501_201_407e27,
                    "1217752501201407033233368018".into(),
                ),
            ),
            ("true", Value::Boolean(true)),
            ("~", Value::Null),
            ("", Value::Null),
            ("yes", text("yes")),
            ("True", text("True")),
            ("0123", text("0123")),
            ("1_000", text("1_000")),
            ("0x1F", text("0x1F")),
            (".inf", text(".inf")),
            ("2025-02-19", text("2025-02-19")),
            ("\"1\"", text("1")),
            ("'it''s'", text("it's")),
        ] {
            let yaml = format!("key: {written}\n");
            assert_eq!(entries(&yaml)[0].1, value, "{written}");
        }
    }

    #[test]
    fn spans_cover_what_is_written() {
        let text = "# 注释\n键?: { a: \"中文\" }  # end\n";
        let Value::Map(root) = parse(text).unwrap().value else {
            panic!()
        };
        let cut = |span: crate::diagnostics::Span| span.of(text);
        assert_eq!(cut(root[0].key.span), "键?");
        assert_eq!(cut(root[0].value.span), "{ a: \"中文\" }");
        let Value::Map(inner) = &root[0].value.value else {
            panic!()
        };
        assert_eq!(cut(inner[0].value.span), "\"中文\"");
    }

    #[test]
    fn what_specs_do_without_is_refused() {
        for text in [
            "a: &x 1",
            "a: *x",
            "a: !t 1",
            "<<: { a: 1 }",
            "a: 1\n---\nb: 1",
            "[a]: 1",
        ] {
            assert!(parse(text).is_err(), "{text}");
        }
        assert!(parse("").unwrap().value == Value::Null);
    }

    #[test]
    fn a_list_type_in_a_flow_map_gets_its_own_help() {
        let error = parse("a: { type: string[] }").unwrap_err();
        assert_eq!(
            error.help,
            "inside `{ }`, a list type needs quotes: `\"string[]\"`"
        );
    }
}
