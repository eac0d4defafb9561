//! `cargo xtask list`: every operation exactly once, with paths that lead somewhere.

use std::collections::{BTreeMap, BTreeSet};

use wechatpay_codegen::emit::{Files, emit};
use wechatpay_codegen::listing::{Listed, list};
use wechatpay_codegen::{load, read_specs};

use crate::repository;

/// How many operations the documentation has.
const OPERATIONS: usize = 1_050;

fn listed() -> (Vec<Listed>, Files) {
    let model = load(read_specs(repository()).unwrap()).unwrap();
    (list(&model), emit(&model).files)
}

/// The text of the module at `path`, which is a file of its own or a block in one.
fn module<'f>(files: &'f Files, path: &str) -> Option<&'f str> {
    let segments: Vec<&str> = path.split("::").collect();
    let folder = segments.join("/").replace("r#", "");
    if let Some(text) = files.get(&format!("generated/src/{folder}.rs")) {
        return Some(text);
    }
    let (verb, parents) = segments.split_last()?;
    let parent = parents.join("/").replace("r#", "");
    let text = files.get(&format!("generated/src/{parent}.rs"))?;
    let begin = text.find(&format!("\npub mod {verb} {{\n"))?;
    let length = text[begin + 1..].find("\n}\n")?;
    Some(&text[begin + 1..begin + 1 + length])
}

#[test]
fn every_operation_is_listed_once() {
    let (listed, _) = listed();
    assert_eq!(listed.len(), OPERATIONS);
    for key in [|it: &Listed| it.id.clone(), |it: &Listed| it.rust.clone()] {
        let distinct: BTreeSet<String> = listed.iter().map(key).collect();
        assert_eq!(distinct.len(), OPERATIONS);
    }
    for operation in &listed {
        assert_eq!(
            operation.id,
            format!("{} {}", operation.method, operation.path)
        );
        assert!(!operation.name.is_empty(), "{}", operation.id);
        assert!(operation.feature.is_some(), "{}", operation.id);
    }
}

#[test]
fn every_spec_of_a_url_is_listed() {
    let (listed, _) = listed();
    let urls: BTreeSet<&str> = listed
        .iter()
        .map(|it| it.path.trim_end_matches('/'))
        .collect();
    let specs = read_specs(repository()).unwrap();
    let specs: BTreeSet<&str> = specs
        .iter()
        .filter_map(|(file, _)| file.strip_prefix("specs")?.strip_suffix(".yaml"))
        .filter(|url| !url.starts_with("/notifications/") && !url.ends_with("/_types"))
        .collect();
    assert_eq!(urls, specs);
}

#[test]
fn every_listed_path_exists_and_is_that_operation() {
    let (listed, files) = listed();
    for operation in &listed {
        let id = &operation.id;
        let text = module(&files, &operation.rust);
        let text = text.unwrap_or_else(|| panic!("{id}: there is no module {}", operation.rust));
        assert!(
            text.contains(&format!("id: \"{id}\"")),
            "{id} is not at {}",
            operation.rust
        );
        for path in [&operation.request, &operation.response]
            .into_iter()
            .flatten()
        {
            let (parent, name) = path.rsplit_once("::").unwrap();
            assert_eq!(parent, operation.rust);
            let declared = ["struct", "type"].iter().any(|kind| {
                let begin = format!("pub {kind} {name}");
                let mut found = text.match_indices(&begin);
                found.any(|(at, _)| text[at + begin.len()..].starts_with([' ', ';']))
            });
            assert!(declared, "{id}: there is no {path}");
        }
    }
}

#[test]
fn operations_of_one_group_have_one_feature() {
    let (listed, _) = listed();
    let mut features: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for operation in listed {
        let mut segments = operation.path.split('/').skip(1);
        let first = segments.next().unwrap();
        let group = if first == "v3" {
            segments.next().unwrap()
        } else {
            first
        };
        features
            .entry(group.to_owned())
            .or_default()
            .extend(operation.feature);
    }
    for (group, features) in features {
        assert_eq!(features.len(), 1, "{group}: {features:?}");
    }
}
