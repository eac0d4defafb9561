//! `multipart/form-data` bodies, written by hand: they are bounded, and a caller who
//! looks at the prepared request sees the very bytes.
//!
//! Invariant: what is signed is the content of the part `meta`, as it stands in the body.

use crate::record::{Part, PartContent};

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

/// Writes `parts`, the ones that are not files first, as WeChat Pay's examples have them.
pub(crate) fn form(parts: &[Part<'_>], boundary: &str) -> Form {
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
