//! The whole way from `specs` to `generated`, in this repository and in one made for the test.
#![allow(clippy::unwrap_used)]

use std::fs;
use std::path::{Path, PathBuf};

use wechatpay_codegen::emit::emit;
use wechatpay_codegen::scaffold::skeleton;
use wechatpay_codegen::sync::Mode;
use wechatpay_codegen::{
    GenerateError, Memory, generate, generate_remembering, load, read_specs, write_schema,
};

/// This repository.
fn here() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap()
}

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

/// A repository with one spec and an empty generated crate, in a folder of its own.
fn repository(name: &str) -> PathBuf {
    let root = PathBuf::from(env!("CARGO_TARGET_TMPDIR"))
        .join(format!("generate-{name}-{}", std::process::id()));
    let _ = fs::remove_dir_all(&root);
    let skeleton = skeleton("POST /v3/a/b").unwrap();
    write(&root, &skeleton.file, &skeleton.text);
    write(
        &root,
        "generated/Cargo.toml",
        "[features]\n# @generated features begin\n# @generated features end\n",
    );
    write(
        &root,
        "generated/src/lib.rs",
        "// @generated modules begin\n// @generated modules end\n",
    );
    root
}

fn write(root: &Path, file: &str, text: &str) {
    let path = root.join(file);
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, text).unwrap();
}

#[test]
fn generating_twice_writes_once() {
    let root = repository("twice");
    let first = generate(&root, Mode::Write).unwrap();
    assert_eq!((first.operations, first.types), (1, 1));
    assert!(first.changes.written() > 5, "{:?}", first.changes);
    let second = generate(&root, Mode::Write).unwrap();
    assert!(second.changes.is_empty(), "{:?}", second.changes);
    assert_eq!(second.changes.unchanged, first.changes.written());
    fs::remove_file(root.join("specs/v3/a/b.yaml")).unwrap();
    let third = generate(&root, Mode::Write).unwrap();
    assert!(
        third
            .changes
            .deleted
            .contains(&"generated/src/v3/a/b.rs".to_owned())
    );
    assert!(!root.join("generated/src/v3").exists());
    fs::remove_dir_all(root).unwrap();
}

#[test]
fn one_wrong_spec_and_nothing_is_written() {
    let root = repository("wrong");
    write(&root, "specs/v3/c.yaml", "post: { nmae: 错 }\n");
    let error = generate(&root, Mode::Write).unwrap_err();
    assert!(
        matches!(error, GenerateError::Specs(_)) && error.to_string().contains("nmae"),
        "{error}"
    );
    assert!(!root.join("generated/src/v3").exists());
    assert!(!root.join("generated/tables").exists());
    fs::remove_dir_all(root).unwrap();
}

fn memory(root: &Path, generator: u64) -> Memory {
    Memory {
        file: root.join("memory"),
        generator,
    }
}

#[test]
fn a_run_with_nothing_to_do_takes_its_result_from_memory() {
    let root = repository("remembered");
    let run =
        |generator| generate_remembering(&root, Mode::Check, &memory(&root, generator)).unwrap();
    generate_remembering(&root, Mode::Write, &memory(&root, 1)).unwrap();
    let first = run(1);
    assert!(first.changes.is_empty());
    // A count that only the memory has shows that it is used.
    let text = fs::read_to_string(root.join("memory")).unwrap();
    fs::write(root.join("memory"), text.replacen(" 1 1\n", " 1 77\n", 1)).unwrap();
    assert_eq!(run(1).types, 77);
    assert_eq!(run(1).changes, first.changes);
    assert_eq!(run(2), first, "another generator does not believe it");
    fs::write(root.join("memory"), "wechatpay-codegen").unwrap();
    assert_eq!(run(1), first, "a damaged memory is as good as none");
    fs::remove_dir_all(root).unwrap();
}

#[test]
fn whatever_changed_since_is_noticed() {
    let root = repository("forgetful");
    let run = || generate_remembering(&root, Mode::Write, &memory(&root, 1)).unwrap();
    run();
    let file = "generated/src/v3/a/b.rs";
    let right = fs::read_to_string(root.join(file)).unwrap();

    write(&root, file, "// by hand");
    assert_eq!(run().changes.changed, [file]);
    fs::remove_file(root.join(file)).unwrap();
    assert_eq!(run().changes.created, [file]);
    assert_eq!(fs::read_to_string(root.join(file)).unwrap(), right);

    let stray = "generated/src/v3/stray.rs";
    write(&root, stray, &right);
    assert_eq!(run().changes.deleted, [stray]);

    let spec = root.join("specs/v3/a/b.yaml");
    let text = fs::read_to_string(&spec).unwrap();
    fs::write(&spec, format!("{text}\n# a comment\n")).unwrap();
    assert!(run().changes.is_empty());
    fs::rename(&spec, root.join("specs/v3/a/c.yaml")).unwrap();
    assert_eq!(run().changes.deleted, [file]);
    assert!(root.join("generated/src/v3/a/c.rs").exists());
    fs::remove_dir_all(root).unwrap();
}

/// The catalogue's own specs, each group with one of them changed: with a memory of the
/// state before, the result is what it is without.
#[test]
fn what_is_remembered_never_changes_the_result() {
    let root = repository("mixed");
    for name in ["specs", "generated/src", "generated/tables"] {
        copy(&here().join(name), &root.join(name));
    }
    fs::remove_dir_all(root.join("specs/v3/a")).unwrap();
    for name in ["generated/Cargo.toml", "generated/src/lib.rs"] {
        fs::copy(here().join(name), root.join(name)).unwrap();
    }
    let memory = memory(&root, 1);
    generate_remembering(&root, Mode::Write, &memory).unwrap();
    for (change, file) in [
        ("商户号", "specs/v3/pay/_types.yaml"),
        ("name:", "specs/v3/certificates.yaml"),
        ("label:", "specs/notifications/TRANSACTION.SUCCESS.yaml"),
    ] {
        let text = fs::read_to_string(root.join(file)).unwrap();
        assert!(text.contains(change), "{file}");
        let changed = text.replace(change, &format!("{change} 改"));
        fs::write(root.join(file), changed).unwrap();
        let done = generate_remembering(&root, Mode::Write, &memory).unwrap();
        assert!(done.changes.written() > 0, "{file}");
        let left = generate(&root, Mode::Check).unwrap();
        assert!(left.changes.is_empty(), "{file}: {:?}", left.changes);
        let unchanged = done.changes.unchanged + done.changes.written();
        assert_eq!(left.changes.unchanged, unchanged, "{file}");
    }
    fs::remove_dir_all(root).unwrap();
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let (path, name) = entry
            .map(|entry| (entry.path(), entry.file_name()))
            .unwrap();
        if path.is_dir() {
            copy(&path, &to.join(name));
        } else {
            fs::copy(&path, to.join(name)).unwrap();
        }
    }
}
