//! `cargo xtask bench-compile`: what the generated types cost to compile, in the way they
//! are printed and in other ways.
//!
//! Invariant: every variant has the same operations, types, fields and documentation, in
//! one run on one machine, and only the bench crate itself is measured: what it depends
//! on is built before, and nothing is incremental.

mod derive;
mod layout;
mod measure;
pub(crate) mod size;
mod slots;

use std::path::Path;

use wechatpay_codegen::emit::{Dialect, Records, emit_as};

use derive::Derive;
use layout::Variant;
use measure::{Cost, Task, library_size, measure};
use slots::Slots;

/// How to measure.
#[derive(clap::Args)]
pub(crate) struct Options {
    /// How many copies of all specs are compiled, each in a module of its own
    #[arg(long, default_value_t = 1)]
    times: usize,
    /// Leaves out `cargo build` and `cargo build --release`, which take the derive many minutes
    #[arg(long)]
    check_only: bool,
    /// Only the variants whose name contains this
    #[arg(long)]
    only: Option<String>,
}

/// The variants, the reference last.
const VARIANTS: [Variant; 6] = [
    Variant {
        name: "record",
        title: "record tables, `&dyn Value` (as generated)",
        real_runtime: true,
        features: &["full"],
    },
    Variant {
        name: "record-default",
        title: "the same, default features only",
        real_runtime: true,
        features: &["basic"],
    },
    Variant {
        name: "record-extra",
        title: "the same with feature `extra-traits`",
        real_runtime: true,
        features: &["full", "extra-traits"],
    },
    Variant {
        name: "record-serde",
        title: "the same with feature `serde`",
        real_runtime: true,
        features: &["full", "serde"],
    },
    Variant {
        name: "slots",
        title: "record tables, an enum of references for each field",
        real_runtime: false,
        features: &["full"],
    },
    Variant {
        name: "derive",
        title: "`serde` derive, both directions",
        real_runtime: false,
        features: &["full", "serde"],
    },
];

/// Measures all variants and prints a Markdown table; whether the specs were right.
pub(crate) fn run(root: &Path, options: &Options) -> anyhow::Result<bool> {
    let Some(model) = crate::generate::load(root)? else {
        return Ok(false);
    };
    let folder = root.join("target/bench-compile");
    let wanted = |variant: &&Variant| {
        options
            .only
            .as_ref()
            .is_none_or(|only| variant.name.contains(only))
    };
    let variants: Vec<&Variant> = VARIANTS.iter().filter(wanted).collect();
    layout::workspace(root, &folder, &variants)?;
    for variant in &variants {
        let dialect: &dyn Dialect = match variant.name {
            "slots" => &Slots,
            "derive" => &Derive,
            _ => &Records,
        };
        let output = emit_as(&model, dialect);
        layout::package(root, &folder, variant, &output, options.times)?;
    }
    let operations: usize = model
        .modules
        .values()
        .map(|module| module.operations.len())
        .sum();
    println!("{} operations, {} times\n", operations, options.times);
    println!("| types | check CPU | memory | build CPU | memory | release CPU | memory | .rlib |");
    println!("|---|---:|---:|---:|---:|---:|---:|---:|");
    for variant in variants {
        row(&folder, variant, options.check_only)?;
    }
    Ok(true)
}

/// Measures one variant and prints its row.
fn row(folder: &Path, variant: &Variant, check_only: bool) -> anyhow::Result<()> {
    let check = measure(folder, variant.name, Task::Check)?;
    let mut row = format!("| {} | {}", variant.title, cells(&check));
    if check_only {
        row += " | – | – | – | – | – |";
    } else {
        let build = measure(folder, variant.name, Task::Build)?;
        let release = measure(folder, variant.name, Task::Release)?;
        let library = library_size(folder, variant.name)? / 1_000_000;
        row += &format!(
            " | {} | {} | {library} MB |",
            cells(&build),
            cells(&release)
        );
    }
    println!("{row}");
    Ok(())
}

fn cells(cost: &Cost) -> String {
    format!(
        "{:.1} s | {} MB",
        cost.cpu.as_secs_f64(),
        cost.peak_bytes / 1_000_000
    )
}
