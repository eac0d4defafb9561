//! Coverage: holds the specs against a facts file, operation by operation and field by field.
//!
//! The facts are what somebody gathered from the documentation (one operation a JSON
//! line); the specs are what we generate from. A maintainer runs the comparison when
//! the facts are refreshed, and either mends a spec or records an exception with its
//! reason.
//!
//! Invariant: both sides are brought to the same flat form ([`Outline`])
//! before they are compared, and the comparison knows nothing of where either came from.

mod compare;
mod exceptions;
mod facts;
mod outline;
mod specs;

pub use compare::{Difference, DifferenceKind};
pub use exceptions::{Exception, Exceptions, ExceptionsError};
pub use facts::{FactsError, parse_endpoints, parse_notifications};
pub use outline::{FieldOutline, Outline, Subject};
pub use specs::outline_specs;

use crate::model::Model;

/// What a comparison found.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Coverage {
    /// How many operations and notifications the facts have.
    pub subjects: usize,
    /// How many fields of theirs were compared.
    pub fields: usize,
    /// The differences that no exception covers, sorted.
    pub differences: Vec<Difference>,
    /// How many differences an exception covers.
    pub excepted: usize,
    /// The exceptions that cover nothing any more: they must go.
    pub stale: Vec<Exception>,
}

impl Coverage {
    /// Whether the specs say what the facts say, exceptions aside.
    pub fn is_complete(&self) -> bool {
        self.differences.is_empty() && self.stale.is_empty()
    }
}

/// Compares the specs with the facts.
pub fn coverage(model: &Model, facts: &[Subject], exceptions: &Exceptions) -> Coverage {
    let specs = outline_specs(model);
    let found = compare::compare(facts, &specs);
    let mut used = vec![false; exceptions.entries.len()];
    let total = found.len();
    let differences: Vec<Difference> = found
        .into_iter()
        .filter(|difference| !exceptions.cover(difference, &mut used))
        .collect();
    Coverage {
        subjects: facts.len(),
        fields: facts.iter().map(|subject| subject.outline.len()).sum(),
        excepted: total - differences.len(),
        differences,
        stale: exceptions.unused(&used),
    }
}
