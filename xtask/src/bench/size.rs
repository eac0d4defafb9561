//! `cargo xtask bench-size`: what the bindings add to an application.
//!
//! Invariant: the two applications differ in what they use, and in nothing else: the same
//! profile, the same versions, the same HTTP client with the same features.

use std::fs;
use std::path::Path;
use std::process::Command;

use anyhow::{Context as _, ensure};

/// The applications: the package's name, what it is, its source.
const APPLICATIONS: [(&str, &str, &str); 2] = [
    (
        "http-only",
        "only the HTTP client, five requests",
        include_str!("../../bench/size/http.rs"),
    ),
    (
        "bindings",
        "five operations of the bindings",
        include_str!("../../bench/size/bindings.rs"),
    ),
];

/// The profiles: a name, and what is set in it.
const PROFILES: [(&str, &str); 4] = [
    ("release", "strip = true\n"),
    (
        RUNTIME_ONLY,
        "inherits = \"release\"\nstrip = true\n\n[profile.runtime-small.package.wechatpay-runtime]\nopt-level = \"s\"\ncodegen-units = 1\n",
    ),
    (
        "small",
        "inherits = \"release\"\nstrip = true\nlto = \"thin\"\ncodegen-units = 1\nopt-level = \"s\"\npanic = \"abort\"\n",
    ),
    (
        "smallest",
        "inherits = \"small\"\nlto = true\nopt-level = \"z\"\n",
    ),
];

/// The profile that differs from `release` in how the runtime is compiled, so not at all in
/// the application that is without it.
const RUNTIME_ONLY: &str = "runtime-small";

/// Builds the applications and prints a Markdown table of their sizes.
pub(crate) fn run(root: &Path) -> anyhow::Result<bool> {
    let folder = root.join("target/bench-size");
    layout(root, &folder)?;
    println!("| application | release | release, the runtime for size | all for size | smallest |");
    println!("|---|---:|---:|---:|---:|");
    let mut sizes = Vec::new();
    for (name, title, _) in APPLICATIONS {
        let row: Vec<u64> = PROFILES
            .iter()
            .map(|(profile, _)| size(&folder, name, profile))
            .collect::<anyhow::Result<_>>()?;
        println!("| {title} | {} |", cells(&row));
        sizes.push(row);
    }
    if let [http, bindings] = &sizes[..] {
        let added = http.iter().zip(bindings);
        let added: Vec<u64> = added
            .map(|(http, with)| with.saturating_sub(*http))
            .collect();
        println!("| the difference | {} |", cells(&added));
    }
    Ok(true)
}

fn cells(sizes: &[u64]) -> String {
    let kilobytes = sizes.iter().map(|size| format!("{} KB", size / 1000));
    kilobytes.collect::<Vec<_>>().join(" | ")
}

/// A workspace of the applications.
fn layout(root: &Path, folder: &Path) -> anyhow::Result<()> {
    let mut workspace =
        "[workspace]\nresolver = \"3\"\nmembers = [\"http-only\", \"bindings\"]\n".to_owned();
    for (profile, settings) in PROFILES {
        workspace.push_str(&format!("\n[profile.{profile}]\n{settings}"));
    }
    write(&folder.join("Cargo.toml"), &workspace)?;
    let lock = root.join("Cargo.lock");
    fs::copy(&lock, folder.join("Cargo.lock"))
        .with_context(|| format!("cannot copy {}", lock.display()))?;
    let http = "reqwest = { version = \"0.13\", default-features = false, features = [\"rustls\", \"http2\"] }";
    let bindings = format!(
        "wechatpay-openapi = {{ path = {:?} }}",
        root.join("generated")
    );
    for (name, _, source) in APPLICATIONS {
        let own = if name == "http-only" { http } else { &bindings };
        let manifest = format!(
            "[package]\nname = \"{name}\"\nversion = \"0.0.0\"\nedition = \"2024\"\n\n[dependencies]\n\
             tokio = {{ version = \"1\", features = [\"rt\", \"net\", \"time\"] }}\n{own}\n"
        );
        write(&folder.join(name).join("Cargo.toml"), &manifest)?;
        write(&folder.join(name).join("src/main.rs"), source)?;
    }
    Ok(())
}

fn write(path: &Path, text: &str) -> anyhow::Result<()> {
    let folder = path.parent().unwrap_or(path);
    fs::create_dir_all(folder)
        .and_then(|()| fs::write(path, text))
        .with_context(|| format!("cannot write {}", path.display()))
}

/// The size of the application `name` under `profile`, in bytes.
fn size(folder: &Path, name: &str, profile: &str) -> anyhow::Result<u64> {
    let same = name == "http-only" && profile == RUNTIME_ONLY;
    let profile = if same { "release" } else { profile };
    let built = Command::new(crate::cargo_program())
        .args(["build", "--quiet", "--package", name, "--profile", profile])
        .current_dir(folder)
        .env("CARGO_TARGET_DIR", folder.join("target"))
        .status()?;
    ensure!(built.success(), "cargo failed on {name}");
    let program = folder.join("target").join(profile).join(name);
    let facts = program
        .metadata()
        .with_context(|| format!("cannot find {}", program.display()))?;
    Ok(facts.len())
}
