//! Skeletons of specs, and the list of operations.
#![allow(clippy::unwrap_used)]

mod emit_fixture;

use std::fs;
use std::path::PathBuf;

use wechatpay_codegen::listing::list;
use wechatpay_codegen::scaffold::{Placed, place, skeleton};

#[test]
fn a_skeleton_for_a_post_below_parameters() {
    let skeleton = skeleton("POST /v3/pay/transactions/out-trade-no/{out_trade_no}/close").unwrap();
    assert_eq!(
        skeleton.file,
        "specs/v3/pay/transactions/out-trade-no/{out_trade_no}/close.yaml"
    );
    insta::assert_snapshot!(skeleton.text);
}

#[test]
fn a_skeleton_for_a_get_with_a_trailing_slash() {
    let skeleton = skeleton("GET /v3/ecommerce/applyments/").unwrap();
    assert_eq!(skeleton.file, "specs/v3/ecommerce/applyments.yaml");
    insta::assert_snapshot!(skeleton.text);
}

#[test]
fn what_has_no_spec_is_refused_with_the_reason() {
    let said = |operation: &str| skeleton(operation).unwrap_err().to_string();
    insta::assert_snapshot!(
        [
            "/v3/a",
            "HEAD /v3/a",
            "POST v3/a",
            "POST /v2/a",
            "POST /v3",
            "POST /v3/a//b",
            "POST /v3/{A}",
            "POST /v3/../a",
            "POST /v3/a?b=c"
        ]
        .map(|operation| format!("{operation}\n    {}", said(operation)))
        .join("\n")
    );
}

#[test]
fn a_file_that_is_there_is_left_alone() {
    let root =
        PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(format!("scaffold-{}", std::process::id()));
    let _ = fs::remove_dir_all(&root);
    let file = "specs/v3/a/b.yaml".to_owned();
    assert_eq!(
        place(&root, "POST /v3/a/b").unwrap(),
        Placed::Written { file: file.clone() }
    );
    let written = fs::read_to_string(root.join(&file)).unwrap();
    assert!(
        written.starts_with("# yaml-language-server: $schema=../../spec.schema.json\n"),
        "{written}"
    );
    assert_eq!(
        place(&root, "POST /v3/a/b").unwrap(),
        Placed::Exists {
            file: file.clone(),
            key: "post:".to_owned()
        }
    );
    let Placed::AddVerb { verb, .. } = place(&root, "GET /v3/a/b").unwrap() else {
        panic!("not a hint")
    };
    assert!(verb.starts_with("get:\n"), "{verb}");
    assert_eq!(fs::read_to_string(root.join(&file)).unwrap(), written);
    fs::remove_dir_all(root).unwrap();
}

#[test]
fn every_operation_is_listed_with_the_paths_that_code_uses() {
    let listed = list(&emit_fixture::model());
    insta::assert_snapshot!(serde_json::to_string_pretty(&listed).unwrap());
}
