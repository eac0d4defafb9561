//! `cargo xtask check-features`: whether the generated crate compiles with each of its
//! features alone, as applications use it.

use std::path::Path;
use std::process::Command;
use std::time::Instant;

use anyhow::Context as _;

const PACKAGE: &str = "wechatpay-openapi";

/// Checks each feature; `only` leaves out those whose name does not contain it. Whether all compile.
pub(crate) fn run(root: &Path, only: Option<&str>) -> anyhow::Result<bool> {
    let Some(model) = crate::generate::load(root)? else {
        return Ok(false);
    };
    let started = Instant::now();
    let apart = ["", "default", "extra-traits", "full", "serde", "tables"].map(str::to_owned);
    let features = apart
        .into_iter()
        .chain(model.features.iter().map(|feature| feature.name.clone()));
    let wanted: Vec<String> = features
        .filter(|feature| only.is_none_or(|only| feature.contains(only)))
        .collect();
    let mut failed = Vec::new();
    for feature in &wanted {
        if !compiles(root, feature)? {
            failed.push(if feature.is_empty() { "none" } else { feature });
        }
    }
    println!(
        "{} sets of features checked in {:.0} s, {} failed{}{}",
        wanted.len(),
        started.elapsed().as_secs_f64(),
        failed.len(),
        if failed.is_empty() { "" } else { ": " },
        failed.join(", ")
    );
    Ok(failed.is_empty())
}

fn compiles(root: &Path, feature: &str) -> anyhow::Result<bool> {
    let status = Command::new(crate::cargo_program())
        .args(["check", "--quiet", "--package", PACKAGE])
        .args(["--no-default-features", "--features", feature])
        .current_dir(root)
        .status()
        .context("cannot run cargo")?;
    Ok(status.success())
}
