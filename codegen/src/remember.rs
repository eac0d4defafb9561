//! Remembers what the last run made of what, so that a run with nothing to do ends at once.
//!
//! Invariant: a memory only saves work, it never changes a result. It is believed where the
//! generator, every spec and every generated file have the hashes that they had; a memory
//! that is missing, damaged or of another generator is as good as none.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::hash::{DefaultHasher, Hash, Hasher as _};
use std::path::{Path, PathBuf};

use crate::emit::Files;
use crate::parallel;

/// What a memory's first line begins with.
const TITLE: &str = "wechatpay-codegen";

/// Where a run is remembered, and by which generator.
#[derive(Debug, Clone)]
pub struct Memory {
    /// The file that holds the memory; it may be missing.
    pub file: PathBuf,
    /// Tells this build of the generator from every other.
    pub generator: u64,
}

/// What is remembered of a run after which everything was in line.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Run {
    /// The hash of the generator and all specs.
    pub(crate) inputs: u64,
    pub(crate) operations: usize,
    pub(crate) types: usize,
    /// The hashes of the generated files, by path.
    pub(crate) files: BTreeMap<String, u64>,
}

impl Memory {
    /// The hash of this generator and `specs`.
    pub(crate) fn inputs(&self, specs: &[(String, String)]) -> u64 {
        let hashes = parallel::map(specs, |(path, text)| hash(&(path, text)));
        hash(&(self.generator, hashes))
    }

    /// The last run, if it had these inputs.
    pub(crate) fn recall(&self, inputs: u64) -> Option<Run> {
        let run = parse(&fs::read_to_string(&self.file).ok()?)?;
        (run.inputs == inputs).then_some(run)
    }

    /// Remembers a run. Whether that succeeds does not matter: the next run only takes longer.
    pub(crate) fn keep(&self, run: &Run) {
        let beside = self
            .file
            .with_extension(format!("{}.new", std::process::id()));
        if fs::write(&beside, print(run)).is_err() || fs::rename(&beside, &self.file).is_err() {
            let _ = fs::remove_file(&beside);
        }
    }
}

impl Run {
    /// Whether all generated files below `root` are as they were then.
    pub(crate) fn holds(&self, root: &Path) -> bool {
        let files: Vec<_> = self.files.iter().collect();
        let same = parallel::map(&files, |(name, hash)| {
            fs::read(root.join(name)).is_ok_and(|bytes| hash_bytes(&bytes) == **hash)
        });
        same.into_iter().all(|same| same)
    }
}

/// The hashes of `files`.
pub(crate) fn hashes(files: &Files) -> BTreeMap<String, u64> {
    let files: Vec<_> = files.iter().collect();
    let hashes = parallel::map(&files, |(_, text)| hash_bytes(text.as_bytes()));
    let named = files.into_iter().zip(hashes);
    named
        .map(|((name, _), hash)| (name.clone(), hash))
        .collect()
}

fn hash_bytes(bytes: &[u8]) -> u64 {
    let mut hasher = DefaultHasher::new();
    hasher.write(bytes);
    hasher.finish()
}

fn hash(value: &impl Hash) -> u64 {
    let mut hasher = DefaultHasher::new();
    value.hash(&mut hasher);
    hasher.finish()
}

fn print(run: &Run) -> String {
    let Run {
        inputs,
        operations,
        types,
        files,
    } = run;
    let mut text = format!("{TITLE} {inputs:016x} {operations} {types}\n");
    for (name, hash) in files {
        // Writing to a String cannot fail.
        let _ = writeln!(text, "{hash:016x} {name}");
    }
    text.push_str("end\n");
    text
}

/// `None` for anything but what [`print`] wrote, whole.
fn parse(text: &str) -> Option<Run> {
    let mut lines = text.strip_suffix("end\n")?.lines();
    let mut head = lines.next()?.strip_prefix(TITLE)?.split_whitespace();
    let mut run = Run {
        inputs: u64::from_str_radix(head.next()?, 16).ok()?,
        operations: head.next()?.parse().ok()?,
        types: head.next()?.parse().ok()?,
        files: BTreeMap::new(),
    };
    for line in lines {
        let (hash, name) = line.split_once(' ')?;
        let hash = u64::from_str_radix(hash, 16).ok()?;
        run.files.insert(name.to_owned(), hash);
    }
    Some(run)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_memory_that_is_not_whole_is_none() {
        let run = Run {
            inputs: 7,
            operations: 1,
            types: 2,
            files: BTreeMap::from([("generated/src/v3.rs".to_owned(), u64::MAX)]),
        };
        let text = print(&run);
        assert_eq!(parse(&text), Some(run));
        for length in 0..text.len() {
            assert_eq!(parse(&text[..length]), None, "{length}");
        }
    }
}
