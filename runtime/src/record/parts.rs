//! The parts of a multipart body, and what the runtime computes for them.

use super::encode::{Secrets, json_bytes};
use super::pairs::PlainText;
use super::path::Path;
use super::{EncodeError, Record, Ref, Seal, Slot, flags};
use crate::operation::UploadLimits;
use crate::value::Upload;

/// One part of a `multipart/form-data` body.
#[derive(Debug)]
pub struct Part<'a> {
    /// The part's name.
    pub name: &'static str,
    /// What it holds.
    pub content: PartContent<'a>,
}

/// What a part holds.
#[non_exhaustive]
pub enum PartContent<'a> {
    /// `application/json`.
    Json(Vec<u8>),
    /// Plain text.
    Text(String),
    /// A file, with its name and media type.
    File(&'a Upload),
}

/// Shows kinds and lengths only: a part may hold what is personal.
impl std::fmt::Debug for PartContent<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            PartContent::Json(json) => write!(f, "Json({} bytes)", json.len()),
            PartContent::Text(text) => write!(f, "Text({} bytes)", text.len()),
            PartContent::File(file) => write!(f, "File({} bytes)", file.bytes.len()),
        }
    }
}

/// The parts of a multipart body, in the order of the schema: structs as JSON, files as
/// they are, everything else as text; a list repeats its part.
///
/// # Errors
/// Where a number is not finite, or a field that must travel encrypted cannot be encrypted.
pub fn parts<'a>(
    record: &'a dyn Record,
    seal: Option<&dyn Seal>,
) -> Result<Vec<Part<'a>>, EncodeError> {
    let secrets = Secrets::Sealed(seal);
    let mut parts = Vec::new();
    for (index, &(name, bits)) in record.schema().fields.iter().enumerate() {
        if bits & flags::PART == 0 {
            continue;
        }
        let path = Path::Root.key(name);
        let mut add = |value, path: &Path<'_>| {
            let content = part_content(value, bits, secrets, path)?;
            parts.push(Part { name, content });
            Ok(())
        };
        match record.field(index).get() {
            Ref::Absent => {}
            Ref::List(list) if bits & flags::JSON_TEXT == 0 => {
                for (index, item) in (0..list.len()).filter_map(|i| Some((i, list.item(i)?))) {
                    add(item.get(), &path.index(index))?;
                }
            }
            value => add(value, &path)?,
        }
    }
    Ok(parts)
}

fn part_content<'a>(
    value: Ref<'a>,
    bits: u16,
    secrets: Secrets<'_>,
    path: &Path<'_>,
) -> Result<PartContent<'a>, EncodeError> {
    match value {
        Ref::File(file) => Ok(PartContent::File(file.get())),
        Ref::Record(_) | Ref::Json(_) => json_bytes(value, secrets, path).map(PartContent::Json),
        _ => {
            let place = "a part";
            let text = PlainText { secrets, place }.write(value, bits, path)?;
            Ok(PartContent::Text(text))
        }
    }
}

/// Fills in the name and the SHA-256 of the file that `record` uploads, wherever a
/// field asks for them and is absent or empty.
///
/// With several files, the first one counts; without one, nothing happens.
pub fn fill_upload(record: &mut dyn Record) {
    let Some(file) = first_file(record) else {
        return;
    };
    let fill = Fill {
        file_name: file.file_name.clone(),
        sha256: file.sha256(),
    };
    fill.record(record, flags::PART);
}

fn first_file(record: &dyn Record) -> Option<&Upload> {
    files(record).into_iter().next().map(|(_, file)| file)
}

/// The files among the parts, with the names of their fields.
fn files(record: &dyn Record) -> Vec<(&'static str, &Upload)> {
    let mut files = Vec::new();
    for (index, field) in record.schema().fields.iter().enumerate() {
        if field.1 & flags::PART == 0 {
            continue;
        }
        match record.field(index).get() {
            Ref::File(file) => files.push((field.0, file.get())),
            Ref::List(list) => {
                let items = (0..list.len()).filter_map(|index| list.item(index));
                files.extend(items.filter_map(|item| match item.get() {
                    Ref::File(file) => Some((field.0, file.get())),
                    _ => None,
                }));
            }
            _ => {}
        }
    }
    files
}

/// Checks the files of an upload against what the documentation takes.
///
/// # Errors
/// Where a file is too long, or of another media type; the error names the field and the limit.
pub fn check_upload(record: &dyn Record, limits: UploadLimits) -> Result<(), EncodeError> {
    for (field, file) in files(record) {
        let length = u64::try_from(file.bytes.len()).unwrap_or(u64::MAX);
        if let Some(limit) = limits.max_bytes.filter(|limit| length > *limit) {
            return Err(EncodeError::FileTooLong {
                field,
                length,
                limit,
            });
        }
        let taken = limits.media_types;
        if !taken.is_empty() && !taken.contains(&&*file.media_type) {
            return Err(EncodeError::MediaType {
                field,
                found: file.media_type.clone(),
                taken,
            });
        }
    }
    Ok(())
}

/// What is known of the file.
struct Fill {
    file_name: String,
    sha256: String,
}

impl Fill {
    /// Fills `record` and, in its fields that have one of the flags in `into`, what they hold.
    /// Returns whether anything was filled.
    fn record(&self, record: &mut dyn Record, into: u16) -> bool {
        let mut filled = false;
        for (index, &(_, bits)) in record.schema().fields.iter().enumerate() {
            let text = match bits & (flags::FILENAME | flags::SHA256) {
                flags::FILENAME => &self.file_name,
                flags::SHA256 => &self.sha256,
                _ if bits & into != 0 => {
                    filled |= self.nested(record.field_mut(index).slot());
                    continue;
                }
                _ => continue,
            };
            let absent = matches!(record.field(index).get(), Ref::Absent | Ref::Text(""));
            if absent {
                filled |= put(record.field_mut(index).slot(), text);
            }
        }
        filled
    }

    /// Fills the struct of one part. An absent one appears where something is filled in.
    fn nested(&self, slot: Slot<'_>) -> bool {
        match slot {
            Slot::Record(record) => self.record(record, 0),
            Slot::Optional(optional) => {
                if let Some(value) = optional.present() {
                    return self.nested(value.slot());
                }
                let filled = self.nested(optional.insert().slot());
                if !filled {
                    optional.clear();
                }
                filled
            }
            _ => false,
        }
    }
}

/// Puts `text` into a text that may be optional.
fn put(slot: Slot<'_>, text: &str) -> bool {
    match slot {
        Slot::Text(slot, _) => {
            slot.set(text);
            true
        }
        Slot::Optional(optional) => put(optional.insert().slot(), text),
        _ => false,
    }
}
