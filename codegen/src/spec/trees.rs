//! The trees of texts that an earlier run parsed, so that only new texts are parsed again.
//!
//! Invariant: a text has the same tree, spans included, whether it is remembered or not; a
//! text that is no YAML of specs is parsed anew each time, so that its problem is shown.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

use serde::{Deserialize, Serialize, Serializer};

use super::node::Node;
use super::yaml::{self, SyntaxError};
use crate::remember::hash_bytes;

/// A tree as bytes, which take an eighth of the instructions to read that its text takes.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub(crate) struct Packed<'m>(#[serde(borrow)] Cow<'m, [u8]>);

impl Packed<'_> {
    /// How many bytes the tree takes.
    pub(crate) fn length(&self) -> usize {
        self.0.len()
    }
}

impl Serialize for Packed<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        // All at once: a derived impl would write byte after byte.
        serializer.serialize_bytes(&self.0)
    }
}

/// Trees by the hash of their text.
pub(crate) type ByText<'m> = BTreeMap<u64, Packed<'m>>;

/// The trees that are known, and those that a run needed.
#[derive(Debug, Default)]
pub(crate) struct Trees<'m> {
    known: ByText<'m>,
    needed: Mutex<Needed<'m>>,
}

#[derive(Debug, Default)]
struct Needed<'m> {
    trees: ByText<'m>,
    parsed: usize,
}

impl<'m> Trees<'m> {
    pub(crate) fn new(known: ByText<'m>) -> Self {
        let needed = Mutex::default();
        Self { known, needed }
    }

    /// The tree of a text.
    pub(super) fn parse<'n>(&'n self, text: &'n str) -> Result<Node<'n>, SyntaxError> {
        let hash = hash_bytes(text.as_bytes());
        if let Some(packed) = self.known.get(&hash)
            && let Ok(node) = postcard::from_bytes(&packed.0)
        {
            self.need(hash, packed.clone(), 0);
            return Ok(node);
        }
        let node = yaml::parse(text)?;
        if let Ok(packed) = postcard::to_allocvec(&node) {
            self.need(hash, Packed(packed.into()), 1);
        }
        Ok(node)
    }

    fn need(&self, hash: u64, packed: Packed<'m>, parsed: usize) {
        let mut needed = self.needed.lock().unwrap_or_else(PoisonError::into_inner);
        needed.trees.insert(hash, packed);
        needed.parsed += parsed;
    }

    /// What to remember, and how many texts of it were not known.
    pub(crate) fn needed(self) -> (ByText<'m>, usize) {
        let needed = self.needed.into_inner();
        let Needed { trees, parsed } = needed.unwrap_or_else(PoisonError::into_inner);
        (trees, parsed)
    }
}
