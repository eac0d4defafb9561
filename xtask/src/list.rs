//! `cargo xtask list`.

use std::path::Path;

use wechatpay_codegen::listing;

/// Prints all operations, one a line or as JSON; whether the specs are right.
pub(crate) fn run(root: &Path, json: bool) -> anyhow::Result<bool> {
    let Some(model) = crate::generate::load(root)? else {
        return Ok(false);
    };
    let listed = listing::list(&model);
    if json {
        println!("{}", serde_json::to_string_pretty(&listed)?);
        return Ok(true);
    }
    for operation in &listed {
        println!(
            "{:<6} {}  {}  [{}]",
            operation.method, operation.path, operation.name, operation.rust
        );
    }
    println!("{} operations", listed.len());
    Ok(true)
}
