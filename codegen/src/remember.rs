//! Remembers what the last run made of what, so that a run does only what is new.
//!
//! Invariant: a memory only saves work, it never changes a result. A module is taken as
//! printed where the generator, the module and the files that it made have the hashes that
//! they had; a memory that is missing, damaged or of another generator is as good as none.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::hash::{DefaultHasher, Hash, Hasher as _};
use std::path::{Path, PathBuf};

use crate::emit::Files;
use crate::model::{Module, ModulePath};
use crate::parallel;

/// What a memory's first line begins with.
const TITLE: &str = "wechatpay-codegen";
/// A memory's last line, by which one that was cut off is known.
const END: &str = "end\n";

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
    /// The hash of all specs.
    pub(crate) inputs: u64,
    pub(crate) operations: usize,
    pub(crate) types: usize,
    /// The hashes of the generated files, by path.
    pub(crate) files: BTreeMap<String, u64>,
    /// The modules of URLs that were printed.
    modules: Modules,
}

type Modules = BTreeMap<ModulePath, Printed>;

/// A module that was printed: its hash, and the files that it made.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Printed {
    module: u64,
    files: Vec<String>,
}

impl Memory {
    /// The last run of this generator, where it is remembered.
    pub(crate) fn recall(&self) -> Option<Run> {
        parse(&fs::read_to_string(&self.file).ok()?, self.generator)
    }

    /// Remembers a run. Whether that succeeds does not matter: the next run only takes longer.
    pub(crate) fn keep(&self, run: &Run) {
        let beside = self
            .file
            .with_extension(format!("{}.new", std::process::id()));
        let text = print(run, self.generator);
        if fs::write(&beside, text).is_err() || fs::rename(&beside, &self.file).is_err() {
            let _ = fs::remove_file(&beside);
        }
    }
}

impl Run {
    /// Whether all generated files below `root` are as they were then.
    pub(crate) fn holds(&self, root: &Path) -> bool {
        let files: Vec<_> = self.files.iter().collect();
        let same = parallel::map(&files, |(name, hash)| has_hash(root, name, **hash));
        same.into_iter().all(|same| same)
    }

    /// Those of `modules` that were printed as they are now, and whose files still stand.
    pub(crate) fn standing(&self, root: &Path, modules: &[(&ModulePath, &Module)]) -> Modules {
        let stands = parallel::map(modules, |(path, module)| {
            let printed = self.modules.get(*path)?;
            let stands = printed.module == hash(module)
                && printed.files.iter().all(|name| {
                    let hash = self.files.get(name);
                    hash.is_some_and(|hash| has_hash(root, name, *hash))
                });
            stands.then(|| ((*path).clone(), printed.clone()))
        });
        stands.into_iter().flatten().collect()
    }

    /// What is remembered of `modules` alone.
    pub(crate) fn only(&self, modules: Modules) -> Self {
        let names = modules.values().flat_map(|printed| &printed.files);
        let files = names.filter_map(|name| Some((name.clone(), *self.files.get(name)?)));
        Self {
            files: files.collect(),
            modules,
            ..Self::default()
        }
    }

    /// Remembers that `module` made `files`.
    pub(crate) fn take(&mut self, path: &ModulePath, module: &Module, files: &Files) {
        let printed = Printed {
            module: hash(&module),
            files: files.keys().cloned().collect(),
        };
        self.modules.insert(path.clone(), printed);
    }
}

/// The hash of all specs.
pub(crate) fn hash_specs(specs: &[(String, String)]) -> u64 {
    hash(&parallel::map(specs, hash))
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

fn has_hash(root: &Path, name: &str, hash: u64) -> bool {
    fs::read(root.join(name)).is_ok_and(|bytes| hash_bytes(&bytes) == hash)
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

/// A line for the run, one for each file, and one for each module with its files.
fn print(run: &Run, generator: u64) -> String {
    let mut text = format!(
        "{TITLE} {generator:016x} {:016x} {} {}\n",
        run.inputs, run.operations, run.types
    );
    // Writing to a String cannot fail.
    for (name, hash) in &run.files {
        let _ = writeln!(text, "file {hash:016x} {name}");
    }
    for (path, printed) in &run.modules {
        let (path, files) = (path.join("/"), printed.files.join(" "));
        let _ = writeln!(text, "module {:016x} {path} {files}", printed.module);
    }
    text.push_str(END);
    text
}

/// `None` for anything but what [`print`] wrote, whole, for the same generator.
fn parse(text: &str, generator: u64) -> Option<Run> {
    let mut lines = text.strip_suffix(END)?.lines();
    let mut head = lines.next()?.strip_prefix(TITLE)?.split_whitespace();
    if hash_of(head.next()?)? != generator {
        return None;
    }
    let mut run = Run {
        inputs: hash_of(head.next()?)?,
        operations: head.next()?.parse().ok()?,
        types: head.next()?.parse().ok()?,
        ..Run::default()
    };
    for line in lines {
        let mut words = line.split(' ');
        let (kind, hash) = (words.next()?, hash_of(words.next()?)?);
        let name = words.next()?;
        if kind == "file" {
            run.files.insert(name.to_owned(), hash);
        } else {
            let printed = Printed {
                module: hash,
                files: words.map(str::to_owned).collect(),
            };
            let path = name.split('/').map(str::to_owned).collect();
            run.modules.insert(path, printed);
        }
    }
    Some(run)
}

fn hash_of(text: &str) -> Option<u64> {
    u64::from_str_radix(text, 16).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_memory_that_is_not_whole_is_none() {
        let file = "generated/src/v3.rs".to_owned();
        let printed = Printed {
            module: 3,
            files: vec![file.clone()],
        };
        let run = Run {
            inputs: 7,
            operations: 1,
            types: 2,
            files: BTreeMap::from([(file, u64::MAX)]),
            modules: BTreeMap::from([(vec!["v3".to_owned(), "a".to_owned()], printed)]),
        };
        let text = print(&run, 5);
        assert_eq!(parse(&text, 5), Some(run));
        assert_eq!(parse(&text, 6), None);
        for length in 0..text.len() {
            assert_eq!(parse(&text[..length], 5), None, "{length}");
        }
    }
}
