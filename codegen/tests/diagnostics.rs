//! Every problem, as a user sees it: each folder below `tests/diagnostics/` has specs and
//! what is printed for them. `UPDATE_EXPECT=1 cargo test -p wechatpay-codegen` rewrites the
//! expectations; read the difference before it is committed.

#![allow(clippy::unwrap_used)]

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use wechatpay_codegen::{Code, load, read_specs};

#[allow(unreachable_pub, reason = "a crate's module there")]
#[path = "../../fuzz/src/generator.rs"]
mod fuzzed;

fn fixtures() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/diagnostics");
    let entries = std::fs::read_dir(folder).unwrap();
    let mut fixtures: Vec<PathBuf> = entries.map(|entry| entry.unwrap().path()).collect();
    fixtures.sort();
    fixtures
}

fn code_of(fixture: &Path) -> String {
    let name = fixture.file_name().unwrap().to_string_lossy();
    name.split('_').next().unwrap().to_owned()
}

#[test]
fn every_fixture_prints_what_is_expected() {
    let update = std::env::var_os("UPDATE_EXPECT").is_some();
    let mut wrong = String::new();
    for fixture in fixtures() {
        let report = load(read_specs(&fixture).unwrap()).unwrap_err();
        let code = code_of(&fixture);
        let has = |d: &wechatpay_codegen::Diagnostic| d.code.to_string() == code;
        assert!(
            report.diagnostics().iter().any(has),
            "{code} is not reported by {fixture:?}"
        );
        let printed = report.to_string();
        let expected = fixture.join("expected.txt");
        if update {
            std::fs::write(&expected, &printed).unwrap();
        } else if std::fs::read_to_string(&expected).unwrap_or_default() != printed {
            wrong.push_str(&format!("--- {}\n{printed}\n", fixture.display()));
        }
    }
    assert!(wrong.is_empty(), "these differ from expected.txt:\n{wrong}");
}

#[test]
fn every_code_has_a_fixture_and_every_problem_says_what_to_do() {
    let covered: BTreeSet<String> = fixtures().iter().map(|fixture| code_of(fixture)).collect();
    let codes: BTreeSet<String> = Code::ALL.iter().map(ToString::to_string).collect();
    assert_eq!(covered, codes);
    for fixture in fixtures() {
        let report = load(read_specs(&fixture).unwrap()).unwrap_err();
        for diagnostic in report.diagnostics() {
            assert!(diagnostic.help.is_some(), "no help: {}", diagnostic.message);
        }
    }
}

/// The seeds of the fuzz target, and what fuzzing once found.
#[test]
fn no_seed_of_the_fuzz_target_panics() {
    let seeds = Path::new(env!("CARGO_MANIFEST_DIR")).join("../fuzz/seeds/specs");
    let entries = std::fs::read_dir(seeds).unwrap();
    let files: Vec<bool> = entries
        .map(|entry| fuzzed::specs(&std::fs::read(entry.unwrap().path()).unwrap()))
        .collect();
    assert!(files.contains(&true), "no seed gets past the diagnostics");
    assert!(files.contains(&false), "no seed has a problem");
}
