//! The writer: lines of Rust with the right indent, in the shapes that rustfmt would leave.
//!
//! Invariant: what is written ends in a newline, has no trailing blanks, and never two
//! empty lines in a row.
//!
//! Why not `quote` and `prettyplease`: parsing and printing 10 MB of Rust takes seconds,
//! and `syn` is the larger part of what a generator takes to build on a fresh machine.
//! The generated code has some thirty shapes, all known, so text that is already in shape
//! is both the fastest and the easiest to read in the emitters. The price is a handful
//! of line-breaking rules, which are the functions of this module.

use std::fmt::{Display, Write as _};

/// The longest line, as rustfmt has it.
pub(crate) const WIDTH: usize = 100;
/// The attribute of every function: the library has no machine code of it then, and
/// whoever calls it compiles it. Few call more than a dozen of the thousands.
pub(crate) const INLINE: &str = "#[inline]";
/// The longest list or call that rustfmt leaves on one line.
const LIST_WIDTH: usize = 60;
/// Items up to this length fill lines instead of taking one each.
const SHORT_ITEM: usize = 10;
/// Spaces for `indent` levels are cut from here.
const SPACES: &str = "                                                                ";

/// Rust text that grows line by line.
#[derive(Debug, Default)]
pub struct Text {
    out: String,
    indent: usize,
}

impl Text {
    /// An empty text at the left margin.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// A file that begins with `header` and an empty line.
    pub(crate) fn begin(header: &str) -> Self {
        Self {
            out: format!("{header}\n"),
            indent: 0,
        }
    }

    /// The text.
    #[must_use]
    pub fn finish(self) -> String {
        self.out
    }

    /// How many columns are left of the next line.
    #[must_use]
    pub fn room(&self) -> usize {
        WIDTH.saturating_sub(self.indent * 4)
    }

    /// How many lines there are so far.
    #[must_use]
    pub fn lines(&self) -> usize {
        self.out.bytes().filter(|&byte| byte == b'\n').count()
    }

    fn margin(&mut self) {
        let mut columns = self.indent * 4;
        while columns > 0 {
            let step = columns.min(SPACES.len());
            self.out.push_str(&SPACES[..step]);
            columns -= step;
        }
    }

    /// One line.
    pub fn line(&mut self, line: impl Display) {
        self.margin();
        // Writing to a `String` cannot fail.
        let _ = writeln!(self.out, "{line}");
    }

    /// A line that opens a block: what follows is one level deeper.
    pub fn open(&mut self, line: impl Display) {
        self.line(line);
        self.indent += 1;
    }

    /// A line that closes a block.
    pub fn close(&mut self, line: impl Display) {
        self.indent = self.indent.saturating_sub(1);
        self.line(line);
    }

    /// An empty line, save where one is already, or where a block has just been opened.
    pub fn blank(&mut self) {
        if !self.out.is_empty() && !self.out.ends_with("\n\n") && !self.out.ends_with("{\n") {
            self.out.push('\n');
        }
    }

    /// Documentation of the item that follows; an empty line of `doc` stays one.
    pub fn doc(&mut self, doc: &str) {
        self.comment("///", doc);
    }

    /// Documentation of the module whose file this is.
    pub fn module_doc(&mut self, doc: &str) {
        self.comment("//!", doc);
    }

    fn comment(&mut self, marker: &str, doc: &str) {
        for line in doc.lines() {
            self.margin();
            self.out.push_str(marker);
            if !line.is_empty() {
                self.out.push(' ');
                self.out.push_str(line);
            }
            self.out.push('\n');
        }
    }

    /// `head[items]tail` on one line, filled lines, or one item a line: as rustfmt breaks an array.
    pub fn list(&mut self, head: &str, items: &[String], tail: &str) {
        let inner = list_width(items);
        if inner <= LIST_WIDTH && width(head) + inner + 2 + width(tail) <= self.room() {
            let items = items.join(", ");
            self.line(format_args!("{head}[{items}]{tail}"));
            return;
        }
        self.open(format_args!("{head}["));
        if items.iter().all(|item| width(item) <= SHORT_ITEM) {
            self.filled(items);
        } else {
            for item in items {
                self.line(format_args!("{item},"));
            }
        }
        self.close(format_args!("]{tail}"));
    }

    /// `head = &[items];`; a list that fits on a line, but not on that of `head`, has the next.
    pub fn constant_list(&mut self, head: &str, items: &[String]) {
        let inner = list_width(items);
        let too_long = width(head) + inner + 7 > self.room();
        if inner <= LIST_WIDTH && too_long {
            self.open(format_args!("{head} ="));
            self.line(format_args!("&[{}];", items.join(", ")));
            self.indent -= 1;
        } else {
            self.list(&format!("{head} = &"), items, ";");
        }
    }

    fn filled(&mut self, items: &[String]) {
        let mut line = String::new();
        for item in items {
            let gap = usize::from(!line.is_empty());
            if width(&line) + gap + width(item) + 1 > self.room() {
                self.line(&line);
                line.clear();
            }
            if !line.is_empty() {
                line.push(' ');
            }
            let _ = write!(line, "{item},");
        }
        if !line.is_empty() {
            self.line(line);
        }
    }

    /// `left right;` with `right` on a line of its own where one line is too short.
    pub fn assign(&mut self, left: &str, right: &str) {
        if width(left) + 1 + width(right) <= self.room() {
            self.line(format_args!("{left} {right}"));
        } else {
            self.line(left);
            self.indent += 1;
            self.line(right);
            self.indent -= 1;
        }
    }

    /// The head of a function: `name(parameters) -> output {`, one parameter a line where
    /// one line is too short.
    pub fn function(&mut self, name: &str, parameters: &[&str], output: &str) {
        let arrow = if output.is_empty() { "" } else { " -> " };
        let joined = parameters.join(", ");
        let one_line = width(name) + width(&joined) + arrow.len() + width(output) + 4;
        if one_line <= self.room() {
            self.open(format_args!("{name}({joined}){arrow}{output} {{"));
            return;
        }
        self.open(format_args!("{name}("));
        for parameter in parameters {
            self.line(format_args!("{parameter},"));
        }
        self.indent -= 1;
        self.open(format_args!("){arrow}{output} {{"));
    }

    /// `function(arguments)` as a block's last expression, one argument a line where one line is too short.
    pub fn call(&mut self, function: &str, arguments: &[&str]) {
        let joined = arguments.join(", ");
        let fits = width(function) + width(&joined) + 2 <= self.room();
        if fits && (width(&joined) <= LIST_WIDTH || arguments.len() == 1) {
            self.line(format_args!("{function}({joined})"));
            return;
        }
        self.open(format_args!("{function}("));
        for argument in arguments {
            self.line(format_args!("{argument},"));
        }
        self.close(")");
    }

    /// `before receiver.calls() after`, each call on a line of its own where the chain is long.
    pub fn chain(&mut self, before: &str, receiver: &str, calls: &[&str], after: &str) {
        let joined = calls.concat();
        let chain = width(receiver) + width(&joined);
        if chain <= LIST_WIDTH && width(before) + chain + width(after) <= self.room() {
            self.line(format_args!("{before}{receiver}{joined}{after}"));
            return;
        }
        self.open(format_args!("{before}{receiver}"));
        if let Some((last, others)) = calls.split_last() {
            for call in others {
                self.line(call);
            }
            self.line(format_args!("{last}{after}"));
        }
        self.indent -= 1;
    }

    /// A match arm, with the expression in a block where one line is too short.
    pub fn arm(&mut self, pattern: &str, expression: &str) {
        if width(pattern) + width(expression) + 5 <= self.room() {
            self.line(format_args!("{pattern} => {expression},"));
        } else {
            self.open(format_args!("{pattern} => {{"));
            self.line(expression);
            self.close("}");
        }
    }

    /// `name: ty,` of a struct; a type too long for the line goes to the next, or opens its
    /// outermost bracket.
    pub fn field(&mut self, name: &str, ty: &str) {
        if width(name) + 3 + width(ty) <= self.room() {
            self.line(format_args!("{name}: {ty},"));
        } else if width(ty) + 5 <= self.room() {
            self.open(format_args!("{name}:"));
            self.line(format_args!("{ty},"));
            self.indent -= 1;
        } else if let Some((outer, inner)) = ty.strip_suffix('>').and_then(|ty| ty.split_once('<'))
        {
            self.open(format_args!("{name}: {outer}<"));
            self.line(format_args!("{inner},"));
            self.close(">,");
        } else {
            self.line(format_args!("{name}: {ty},"));
        }
    }

    /// `Name(held),` of an enum.
    pub fn variant(&mut self, name: &str, held: &str) {
        if width(name) + width(held) + 3 <= self.room() {
            self.line(format_args!("{name}({held}),"));
        } else {
            self.open(format_args!("{name}("));
            self.line(format_args!("{held},"));
            self.close("),");
        }
    }

    /// `if function(arguments) {`
    pub fn condition(&mut self, function: &str, arguments: &[&str]) {
        let joined = arguments.join(", ");
        if width(function) + width(&joined) + 7 <= self.room() && width(&joined) <= LIST_WIDTH {
            self.open(format_args!("if {function}({joined}) {{"));
            return;
        }
        self.open(format_args!("if {function}("));
        for argument in arguments {
            self.line(format_args!("{argument},"));
        }
        self.indent -= 1;
        self.open(") {");
    }

    /// `#[name(key = "value")]`, broken as rustfmt does where it is too long.
    pub fn attribute(&mut self, name: &str, key: &str, value: &str) {
        let value = super::escape::literal(value);
        if width(name) + width(key) + width(&value) + 8 <= self.room() {
            self.line(format_args!("#[{name}({key} = {value})]"));
        } else {
            self.open(format_args!("#[{name}("));
            self.line(format_args!("{key} = {value}"));
            self.close(")]");
        }
    }
}

/// The columns between the brackets of a list on one line.
fn list_width(items: &[String]) -> usize {
    let inner: usize = items.iter().map(|item| width(item) + 2).sum();
    inner.saturating_sub(2)
}

/// The columns that `text` takes; rustfmt counts a Chinese character as two.
pub(crate) fn width(text: &str) -> usize {
    if text.is_ascii() {
        return text.len();
    }
    text.chars()
        .map(|c| {
            if ('\u{1100}'..='\u{ffe6}').contains(&c) {
                2
            } else {
                1
            }
        })
        .sum()
}

#[cfg(test)]
mod tests {
    use super::Text;

    fn written(write: impl FnOnce(&mut Text)) -> String {
        let mut text = Text::new();
        text.open("mod m {");
        write(&mut text);
        text.close("}");
        text.finish()
    }

    #[test]
    fn lists_break_as_rustfmt_breaks_them() {
        let short: Vec<String> = (0..40).map(|i| format!("\"{i:04}\"")).collect();
        let long = [
            "\"A_LONG_ENOUGH_VALUE\"".to_owned(),
            "\"B\"".to_owned(),
            "\"C_LONG_ENOUGH_VALUE_TOO_LONG_FOR_SIXTY\"".to_owned(),
        ];
        assert_eq!(
            written(|text| text.list("const A: &[&str] = &", &short[..2], ";")),
            "mod m {\n    const A: &[&str] = &[\"0000\", \"0001\"];\n}\n"
        );
        let filled = written(|text| text.list("const A: &[&str] = &", &short, ";"));
        assert_eq!(filled.lines().count(), 2 + 2 + 4, "{filled}");
        assert!(filled.lines().all(|line| line.len() <= 100), "{filled}");
        assert_eq!(
            written(|text| text.list("const A: &[&str] = &", &long, ";"))
                .lines()
                .count(),
            2 + 2 + 3
        );
    }

    #[test]
    fn a_blank_line_is_neither_doubled_nor_put_after_a_brace() {
        let text = written(|text| {
            text.blank();
            text.line("a;");
            text.blank();
            text.blank();
            text.line("b;");
        });
        assert_eq!(text, "mod m {\n    a;\n\n    b;\n}\n");
    }
}
