//! Short ways from a few specs to a model, for the tests of this crate.
#![allow(clippy::unwrap_used)]

use crate::diagnostics::Report;
use crate::model::{Model, Struct, Type, TypeKind};

/// The model of these specs: pairs of a path below `specs/` without its ending, and a text.
pub(crate) fn model(specs: &[(&str, &str)]) -> Model {
    try_model(specs).unwrap_or_else(|report| panic!("{report}"))
}

/// The same, where problems are expected.
pub(crate) fn try_model(specs: &[(&str, &str)]) -> Result<Model, Report> {
    let file = |(path, text): &(&str, &str)| (format!("specs/{path}.yaml"), (*text).to_owned());
    crate::load(specs.iter().map(file))
}

/// A `get` that answers with a shared type.
pub(crate) fn get(ty: &str) -> String {
    format!("get:\n  name: 查询\n  responses:\n    200: {{ type: {ty} }}\n")
}

/// The type at a path such as `v3::pay::orders::post::Request`.
pub(crate) fn find<'m>(model: &'m Model, path: &str) -> &'m Type {
    let segments: Vec<String> = path.split("::").map(ToOwned::to_owned).collect();
    let (name, module) = segments.split_last().unwrap();
    let own = model
        .modules
        .get(module)
        .into_iter()
        .flat_map(|module| &module.types);
    let (verb, parent) = module.split_last().unwrap();
    let operations = model
        .modules
        .get(parent)
        .into_iter()
        .flat_map(|module| &module.operations);
    let of_verb = operations.filter(|operation| operation.id.to_lowercase().starts_with(verb));
    own.chain(of_verb.flat_map(|operation| &operation.types))
        .find(|ty| ty.rust == *name)
        .unwrap_or_else(|| panic!("no type {path}"))
}

/// The struct at a path.
pub(crate) fn record<'m>(model: &'m Model, path: &str) -> &'m Struct {
    match &find(model, path).kind {
        TypeKind::Struct(record) => record,
        other => panic!("{path} is {other:?}"),
    }
}
