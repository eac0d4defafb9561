//! A file to send.

use std::path::Path;

use bytes::Bytes;

/// A file to send: an image, a video, a document.
///
/// Cloning it does not copy the content. `Debug` shows how long the content is, not what it is.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Upload {
    /// The file's name without folders: `licence.jpg`.
    pub file_name: String,
    /// The content's media type: `image/jpeg`.
    pub media_type: String,
    /// The content.
    pub bytes: Bytes,
}

impl Upload {
    /// A file of this name and content; the media type is guessed from the name's extension.
    pub fn from_bytes(file_name: impl Into<String>, bytes: impl Into<Bytes>) -> Self {
        let file_name = file_name.into();
        let media_type = media_type_of(&file_name).to_owned();
        Self {
            file_name,
            media_type,
            bytes: bytes.into(),
        }
    }

    /// Reads a file; its name is the path's last part, and the media type is guessed from the extension.
    ///
    /// # Errors
    /// Where the file cannot be read; the message names the path.
    pub fn from_path(path: impl AsRef<Path>) -> std::io::Result<Self> {
        let path = path.as_ref();
        let content = std::fs::read(path).map_err(|error| {
            std::io::Error::new(
                error.kind(),
                format!("cannot read {}: {error}", path.display()),
            )
        })?;
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        Ok(Self::from_bytes(name, content))
    }

    /// The lower-hex SHA-256 of the content, which WeChat Pay checks.
    pub fn sha256(&self) -> String {
        use std::fmt::Write as _;
        let digest = aws_lc_rs::digest::digest(&aws_lc_rs::digest::SHA256, &self.bytes);
        digest
            .as_ref()
            .iter()
            .fold(String::with_capacity(64), |mut hex, byte| {
                // Writing to a String cannot fail.
                let _ = write!(hex, "{byte:02x}");
                hex
            })
    }
}

impl std::fmt::Debug for Upload {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Upload")
            .field("file_name", &self.file_name)
            .field("media_type", &self.media_type)
            .field("bytes", &format_args!("{} bytes", self.bytes.len()))
            .finish()
    }
}

/// The media type of the kinds of file that WeChat Pay takes, by extension.
fn media_type_of(file_name: &str) -> &'static str {
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
