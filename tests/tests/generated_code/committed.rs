//! Specs, schema and generated crate agree, whatever the order in which specs are read.

use std::collections::BTreeSet;

use wechatpay_codegen::emit::emit;
use wechatpay_codegen::sync::Mode;
use wechatpay_codegen::{generate, load, read_specs, write_schema};

use crate::repository;

#[test]
fn the_generated_crate_is_current() {
    // What `cargo xtask generate --check` calls.
    let generated = generate(repository(), Mode::Check).unwrap();
    let changes = &generated.changes;
    assert!(
        changes.is_empty(),
        "run `cargo xtask generate`: {changes:#?}"
    );
    assert!(
        changes.unchanged > 1_000 && generated.operations >= 1_050,
        "{generated:?}"
    );
}

#[test]
fn the_schema_is_current() {
    let changes = write_schema(repository(), Mode::Check).unwrap();
    assert!(changes.is_empty(), "run `cargo xtask schema`");
}

#[test]
fn the_order_of_the_specs_does_not_matter() {
    let files = read_specs(repository()).unwrap();
    let expected = emit(&load(files.clone()).unwrap());
    // By a hash of the path, which is as good as random and the same in every run.
    let mut shuffled = files;
    shuffled.sort_by_key(|(path, _)| {
        path.bytes().fold(0u64, |hash, byte| {
            hash.wrapping_mul(1_099_511_628_211) ^ u64::from(byte)
        })
    });
    assert!(!shuffled.is_sorted());
    let output = emit(&load(shuffled).unwrap());
    let names = |files: &wechatpay_codegen::emit::Files| -> BTreeSet<String> {
        files.keys().cloned().collect()
    };
    assert_eq!(names(&output.files), names(&expected.files));
    for (name, text) in &expected.files {
        assert!(
            output.files[name] == *text,
            "{name} depends on the order of the specs"
        );
    }
    assert!(output.sections == expected.sections);
}

#[test]
fn every_generated_file_is_of_a_readable_size() {
    let output = emit(&load(read_specs(repository()).unwrap()).unwrap());
    let code = output
        .files
        .iter()
        .filter(|(name, _)| name.ends_with(".rs"));
    let long = code.filter(|(_, text)| text.lines().count() > 3_000);
    let long: Vec<&str> = long.map(|(name, _)| name.as_str()).collect();
    assert!(long.is_empty(), "{long:?}");
}
