//! From the name of an object's member to the index of the field.

use super::super::Field;

/// The index of the field `name`, looked for from `expected` on.
pub(super) fn find(fields: &[Field], expected: usize, name: &str) -> Option<usize> {
    let start = expected.min(fields.len());
    let (before, from) = fields.split_at(start);
    let is_it = |field: &Field| field.0 == name;
    let found = from.iter().position(is_it).map(|index| start + index);
    found.or_else(|| before.iter().position(is_it))
}

/// Which fields have been seen.
pub(super) struct Seen {
    first: u64,
    rest: Vec<bool>,
}

impl Seen {
    /// None of `count` fields.
    pub(super) fn new(count: usize) -> Self {
        Self {
            first: 0,
            rest: vec![false; count.saturating_sub(64)],
        }
    }

    pub(super) fn contains(&self, index: usize) -> bool {
        match index.checked_sub(64) {
            None => self.first & (1 << index) != 0,
            Some(index) => self.rest[index],
        }
    }

    pub(super) fn insert(&mut self, index: usize) {
        match index.checked_sub(64) {
            None => self.first |= 1 << index,
            Some(index) => self.rest[index] = true,
        }
    }
}
