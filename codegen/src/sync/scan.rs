//! Finds generated files that nothing owns any more.

use std::fs;
use std::io::{self, Read as _};
use std::path::Path;

use super::Owned;
use super::error::SyncError;
use crate::emit::MARK;

/// Where the mark must be: within the first line, which has a comment sign before it.
const MARK_WITHIN: usize = 64;

/// The files in the folders that are owned, relative to the root.
#[derive(Debug, Default)]
pub(crate) struct Found {
    /// Those in folders in which a file is generated if its first line says so.
    marked: Vec<String>,
    /// Those in folders in which every file is generated.
    whole: Vec<String>,
}

/// Looks through the owned folders below `root`.
pub(super) fn find(root: &Path, owned: Owned<'_>) -> Result<Found, SyncError> {
    let mut found = Found::default();
    for folder in owned.marked {
        walk(root, folder, &mut found.marked)?;
    }
    for folder in owned.whole {
        walk(root, folder, &mut found.whole)?;
    }
    Ok(found)
}

impl Found {
    /// The generated files that are not wanted, sorted.
    ///
    /// # Errors
    /// Where a file cannot be read.
    pub(crate) fn stale(
        &self,
        root: &Path,
        is_wanted: &dyn Fn(&str) -> bool,
    ) -> Result<Vec<String>, SyncError> {
        let mut stale = Vec::new();
        for name in self.marked.iter().filter(|name| !is_wanted(name)) {
            if is_marked(&root.join(name))? {
                stale.push(name.clone());
            }
        }
        let whole = self.whole.iter().filter(|name| !is_wanted(name));
        stale.extend(whole.cloned());
        stale.sort();
        stale.dedup();
        Ok(stale)
    }
}

/// Whether `folder` is one that may go when it is empty: below an owned one, or wholly owned.
pub(super) fn is_inside(folder: &Path, owned: Owned<'_>) -> bool {
    let below = |owner: &&str| folder.starts_with(owner) && folder != Path::new(owner);
    owned.marked.iter().any(below) || owned.whole.iter().any(|owner| folder.starts_with(owner))
}

fn walk(root: &Path, folder: &str, files: &mut Vec<String>) -> Result<(), SyncError> {
    let path = root.join(folder);
    let failed = |error| SyncError::new("read", &path, error);
    let entries = match fs::read_dir(&path) {
        Ok(entries) => entries,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
        Err(error) => return Err(failed(error)),
    };
    for entry in entries {
        let entry = entry.map_err(failed)?;
        // A name that is no UTF-8 is none of ours.
        let Ok(name) = entry.file_name().into_string() else {
            continue;
        };
        let name = format!("{folder}/{name}");
        if entry.file_type().map_err(failed)?.is_dir() {
            walk(root, &name, files)?;
        } else {
            files.push(name);
        }
    }
    Ok(())
}

fn is_marked(path: &Path) -> Result<bool, SyncError> {
    let mut head = [0; MARK_WITHIN];
    let mut file = fs::File::open(path).map_err(|error| SyncError::new("read", path, error))?;
    let mut length = 0;
    loop {
        match file.read(&mut head[length..]) {
            Ok(0) => break,
            Ok(read) => length += read,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(SyncError::new("read", path, error)),
        }
    }
    let head = String::from_utf8_lossy(&head[..length]);
    Ok(head.lines().next().is_some_and(|line| line.contains(MARK)))
}
