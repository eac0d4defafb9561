//! One download at a time: who may begin one, who waits for it, and what is remembered.
//!
//! Invariant: whoever holds a [`Flight`] is the only one that downloads for this store;
//! a download that nobody brought to its end counts as begun all the same.

use std::future::Future;
use std::pin::Pin;
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::sync::{Mutex as Turn, OwnedMutexGuard};

use super::schedule::{OLD, Reason, Schedule};
use crate::error::Error;

/// There was no download and no file yet.
const NEVER: i64 = i64::MIN;

/// The downloads of one store.
#[derive(Debug)]
pub(crate) struct Downloads {
    /// When the last good one was, in Unix seconds. Beside the schedule, so that a call
    /// can look without a lock.
    good: AtomicI64,
    schedule: Mutex<Schedule>,
    turn: Arc<Turn<()>>,
}

/// The right to download.
#[derive(Debug)]
pub(crate) struct Flight {
    _turn: OwnedMutexGuard<()>,
}

/// What came of asking for a flight.
#[derive(Debug)]
pub(crate) enum Boarding {
    /// Download, and drop the flight after having recorded what came of it.
    Download(Flight),
    /// None is needed any more, or allowed so soon: this is what came of the last one.
    Last(Result<(), Arc<Error>>),
}

impl Default for Downloads {
    fn default() -> Self {
        Self {
            good: AtomicI64::new(NEVER),
            schedule: Mutex::default(),
            turn: Arc::default(),
        }
    }
}

impl Downloads {
    /// Whether the last good download is old at `now`. A store that was filled without one
    /// grows old from the first time that this is asked.
    pub(crate) fn are_old(&self, now: i64) -> bool {
        match self.good.load(Ordering::Relaxed) {
            NEVER => {
                self.good.store(now, Ordering::Relaxed);
                false
            }
            good => now.abs_diff(good) >= OLD,
        }
    }

    /// The certificates are as good as downloaded at `at`.
    pub(crate) fn are_of(&self, at: i64) {
        self.good.store(at, Ordering::Relaxed);
    }

    /// Waits for the download under way, if there is one. The right to begin another, if
    /// `needed` then still says so and the last one is not too near.
    pub(crate) async fn board(
        &self,
        reason: Reason<'_>,
        now: impl Fn() -> i64,
        needed: impl Fn() -> bool,
    ) -> Boarding {
        let flight = self.turn().await;
        let mut schedule = self.schedule();
        if !needed() {
            return Boarding::Last(Ok(()));
        }
        if schedule.begin(reason, now()) {
            return Boarding::Download(flight);
        }
        Boarding::Last(schedule.error().map_or(Ok(()), Err))
    }

    /// The right to download because the certificates are old, where nobody is downloading.
    pub(crate) fn board_if_idle(&self, now: i64) -> Option<Flight> {
        let turn = Arc::clone(&self.turn).try_lock_owned().ok()?;
        let begun = self.are_old(now) && self.schedule().begin(Reason::Old, now);
        begun.then_some(Flight { _turn: turn })
    }

    /// The right to download, whatever the schedule says.
    ///
    /// In a box, for what waits for a lock is long code, and it is waited for in two places.
    pub(crate) fn turn(&self) -> Pin<Box<dyn Future<Output = Flight> + Send>> {
        let turn = Arc::clone(&self.turn).lock_owned();
        Box::pin(async move { Flight { _turn: turn.await } })
    }

    /// A download ended well at `now`.
    pub(crate) fn succeeded(&self, now: i64) {
        self.schedule().succeeded();
        self.are_of(now);
    }

    /// A download ended with `error` at `now`; how many seconds pass before the next.
    pub(crate) fn failed(&self, error: Arc<Error>, now: i64) -> u64 {
        self.schedule().failed(error, now)
    }

    fn schedule(&self) -> MutexGuard<'_, Schedule> {
        // Each change is one assignment or two that do not depend on each other.
        self.schedule.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
