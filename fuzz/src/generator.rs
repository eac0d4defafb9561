//! The generator over arbitrary specs.
//!
//! Invariant: whatever the bytes are, there are diagnostics or files, never a panic.

use wechatpay_codegen::{emit, load};

/// The spec that a text is which does not begin with the line of a path.
const PLACE: &str = "specs/v3/pay/orders.yaml";
/// How the line begins that names the next spec: `--- specs/v3/pay/_types.yaml`.
const NEXT: &str = "--- ";

/// One or more specs, each led by the line `--- <path>`; the first needs none. Whether
/// they give files.
pub fn specs(data: &[u8]) -> bool {
    let Ok(text) = std::str::from_utf8(data) else {
        return false;
    };
    match load(split(text)) {
        Ok(model) => !emit::emit(&model).files.is_empty(),
        Err(report) => {
            assert!(
                !report.to_string().is_empty(),
                "a refusal says what is wrong"
            );
            false
        }
    }
}

fn split(text: &str) -> Vec<(String, String)> {
    let mut files = vec![(PLACE.to_owned(), String::new())];
    for line in text.split_inclusive('\n') {
        match line.strip_prefix(NEXT).map(str::trim_end) {
            Some(path) if path.starts_with("specs/") => {
                files.push((path.to_owned(), String::new()));
            }
            _ => files
                .last_mut()
                .into_iter()
                .for_each(|(_, text)| text.push_str(line)),
        }
    }
    // The first is there only where the text does not begin with a path.
    files.retain(|(path, text)| path != PLACE || !text.is_empty());
    files.sort();
    // One path is one file.
    files.dedup_by(|next, first| next.0 == first.0);
    files
}
