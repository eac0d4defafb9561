//! Facts of the specs as Rust string literals and as rustdoc text.
//!
//! Invariant: whatever the spec says, a literal reads back as the same text, and prose
//! shows as it stands, without a warning from rustdoc: no link, tag, list, heading or
//! code block appears that the author of the spec did not mean. Only pairs of backticks
//! and URLs keep their meaning.

use std::fmt::Write as _;

/// `text` as a Rust string literal, quotes included.
pub(crate) fn literal(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 2);
    out.push('"');
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            c if c.is_control() || is_invisible(c) => {
                let _ = write!(out, "\\u{{{:x}}}", u32::from(c));
            }
            c => out.push(c),
        }
    }
    out.push('"');
    out
}

/// Characters that rustc refuses in source text, or that nobody can see there.
fn is_invisible(c: char) -> bool {
    matches!(c, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}')
}

/// `text` as a code span, with as many backticks around it as it needs.
pub(crate) fn code(text: &str) -> String {
    let visible: String = text
        .chars()
        .filter(|&c| !is_invisible(c))
        .map(|c| {
            if c.is_control() || c.is_whitespace() {
                ' '
            } else {
                c
            }
        })
        .collect();
    let longest = visible.split(|c| c != '`').map(str::len).max().unwrap_or(0);
    let fence = "`".repeat(longest + 1);
    let blank = visible.trim().is_empty();
    let padded = visible.starts_with('`')
        || visible.ends_with('`')
        || (!blank && visible.starts_with(' ') && visible.ends_with(' '));
    match (blank, padded) {
        // A code span cannot be empty.
        (true, _) => "`\"\"`".to_owned(),
        (_, true) => format!("{fence} {visible} {fence}"),
        (_, false) => format!("{fence}{visible}{fence}"),
    }
}

/// `text` as paragraphs of rustdoc: one line for each line of `text`.
pub(crate) fn prose(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + text.len() / 8);
    for line in text.split(['\n', '\r']).map(str::trim) {
        if line.is_empty() {
            if !out.is_empty() && !out.ends_with("\n\n") {
                out.push('\n');
            }
            continue;
        }
        inline(line, &mut out);
        out.push('\n');
    }
    out.truncate(out.trim_end().len());
    out
}

/// `text` as one line of rustdoc.
pub(crate) fn sentence(text: &str) -> String {
    let one_line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let mut out = String::with_capacity(one_line.len());
    inline(&one_line, &mut out);
    out
}

/// `url` as a link, or as code where it is not one.
pub(crate) fn link(url: &str) -> String {
    if is_url(url) && url_end(url) == url.len() {
        format!("<{url}>")
    } else {
        code(url)
    }
}

fn is_url(text: &str) -> bool {
    text.starts_with("https://") || text.starts_with("http://")
}

/// Where the URL that `text` begins with ends.
fn url_end(text: &str) -> usize {
    let end = text
        .find(|c: char| {
            !c.is_ascii_graphic()
                || matches!(
                    c,
                    '<' | '>' | '"' | '`' | '\\' | '(' | ')' | '[' | ']' | '{' | '}' | '|' | '^'
                )
        })
        .unwrap_or(text.len());
    text[..end]
        .trim_end_matches(['.', ',', ';', ':', '!', '?', '\'', '*', '_'])
        .len()
}

/// Writes one line, escaped.
fn inline(line: &str, out: &mut String) {
    let mut rest = line;
    let mut before = None;
    if let Some(marker) = list_marker(line) {
        out.push_str(&line[..marker]);
        out.push('\\');
        out.push_str(&line[marker..=marker]);
        before = Some('.');
        rest = &line[marker + 1..];
    }
    while let Some(c) = rest.chars().next() {
        let taken = if c == '`' {
            span(rest, out)
        } else if is_url(rest) && !before.is_some_and(char::is_alphanumeric) {
            let end = url_end(rest);
            out.push_str(&link(&rest[..end]));
            end
        } else {
            let next = rest[c.len_utf8()..].chars().next();
            character(before, c, next, out);
            c.len_utf8()
        };
        before = rest[..taken].chars().next_back();
        rest = &rest[taken..];
    }
}

/// Where a line that would start a list or a heading underline has the character to escape.
fn list_marker(line: &str) -> Option<usize> {
    let digits = line.bytes().take_while(u8::is_ascii_digit).count();
    let at = if (1..=9).contains(&digits) { digits } else { 0 };
    let marker = *line.as_bytes().get(at)?;
    let starts = if at > 0 {
        matches!(marker, b'.' | b')')
    } else {
        matches!(marker, b'-' | b'+' | b'=' | b'#' | b'~' | b':')
    };
    starts.then_some(at)
}

/// A pair of backticks with something between them stays; a lone backtick is escaped.
fn span(rest: &str, out: &mut String) -> usize {
    if let Some(end) = rest[1..]
        .find('`')
        .filter(|&end| !rest[1..=end].trim().is_empty())
    {
        out.push_str(&code(&rest[1..=end]));
        return end + 2;
    }
    out.push_str("\\`");
    1
}

fn character(before: Option<char>, c: char, next: Option<char>, out: &mut String) {
    let within_word =
        before.is_some_and(char::is_alphanumeric) && next.is_some_and(char::is_alphanumeric);
    match c {
        '\\' | '*' | '[' | ']' | '<' | '>' | '|' | '~' => out.push('\\'),
        '_' if !within_word => out.push('\\'),
        '&' if next.is_some_and(|next| next.is_ascii_alphabetic() || next == '#') => out.push('\\'),
        c if is_invisible(c) => return,
        c if c.is_control() => {
            out.push(' ');
            return;
        }
        _ => {}
    }
    out.push(c);
}

#[cfg(test)]
mod tests {
    use super::{code, link, literal, prose};

    #[test]
    fn literals_read_back() {
        assert_eq!(literal("a\"\\\n\u{202e}微"), r#""a\"\\\n\u{202e}微""#);
    }

    #[test]
    fn code_spans_hold_backticks() {
        assert_eq!(code("a"), "`a`");
        assert_eq!(code("a`b``c"), "```a`b``c```");
        assert_eq!(code("`"), "`` ` ``");
        assert_eq!(code(""), "`\"\"`");
        assert_eq!(code("a\nb"), "`a b`");
    }

    #[test]
    fn prose_shows_as_it_stands() {
        assert_eq!(
            prose("1. 类型 <T> 与 [数组]"),
            "1\\. 类型 \\<T\\> 与 \\[数组\\]"
        );
        assert_eq!(
            prose("见 https://pay.weixin.qq.com/doc。"),
            "见 <https://pay.weixin.qq.com/doc>。"
        );
        assert_eq!(
            prose("out_trade_no 或 _x_ */ \\"),
            "out_trade_no 或 \\_x\\_ \\*/ \\\\"
        );
        assert_eq!(prose("用 `<T>` 或 `"), "用 `<T>` 或 \\`");
        assert_eq!(prose("# a\r\n\r\n\r\n- b &amp;"), "\\# a\n\n\\- b \\&amp;");
    }

    #[test]
    fn what_is_no_url_is_code() {
        assert_eq!(link("https://a.b/c?d=e"), "<https://a.b/c?d=e>");
        assert_eq!(link("见文档 第一章"), "`见文档 第一章`");
    }
}
