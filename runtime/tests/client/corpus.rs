//! The seeds of the fuzz targets, and what fuzzing once found, through the same functions.

use std::path::Path;

#[path = "../../../fuzz/src/runtime/mod.rs"]
pub(crate) mod targets;

/// Runs `target` over the files in `fuzz/seeds/<name>`.
fn replay(name: &str, target: fn(&[u8])) {
    let seeds = Path::new(env!("CARGO_MANIFEST_DIR")).join("../fuzz/seeds");
    let mut count = 0;
    for entry in std::fs::read_dir(seeds.join(name)).unwrap() {
        target(&std::fs::read(entry.unwrap().path()).unwrap());
        count += 1;
    }
    assert!(count > 2, "the seeds of {name} are gone");
}

#[test]
fn no_seed_of_a_fuzz_target_breaks_its_promise() {
    replay("authorization", targets::authorization);
    #[cfg(feature = "bills")]
    replay("bills", targets::bills);
    replay("certificates", targets::certificates);
    replay("decode", targets::decode);
    replay("download", targets::download);
    replay("notification", targets::notification);
    replay("pem", targets::pem);
    #[cfg(feature = "sm")]
    replay("sm", targets::sm);
}
