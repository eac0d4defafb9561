//! The store: readers take a snapshot, writers replace it.

use std::sync::{Arc, PoisonError, RwLock, RwLockWriteGuard};

use super::TrustedKey;
use super::flight::Downloads;
use crate::crypto::Suite;

/// The keys that are trusted. Clones share one content, so that a client and its
/// notification parser, or many clients of one merchant, see a new key at once.
///
/// One store is for one merchant: platform certificates are the same for all merchants,
/// but whether there are any is not, and neither is how often each may download them.
/// A store is a few hundred bytes and two or three keys, and has no task and no thread.
#[derive(Debug, Clone, Default)]
pub struct KeyStore(Arc<Inner>);

#[derive(Debug, Default)]
struct Inner {
    /// Held only while one Arc is cloned or exchanged, never while anything is waited for.
    keys: RwLock<Arc<Keys>>,
    downloads: Downloads,
}

impl KeyStore {
    /// A store without keys.
    pub fn new() -> Self {
        Self::default()
    }

    /// The keys as they are now.
    #[inline(never)]
    pub fn snapshot(&self) -> Arc<Keys> {
        // The lock only ever guards the exchange of one Arc, so a poisoned one is intact.
        Arc::clone(&self.0.keys.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// Adds `keys`; one with an id that is known replaces the old.
    pub fn add(&self, keys: impl IntoIterator<Item = TrustedKey>) {
        let mut keys = keys.into_iter();
        self.add_each(&mut || keys.next());
    }

    fn add_each(&self, next: &mut dyn FnMut() -> Option<TrustedKey>) {
        self.change(&mut |all| {
            while let Some(key) = next() {
                all.retain(|old| old.id() != key.id());
                all.push(key);
            }
        });
    }

    /// Adds the certificates of a list that was verified at `now`. What is known and not in
    /// it stays, for it may still sign; only what can verify nothing any more goes.
    pub(crate) fn merge(&self, certificates: Vec<TrustedKey>, now: i64) {
        self.change(&mut |all| all.retain(|key| key.verifies(now)));
        self.add(certificates);
    }

    /// Forgets the key with this id; whether there was one.
    pub fn remove(&self, id: &str) -> bool {
        let mut was_there = false;
        self.change(&mut |all| {
            let before = all.len();
            all.retain(|key| key.id() != id);
            was_there = all.len() < before;
        });
        was_there
    }

    /// The downloads of certificates for this store.
    pub(crate) fn downloads(&self) -> &Downloads {
        &self.0.downloads
    }

    /// Replaces the keys by what `change` makes of them.
    fn change(&self, change: &mut dyn FnMut(&mut Vec<TrustedKey>)) {
        let keys = self.0.keys.write();
        let mut current: RwLockWriteGuard<'_, Arc<Keys>> =
            keys.unwrap_or_else(PoisonError::into_inner);
        let mut next = current.0.clone();
        change(&mut next);
        *current = Arc::new(Keys(next));
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

    /// The key of `suite` to encrypt with at `now`: the one that lives longest, which a
    /// public key always does; of equals, the one that was added first.
    pub fn sealing(&self, suite: Suite, now: i64) -> Option<&TrustedKey> {
        let usable = |key: &TrustedKey| {
            let until = key.usable_until(now);
            until.filter(|_| key.key().suite() == suite)
        };
        // `max_by_key` takes the last of equals.
        let newest_first = self.0.iter().rev().filter(|key| usable(key).is_some());
        newest_first.max_by_key(|key| usable(key))
    }

    /// Whether one of them can verify what is signed at `now`: a public key, or a
    /// certificate that has not expired.
    pub fn can_verify(&self, now: i64) -> bool {
        self.0.iter().any(|key| key.verifies(now))
    }

    /// The same, of the keys of `suite` alone.
    pub(crate) fn can_verify_in(&self, suite: Suite, now: i64) -> bool {
        let mut keys = self.0.iter().filter(|key| key.key().suite() == suite);
        keys.any(|key| key.verifies(now))
    }

    /// Whether there is a platform certificate among them.
    pub(crate) fn has_certificate(&self) -> bool {
        self.0.iter().any(|key| key.validity().is_some())
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
