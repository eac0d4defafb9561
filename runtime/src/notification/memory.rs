//! The notifications that this process has handled, in its memory.
//!
//! Invariant: never more than the capacity; what is being handled is never forgotten for
//! the sake of something new, nor because another handling of the same has failed.

use std::collections::{HashMap, VecDeque};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::store::{Claim, NotificationStore};
use crate::clock::{Clock, SystemClock};
use crate::error::Cause;

/// How long what is done is remembered, in seconds: repeats come for 24 h and 4 min.
const KEPT: u64 = 25 * 3600;
/// How long a handling may take before another one may begin, in seconds.
const LEASE: u64 = 60;
/// How many are remembered without another word: some ten megabytes.
const CAPACITY: usize = 100_000;

/// Remembers in memory which notifications were handled: for one process, until it ends.
///
/// What is done is remembered for 25 hours, the last 100,000 or
/// [as many as said](Self::with_capacity).
///
/// A handling that has not ended after 60 s is taken for lost, and the notification, when it
/// comes again, is new. If it was slow and not lost, the two handlers run at the same time:
/// so a handler that may take so long should write down what came in and do its work later.
/// The late one spoils nothing for the other: if one of them succeeds it is done, and if one
/// fails the other goes on holding it.
pub struct MemoryNotificationStore {
    entries: Mutex<Entries>,
    capacity: usize,
    clock: Arc<dyn Clock>,
}

#[derive(Default)]
struct Entries {
    known: HashMap<Arc<str>, Entry>,
    /// What is done, oldest first, with the time; a key's last entry is the one that counts.
    done: VecDeque<(Arc<str>, i64)>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Entry {
    /// Claimed, the last time at `since`, by so many that have not ended.
    Busy { since: i64, handlers: u32 },
    /// Done at this time.
    Done(i64),
}

impl MemoryNotificationStore {
    /// Remembers 100,000.
    pub fn new() -> Self {
        Self::with_capacity(CAPACITY)
    }

    /// Remembers the last `capacity`, at least one.
    pub fn with_capacity(capacity: usize) -> Self {
        Self {
            entries: Mutex::default(),
            capacity: capacity.max(1),
            clock: Arc::new(SystemClock),
        }
    }

    /// The same with another clock. For tests.
    #[must_use]
    pub fn with_clock(mut self, clock: impl Clock + 'static) -> Self {
        self.clock = Arc::new(clock);
        self
    }

    /// How many are remembered, those included that are being handled.
    pub fn len(&self) -> usize {
        self.entries().known.len()
    }

    /// Whether none is remembered.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    fn claim(&self, key: &str) -> Result<Claim, Cause> {
        let now = self.clock.unix_seconds();
        let mut entries = self.entries();
        entries.forget_old(now);
        let before = match entries.known.get(key).copied() {
            Some(Entry::Done(_)) => return Ok(Claim::Done),
            Some(Entry::Busy { since, .. }) if now.abs_diff(since) < LEASE => {
                return Ok(Claim::Busy);
            }
            Some(Entry::Busy { handlers, .. }) => handlers,
            None if entries.known.len() >= self.capacity && !entries.forget_oldest() => {
                return Err("as many notifications as can be remembered are being handled".into());
            }
            None => 0,
        };
        let busy = Entry::Busy {
            since: now,
            handlers: before.saturating_add(1),
        };
        entries.known.insert(key.into(), busy);
        Ok(Claim::New)
    }

    fn done(&self, key: &str) {
        let now = self.clock.unix_seconds();
        let key: Arc<str> = key.into();
        let mut entries = self.entries();
        entries.done.push_back((Arc::clone(&key), now));
        entries.known.insert(key, Entry::Done(now));
        while entries.known.len() > self.capacity && entries.forget_oldest() {}
    }

    fn free(&self, key: &str) {
        let mut entries = self.entries();
        match entries.known.get_mut(key) {
            // Another one has taken it over, and is at it still.
            Some(Entry::Busy { handlers, .. }) if *handlers > 1 => *handlers -= 1,
            Some(Entry::Busy { .. }) => drop(entries.known.remove(key)),
            Some(Entry::Done(_)) | None => {}
        }
    }

    fn entries(&self) -> MutexGuard<'_, Entries> {
        // Nothing panics while it is held.
        self.entries.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Entries {
    /// Forgets what was done too long ago for a repeat.
    fn forget_old(&mut self, now: i64) {
        while let Some((_, at)) = self.done.front()
            && now.abs_diff(*at) >= KEPT
        {
            self.forget_oldest();
        }
    }

    /// Forgets what was done first; whether there was anything.
    fn forget_oldest(&mut self) -> bool {
        let Some((key, at)) = self.done.pop_front() else {
            return false;
        };
        if self.known.get(&key) == Some(&Entry::Done(at)) {
            self.known.remove(&key);
        }
        true
    }
}

impl Default for MemoryNotificationStore {
    fn default() -> Self {
        Self::new()
    }
}

impl std::fmt::Debug for MemoryNotificationStore {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("MemoryNotificationStore")
            .field("len", &self.len())
            .field("capacity", &self.capacity)
            .finish_non_exhaustive()
    }
}

impl NotificationStore for MemoryNotificationStore {
    async fn begin(&self, key: &str) -> Result<Claim, Cause> {
        self.claim(key)
    }

    async fn finish(&self, key: &str) -> Result<(), Cause> {
        self.done(key);
        Ok(())
    }

    async fn release(&self, key: &str) -> Result<(), Cause> {
        self.free(key);
        Ok(())
    }

    fn abandon(&self, key: &str) {
        self.free(key);
    }
}
