//! Remembers what the last run made of what, so that a run does only what is new.
//!
//! Invariant: a memory only saves work, it never changes a result. A text is taken as parsed
//! where it has the hash that it had, and a module as printed where the module and the files
//! that it made have; a memory that is missing, damaged or of another generator is as good
//! as none. Nothing is remembered that holds a problem, so none is ever passed over.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::hash::{BuildHasher as _, Hash, Hasher as _};
use std::io::Read as _;
use std::path::{Path, PathBuf};

use foldhash::quality::FixedState;
use serde::{Deserialize, Serialize};

use crate::emit::Files;
use crate::model::{Module, ModulePath};
use crate::parallel;
use crate::spec::{ByText, Packed};

/// Where a run is remembered, and by which generator.
#[derive(Debug, Clone)]
pub struct Memory {
    /// The file that holds the memory; it may be missing.
    pub file: PathBuf,
    /// Tells this build of the generator from every other.
    pub generator: u64,
}

/// What is remembered of a run after which everything was in line.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Run<'m> {
    /// The hash of all specs.
    pub(crate) inputs: u64,
    pub(crate) operations: usize,
    pub(crate) types: usize,
    /// The hashes of the generated files, by path.
    pub(crate) files: BTreeMap<String, u64>,
    /// The modules of URLs that were printed.
    modules: Modules,
    /// The trees of all specs.
    #[serde(borrow)]
    pub(crate) trees: ByText<'m>,
}

type Modules = BTreeMap<ModulePath, Printed>;

/// A module that was printed: its hash, and the files that it made.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Printed {
    module: u64,
    files: Vec<String>,
}

impl Memory {
    /// The bytes of the memory, which may be none.
    pub(crate) fn read(&self) -> Vec<u8> {
        fs::read(&self.file).unwrap_or_default()
    }

    /// Remembers a run. Whether that succeeds does not matter: the next run only takes longer.
    pub(crate) fn keep(&self, run: &Run<'_>) {
        let process = std::process::id();
        let beside = self.file.with_extension(format!("{process}.new"));
        let Some(bytes) = run.pack(self.generator) else {
            return;
        };
        if fs::write(&beside, bytes).is_err() || fs::rename(&beside, &self.file).is_err() {
            let _ = fs::remove_file(&beside);
        }
    }
}

impl<'m> Run<'m> {
    /// The run that `memory` holds, where that is whole and of this generator.
    pub(crate) fn recall(memory: &'m [u8], generator: u64) -> Option<Self> {
        let (seal, content) = memory.split_first_chunk()?;
        if u64::from_le_bytes(*seal) != hash_bytes(content) {
            return None;
        }
        let (by, run) = postcard::from_bytes::<(u64, Self)>(content).ok()?;
        (by == generator).then_some(run)
    }

    /// What [`Run::recall`] reads: the hash of all that follows, the generator, the run.
    fn pack(&self, generator: u64) -> Option<Vec<u8>> {
        // Most of it are the trees.
        let trees: usize = self.trees.values().map(Packed::length).sum();
        let mut memory = Vec::with_capacity(trees + trees / 4);
        memory.extend_from_slice(&[0; size_of::<u64>()]);
        memory = postcard::to_extend(&(generator, self), memory).ok()?;
        let (seal, content) = memory.split_first_chunk_mut()?;
        *seal = hash_bytes(content).to_le_bytes();
        Some(memory)
    }

    /// Whether all generated files below `root` are as they were then.
    pub(crate) fn holds(&self, root: &Path) -> bool {
        let files: Vec<_> = self.files.iter().collect();
        let same = parallel::map(&files, |(name, hash)| {
            hash_of(&root.join(name), &mut Vec::new()) == Some(**hash)
        });
        same.into_iter().all(|same| same)
    }

    /// Forgets the generated files below `root` that are no longer as they were then.
    pub(crate) fn forget_changed(&mut self, root: &Path) {
        let mut buffer = Vec::new();
        self.files
            .retain(|name, hash| hash_of(&root.join(name), &mut buffer) == Some(*hash));
    }

    /// Those of `modules` that were printed as they are now, into files that are remembered.
    pub(crate) fn standing(&self, modules: &[(&ModulePath, &Module)]) -> Modules {
        let stands = parallel::map(modules, |(path, module)| {
            let printed = self.modules.get(*path)?;
            let mut files = printed.files.iter();
            let stands =
                printed.module == hash(module) && files.all(|name| self.files.contains_key(name));
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

/// The hash of a file that can be read; `buffer` saves finding new memory for each.
fn hash_of(file: &Path, buffer: &mut Vec<u8>) -> Option<u64> {
    buffer.clear();
    File::open(file).ok()?.read_to_end(buffer).ok()?;
    Some(hash_bytes(buffer))
}

/// The hash of a text or a file.
pub(crate) fn hash_bytes(bytes: &[u8]) -> u64 {
    let mut hasher = FixedState::default().build_hasher();
    hasher.write(bytes);
    hasher.finish()
}

fn hash(value: &impl Hash) -> u64 {
    FixedState::default().hash_one(value)
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
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
            trees: ByText::default(),
        };
        let memory = run.pack(5).unwrap();
        assert_eq!(Run::recall(&memory, 5), Some(run));
        assert_eq!(Run::recall(&memory, 6), None);
        for length in 0..memory.len() {
            assert_eq!(Run::recall(&memory[..length], 5), None, "{length}");
            let mut damaged = memory.clone();
            damaged[length] ^= 1;
            assert_eq!(Run::recall(&damaged, 5), None, "{length}");
        }
    }
}
