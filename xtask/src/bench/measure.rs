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

/// The cost of `cargo check` or `cargo build` of `package` alone.
pub(super) fn measure(folder: &Path, package: &str, task: &str) -> anyhow::Result<Cost> {
    // Everything that the package depends on, so that it is not counted.
    let warm = format!("{package}-warm");
    ensure!(
        cargo(folder, task, &warm).status()?.success(),
        "`cargo {task}` of {warm} failed"
    );
    let clean = Command::new(cargo_program())
        .args(["clean", "--quiet", "--package", package])
        .current_dir(folder)
        .env("CARGO_TARGET_DIR", folder.join("target"))
        .status()?;
    ensure!(clean.success(), "`cargo clean` of {package} failed");
    let mut child = cargo(folder, task, package)
        .spawn()
        .context("cannot run cargo")?;
    let ended = child.wait4().context("cannot wait for cargo")?;
    ensure!(ended.status.success(), "`cargo {task}` of {package} failed");
    Ok(Cost {
        cpu: ended.rusage.utime + ended.rusage.stime,
        peak_bytes: ended.rusage.maxrss,
    })
}

fn cargo(folder: &Path, task: &str, package: &str) -> Command {
    let mut command = Command::new(cargo_program());
    command
        .args([task, "--quiet", "--package", package])
        .current_dir(folder)
        .env("CARGO_TARGET_DIR", folder.join("target"))
        .env("CARGO_INCREMENTAL", "0")
        .stdout(Stdio::null());
    command
}

/// The cargo that runs this task.
fn cargo_program() -> std::ffi::OsString {
    std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into())
}
