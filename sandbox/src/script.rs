//! What goes wrong, and when.

use std::collections::VecDeque;

use crate::fault::Fault;

/// Which calls of an operation a rule is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Calls {
    /// All of them.
    Every,
    /// Only the n-th after the rule was made, from 1.
    Nth(u64),
}

/// No operation of the table has this id.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "`{0}` is no operation of the sandbox's table; ids are written as `POST /v3/refund/domestic/refunds`"
)]
pub struct UnknownOperation(pub String);

/// What will go wrong, and when.
#[derive(Debug, Default)]
pub(crate) struct Script {
    next: VecDeque<Vec<Fault>>,
    rules: Vec<Rule>,
}

#[derive(Debug)]
struct Rule {
    operation: String,
    calls: Calls,
    seen: u64,
    faults: Vec<Fault>,
}

impl Script {
    /// The answer to the next request that has no faults of its own yet gets `faults`.
    pub(crate) fn next(&mut self, faults: Vec<Fault>) {
        self.next.push_back(faults);
    }

    /// Calls of `operation` get `faults`.
    pub(crate) fn on(&mut self, operation: String, calls: Calls, faults: Vec<Fault>) {
        let seen = 0;
        self.rules.push(Rule {
            operation,
            calls,
            seen,
            faults,
        });
    }

    /// Nothing goes wrong any more.
    pub(crate) fn clear(&mut self) {
        *self = Self::default();
    }

    /// The faults of the request that has just come in, for `operation` if for any.
    pub(crate) fn take(&mut self, operation: Option<&str>) -> Vec<Fault> {
        let mut faults = self.next.pop_front().unwrap_or_default();
        let rules = self.rules.iter_mut();
        for rule in rules.filter(|rule| Some(rule.operation.as_str()) == operation) {
            rule.seen += 1;
            if matches!(rule.calls, Calls::Every) || rule.calls == Calls::Nth(rule.seen) {
                faults.extend(rule.faults.iter().cloned());
            }
        }
        faults
    }
}
