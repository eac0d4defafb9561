//! The Cargo features of the generated crate.
//!
//! Invariant: every feature that gates a module is declared, with the features whose
//! types it uses; `full` is all of them.

use std::fmt::Write as _;

use super::Section;
use crate::model::Feature;

/// What an application gets that asks for nothing: basic payments (direct and partner),
/// refunds, bills, certificates, combined orders, merchant transfers. Names that no spec
/// has yet are left out.
pub const DEFAULT_FEATURES: [&str; 7] = [
    "bill",
    "billdownload",
    "certificates",
    "combine-transactions",
    "fund-app",
    "pay",
    "refund",
];

/// The features in `generated/Cargo.toml`.
pub(crate) fn section(features: &[Feature]) -> Section {
    let names: Vec<&str> = features
        .iter()
        .map(|feature| feature.name.as_str())
        .collect();
    let default: Vec<&str> = names
        .iter()
        .copied()
        .filter(|name| DEFAULT_FEATURES.contains(name))
        .collect();
    let mut text = String::new();
    list(&mut text, "default", &default);
    list(&mut text, "full", &names);
    for feature in features {
        let needs: Vec<&str> = feature.needs.iter().map(String::as_str).collect();
        list(&mut text, &feature.name, &needs);
    }
    Section {
        file: "generated/Cargo.toml".to_owned(),
        name: "features".to_owned(),
        text,
    }
}

fn list(text: &mut String, name: &str, items: &[&str]) {
    let quoted: Vec<String> = items.iter().map(|item| format!("{item:?}")).collect();
    let one_line = format!("{name} = [{}]\n", quoted.join(", "));
    if one_line.len() <= 100 {
        text.push_str(&one_line);
        return;
    }
    // Writing to a `String` cannot fail.
    let _ = writeln!(text, "{name} = [");
    for item in quoted {
        let _ = writeln!(text, "    {item},");
    }
    text.push_str("]\n");
}
