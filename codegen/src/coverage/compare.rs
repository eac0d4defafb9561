//! The comparison itself, over two outlines.
//!
//! Whether a field is required is a promise in a request, and compared wherever it is
//! used. In an answer or a notification it is documentation, and a type that several of
//! them share says it once for all: there it differs only where no use of the type's
//! field says the same.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use super::outline::{FieldOutline, Outline, Subject};
use crate::model::TypePath;

/// The declared fields that the facts call required, or optional, as the specs do in at
/// least one place.
type Confirmed<'a> = BTreeSet<&'a (TypePath, String)>;

/// One difference between the facts and the specs.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Difference {
    /// The operation or notification.
    pub subject: String,
    /// The field's path; empty where the whole subject is meant.
    pub field: String,
    /// What differs.
    pub kind: DifferenceKind,
}

/// The ways to differ.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum DifferenceKind {
    /// The facts have it, the specs do not.
    Missing,
    /// The specs have it, the facts do not.
    Extra,
    /// Another type.
    Type {
        /// What the facts say.
        facts: String,
        /// What the specs say.
        specs: String,
    },
    /// Required on one side only.
    Required {
        /// Whether the facts call it required.
        facts: bool,
    },
    /// Other enum values.
    Values {
        /// Values that only the facts have.
        missing: Vec<String>,
        /// Values that only the specs have.
        extra: Vec<String>,
    },
    /// Encrypted on one side only.
    Encrypted {
        /// Whether the facts call it encrypted.
        facts: bool,
    },
}

impl DifferenceKind {
    /// The word that an exception uses for it.
    pub fn word(&self) -> &'static str {
        match self {
            DifferenceKind::Missing => "missing",
            DifferenceKind::Extra => "extra",
            DifferenceKind::Type { .. } => "type",
            DifferenceKind::Required { .. } => "required",
            DifferenceKind::Values { .. } => "values",
            DifferenceKind::Encrypted { .. } => "encrypted",
        }
    }
}

impl fmt::Display for Difference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.subject)?;
        if !self.field.is_empty() {
            write!(f, "  {}", self.field)?;
        }
        write!(f, "  {}: ", self.kind.word())?;
        match &self.kind {
            DifferenceKind::Missing => f.write_str("the specs do not have it"),
            DifferenceKind::Extra => f.write_str("the facts do not have it"),
            DifferenceKind::Type { facts, specs } => {
                write!(f, "the facts say {facts}, the specs {specs}")
            }
            DifferenceKind::Required { facts: true } => {
                f.write_str("the facts say required, the specs optional")
            }
            DifferenceKind::Required { facts: false } => {
                f.write_str("the facts say optional, the specs required")
            }
            DifferenceKind::Values { missing, extra } => {
                write!(f, "not in the specs: [{}]", missing.join(", "))?;
                write!(f, ", only in the specs: [{}]", extra.join(", "))
            }
            DifferenceKind::Encrypted { facts: true } => {
                f.write_str("the facts say encrypted, the specs not")
            }
            DifferenceKind::Encrypted { facts: false } => {
                f.write_str("the specs say encrypted, the facts not")
            }
        }
    }
}

/// All differences, sorted.
pub(super) fn compare(facts: &[Subject], specs: &[Subject]) -> Vec<Difference> {
    let ours: BTreeMap<&str, &Outline> = by_id(specs);
    let theirs: BTreeMap<&str, &Outline> = by_id(facts);
    let confirmed = confirmed(&theirs, &ours);
    let mut found = Vec::new();
    for (id, outline) in &theirs {
        match ours.get(id) {
            None => found.push(whole(id, DifferenceKind::Missing)),
            Some(own) => compare_fields(id, outline, own, &confirmed, &mut found),
        }
    }
    for id in ours.keys().filter(|id| !theirs.contains_key(*id)) {
        found.push(whole(id, DifferenceKind::Extra));
    }
    found.sort();
    found
}

fn by_id(subjects: &[Subject]) -> BTreeMap<&str, &Outline> {
    subjects
        .iter()
        .map(|subject| (subject.id.as_str(), &subject.outline))
        .collect()
}

fn confirmed<'a>(
    facts: &BTreeMap<&str, &Outline>,
    specs: &BTreeMap<&str, &'a Outline>,
) -> Confirmed<'a> {
    let both = specs
        .iter()
        .filter_map(|(id, specs)| facts.get(id).map(|facts| (*facts, *specs)));
    both.flat_map(|(facts, specs)| {
        specs.iter().filter_map(|(path, spec)| {
            let fact = facts.get(path)?;
            spec.declared
                .as_ref()
                .filter(|_| fact.required == spec.required)
        })
    })
    .collect()
}

fn whole(id: &str, kind: DifferenceKind) -> Difference {
    Difference {
        subject: id.to_owned(),
        field: String::new(),
        kind,
    }
}

fn compare_fields(
    id: &str,
    facts: &Outline,
    specs: &Outline,
    confirmed: &Confirmed<'_>,
    found: &mut Vec<Difference>,
) {
    let mut report = |field: &str, kind| {
        found.push(Difference {
            subject: id.to_owned(),
            field: field.to_owned(),
            kind,
        });
    };
    for (path, fact) in facts {
        match specs.get(path) {
            None if fact.doubtful || has_reported_parent(path, facts, specs) => {}
            None => report(path, DifferenceKind::Missing),
            Some(spec) => {
                let is_promise = !path.starts_with("response.") && !path.starts_with("resource.");
                let said_elsewhere = spec
                    .declared
                    .as_ref()
                    .is_some_and(|field| confirmed.contains(field));
                for kind in differing(fact, spec, is_promise || !said_elsewhere) {
                    report(path, kind);
                }
            }
        }
    }
    for path in specs.keys().filter(|path| !facts.contains_key(*path)) {
        if !has_reported_parent(path, specs, facts) && !inside_opaque(path, facts) {
            report(path, DifferenceKind::Extra);
        }
    }
}

/// The fields above a field: `a.b[].c` has `a` and `a.b[]`, as they are spelled in an outline.
fn parents(path: &str) -> impl Iterator<Item = &str> {
    path.match_indices('.')
        .map(move |(end, _)| path[..end].trim_end_matches("[]"))
}

/// Whether a field above `path` is in `here` but not in `there`: one report is enough.
fn has_reported_parent(path: &str, here: &Outline, there: &Outline) -> bool {
    parents(path).any(|parent| here.contains_key(parent) && !there.contains_key(parent))
}

/// Whether the facts know nothing of what is inside a field above `path`.
fn inside_opaque(path: &str, facts: &Outline) -> bool {
    parents(path).any(|parent| facts.get(parent).is_some_and(|field| field.opaque))
}

fn differing(
    fact: &FieldOutline,
    spec: &FieldOutline,
    compare_required: bool,
) -> Vec<DifferenceKind> {
    let mut kinds = Vec::new();
    if !same_type(fact, spec) {
        kinds.push(DifferenceKind::Type {
            facts: fact.ty.clone(),
            specs: spec.ty.clone(),
        });
    }
    if compare_required && fact.required != spec.required {
        kinds.push(DifferenceKind::Required {
            facts: fact.required,
        });
    }
    if fact.values != spec.values {
        kinds.push(DifferenceKind::Values {
            missing: fact.values.difference(&spec.values).cloned().collect(),
            extra: spec.values.difference(&fact.values).cloned().collect(),
        });
    }
    if fact.encrypted != spec.encrypted {
        kinds.push(DifferenceKind::Encrypted {
            facts: fact.encrypted,
        });
    }
    kinds
}

/// The facts' `number` is loose: mostly an integer, so either is fine in a spec.
fn same_type(fact: &FieldOutline, spec: &FieldOutline) -> bool {
    fact.ty == spec.ty || (fact.ty == "number" && spec.ty == "integer")
}
