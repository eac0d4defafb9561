//! The whole way from the folder `specs` to the folder `generated`.
//!
//! Invariant: nothing is written unless every spec is right.

use std::path::Path;

use crate::diagnostics::Report;
use crate::emit::{self, Files};
use crate::model::Model;
use crate::remember::{self, Memory, Run};
use crate::spec::json_schema;
use crate::sync::{self, Changes, Mode, Owned, SyncError};
use crate::{load, read_specs};

/// The JSON Schema of the spec format, relative to the repository.
pub const SCHEMA: &str = "specs/spec.schema.json";

/// What a run did, or in [`Mode::Check`] would have done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Generated {
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
    #[error("cannot read the specs: {0}")]
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
    Ok(run(root, read_specs(root)?, mode)?.0)
}

/// The same, and at once where nothing changed since the run that `memory` remembers.
///
/// # Errors
/// As [`generate`]; that nothing could be remembered is none.
pub fn generate_remembering(
    root: &Path,
    mode: Mode,
    memory: &Memory,
) -> Result<Generated, GenerateError> {
    let specs = read_specs(root)?;
    let inputs = memory.inputs(&specs);
    if let Some(last) = memory.recall(inputs)
        && last.holds(root)
        && sync::strangers(root, &|name| last.files.contains_key(name))?.is_empty()
    {
        return Ok(last.repeated());
    }
    let (generated, files) = run(root, specs, mode)?;
    if mode == Mode::Write || generated.changes.is_empty() {
        memory.keep(&Run {
            inputs,
            operations: generated.operations,
            types: generated.types,
            files: remember::hashes(&files),
        });
    }
    Ok(generated)
}

impl Run {
    /// What a run gives that has nothing to do.
    fn repeated(&self) -> Generated {
        Generated {
            operations: self.operations,
            types: self.types,
            changes: Changes {
                unchanged: self.files.len(),
                ..Changes::default()
            },
        }
    }
}

/// Generates from `specs`; gives the files as they should be, too.
fn run(
    root: &Path,
    specs: Vec<(String, String)>,
    mode: Mode,
) -> Result<(Generated, Files), GenerateError> {
    let model = load(specs).map_err(GenerateError::Specs)?;
    let files = sync::complete(root, emit::emit(&model))?;
    let changes = sync::sync(root, &files, sync::GENERATED, mode)?;
    let operations = model.modules.values().map(|module| module.operations.len());
    let generated = Generated {
        operations: operations.sum(),
        types: count_types(&model),
        changes,
    };
    Ok((generated, files))
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
