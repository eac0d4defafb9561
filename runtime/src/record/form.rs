//! `multipart/form-data` bodies, written by hand: they are bounded, and a caller who
//! looks at the prepared request sees the very bytes.
//!
//! Invariant: what is signed is the content of the part `meta`, as it stands in the body.

use super::parts::{check_upload, fill_upload, parts};
use super::{EncodeError, File, Part, PartContent, Record, Ref, Seal, flags};
use crate::operation::UploadLimits;

/// The part whose content is signed.
const META: &str = "meta";

/// A body that is ready to send.
pub(crate) struct Form {
    /// The value of `Content-Type`, the boundary included.
    pub(crate) content_type: String,
    /// The body.
    pub(crate) body: Vec<u8>,
    /// What is signed: the JSON of `meta`, or nothing where there is no such part.
    pub(crate) signed: Vec<u8>,
}

/// How a request with files becomes a body. It is reached through [`File`] only, so that an
/// application whose requests have none is without it.
pub struct Uploading {
    /// Checks the files, and fills in what is computed of them.
    pub(crate) complete: fn(&mut dyn Record, UploadLimits) -> Result<(), EncodeError>,
    /// Writes the body.
    pub(crate) write: Write,
}

/// Writes a body, with fields sealed, between boundaries of this text.
type Write = fn(&dyn Record, Option<&dyn Seal>, &str) -> Result<Form, EncodeError>;

/// [`Uploading`] as it is for all files.
pub(super) static UPLOADING: Uploading = Uploading {
    complete: |record, limits| {
        check_upload(record, limits)?;
        fill_upload(record);
        Ok(())
    },
    write: |record, seal, boundary| Ok(form(&parts(record, seal)?, boundary)),
};

/// How the files in the parts of `record` travel.
///
/// # Errors
/// Where there is no file.
pub(crate) fn uploading(record: &dyn Record) -> Result<&'static Uploading, EncodeError> {
    let fields = record.schema().fields.iter().enumerate();
    let mut parts = fields.filter(|(_, (_, bits))| bits & flags::PART != 0);
    let file = parts.find_map(|(index, _)| first_file(record.field(index).get()));
    file.map(File::uploading).ok_or(EncodeError::NoFile)
}

/// The file that `value` is, or the first one in it.
fn first_file(value: Ref<'_>) -> Option<&dyn File> {
    match value {
        Ref::File(file) => Some(file),
        Ref::List(list) => first_file(list.item(0)?.get()),
        _ => None,
    }
}

/// Writes `parts`, the ones that are not files first, as WeChat Pay's examples have them.
fn form(parts: &[Part<'_>], boundary: &str) -> Form {
    let mut body = Vec::new();
    let mut signed = Vec::new();
    let is_file = |part: &Part<'_>| matches!(part.content, PartContent::File(_));
    let (files, plain): (Vec<_>, Vec<_>) = parts.iter().partition(|part| is_file(part));
    for part in plain.into_iter().chain(files) {
        if let (META, PartContent::Json(json)) = (part.name, &part.content) {
            signed.clone_from(json);
        }
        write_part(part, boundary, &mut body);
    }
    body.extend_from_slice(format!("--{boundary}--\r\n").as_bytes());
    let content_type = format!("multipart/form-data; boundary={boundary}");
    Form {
        content_type,
        body,
        signed,
    }
}

fn write_part(part: &Part<'_>, boundary: &str, body: &mut Vec<u8>) {
    let name = quoted(part.name);
    let (file_name, media_type, content) = match &part.content {
        PartContent::Json(json) => (None, Some("application/json"), json.as_slice()),
        PartContent::Text(text) => (None, None, text.as_bytes()),
        PartContent::File(file) => {
            let media_type = match file.media_type.as_str() {
                "" => "application/octet-stream",
                named => named,
            };
            (
                Some(quoted(&file.file_name)),
                Some(media_type),
                file.bytes.as_ref(),
            )
        }
    };
    let mut head = format!("--{boundary}\r\nContent-Disposition: form-data; name=\"{name}\"");
    if let Some(file_name) = file_name {
        head.push_str(&format!("; filename=\"{file_name}\""));
    }
    if let Some(media_type) = media_type {
        // A media type has no line ends; one that does must not make headers.
        let media_type = media_type.replace(['\r', '\n'], " ");
        head.push_str(&format!("\r\nContent-Type: {media_type}"));
    }
    head.push_str("\r\n\r\n");
    body.extend_from_slice(head.as_bytes());
    body.extend_from_slice(content);
    body.extend_from_slice(b"\r\n");
}

/// As HTML forms quote a name: no quote and no line end can leave it.
fn quoted(name: &str) -> String {
    name.replace('\r', "%0D")
        .replace('\n', "%0A")
        .replace('"', "%22")
}
