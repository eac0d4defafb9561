//! Rust's keywords, as of edition 2024.

/// Keywords that a raw identifier can spell: `r#type`. The reserved ones count too.
const KEYWORDS: &[&str] = &[
    "abstract", "as", "async", "await", "become", "box", "break", "const", "continue", "do", "dyn",
    "else", "enum", "extern", "false", "final", "fn", "for", "gen", "if", "impl", "in", "let",
    "loop", "macro", "match", "mod", "move", "mut", "override", "priv", "pub", "ref", "return",
    "static", "struct", "trait", "true", "try", "type", "typeof", "unsafe", "unsized", "use",
    "virtual", "where", "while", "yield",
];

/// Keywords that not even a raw identifier can spell.
const PATH_KEYWORDS: &[&str] = &["Self", "crate", "self", "super"];

/// Whether a raw identifier can and must spell the name.
pub(super) fn is_keyword(name: &str) -> bool {
    KEYWORDS.binary_search(&name).is_ok()
}

/// Whether no identifier can spell the name.
pub(super) fn is_path_keyword(name: &str) -> bool {
    PATH_KEYWORDS.contains(&name)
}

#[cfg(test)]
mod tests {
    use super::{KEYWORDS, is_keyword};

    #[test]
    fn the_list_is_sorted_so_that_the_search_finds_each() {
        assert!(KEYWORDS.is_sorted());
        assert!(KEYWORDS.iter().all(|keyword| is_keyword(keyword)));
    }
}
