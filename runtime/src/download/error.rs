//! What can be wrong with a file, or with where it is saved.

use std::io;
use std::path::PathBuf;

/// A downloaded file is not what was promised, or cannot be saved.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum DownloadError {
    /// The hash does not fit.
    #[error("the content's hash is not the promised one: use nothing of it, download it again")]
    Hash,
    /// A hash of a type that this version does not know. Nothing was sent.
    #[error(
        "the hash is of a type that cannot be checked here: SHA1 and SHA256 can, and SM3 with the \
         feature `sm`"
    )]
    HashType,
    /// What is given as a hash is none. Nothing was sent.
    #[error(
        "the promised hash is not hex digits of its type's length: give the `hash_value` of the answer that named the download"
    )]
    HashValue,
    /// The content is damaged.
    #[error("the content is not whole gzip: use nothing of it, download it again")]
    Gzip,
    /// The content is longer than allowed.
    #[error(
        "the content is longer than {limit} bytes: allow more with `limit` (or the client's \
         `max_download`) if that is expected"
    )]
    TooLong {
        /// The limit in bytes, of the content as it came and uncompressed.
        limit: u64,
    },
    /// There is a file of the name already.
    #[error("{} exists already: remove it, or use `save_over`", .0.display())]
    Exists(PathBuf),
    /// The file cannot be written.
    #[error("cannot write {}: {kind}", path.display())]
    File {
        /// Where it should have been.
        path: PathBuf,
        /// Why.
        kind: io::ErrorKind,
    },
}

impl DownloadError {
    /// Whether it was found before anything was sent.
    pub(crate) fn is_before_sending(&self) -> bool {
        matches!(self, Self::HashType | Self::HashValue)
    }
}
