//! What took effect, and how often: what a test must know to say that nothing was charged
//! twice.
//!
//! Invariant: a request takes effect once, unless the spec does not say that WeChat Pay
//! recognises its repeat.

use std::collections::{HashMap, HashSet, VecDeque};

use serde_json::{Value, json};

use crate::hash::{Digest, sha256_bytes};
use crate::table::{Operation, Repeat};
use crate::validate::Values;

/// Repeats of so many effects are recognised; older ones are forgotten.
const LIMIT: usize = 10_000;

/// What a request did.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Effect {
    /// Nothing: it was refused, or a fault says so.
    None,
    /// What its operation does.
    Done,
    /// Nothing more: it was recognised as the repeat of a request that had done it.
    Repeated,
}

/// What took effect.
#[derive(Debug, Default)]
pub(crate) struct Ledger {
    counts: HashMap<String, u64>,
    known: HashSet<Digest>,
    oldest_first: VecDeque<Digest>,
}

impl Ledger {
    /// A request for `operation` that said `values` is carried out.
    pub(crate) fn carry_out(&mut self, operation: &Operation, values: &Values) -> Effect {
        if let Some(identity) = identity(operation, values) {
            if !self.known.insert(identity) {
                return Effect::Repeated;
            }
            self.oldest_first.push_back(identity);
            if self.oldest_first.len() > LIMIT {
                let oldest = self.oldest_first.pop_front();
                oldest.map(|oldest| self.known.remove(&oldest));
            }
        }
        match self.counts.get_mut(&operation.id) {
            Some(count) => *count += 1,
            None => {
                self.counts.insert(operation.id.clone(), 1);
            }
        }
        Effect::Done
    }

    /// How often `operation` took effect.
    pub(crate) fn count(&self, operation: &str) -> u64 {
        self.counts.get(operation).copied().unwrap_or(0)
    }
}

/// What WeChat Pay recognises a repeat by; `None` where it does not. It is a hash, for
/// values may be secret.
fn identity(operation: &Operation, values: &Values) -> Option<Digest> {
    let Values {
        path,
        query,
        headers,
        body,
    } = values;
    let told_by = match &operation.repeat {
        Repeat::Unknown => return None,
        Repeat::Safe => json!([path, query, headers, body]),
        Repeat::By(field) => {
            let mut places = [body, query, path, headers].into_iter();
            json!(places.find_map(|place| place.get(field.as_str()))?)
        }
    };
    let identity: Value = json!([operation.id, told_by]);
    Some(sha256_bytes(identity.to_string().as_bytes()))
}
