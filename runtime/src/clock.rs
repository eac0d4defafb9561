//! What time it is, so that a test can say otherwise.
//!
//! Invariant: nothing else in this crate asks the system for the time.

use std::time::{SystemTime, UNIX_EPOCH};

/// Tells the time in Unix seconds.
///
/// Every `Fn() -> i64` is one, so a test fixes the time with `|| 1_700_000_000`.
pub trait Clock: Send + Sync {
    /// Seconds since 1970-01-01T00:00:00Z.
    fn unix_seconds(&self) -> i64;
}

impl<F: Fn() -> i64 + Send + Sync> Clock for F {
    fn unix_seconds(&self) -> i64 {
        self()
    }
}

/// The machine's own clock.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    fn unix_seconds(&self) -> i64 {
        let seconds = match SystemTime::now().duration_since(UNIX_EPOCH) {
            Ok(since) => i64::try_from(since.as_secs()),
            // A clock before 1970 is wrong anyway; the verification will say so.
            Err(_) => Ok(0),
        };
        seconds.unwrap_or(i64::MAX)
    }
}
