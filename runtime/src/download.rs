//! A downloaded file, whole in memory. (Streaming comes with a later version.)
//!
//! Invariant: the content comes without a signature, so it is only as good as
//! [`Download::verify`] against the hash that a signed answer promised.

use std::io::{self, Read};

use aws_lc_rs::digest::{Context, SHA1_FOR_LEGACY_USE_ONLY};
use bytes::Bytes;
use flate2::read::MultiGzDecoder;

use crate::crypto::hash::lower_hex;

/// How a gzip file begins.
const GZIP: [u8; 2] = [0x1f, 0x8b];

/// A downloaded file.
#[derive(Clone, PartialEq, Eq)]
pub struct Download {
    /// `Content-Type`.
    pub content_type: Option<String>,
    /// The content as it came, compressed where it was asked for compressed.
    pub bytes: Bytes,
}

impl Download {
    /// Whether the content is compressed with gzip.
    pub fn is_gzip(&self) -> bool {
        self.bytes.starts_with(&GZIP)
    }

    /// Checks the content against `hash_type` and `hash_value` of the answer that named the
    /// download. The hash is of the uncompressed content, which this takes care of.
    ///
    /// # Errors
    /// Where the hash does not fit, its type is not SHA1, or the content does not uncompress.
    pub fn verify(&self, hash_type: &str, hash_value: &str) -> Result<(), DownloadError> {
        if !hash_type.eq_ignore_ascii_case("SHA1") {
            return Err(DownloadError::HashType);
        }
        let mut context = Context::new(&SHA1_FOR_LEGACY_USE_ONLY);
        self.read(|piece| {
            context.update(piece);
            Ok(())
        })?;
        let found = lower_hex(context.finish().as_ref());
        if found.eq_ignore_ascii_case(hash_value) {
            Ok(())
        } else {
            Err(DownloadError::Hash)
        }
    }

    /// The content, uncompressed where it is compressed, if it has at most `limit` bytes.
    ///
    /// # Errors
    /// Where there are more, or the content does not uncompress.
    pub fn content(&self, limit: usize) -> Result<Bytes, DownloadError> {
        if !self.is_gzip() && self.bytes.len() <= limit {
            return Ok(self.bytes.clone());
        }
        let mut content = Vec::new();
        self.read(|piece| {
            if content.len() + piece.len() > limit {
                return Err(DownloadError::TooLong { limit });
            }
            content.extend_from_slice(piece);
            Ok(())
        })?;
        Ok(content.into())
    }

    /// Hands out the uncompressed content piece by piece.
    fn read(
        &self,
        mut take: impl FnMut(&[u8]) -> Result<(), DownloadError>,
    ) -> Result<(), DownloadError> {
        if !self.is_gzip() {
            return take(&self.bytes);
        }
        let mut decoder = MultiGzDecoder::new(&self.bytes[..]);
        let mut buffer = vec![0; 64 * 1024];
        loop {
            match decoder.read(&mut buffer) {
                Ok(0) => return Ok(()),
                Ok(length) => take(buffer.get(..length).unwrap_or_default())?,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(_) => return Err(DownloadError::Gzip),
            }
        }
    }
}

impl std::fmt::Debug for Download {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Download")
            .field("content_type", &self.content_type)
            .field("bytes", &format_args!("{} bytes", self.bytes.len()))
            .finish()
    }
}

/// A downloaded file is not what was promised.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum DownloadError {
    /// The hash does not fit.
    #[error("the content's hash is not the promised one: use nothing of it, download it again")]
    Hash,
    /// A hash of a type that this version does not know.
    #[error("the hash is not a SHA1, the one that this version can check")]
    HashType,
    /// The content is damaged.
    #[error("the content is not whole gzip: use nothing of it, download it again")]
    Gzip,
    /// The content is longer than allowed.
    #[error(
        "the uncompressed content is longer than {limit} bytes: allow more if that is expected"
    )]
    TooLong {
        /// The limit in bytes.
        limit: usize,
    },
}
