//! `cargo xtask generate`.

use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::io::IsTerminal as _;
use std::path::Path;
use std::time::Instant;

use wechatpay_codegen::Style;
use wechatpay_codegen::model::Model;
use wechatpay_codegen::sync::{Changes, Mode};
use wechatpay_codegen::{GenerateError, Memory, generate_remembering, model};

/// Generates, or with `check` compares; whether all is well.
pub(crate) fn run(root: &Path, check: bool) -> anyhow::Result<bool> {
    let started = Instant::now();
    let mode = if check { Mode::Check } else { Mode::Write };
    let generated = match generate_remembering(root, mode, &memory()?) {
        Ok(generated) => generated,
        Err(error) => return problems(error).map(|()| false),
    };
    let changes = &generated.changes;
    if check {
        show(changes);
    }
    let verb = if check { "to write" } else { "written" };
    println!(
        "{} operations, {} types: {} files {verb}, {} unchanged, {} {}, in {:.2} s",
        generated.operations,
        generated.types,
        changes.written(),
        changes.unchanged,
        changes.deleted.len(),
        if check { "to delete" } else { "deleted" },
        started.elapsed().as_secs_f64(),
    );
    if check && !changes.is_empty() {
        eprintln!(
            "error: the generated files are not what the specs say: run `cargo xtask generate`"
        );
        return Ok(false);
    }
    Ok(true)
}

/// Where the last run is remembered: beside this program, which `cargo clean` takes away with it.
fn memory() -> anyhow::Result<Memory> {
    let program = std::env::current_exe()?;
    let facts = program.metadata()?;
    let mut generator = DefaultHasher::new();
    (facts.len(), facts.modified()?).hash(&mut generator);
    Ok(Memory {
        file: program.with_file_name("xtask-generate.memory"),
        generator: generator.finish(),
    })
}

/// The model of the specs; where they are wrong, that is printed and there is none.
pub(crate) fn load(root: &Path) -> anyhow::Result<Option<Model>> {
    match model(root) {
        Ok(model) => Ok(Some(model)),
        Err(error) => problems(error).map(|()| None),
    }
}

/// Prints what is wrong with the specs; any other error is handed on.
fn problems(error: GenerateError) -> anyhow::Result<()> {
    let GenerateError::Specs(report) = error else {
        return Err(error.into());
    };
    let style = if std::io::stderr().is_terminal() {
        Style::Colour
    } else {
        Style::Plain
    };
    eprintln!("{}", report.render(style));
    Ok(())
}

fn show(changes: &Changes) {
    let kinds = [
        ("missing", &changes.created),
        ("differs", &changes.changed),
        ("stale", &changes.deleted),
    ];
    for (kind, files) in kinds {
        for file in files {
            println!("{kind}: {file}");
        }
    }
}
