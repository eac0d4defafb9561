//! The generator as a library: specs in, files in memory out.
//!
//! An error says what could not be done, and its `source` why: print the whole chain.

pub mod coverage;
mod diagnostics;
pub mod emit;
mod generate;
pub mod listing;
mod load;
mod lower;
pub mod model;
mod names;
mod parallel;
mod passes;
mod remember;
pub mod scaffold;
mod spec;
pub mod sync;
#[cfg(test)]
mod testing;

pub use diagnostics::{Code, Diagnostic, Place, Report, Span, Style};
pub use generate::{
    GenerateError, Generated, SCHEMA, generate, generate_remembering, model, write_schema,
};
pub use load::{load, read_specs};
pub use remember::Memory;
pub use spec::json_schema;
