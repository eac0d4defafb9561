//! What can go wrong between memory and disk.

use std::io;
use std::path::{Path, PathBuf};

/// A file could not be brought in line.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum SyncError {
    /// The file system refused.
    #[error("cannot {action} {}", path.display())]
    Io {
        /// What was tried: `read`, `write`, …
        action: &'static str,
        /// On what.
        path: PathBuf,
        /// Why not.
        source: io::Error,
    },
    /// A file lacks the markers of its generated section.
    #[error(
        "{file} has no generated section `{section}`: put back the two lines \
         `{comment} @generated {section} begin` and `{comment} @generated {section} end`"
    )]
    NoSection {
        /// The file.
        file: String,
        /// The section's name.
        section: String,
        /// How a comment begins there.
        comment: &'static str,
    },
}

impl SyncError {
    pub(super) fn new(action: &'static str, path: &Path, source: io::Error) -> Self {
        Self::Io {
            action,
            path: path.to_path_buf(),
            source,
        }
    }
}
