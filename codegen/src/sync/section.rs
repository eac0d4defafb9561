//! The generated section of a file that is otherwise written by hand.
//!
//! Invariant: nothing outside the two markers changes.

use super::error::SyncError;
use crate::emit::Section;

/// `current` with the section's text between its markers.
pub(super) fn replace(current: &str, section: &Section) -> Result<String, SyncError> {
    let comment = if section.file.ends_with(".rs") {
        "//"
    } else {
        "#"
    };
    let begin = format!("{comment} @generated {} begin\n", section.name);
    let end = format!("{comment} @generated {} end\n", section.name);
    let missing = || SyncError::NoSection {
        file: section.file.clone(),
        section: section.name.clone(),
        comment,
    };
    let start = current.find(&begin).ok_or_else(missing)? + begin.len();
    let length = current[start..].find(&end).ok_or_else(missing)?;
    Ok(format!(
        "{}{}{}",
        &current[..start],
        section.text,
        &current[start + length..]
    ))
}
