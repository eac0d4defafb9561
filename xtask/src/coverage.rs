//! `cargo xtask coverage`.

use std::path::Path;

use anyhow::Context as _;
use wechatpay_codegen::coverage::{
    Coverage, Exceptions, coverage, parse_endpoints, parse_notifications,
};

/// Where the differences stand that are meant.
const EXCEPTIONS: &str = "coverage/exceptions.yaml";

/// Prints what differs; whether nothing does.
pub(crate) fn run(
    root: &Path,
    endpoints: &Path,
    notifications: Option<&Path>,
) -> anyhow::Result<bool> {
    let Some(model) = crate::generate::load(root)? else {
        return Ok(false);
    };
    let mut facts = parse_endpoints(&read(endpoints)?)
        .with_context(|| format!("in {}", endpoints.display()))?;
    if let Some(path) = notifications {
        let more =
            parse_notifications(&read(path)?).with_context(|| format!("in {}", path.display()))?;
        facts.extend(more);
    }
    let exceptions = Exceptions::from_yaml(&read(&root.join(EXCEPTIONS))?)
        .with_context(|| format!("in {EXCEPTIONS}"))?;
    let found = coverage(&model, &facts, &exceptions);
    print(&found);
    Ok(found.is_complete())
}

fn read(path: &Path) -> anyhow::Result<String> {
    std::fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))
}

fn print(found: &Coverage) {
    for difference in &found.differences {
        println!("{difference}");
    }
    for exception in &found.stale {
        println!(
            "{EXCEPTIONS}: nothing differs any more at `{}` `{}` ({}): delete the entry",
            exception.subject, exception.field, exception.difference
        );
    }
    println!(
        "{} operations and notifications with {} fields: {} differences, {} more are excepted, {} exceptions are stale",
        found.subjects,
        found.fields,
        found.differences.len(),
        found.excepted,
        found.stale.len()
    );
}
