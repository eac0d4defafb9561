//! `cargo xtask new`.

use std::path::Path;

use wechatpay_codegen::scaffold::{Placed, place};

/// Writes the skeleton of an operation's spec; whether it could be written.
pub(crate) fn run(root: &Path, operation: &str) -> anyhow::Result<bool> {
    match place(root, operation)? {
        Placed::Written { file } => {
            println!("{file} written: fill it in, then run `cargo xtask generate`");
            Ok(true)
        }
        Placed::AddVerb { file, verb } => {
            eprintln!("error: {file} is there already. Add this to it:\n\n{verb}");
            Ok(false)
        }
        Placed::Exists { file, key } => {
            eprintln!("error: {file} has `{key}` already");
            Ok(false)
        }
    }
}
