//! Texts in messages. Here, and in loops, for each way to collect text is long code where it is
//! inlined.

/// `items`, with `separator` between them.
pub(crate) fn joined<T: std::fmt::Display>(
    items: impl Iterator<Item = T>,
    separator: &str,
) -> String {
    let mut text = String::new();
    for item in items {
        if !text.is_empty() {
            text.push_str(separator);
        }
        text.push_str(&item.to_string());
    }
    text
}

/// The first `limit` characters of `text`, on one line.
pub(crate) fn beginning(text: &str, limit: usize) -> String {
    let mut kept = String::new();
    for character in text.chars().take(limit).filter(|c| !c.is_control()) {
        kept.push(character);
    }
    kept
}
