//! Saving to a file that appears only when it is whole and good.
//!
//! Invariant: the content is written to a hidden file in the same folder, which is removed
//! however the download ends, unless it takes the wanted name in one step.

use std::fs::{File, OpenOptions};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use super::{Download, DownloadError};
use crate::error::{Error, ErrorKind};
use crate::nonce::nonce;
use crate::off_thread::off_thread;

/// Saves `download` to `path`.
pub(super) async fn save(mut download: Download, path: &Path, replace: bool) -> Result<u64, Error> {
    let (operation, attempt) = (download.operation, download.attempt);
    let fail = |kind| Error::new(kind, Some(operation)).after(attempt, false);
    let error = |error| fail(ErrorKind::Download(error));
    let name = nonce().map_err(|cause| fail(ErrorKind::Crypto(cause)))?;
    check_free(path, replace).map_err(error)?;
    let failed = |cause: io::Error| error(failure(path, &cause));
    let mut draft = Draft::create(path, &name).map_err(failed)?;
    let mut length = 0;
    while let Some(piece) = download.chunk().await? {
        draft.file.write_all(&piece).map_err(failed)?;
        length += u64::try_from(piece.len()).unwrap_or(u64::MAX);
    }
    let target = path.to_owned();
    let published = off_thread(move || draft.publish(&target, replace)).await;
    published.flatten().map_err(failed)?;
    Ok(length)
}

/// That `path` can be taken. What counts is the check when the file is named; this one is
/// for not fetching a file in vain.
pub(super) fn check_free(path: &Path, replace: bool) -> Result<(), DownloadError> {
    if !replace && path.symlink_metadata().is_ok() {
        return Err(DownloadError::Exists(path.to_owned()));
    }
    Ok(())
}

fn failure(path: &Path, cause: &io::Error) -> DownloadError {
    let path = path.to_owned();
    match cause.kind() {
        io::ErrorKind::AlreadyExists => DownloadError::Exists(path),
        kind => DownloadError::File { path, kind },
    }
}

/// A file that is not good yet.
struct Draft {
    file: File,
    path: PathBuf,
}

impl Draft {
    fn create(target: &Path, name: &str) -> io::Result<Self> {
        let Some(own) = target.file_name() else {
            return Err(io::ErrorKind::InvalidInput.into());
        };
        let mut hidden = std::ffi::OsString::from(".");
        hidden.push(own);
        hidden.push(format!(".{name}.part"));
        let path = target.with_file_name(hidden);
        let file = OpenOptions::new()
            .write(true)
            .create_new(true)
            .open(&path)?;
        Ok(Self { file, path })
    }

    /// Gives it its name, after all of it is on the disk.
    fn publish(self, target: &Path, replace: bool) -> io::Result<()> {
        self.file.sync_all()?;
        if replace {
            std::fs::rename(&self.path, target)?;
        } else {
            // A link, unlike a renaming, fails where the name is taken.
            match std::fs::hard_link(&self.path, target) {
                Err(error) if error.kind() != io::ErrorKind::AlreadyExists => {
                    // A file system without links.
                    if target.symlink_metadata().is_ok() {
                        return Err(io::ErrorKind::AlreadyExists.into());
                    }
                    std::fs::rename(&self.path, target)?;
                }
                linked => linked?,
            }
        }
        sync_folder(target);
        Ok(())
    }
}

impl Drop for Draft {
    fn drop(&mut self) {
        // After a renaming there is nothing to remove.
        let _ = std::fs::remove_file(&self.path);
    }
}

/// Makes the new name last, where the platform can do that; the file itself is safe.
fn sync_folder(target: &Path) {
    let folder = target
        .parent()
        .filter(|folder| !folder.as_os_str().is_empty());
    if let Ok(folder) = File::open(folder.unwrap_or(Path::new("."))) {
        let _ = folder.sync_all();
    }
}
