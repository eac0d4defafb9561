//! The media type of the kinds of file that WeChat Pay takes.
//!
//! Invariant: what the content says goes before what its name says: WeChat Pay refuses a
//! picture whose declared type is not its own.

/// The type of a file of this name and content.
pub(super) fn media_type(file_name: &str, content: &[u8]) -> &'static str {
    by_content(content).unwrap_or_else(|| by_extension(file_name))
}

/// How files of a type begin.
const BEGINNINGS: [(&[u8], &str); 10] = [
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"GIF8", "image/gif"),
    (b"%PDF-", "application/pdf"),
    (b"\x30\x26\xb2\x75\x8e\x66\xcf\x11", "video/x-ms-wmv"),
    (b"\x1a\x45\xdf\xa3", "video/x-matroska"),
    (b"FLV\x01", "video/x-flv"),
    (b"\x00\x00\x01\xba", "video/mpeg"),
    (b"\x00\x00\x01\xb3", "video/mpeg"),
    (b".RMF", "application/vnd.rn-realmedia-vbr"),
];

/// The type that a content shows; `None` where it shows none.
fn by_content(content: &[u8]) -> Option<&'static str> {
    let at = |from: usize, wanted: &[u8]| {
        content
            .get(from..)
            .is_some_and(|rest| rest.starts_with(wanted))
    };
    let mut known = BEGINNINGS.iter();
    if let Some((_, media_type)) = known.find(|(beginning, _)| at(0, beginning)) {
        return Some(media_type);
    }
    // Two letters alone would be found in many a text; the zeros are reserved.
    if at(0, b"BM") && at(6, &[0; 4]) {
        return Some("image/bmp");
    }
    if at(0, b"RIFF") && at(8, b"AVI ") {
        return Some("video/x-msvideo");
    }
    if !at(4, b"ftyp") {
        return None;
    }
    Some(match content.get(8..11) {
        Some(b"qt ") => "video/quicktime",
        Some(b"M4V") => "video/x-m4v",
        Some(b"f4v") => "video/x-f4v",
        _ => "video/mp4",
    })
}

/// The type that a name promises.
fn by_extension(file_name: &str) -> &'static str {
    let extension = file_name
        .rsplit_once('.')
        .map_or("", |(_, extension)| extension);
    match extension.to_ascii_lowercase().as_str() {
        "jpg" | "jpeg" => "image/jpeg",
        "png" => "image/png",
        "bmp" => "image/bmp",
        "gif" => "image/gif",
        "mp4" => "video/mp4",
        "m4v" => "video/x-m4v",
        "f4v" => "video/x-f4v",
        "mov" => "video/quicktime",
        "avi" => "video/x-msvideo",
        "wmv" => "video/x-ms-wmv",
        "mpeg" | "mpg" => "video/mpeg",
        "mkv" => "video/x-matroska",
        "flv" => "video/x-flv",
        "rmvb" => "application/vnd.rn-realmedia-vbr",
        "pdf" => "application/pdf",
        "csv" => "text/csv",
        "txt" => "text/plain",
        "zip" => "application/zip",
        _ => "application/octet-stream",
    }
}
