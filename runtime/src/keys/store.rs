//! The store: readers take a snapshot, writers replace it.

use std::sync::{Arc, PoisonError, RwLock};

use super::TrustedKey;

/// The keys that are trusted. Clones share one content, so that a client and its
/// notification parser, or many clients, see a new key at once.
#[derive(Debug, Clone, Default)]
pub struct KeyStore(Arc<RwLock<Arc<Keys>>>);

impl KeyStore {
    /// A store without keys.
    pub fn new() -> Self {
        Self::default()
    }

    /// The keys as they are now.
    pub fn snapshot(&self) -> Arc<Keys> {
        // The lock only ever guards the exchange of one Arc, so a poisoned one is intact.
        Arc::clone(&self.0.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// Adds `keys`; one with an id that is known replaces the old.
    pub fn add(&self, keys: impl IntoIterator<Item = TrustedKey>) {
        let keys: Vec<TrustedKey> = keys.into_iter().collect();
        let mut current = self.0.write().unwrap_or_else(PoisonError::into_inner);
        let mut next = current.0.clone();
        next.retain(|old| keys.iter().all(|new| new.id() != old.id()));
        next.extend(keys);
        *current = Arc::new(Keys(next));
    }

    /// Forgets the key with this id; whether there was one.
    pub fn remove(&self, id: &str) -> bool {
        let mut current = self.0.write().unwrap_or_else(PoisonError::into_inner);
        let mut next = current.0.clone();
        next.retain(|key| key.id() != id);
        let removed = next.len() < current.0.len();
        *current = Arc::new(Keys(next));
        removed
    }
}

impl FromIterator<TrustedKey> for KeyStore {
    fn from_iter<I: IntoIterator<Item = TrustedKey>>(keys: I) -> Self {
        let store = Self::new();
        store.add(keys);
        store
    }
}

/// The keys at one moment: they never change, whatever becomes of the store.
#[derive(Debug, Default)]
pub struct Keys(Vec<TrustedKey>);

impl Keys {
    /// The key with exactly this id.
    pub fn find(&self, id: &str) -> Option<&TrustedKey> {
        self.0.iter().find(|key| key.id() == id)
    }

    /// The key to encrypt with at `now`: the one that lives longest, which a public key
    /// always does; of equals, the one that was added first.
    pub fn sealing(&self, now: i64) -> Option<&TrustedKey> {
        let usable = |key: &TrustedKey| key.usable_until(now);
        // `max_by_key` takes the last of equals.
        let newest_first = self.0.iter().rev().filter(|key| usable(key).is_some());
        newest_first.max_by_key(|key| usable(key))
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The ids of all keys, in the order in which they were added.
    pub fn ids(&self) -> Vec<String> {
        self.0.iter().map(|key| key.id().to_owned()).collect()
    }
}

impl FromIterator<TrustedKey> for Keys {
    fn from_iter<I: IntoIterator<Item = TrustedKey>>(keys: I) -> Self {
        Self(keys.into_iter().collect())
    }
}
