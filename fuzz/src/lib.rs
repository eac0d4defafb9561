//! What each fuzz target does with its bytes.
//!
//! Kept apart from the targets, which need libFuzzer, so that the stable tests of the
//! workspace run the same functions over the seeds: `runtime` and `generator` are
//! included there by path, each of them whole.

pub mod generator;
pub mod runtime;
