//! A file to send.
//!
//! Invariant: it is whole and in memory, for its hash stands in what is signed before it;
//! and whatever it is read from, no more is read than [`LONGEST`] says.

use std::future::poll_fn;
use std::io::{self, Read};
use std::path::Path;
use std::pin::pin;
use std::task::{Poll, ready};

use bytes::Bytes;
use tokio::io::{AsyncRead, ReadBuf};

use super::media_type::media_type;

/// The longest file that is read, in bytes; WeChat Pay takes far less.
const LONGEST: usize = 64 << 20;
/// How much is read at once from an async reader, in bytes.
const PIECE: usize = 16 << 10;

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
        Ok(Self::from_bytes(file_name, read(reader)?))
    }

    /// Reads all that `reader` gives, 64 MiB at most, without blocking: a file of
    /// `tokio::fs`, a connection, a child process. No `tokio` runtime is needed where the
    /// reader itself needs none; readers of `futures` come through `tokio-util`'s `compat`.
    ///
    /// # Errors
    /// Where the reader fails, or gives more.
    pub async fn from_async_reader(
        file_name: impl Into<String>,
        reader: impl AsyncRead,
    ) -> io::Result<Self> {
        let mut reader = pin!(reader);
        let mut content = Vec::new();
        let mut piece = vec![0; PIECE];
        loop {
            let next = poll_fn(|context| {
                let mut buffer = ReadBuf::new(&mut piece);
                ready!(reader.as_mut().poll_read(context, &mut buffer))?;
                Poll::Ready(io::Result::Ok(buffer.filled().len()))
            });
            let length = next.await?;
            if length == 0 {
                return Ok(Self::from_bytes(file_name, content));
            }
            if content.len() + length > LONGEST {
                return Err(too_long());
            }
            content.extend_from_slice(&piece[..length]);
        }
    }

    /// Reads a file of 64 MiB at most; its name is the path's last part, the rest is as for
    /// [`from_bytes`](Upload::from_bytes). It waits for the disk: where that must not hold up
    /// an async runtime, give a file of `tokio::fs` to [`from_async_reader`](Self::from_async_reader).
    ///
    /// # Errors
    /// Where the file cannot be read or is longer; the message names the path.
    pub fn from_path(path: impl AsRef<Path>) -> io::Result<Self> {
        let path = path.as_ref();
        let content = std::fs::File::open(path).and_then(read).map_err(|error| {
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

/// All that `reader` gives, unless that is too long.
fn read(reader: impl Read) -> io::Result<Vec<u8>> {
    let mut content = Vec::new();
    let one_more = u64::try_from(LONGEST + 1).unwrap_or(u64::MAX);
    reader.take(one_more).read_to_end(&mut content)?;
    if content.len() > LONGEST {
        return Err(too_long());
    }
    Ok(content)
}

fn too_long() -> io::Error {
    let message = "the file is longer than 64 MiB, which WeChat Pay takes nowhere";
    io::Error::new(io::ErrorKind::InvalidData, message)
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
