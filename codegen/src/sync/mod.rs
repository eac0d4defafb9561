//! Brings a folder in line with files in memory, writing only what differs.
//!
//! Invariants: a file whose content is right already is not touched, so its modification
//! time stays and nothing is rebuilt. A file is replaced by renaming a complete one over
//! it, and no file is replaced before all new ones are written. Only files that this
//! generator made are ever deleted: those that say so in their first line, and those in
//! folders that belong to it.

mod error;
mod scan;
mod section;

use std::collections::BTreeSet;
use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};

pub use error::SyncError;
pub(crate) use scan::Found;

use crate::emit::{Files, Output, SOURCES, TABLES_FOLDER};
use crate::parallel;

/// Whether to write, or only to compare.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mode {
    /// Writes what differs.
    Write,
    /// Writes nothing.
    Check,
}

/// What differed. In [`Mode::Check`] it still does.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Changes {
    /// Files that were not there, relative to the root, sorted.
    pub created: Vec<String>,
    /// Files with another content, sorted.
    pub changed: Vec<String>,
    /// Files that nothing owns any more, sorted.
    pub deleted: Vec<String>,
    /// How many files were right already.
    pub unchanged: usize,
}

impl Changes {
    /// Whether nothing differed.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.created.is_empty() && self.changed.is_empty() && self.deleted.is_empty()
    }

    /// How many files were, or would be, written.
    #[must_use]
    pub fn written(&self) -> usize {
        self.created.len() + self.changed.len()
    }
}

/// Where generated files may lie, and so where stale ones are looked for.
#[derive(Debug, Clone, Copy)]
pub struct Owned<'a> {
    /// Folders in which a file is generated if its first line says so.
    pub marked: &'a [&'a str],
    /// Folders in which every file is generated.
    pub whole: &'a [&'a str],
}

/// What `cargo xtask generate` owns.
pub const GENERATED: Owned<'_> = Owned {
    marked: &[SOURCES],
    whole: &[TABLES_FOLDER],
};

/// The files of `output` as they should be below `root`, the repository: those that are
/// wholly generated, and the others with their generated sections put in.
///
/// # Errors
/// Where a file that has a generated section cannot be read, or lacks its markers.
pub fn complete(root: &Path, output: Output) -> Result<Files, SyncError> {
    let mut files = output.files;
    for section in &output.sections {
        let current = match files.remove(&section.file) {
            Some(text) => text,
            None => read_text(&root.join(&section.file))?,
        };
        let replaced = section::replace(&current, section)?;
        files.insert(section.file.clone(), replaced);
    }
    Ok(files)
}

/// Brings the generated crate below `root`, the repository, in line with `output`.
///
/// # Errors
/// Those of [`complete`] and [`sync`].
pub fn apply(root: &Path, output: Output, mode: Mode) -> Result<Changes, SyncError> {
    sync(root, &complete(root, output)?, GENERATED, mode)
}

/// The same for files of which those that `is_kept` names are known to be in line: they are
/// not among `files`, are not touched, and are not counted. `found` is what [`find`] gave.
///
/// # Errors
/// As [`sync`].
pub(crate) fn sync_but(
    root: &Path,
    files: &Files,
    is_kept: &dyn Fn(&str) -> bool,
    found: &Found,
    mode: Mode,
) -> Result<Changes, SyncError> {
    let is_wanted = |name: &str| files.contains_key(name) || is_kept(name);
    let stale = found.stale(root, &is_wanted)?;
    bring_in_line(root, files, stale, GENERATED, mode)
}

/// Brings the folder `root` in line with `files`.
///
/// # Errors
/// Where a file or folder cannot be read, written or deleted. Until all new content lies
/// beside its place, nothing is replaced.
pub fn sync(
    root: &Path,
    files: &Files,
    owned: Owned<'_>,
    mode: Mode,
) -> Result<Changes, SyncError> {
    let found = scan::find(root, owned)?;
    let stale = found.stale(root, &|name| files.contains_key(name))?;
    bring_in_line(root, files, stale, owned, mode)
}

fn bring_in_line(
    root: &Path,
    files: &Files,
    stale: Vec<String>,
    owned: Owned<'_>,
    mode: Mode,
) -> Result<Changes, SyncError> {
    let mut changes = Changes {
        deleted: stale,
        ..Changes::default()
    };
    let wanted: Vec<_> = files.iter().collect();
    let states = parallel::map(&wanted, |(name, text)| state(&root.join(name), text));
    for ((name, _), state) in wanted.into_iter().zip(states) {
        match state? {
            State::Missing => changes.created.push(name.clone()),
            State::Right => changes.unchanged += 1,
            State::Different => changes.changed.push(name.clone()),
        }
    }
    if mode == Mode::Write {
        let names = changes.created.iter().chain(&changes.changed);
        write_all(
            root,
            names.filter_map(|name| Some((name.as_str(), files.get(name)?.as_str()))),
        )?;
        delete_all(root, &changes.deleted, owned)?;
    }
    Ok(changes)
}

/// What is at a file's place.
enum State {
    Missing,
    Right,
    Different,
}

fn state(path: &Path, text: &str) -> Result<State, SyncError> {
    match fs::read(path) {
        Ok(current) if current == text.as_bytes() => Ok(State::Right),
        Ok(_) => Ok(State::Different),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(State::Missing),
        Err(error) => Err(SyncError::new("read", path, error)),
    }
}

/// The files that lie where `cargo xtask generate` puts its own.
///
/// # Errors
/// Where a folder cannot be read.
pub(crate) fn find(root: &Path) -> Result<Found, SyncError> {
    scan::find(root, GENERATED)
}

fn read_text(path: &Path) -> Result<String, SyncError> {
    fs::read_to_string(path).map_err(|error| SyncError::new("read", path, error))
}

/// Writes every file beside its place, then puts all in place.
fn write_all<'f>(
    root: &Path,
    files: impl Iterator<Item = (&'f str, &'f str)>,
) -> Result<(), SyncError> {
    let mut waiting = Waiting::default();
    for (name, text) in files {
        waiting.write(&root.join(name), text)?;
    }
    waiting.rename()
}

/// New files that are complete but not in place. Dropped, they disappear.
#[derive(Default)]
struct Waiting {
    folders: BTreeSet<PathBuf>,
    renames: Vec<(PathBuf, PathBuf)>,
}

impl Waiting {
    fn write(&mut self, path: &Path, text: &str) -> Result<(), SyncError> {
        if let Some(folder) = path.parent()
            && self.folders.insert(folder.to_path_buf())
        {
            fs::create_dir_all(folder).map_err(|error| SyncError::new("create", folder, error))?;
        }
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        let temporary = path.with_file_name(format!(".{name}.{}.new", std::process::id()));
        self.renames.push((temporary.clone(), path.to_path_buf()));
        let written =
            fs::File::create(&temporary).and_then(|mut file| file.write_all(text.as_bytes()));
        written.map_err(|error| SyncError::new("write", path, error))
    }

    fn rename(mut self) -> Result<(), SyncError> {
        for (temporary, path) in std::mem::take(&mut self.renames) {
            if let Err(error) = fs::rename(&temporary, &path) {
                self.renames.push((temporary, path.clone()));
                return Err(SyncError::new("replace", &path, error));
            }
        }
        Ok(())
    }
}

impl Drop for Waiting {
    fn drop(&mut self) {
        for (temporary, _) in &self.renames {
            // The error that led here is the one to report.
            let _ = fs::remove_file(temporary);
        }
    }
}

/// Deletes files, and the folders that are empty without them.
fn delete_all(root: &Path, names: &[String], owned: Owned<'_>) -> Result<(), SyncError> {
    for name in names {
        let path = root.join(name);
        fs::remove_file(&path).map_err(|error| SyncError::new("delete", &path, error))?;
        let mut folder = Path::new(name).parent();
        while let Some(current) = folder.filter(|current| scan::is_inside(current, owned)) {
            // It fails where something is left in it, and then the folder stays.
            if fs::remove_dir(root.join(current)).is_err() {
                break;
            }
            folder = current.parent();
        }
    }
    Ok(())
}
