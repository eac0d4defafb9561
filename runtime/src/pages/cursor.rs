//! Where a walk over pages stands, and what asks for the next page.
//!
//! Invariant: every step goes forward or ends the walk, whatever the server answers.

use std::collections::HashSet;

use bytes::Bytes;

use super::{Paging, Step};
use crate::record::{Record, Ref, Slot};

/// How a walk goes on after a page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Onward {
    /// The request asks for the next page now.
    More,
    /// The page was the last.
    End,
    /// The page leads back to one that was there already.
    Back,
    /// The page is the one before it once more.
    Same,
}

/// Where a walk stands.
pub(super) struct Cursor {
    facts: &'static Paging,
    /// What the request's field holds, where it is a number.
    at: i64,
    /// How many items lie before the page, where that is known.
    before: Option<i64>,
    /// All tokens that were used.
    tokens: HashSet<String>,
    /// The page before, as it came.
    last: Bytes,
}

impl Cursor {
    /// Stands at the page that `request` asks for.
    pub(super) fn begin(facts: &'static Paging, request: &dyn Record) -> Self {
        let given = number(request, facts.by);
        let (at, before) = match facts.step {
            Step::Items => (given.unwrap_or(0), given.or(Some(0))),
            Step::Pages { first } => {
                let at = given.unwrap_or(first);
                let size = facts.size.and_then(|size| number(request, size));
                let skipped = at.checked_sub(first);
                let before = match skipped {
                    Some(0) => Some(0),
                    _ => skipped
                        .zip(size)
                        .and_then(|(pages, size)| pages.checked_mul(size)),
                };
                (at, before)
            }
            Step::Token { .. } => (0, None),
        };
        Self {
            facts,
            at,
            before,
            tokens: text(request, facts.by)
                .into_iter()
                .map(str::to_owned)
                .collect(),
            last: Bytes::new(),
        }
    }

    /// Takes note of `page`, which came as `raw`, and makes `request` ask for the next.
    pub(super) fn advance(
        &mut self,
        page: &dyn Record,
        raw: &Bytes,
        request: &mut dyn Record,
    ) -> Onward {
        let count = match get(page, self.facts.items) {
            Some(Ref::List(items)) => i64::try_from(items.len()).unwrap_or(i64::MAX),
            _ => 0,
        };
        if count == 0 {
            return Onward::End;
        }
        if let Step::Token { next } = self.facts.step {
            return match text(page, next) {
                None => Onward::End,
                Some(token) if !self.tokens.insert(token.to_owned()) => Onward::Back,
                Some(token) => {
                    set(request, self.facts.by, token, None);
                    Onward::More
                }
            };
        }
        // Where a total is told it ends the walk, and two pages may well be alike.
        let total = self.facts.total.and_then(|total| number(page, total));
        // An absent total decodes as zero.
        let total = total.filter(|total| *total > 0);
        if total.is_none() && self.last == *raw {
            return Onward::Same;
        }
        self.last = raw.clone();
        self.before = self.before.and_then(|before| before.checked_add(count));
        if let (Some(before), Some(total)) = (self.before, total)
            && before >= total
        {
            return Onward::End;
        }
        let step = match self.facts.step {
            Step::Items => count,
            _ => 1,
        };
        match self.at.checked_add(step) {
            Some(at) => {
                self.at = at;
                set(request, self.facts.by, &at.to_string(), Some(at));
                Onward::More
            }
            None => Onward::End,
        }
    }
}

fn position(record: &dyn Record, name: &str) -> Option<usize> {
    let fields = record.schema().fields;
    fields.iter().position(|(wire, _)| *wire == name)
}

fn get<'r>(record: &'r dyn Record, name: &str) -> Option<Ref<'r>> {
    Some(record.field(position(record, name)?).get())
}

/// The number in a field, which may be written as text.
fn number(record: &dyn Record, name: &str) -> Option<i64> {
    match get(record, name)? {
        Ref::Integer(number) => Some(number),
        Ref::Text(text) => text.parse().ok(),
        _ => None,
    }
}

/// The text in a field, where there is any.
fn text<'r>(record: &'r dyn Record, name: &str) -> Option<&'r str> {
    match get(record, name)? {
        Ref::Text(text) if !text.is_empty() => Some(text),
        _ => None,
    }
}

fn set(record: &mut dyn Record, name: &str, text: &str, number: Option<i64>) {
    let Some(index) = position(record, name) else {
        return;
    };
    let slot = match record.field_mut(index).slot() {
        Slot::Optional(optional) => optional.insert().slot(),
        slot => slot,
    };
    match (slot, number) {
        (Slot::Integer(slot, _), Some(number)) => slot.set(number),
        (Slot::Text(slot, _), _) => slot.set(text),
        _ => {}
    }
}
