//! Repositories that are made for a test, in folders of their own.
#![allow(clippy::unwrap_used, dead_code)]

use std::fs;
use std::path::{Path, PathBuf};

use wechatpay_codegen::Memory;
use wechatpay_codegen::scaffold::skeleton;

/// This repository.
pub(crate) fn here() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap()
}

/// A repository that disappears with the test.
pub(crate) struct Repository(PathBuf);

impl Repository {
    /// One without a spec, and with an empty generated crate.
    pub(crate) fn empty(name: &str) -> Self {
        let root = PathBuf::from(env!("CARGO_TARGET_TMPDIR"))
            .join(format!("generate-{name}-{}", std::process::id()));
        let _ = fs::remove_dir_all(&root);
        let repository = Self(root);
        repository.write(
            "generated/Cargo.toml",
            "[features]\n# @generated features begin\n# @generated features end\n",
        );
        repository.write(
            "generated/src/lib.rs",
            "// @generated modules begin\n// @generated modules end\n",
        );
        repository
    }

    /// One with the spec of `POST /v3/a/b`.
    pub(crate) fn with_one_spec(name: &str) -> Self {
        let repository = Self::empty(name);
        let skeleton = skeleton("POST /v3/a/b").unwrap();
        repository.write(&skeleton.file, &skeleton.text);
        repository
    }

    pub(crate) fn root(&self) -> &Path {
        &self.0
    }

    pub(crate) fn path(&self, file: &str) -> PathBuf {
        self.0.join(file)
    }

    pub(crate) fn read(&self, file: &str) -> String {
        fs::read_to_string(self.path(file)).unwrap()
    }

    pub(crate) fn write(&self, file: &str, content: impl AsRef<[u8]>) {
        let path = self.path(file);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, content).unwrap();
    }

    /// Copies a file or a folder of this repository to the same place.
    pub(crate) fn take(&self, name: &str) {
        copy(&here().join(name), &self.path(name));
    }

    /// The files below a folder, relative to the repository, sorted.
    pub(crate) fn files(&self, folder: &str) -> Vec<String> {
        let mut files = Vec::new();
        for entry in fs::read_dir(self.path(folder)).into_iter().flatten() {
            let entry = entry.unwrap();
            let name = format!("{folder}/{}", entry.file_name().into_string().unwrap());
            if entry.path().is_dir() {
                files.extend(self.files(&name));
            } else {
                files.push(name);
            }
        }
        files.sort();
        files
    }

    /// Where runs in here are remembered.
    pub(crate) fn memory(&self, generator: u64) -> Memory {
        Memory {
            file: self.path("memory"),
            generator,
        }
    }
}

impl Drop for Repository {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

fn copy(from: &Path, to: &Path) {
    if !from.is_dir() {
        fs::create_dir_all(to.parent().unwrap()).unwrap();
        fs::copy(from, to).unwrap();
        return;
    }
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        copy(&entry.path(), &to.join(entry.file_name()));
    }
}
