//! Names that are hard to be a Rust name: keywords, names of the prelude and of the
//! generated code itself, digits, signs, collisions, labels that could end a comment.
//!
//! The folder `obstacle_course` is a repository in small. What is generated from its specs
//! is committed, and is a crate of the workspace: that it compiles, and that its own tests
//! pass, is the other half of this test.

use std::path::PathBuf;

use wechatpay_codegen::emit::emit;
use wechatpay_codegen::sync::Mode;
use wechatpay_codegen::{GenerateError, generate, load, read_specs};

fn course() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("obstacle_course")
}

#[test]
fn what_is_generated_from_hard_names_is_current() {
    // To write it after a change of the generator: `OBSTACLE_COURSE=write cargo test -p
    // wechatpay-tests --test generated_code`.
    let mode = match std::env::var_os("OBSTACLE_COURSE") {
        Some(_) => Mode::Write,
        None => Mode::Check,
    };
    let changes = match generate(&course(), mode) {
        Ok(generated) => generated.changes,
        Err(GenerateError::Specs(report)) => panic!("{report}"),
        Err(error) => panic!("{error}"),
    };
    if mode == Mode::Check {
        assert!(
            changes.is_empty(),
            "see the comment in this test: {changes:#?}"
        );
    }
}

#[test]
fn the_order_of_hard_names_does_not_matter() {
    let mut files = read_specs(&course()).unwrap();
    let expected = emit(&load(files.clone()).unwrap());
    files.reverse();
    assert!(emit(&load(files).unwrap()) == expected);
}
