//! `cargo xtask schema`.

use std::path::Path;

use wechatpay_codegen::sync::Mode;

/// Writes the JSON Schema of the spec format, or with `check` compares; whether all is well.
pub(crate) fn run(root: &Path, check: bool) -> anyhow::Result<bool> {
    let mode = if check { Mode::Check } else { Mode::Write };
    let changes = wechatpay_codegen::write_schema(root, mode)?;
    let file = wechatpay_codegen::SCHEMA;
    if changes.is_empty() {
        println!("{file} is up to date");
        return Ok(true);
    }
    if check {
        eprintln!("error: {file} is not what the format's types say: run `cargo xtask schema`");
        return Ok(false);
    }
    println!("{file} written");
    Ok(true)
}
