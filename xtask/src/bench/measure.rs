//! Runs cargo and reads what it used.

use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Duration;

use anyhow::{Context as _, ensure};
use wait4::Wait4 as _;

/// What compiling one package cost.
pub(super) struct Cost {
    /// CPU time of cargo and all that it started.
    pub(super) cpu: Duration,
    /// The most memory that one process had.
    pub(super) peak_bytes: u64,
}

/// What cargo does to a package.
#[derive(Clone, Copy)]
pub(super) enum Task {
    Check,
    Build,
    Release,
}

impl Task {
    fn arguments(self) -> &'static [&'static str] {
        match self {
            Task::Check => &["check"],
            Task::Build => &["build"],
            Task::Release => &["build", "--release"],
        }
    }
}

/// The cost of doing `task` to `package` alone.
pub(super) fn measure(folder: &Path, package: &str, task: Task) -> anyhow::Result<Cost> {
    // Everything that the package depends on, so that it is not counted.
    let warm = format!("{package}-warm");
    ensure!(
        cargo(folder, task, &warm).status()?.success(),
        "cargo failed on {warm}"
    );
    let clean = Command::new(crate::cargo_program())
        .args(["clean", "--quiet", "--package", package])
        .args(if matches!(task, Task::Release) {
            &["--release"][..]
        } else {
            &[]
        })
        .current_dir(folder)
        .env("CARGO_TARGET_DIR", folder.join("target"))
        .status()?;
    ensure!(clean.success(), "`cargo clean` of {package} failed");
    let mut child = cargo(folder, task, package)
        .spawn()
        .context("cannot run cargo")?;
    let ended = child.wait4().context("cannot wait for cargo")?;
    ensure!(ended.status.success(), "cargo failed on {package}");
    Ok(Cost {
        cpu: ended.rusage.utime + ended.rusage.stime,
        peak_bytes: ended.rusage.maxrss,
    })
}

/// The size of the library that a release build of `package` made, in bytes.
pub(super) fn library_size(folder: &Path, package: &str) -> anyhow::Result<u64> {
    let name = format!("lib{}.rlib", package.replace('-', "_"));
    let library = folder.join("target/release").join(name);
    let facts = library
        .metadata()
        .with_context(|| format!("cannot find {}", library.display()))?;
    Ok(facts.len())
}

fn cargo(folder: &Path, task: Task, package: &str) -> Command {
    let mut command = Command::new(crate::cargo_program());
    command
        .args(task.arguments())
        .args(["--quiet", "--package", package])
        .current_dir(folder)
        .env("CARGO_TARGET_DIR", folder.join("target"))
        .env("CARGO_INCREMENTAL", "0")
        .stdout(Stdio::null());
    command
}
