//! `cargo xtask list`.

use std::io::{self, ErrorKind, Write as _};
use std::path::Path;

use wechatpay_codegen::listing::{self, Listed};

/// Prints all operations, one a line or as JSON; whether the specs are right.
pub(crate) fn run(root: &Path, json: bool) -> anyhow::Result<bool> {
    let Some(model) = crate::generate::load(root)? else {
        return Ok(false);
    };
    let listed = listing::list(&model);
    let text = if json {
        serde_json::to_string_pretty(&listed)? + "\n"
    } else {
        lines(&listed)
    };
    match io::stdout().lock().write_all(text.as_bytes()) {
        // Whoever reads has seen enough (`| head`).
        Err(error) if error.kind() == ErrorKind::BrokenPipe => Ok(true),
        written => Ok(written.map(|()| true)?),
    }
}

fn lines(listed: &[Listed]) -> String {
    let line = |operation: &Listed| {
        format!(
            "{:<6} {}  {}  [{}]\n",
            operation.method, operation.path, operation.name, operation.rust
        )
    };
    let mut text: String = listed.iter().map(line).collect();
    text += &format!("{} operations\n", listed.len());
    text
}
