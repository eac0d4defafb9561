//! Lays out a workspace with one package for each variant.
//!
//! Invariant: the packages differ in how types are printed, and in nothing else.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use anyhow::Context as _;
use wechatpay_codegen::emit::{Files, Output};
use wechatpay_codegen::sync::{Mode, Owned, sync};

/// One way of printing the types.
pub(super) struct Variant {
    /// The package's name.
    pub(super) name: &'static str,
    /// What the table calls it.
    pub(super) title: &'static str,
    /// Whether it compiles against the real runtime, or against the one of the bench.
    pub(super) real_runtime: bool,
    /// The feature that decides which modules there are: `full`, or `basic` for those that
    /// the generated crate has by default. Then those of [`TRAITS`] that it has.
    pub(super) features: &'static [&'static str],
}

/// The features that decide what the types implement.
const TRAITS: [&str; 2] = ["extra-traits", "serde"];
/// The folder of the sources in the output.
const SOURCES: &str = "generated/src/";
/// The runtime for the variants that the real one does not fit.
const RUNTIME: &str = include_str!("../../bench/runtime.rs");
/// The macros of those variants.
const MACROS: &str = include_str!("../../bench/macros.rs");

/// The workspace, the bench's runtime, and for each variant a package that only has its dependencies.
pub(super) fn workspace(root: &Path, folder: &Path, variants: &[&Variant]) -> anyhow::Result<()> {
    let mut files = Files::new();
    let members: Vec<String> = variants
        .iter()
        .flat_map(|variant| {
            [
                format!("\"{}\"", variant.name),
                format!("\"{}-warm\"", variant.name),
            ]
        })
        .collect();
    let manifest = format!(
        "[workspace]\nresolver = \"3\"\nmembers = [\"runtime\", {}]\n\n[profile.dev]\ndebug = \"line-tables-only\"\n",
        members.join(", ")
    );
    files.insert("Cargo.toml".to_owned(), manifest);
    files.insert("runtime/src/lib.rs".to_owned(), RUNTIME.to_owned());
    files.insert(
        "runtime/Cargo.toml".to_owned(),
        "[package]\nname = \"wechatpay-runtime\"\nversion = \"0.0.0\"\nedition = \"2024\"\n\n\
         [dependencies]\nserde = { version = \"1\", features = [\"derive\"] }\nserde_json = \"1\"\n"
            .to_owned(),
    );
    for variant in variants {
        let name = format!("{}-warm", variant.name);
        files.insert(
            format!("{name}/Cargo.toml"),
            manifest_of(&name, root, variant),
        );
        files.insert(format!("{name}/src/lib.rs"), String::new());
    }
    // The versions that the workspace has been built with.
    let lock = root.join("Cargo.lock");
    fs::create_dir_all(folder)?;
    fs::copy(&lock, folder.join("Cargo.lock"))
        .with_context(|| format!("cannot copy {}", lock.display()))?;
    write(folder, &files)
}

/// The package of a variant, with `times` copies of everything in `output`.
pub(super) fn package(
    root: &Path,
    folder: &Path,
    variant: &Variant,
    output: &Output,
    times: usize,
) -> anyhow::Result<()> {
    let name = variant.name;
    let package = folder.join(name);
    if package.exists() {
        fs::remove_dir_all(&package)?;
    }
    let mut files = Files::new();
    let mut manifest = manifest_of(name, root, variant);
    features(&mut manifest, output);
    files.insert(format!("{name}/Cargo.toml"), manifest);
    let macros = if variant.real_runtime {
        fs::read_to_string(root.join("generated/src/macros.rs"))
            .context("cannot read the macros")?
    } else {
        MACROS.to_owned()
    };
    files.insert(format!("{name}/src/macros.rs"), macros);
    let sources: Vec<(&str, &str)> = output
        .files
        .iter()
        .filter_map(|(file, text)| source(file, text))
        .collect();
    let roots: Vec<&str> = sources
        .iter()
        .filter_map(|(file, _)| file.strip_suffix(".rs"))
        .filter(|stem| !stem.contains('/'))
        .collect();
    let mut lib = "//! Generated for a measurement.\n#![allow(dead_code, unused_imports, unused_macros)]\nmod macros;\npub(crate) use macros::{integer_enum, record, text_enum};\n".to_owned();
    for copy in 0..times {
        // Writing to a `String` cannot fail.
        let _ = writeln!(lib, "/// A copy.\npub mod copy_{copy} {{");
        for root in &roots {
            let _ = writeln!(lib, "    pub mod {root};");
        }
        lib.push_str("}\n");
        for (file, text) in &sources {
            files.insert(
                format!("{name}/src/copy_{copy}/{file}"),
                moved(text, &roots, copy),
            );
        }
    }
    files.insert(format!("{name}/src/lib.rs"), lib);
    write(folder, &files)
}

/// The file below the crate's sources, if it is one of the tree of URLs. Notifications
/// are left out: they need more of the runtime than the bench's has, and are few.
fn source<'o>(file: &'o str, text: &'o str) -> Option<(&'o str, &'o str)> {
    let file = file.strip_prefix(SOURCES)?;
    let apart = ["root.rs", "tables.rs", "products.md", "notifications.rs"];
    let below = ["notifications/", "tables/"];
    let left_out = apart.contains(&file) || below.iter().any(|folder| file.starts_with(folder));
    (!left_out).then_some((file, text))
}

/// `text` with its paths below the copy's module.
fn moved(text: &str, roots: &[&str], copy: usize) -> String {
    roots.iter().fold(text.to_owned(), |text, root| {
        text.replace(
            &format!("crate::{root}::"),
            &format!("crate::copy_{copy}::{root}::"),
        )
    })
}

fn manifest_of(name: &str, root: &Path, variant: &Variant) -> String {
    let runtime = if variant.real_runtime {
        format!("{{ path = {:?} }}", root.join("runtime"))
    } else {
        "{ path = \"../runtime\" }".to_owned()
    };
    let mut manifest = format!(
        "[package]\nname = \"{name}\"\nversion = \"0.0.0\"\nedition = \"2024\"\n\n[dependencies]\nwechatpay-runtime = {runtime}\n"
    );
    if variant.features.contains(&"serde") {
        manifest.push_str("serde = { version = \"1\", features = [\"derive\"] }\n");
    }
    manifest.push_str("\n[features]\n");
    manifest.push_str(&format!("default = {:?}\n", variant.features));
    for feature in TRAITS {
        manifest.push_str(&format!("{feature} = []\n"));
    }
    if name.ends_with("-warm") {
        manifest.push_str("full = []\nbasic = []\n");
    }
    manifest
}

/// The features that gate modules, all of them on.
fn features(manifest: &mut String, output: &Output) {
    let sections = output
        .sections
        .iter()
        .filter(|section| section.name == "features");
    // The bench has a `default` of its own.
    for line in sections.flat_map(|section| section.text.lines()) {
        manifest.push_str(&line.replacen("default =", "basic =", 1));
        manifest.push('\n');
    }
}

fn write(folder: &Path, files: &Files) -> anyhow::Result<()> {
    let nothing = Owned {
        marked: &[],
        whole: &[],
    };
    sync(folder, files, nothing, Mode::Write)?;
    Ok(())
}
