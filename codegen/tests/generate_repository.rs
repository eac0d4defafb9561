//! The whole way from `specs` to `generated`, in this repository and in one made for the test.
#![allow(clippy::unwrap_used)]

mod repository;

use std::error::Error as _;
use std::fs;

use repository::{Repository, here};
use wechatpay_codegen::emit::emit;
use wechatpay_codegen::scaffold::skeleton;
use wechatpay_codegen::sync::Mode;
use wechatpay_codegen::{GenerateError, generate, load, read_specs, write_schema};

#[test]
fn the_generated_crate_is_what_the_specs_say() {
    let changes = generate(here(), Mode::Check).unwrap().changes;
    assert!(
        changes.is_empty(),
        "run `cargo xtask generate`: {changes:#?}"
    );
}

#[test]
fn the_schema_is_what_the_types_say() {
    let changes = write_schema(here(), Mode::Check).unwrap();
    assert!(changes.is_empty(), "run `cargo xtask schema`");
}

#[test]
fn the_order_of_the_specs_does_not_matter() {
    let files = read_specs(here()).unwrap();
    let expected = emit(&load(files.clone()).unwrap());
    let mut shuffled = files.clone();
    shuffled.reverse();
    assert!(
        emit(&load(shuffled).unwrap()) == expected,
        "reversed specs give other files"
    );
    for step in [3, 7] {
        let mut order: Vec<usize> = (0..files.len()).collect();
        order.sort_by_key(|index| (index % step, files.len() - index));
        let shuffled: Vec<_> = order.iter().map(|&index| files[index].clone()).collect();
        assert!(
            emit(&load(shuffled).unwrap()) == expected,
            "shuffled specs give other files"
        );
    }
}

#[test]
fn a_skeleton_loads_as_it_is() {
    for verb in ["GET", "POST", "PUT", "PATCH", "DELETE"] {
        for path in ["/v3/a/b", "/v3/a/{some_id}/c", "/v3/a/d/", "/hk/v3/e"] {
            let skeleton = skeleton(&format!("{verb} {path}")).unwrap();
            let model = load([(skeleton.file, skeleton.text)])
                .unwrap_or_else(|report| panic!("{verb} {path}: {report}"));
            let operations = model.modules.values().flat_map(|module| &module.operations);
            let ids: Vec<&str> = operations.map(|operation| operation.id.as_str()).collect();
            assert_eq!(ids, [format!("{verb} {path}")]);
        }
    }
}

#[test]
fn generating_twice_writes_once() {
    let repository = Repository::with_one_spec("twice");
    let root = repository.root();
    let first = generate(root, Mode::Write).unwrap();
    assert_eq!((first.operations, first.types), (1, 1));
    assert!(first.changes.written() > 5, "{:?}", first.changes);
    let second = generate(root, Mode::Write).unwrap();
    assert!(second.changes.is_empty(), "{:?}", second.changes);
    assert_eq!(second.changes.unchanged, first.changes.written());
    fs::remove_file(root.join("specs/v3/a/b.yaml")).unwrap();
    let third = generate(root, Mode::Write).unwrap();
    assert!(
        third
            .changes
            .deleted
            .contains(&"generated/src/v3/a/b.rs".to_owned())
    );
    assert!(!root.join("generated/src/v3").exists());
}

#[test]
fn a_missing_folder_is_named_once() {
    let repository = Repository::with_one_spec("missing");
    let root = repository.root();
    fs::remove_dir_all(root.join("specs")).unwrap();
    let error = generate(root, Mode::Write).unwrap_err();
    assert_eq!(error.to_string(), "cannot read the specs");
    let cause = error.source().unwrap().to_string();
    assert!(cause.starts_with("specs: "), "{cause}");
}

#[test]
fn one_wrong_spec_and_nothing_is_written() {
    let repository = Repository::with_one_spec("wrong");
    let root = repository.root();
    repository.write("specs/v3/c.yaml", "post: { nmae: 错 }\n");
    let error = generate(root, Mode::Write).unwrap_err();
    assert!(
        matches!(error, GenerateError::Specs(_)) && error.to_string().contains("nmae"),
        "{error}"
    );
    assert!(!root.join("generated/src/v3").exists());
    assert!(!root.join("generated/tables").exists());
}
