//! Finds generated files that nothing owns any more.

use std::fs;
use std::io::{self, Read as _};
use std::path::Path;

use super::Owned;
use super::error::SyncError;
use crate::emit::MARK;

/// Where the mark must be: within the first line, which has a comment sign before it.
const MARK_WITHIN: usize = 64;

/// The stale files, relative to `root`, sorted.
pub(super) fn stale(
    root: &Path,
    is_wanted: &dyn Fn(&str) -> bool,
    owned: Owned<'_>,
) -> Result<Vec<String>, SyncError> {
    let mut stale = Vec::new();
    for folder in owned.marked {
        walk(root, folder, &mut |name| {
            if !is_wanted(name) && is_marked(&root.join(name))? {
                stale.push(name.to_owned());
            }
            Ok(())
        })?;
    }
    for folder in owned.whole {
        walk(root, folder, &mut |name| {
            if !is_wanted(name) {
                stale.push(name.to_owned());
            }
            Ok(())
        })?;
    }
    stale.sort();
    stale.dedup();
    Ok(stale)
}

/// Whether `folder` is one that may go when it is empty: below an owned one, or wholly owned.
pub(super) fn is_inside(folder: &Path, owned: Owned<'_>) -> bool {
    let below = |owner: &&str| folder.starts_with(owner) && folder != Path::new(owner);
    owned.marked.iter().any(below) || owned.whole.iter().any(|owner| folder.starts_with(owner))
}

type Visit<'v> = dyn FnMut(&str) -> Result<(), SyncError> + 'v;

fn walk(root: &Path, folder: &str, visit: &mut Visit<'_>) -> Result<(), SyncError> {
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
            walk(root, &name, visit)?;
        } else {
            visit(&name)?;
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
