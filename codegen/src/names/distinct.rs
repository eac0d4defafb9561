//! Names for siblings that would get the same one.
//!
//! Invariant: the result depends on the set of siblings only. The sibling that is
//! spelled exactly like the Rust name keeps it; the others say what differs.

use std::collections::{BTreeMap, BTreeSet};

use super::{snake, variant};

/// Names that a URL segment cannot have, for the verbs have them.
const VERBS: &[&str] = &["delete", "get", "patch", "post", "put"];

/// A child segment of a URL, as it asks for a name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct SegmentName<'s> {
    /// As it stands in the URL: `return-receipts`, `{out_trade_no}`.
    pub(crate) wire: &'s str,
    /// The name that the spec gives.
    pub(crate) given: Option<&'s str>,
}

/// Names for the children of one URL, in their order; a keyword is not yet made raw.
///
/// What still collides gets the same name: the caller reports it.
pub(crate) fn name_segments(segments: &[SegmentName<'_>]) -> Vec<String> {
    let mut by_name: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    for (index, segment) in segments.iter().enumerate() {
        by_name.entry(plain_name(segment)).or_default().push(index);
    }
    let mut names = vec![String::new(); segments.len()];
    for (name, indices) in by_name {
        let alone = indices.len() == 1;
        for index in indices {
            let segment = &segments[index];
            let keeps = alone || segment.given.is_some() || segment.wire == name;
            names[index] = if keeps {
                name.clone()
            } else {
                telling_name(segment.wire, &name)
            };
        }
    }
    names
}

fn plain_name(segment: &SegmentName<'_>) -> String {
    if let Some(given) = segment.given {
        return given.to_owned();
    }
    let name = snake(segment.wire.trim_matches(['{', '}']));
    if VERBS.contains(&&*name) {
        return name + "_";
    }
    name
}

fn telling_name(wire: &str, name: &str) -> String {
    if wire.starts_with('{') {
        format!("by_{name}")
    } else {
        // A path keyword has an underscore already.
        format!("{}_{}", name.trim_end_matches('_'), difference(wire))
    }
}

/// What tells the spelling from a plain Rust name, in a word.
fn difference(wire: &str) -> &'static str {
    if wire.contains('-') {
        "dashed"
    } else if wire.contains('.') {
        "dotted"
    } else if wire.contains(' ') {
        "spaced"
    } else if wire.contains('_') {
        "underscored"
    } else if wire.contains(char::is_uppercase) && wire.contains(char::is_lowercase) {
        "mixed"
    } else if wire.contains(char::is_lowercase) {
        "lower"
    } else {
        "upper"
    }
}

/// Variant names for an enum's values, in their order. The first of several values
/// with one name keeps it, so that a new value never renames an old one.
pub(crate) fn name_variants<'v>(values: impl IntoIterator<Item = &'v str>) -> Vec<String> {
    let mut taken = BTreeSet::new();
    let name = |wire: &str| {
        let plain = variant(wire);
        let stem = plain.trim_end_matches('_');
        let telling = format!("{stem}{}", variant(difference(wire)));
        let numbered = (2..).map(|n: u32| format!("{plain}Spelling{n}"));
        [plain.clone(), telling]
            .into_iter()
            .chain(numbered)
            .find(|name| taken.insert(name.clone()))
            .unwrap_or(plain)
    };
    values.into_iter().map(name).collect()
}

#[cfg(test)]
mod tests {
    use super::{SegmentName, name_segments, name_variants};

    fn names(wires: &[&str]) -> Vec<String> {
        let segments: Vec<_> = wires
            .iter()
            .map(|wire| SegmentName { wire, given: None })
            .collect();
        name_segments(&segments)
    }

    #[test]
    fn the_exact_spelling_keeps_its_name() {
        assert_eq!(
            names(&["policy-periods", "policy_periods"]),
            ["policy_periods_dashed", "policy_periods"]
        );
        assert_eq!(names(&["id", "{id}"]), ["id", "by_id"]);
        assert_eq!(names(&["{id}", "id"]), ["by_id", "id"]);
        assert_eq!(names(&["policy-periods"]), ["policy_periods"]);
        assert_eq!(names(&["self", "Self"]), ["self_lower", "self_mixed"]);
    }

    #[test]
    fn verbs_and_given_names() {
        assert_eq!(names(&["delete", "get-it"]), ["delete_", "get_it"]);
        let given = [
            SegmentName {
                wire: "a-b",
                given: Some("other"),
            },
            SegmentName {
                wire: "a.b",
                given: None,
            },
        ];
        assert_eq!(name_segments(&given), ["other", "a_b"]);
    }

    #[test]
    fn variants_stay_apart() {
        assert_eq!(name_variants(["A_B", "A-B"]), ["AB", "ABDashed"]);
        assert_eq!(
            name_variants(["CNY", "cny", "Cny"]),
            ["Cny", "CnyLower", "CnyMixed"]
        );
        assert_eq!(name_variants(["self", "Self"]), ["Self_", "SelfMixed"]);
        assert_eq!(name_variants(["1", "-1"]), ["Value1", "Minus1"]);
        assert_eq!(
            name_variants(["A-B", "A--B", "A---B"]),
            ["AB", "ABDashed", "ABSpelling2"]
        );
    }
}
