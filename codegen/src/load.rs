//! From spec files to the model, in one call.

use std::path::Path;
use std::sync::Arc;

use crate::diagnostics::{Report, Sources};
use crate::lower::lower;
use crate::model::Model;
use crate::spec::{ReadFile, SpecFile, Trees, read_spec};
use crate::{parallel, passes};

/// What loading gives.
pub(crate) struct Loaded {
    pub(crate) model: Model,
    /// What the model was made of: no longer needed, but it takes a while to take apart.
    pub(crate) specs: Vec<SpecFile>,
}

/// Builds the model of all spec files: pairs of a path, relative to the repository and with
/// `/` (`specs/v3/certificates.yaml`), and a text. Their order does not matter.
///
/// # Errors
///
/// Every problem that the specs have, of all files, in one report.
pub fn load(files: impl IntoIterator<Item = (String, String)>) -> Result<Model, Report> {
    load_with(files, None).map(|loaded| loaded.model)
}

/// The same with the help of the trees that are remembered.
pub(crate) fn load_with(
    files: impl IntoIterator<Item = (String, String)>,
    trees: Option<&Trees<'_>>,
) -> Result<Loaded, Report> {
    let mut files: Vec<(Arc<str>, Arc<str>)> = files
        .into_iter()
        .map(|(path, text)| (path.into(), text.into()))
        .collect();
    files.sort();
    let read = parallel::map(&files, |(path, text)| read_spec(path, text, trees));
    let mut sources = Sources::default();
    for (path, text) in files {
        sources.insert(path, text);
    }
    let mut problems = Vec::new();
    let mut specs = Vec::with_capacity(read.len());
    let mut incomplete = false;
    for ReadFile {
        spec,
        problems: found,
    } in read
    {
        problems.extend(found);
        match spec {
            Some(spec) => specs.push(spec),
            None => incomplete = true,
        }
    }
    let mut draft = lower(&specs, incomplete);
    passes::run(&mut draft);
    let (model, found) = (draft.model, draft.problems);
    problems.extend(found);
    if problems.is_empty() {
        Ok(Loaded { model, specs })
    } else {
        Err(Report::new(problems, sources))
    }
}

/// Reads all spec files below `specs/` of a repository: pairs of a path, relative to the
/// repository, and a text. Files with other endings than `.yaml` and `.yml` are left out.
///
/// # Errors
///
/// A folder or file that cannot be read, or is not UTF-8.
pub fn read_specs(repository: &Path) -> std::io::Result<Vec<(String, String)>> {
    let mut paths = Vec::new();
    let mut folders = vec![(repository.join("specs"), "specs".to_owned())];
    while let Some((folder, name)) = folders.pop() {
        let entries = std::fs::read_dir(&folder).map_err(|error| within(&name, &error))?;
        for entry in entries {
            let entry = entry.map_err(|error| within(&name, &error))?;
            let path = format!("{name}/{}", entry.file_name().to_string_lossy());
            if entry.file_type()?.is_dir() {
                folders.push((entry.path(), path));
            } else if path.ends_with(".yaml") || path.ends_with(".yml") {
                paths.push((path, entry.path()));
            }
        }
    }
    paths.sort();
    let texts = parallel::map(&paths, |(path, place)| {
        std::fs::read_to_string(place).map_err(|error| within(path, &error))
    });
    let named = paths.into_iter().zip(texts);
    named.map(|((path, _), text)| Ok((path, text?))).collect()
}

/// The error with the place where it arose.
fn within(place: &str, error: &std::io::Error) -> std::io::Error {
    std::io::Error::new(error.kind(), format!("{place}: {error}"))
}
