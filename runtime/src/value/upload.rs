//! A file to send.

use std::io::{self, Read};
use std::path::Path;

use bytes::Bytes;

use super::media_type::media_type;

/// The longest file that [`Upload::from_reader`] reads, in bytes. It is held in memory, and
/// WeChat Pay takes far less.
const LONGEST: u64 = 64 << 20;

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
    /// A file of this name and content.
    ///
    /// The media type is that of the content, told by how it begins; where that tells
    /// nothing, that of the name's extension.
    pub fn from_bytes(file_name: impl Into<String>, bytes: impl Into<Bytes>) -> Self {
        let (file_name, bytes) = (file_name.into(), bytes.into());
        let media_type = media_type(&file_name, &bytes).to_owned();
        Self {
            file_name,
            media_type,
            bytes,
        }
    }

    /// Reads all that `reader` gives, 64 MiB at most.
    ///
    /// # Errors
    /// Where the reader fails, or gives more.
    pub fn from_reader(file_name: impl Into<String>, reader: impl Read) -> io::Result<Self> {
        let mut content = Vec::new();
        reader.take(LONGEST + 1).read_to_end(&mut content)?;
        if u64::try_from(content.len()).unwrap_or(u64::MAX) > LONGEST {
            let message = "the file is longer than 64 MiB, which WeChat Pay takes nowhere";
            return Err(io::Error::new(io::ErrorKind::InvalidData, message));
        }
        Ok(Self::from_bytes(file_name, content))
    }

    /// Reads a file; its name is the path's last part, the rest is as for [`from_bytes`](Upload::from_bytes).
    ///
    /// # Errors
    /// Where the file cannot be read; the message names the path.
    pub fn from_path(path: impl AsRef<Path>) -> io::Result<Self> {
        let path = path.as_ref();
        let content = std::fs::read(path).map_err(|error| {
            io::Error::new(
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
