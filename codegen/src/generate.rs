//! The whole way from the folder `specs` to the folder `generated`.
//!
//! Invariant: nothing is written unless every spec is right.

use std::path::Path;

use crate::diagnostics::Report;
use crate::emit::{self, Files};
use crate::load::{load, load_with, read_specs};
use crate::model::Model;
use crate::parallel;
use crate::remember::{self, Memory, Run};
use crate::spec::{Trees, json_schema};
use crate::sync::{self, Changes, Found, Mode, Owned, SyncError};

/// The JSON Schema of the spec format, relative to the repository.
pub const SCHEMA: &str = "specs/spec.schema.json";

/// What a run did, or in [`Mode::Check`] would have done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Generated {
    /// How many specs were parsed: those whose content was not remembered.
    pub parsed: usize,
    /// How many operations there are.
    pub operations: usize,
    /// How many types.
    pub types: usize,
    /// What became of the files.
    pub changes: Changes,
}

/// Why nothing was generated.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum GenerateError {
    /// The specs cannot be read.
    #[error("cannot read the specs")]
    Read(#[from] std::io::Error),
    /// The specs are wrong.
    #[error("{0}")]
    Specs(Report),
    /// The files cannot be compared or written.
    #[error(transparent)]
    Sync(#[from] SyncError),
}

/// The model of the specs in the repository at `root`.
///
/// # Errors
/// Where the specs cannot be read, or are wrong.
pub fn model(root: &Path) -> Result<Model, GenerateError> {
    load(read_specs(root)?).map_err(GenerateError::Specs)
}

/// Brings the generated crate of the repository at `root` in line with its specs, or
/// says how it differs.
///
/// # Errors
/// Where the specs cannot be read, or are wrong, or files cannot be written.
pub fn generate(root: &Path, mode: Mode) -> Result<Generated, GenerateError> {
    let specs = read_specs(root)?;
    let parsed = specs.len();
    let model = load(specs).map_err(GenerateError::Specs)?;
    let changes = sync::apply(root, emit::emit(&model), mode)?;
    Ok(summary(&model, parsed, changes))
}

/// The same, and faster the less changed since the run that `memory` remembers: at once
/// where nothing did.
///
/// # Errors
/// As [`generate`]; that nothing could be remembered is none.
pub fn generate_remembering(
    root: &Path,
    mode: Mode,
    memory: &Memory,
) -> Result<Generated, GenerateError> {
    let remembered = memory.read();
    let (specs, before) = parallel::both(
        || read_specs(root).map(|specs| (remember::hash_specs(&specs), specs)),
        || (Run::recall(&remembered, memory.generator), sync::find(root)),
    );
    let ((inputs, specs), (last, found)) = (specs?, before);
    let (mut last, found) = (last.unwrap_or_default(), found?);
    if last.inputs == inputs && last.holds(root) {
        let is_ours = |name: &str| last.files.contains_key(name);
        if found.stale(root, &is_ours)?.is_empty() {
            return Ok(last.repeated());
        }
    }
    let trees = Trees::new(std::mem::take(&mut last.trees));
    // To look at the files takes as long as what loading does on one core only.
    let (loaded, ()) = parallel::both(
        || load_with(specs, Some(&trees)),
        || last.forget_changed(root),
    );
    let loaded = loaded.map_err(GenerateError::Specs)?;
    let (changes, mut run) = generate_changed(root, &loaded.model, &last, &found, mode)?;
    let parsed;
    (run.trees, parsed) = trees.needed();
    let generated = summary(&loaded.model, parsed, changes);
    if mode == Mode::Write || generated.changes.is_empty() {
        (run.operations, run.types) = (generated.operations, generated.types);
        run.inputs = inputs;
        memory.keep(&run);
    }
    parallel::discard((loaded.specs, loaded.model));
    Ok(generated)
}

/// Generates what is not known from the `last` run, of which only what stands is left; gives
/// what to remember of this one.
fn generate_changed<'m>(
    root: &Path,
    model: &Model,
    last: &Run<'m>,
    found: &Found,
    mode: Mode,
) -> Result<(Changes, Run<'m>), GenerateError> {
    let modules: Vec<_> = emit::url_modules(model).collect();
    let known = last.standing(&modules);
    let changed: Vec<_> = modules
        .iter()
        .filter(|(path, _)| !known.contains_key(&**path))
        .copied()
        .collect();
    let mut run = last.only(known);
    let kept = run.files.len();
    let mut output = emit::emit_around(model, &emit::Records);
    for ((path, module), files) in changed
        .iter()
        .zip(emit::emit_modules(&changed, &emit::Records))
    {
        run.take(path, module, &files);
        output.files.extend(files);
    }
    let files = sync::complete(root, output)?;
    let is_kept = |name: &str| run.files.contains_key(name);
    let mut changes = sync::sync_but(root, &files, &is_kept, found, mode)?;
    changes.unchanged += kept;
    run.files.extend(remember::hashes(&files));
    Ok((changes, run))
}

impl Run<'_> {
    /// What a run gives that has nothing to do.
    fn repeated(&self) -> Generated {
        Generated {
            parsed: 0,
            operations: self.operations,
            types: self.types,
            changes: Changes {
                unchanged: self.files.len(),
                ..Changes::default()
            },
        }
    }
}

fn summary(model: &Model, parsed: usize, changes: Changes) -> Generated {
    let operations = model.modules.values().map(|module| module.operations.len());
    Generated {
        parsed,
        operations: operations.sum(),
        types: count_types(model),
        changes,
    }
}

/// Brings the JSON Schema of the spec format in line with the types that read it, or says
/// whether it differs.
///
/// # Errors
/// Where the file cannot be read or written.
pub fn write_schema(root: &Path, mode: Mode) -> Result<Changes, SyncError> {
    let files = Files::from([(SCHEMA.to_owned(), json_schema())]);
    let nothing_else = Owned {
        marked: &[],
        whole: &[],
    };
    sync::sync(root, &files, nothing_else, mode)
}

fn count_types(model: &Model) -> usize {
    let shared = model.modules.values().map(|module| module.types.len());
    let operations = model.modules.values().flat_map(|module| &module.operations);
    let own = operations.map(|operation| operation.types.len());
    let notified = model
        .notifications
        .iter()
        .map(|notification| notification.types.len());
    shared.chain(own).chain(notified).sum()
}
