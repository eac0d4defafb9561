//! When platform certificates may be downloaded: plain data and arithmetic, without a
//! clock, a lock or a network.
//!
//! Invariant: however many calls and forged notifications ask, downloads for unknown
//! serials begin at most once in [`UNKNOWN_PAUSE`], and after a failure none begins
//! before a pause that grows; and no clock that jumps, forwards or back, ends this for good.

use std::sync::Arc;

use crate::error::Error;

/// How old the last good download may be, in seconds: well below the 12 h that are advised.
pub(super) const OLD: u64 = 8 * 3600;
/// Between two downloads that unknown serials caused, in seconds.
const UNKNOWN_PAUSE: u64 = 60;
/// The pause after a first failure, in seconds; it doubles with each further one.
const FIRST_PAUSE: u64 = 2;
/// The longest pause after a failure, in seconds.
const LONGEST_PAUSE: u64 = 300;
/// How long it is remembered that a merchant has no certificates, in seconds.
const ABSENT_PAUSE: u64 = 600;

/// Why somebody wants the certificates to be downloaded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Reason<'a> {
    /// There is no key that could verify an answer.
    NoKey,
    /// Something is signed with this serial, which is not known.
    Unknown(&'a str),
    /// The last good download is old.
    Old,
}

impl Reason<'_> {
    /// How logs name it.
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Reason::NoKey => "no key",
            Reason::Unknown(_) => "unknown serial",
            Reason::Old => "old",
        }
    }
}

/// What is remembered of the downloads so far.
#[derive(Debug, Default)]
pub(super) struct Schedule {
    /// When the last one for an unknown serial began.
    unknown: Option<i64>,
    failure: Option<Failure>,
}

#[derive(Debug)]
struct Failure {
    at: i64,
    /// How many in a row.
    count: u32,
    error: Arc<Error>,
}

impl Failure {
    fn pause(&self) -> u64 {
        if is_absent(&self.error) {
            return ABSENT_PAUSE;
        }
        let doubled = FIRST_PAUSE.checked_shl(self.count.saturating_sub(1).min(32));
        doubled.unwrap_or(LONGEST_PAUSE).min(LONGEST_PAUSE)
    }
}

impl Schedule {
    /// The error of the last download, where it failed.
    pub(super) fn error(&self) -> Option<Arc<Error>> {
        self.failure
            .as_ref()
            .map(|failure| Arc::clone(&failure.error))
    }

    /// Whether a download may begin for `reason` at `now`; if so, it counts as begun.
    pub(super) fn begin(&mut self, reason: Reason<'_>, now: i64) -> bool {
        let failed = self.failure.as_ref();
        if failed.is_some_and(|failure| now.abs_diff(failure.at) < failure.pause()) {
            return false;
        }
        if let Reason::Unknown(_) = reason {
            let last = self.unknown;
            if last.is_some_and(|last| now.abs_diff(last) < UNKNOWN_PAUSE) {
                return false;
            }
            self.unknown = Some(now);
        }
        true
    }

    /// A download ended well.
    pub(super) fn succeeded(&mut self) {
        self.failure = None;
    }

    /// A download ended with `error`; how many seconds pass before the next may begin.
    pub(super) fn failed(&mut self, error: Arc<Error>, now: i64) -> u64 {
        let before = self.failure.as_ref().map_or(0, |failure| failure.count);
        let failure = Failure {
            at: now,
            count: before.saturating_add(1),
            error,
        };
        self.failure.insert(failure).pause()
    }
}

/// Whether `error` says that the merchant has no platform certificates, but a public key.
pub(crate) fn is_absent(error: &Error) -> bool {
    let api = error.api();
    api.is_some_and(|api| api.status == 404 && api.code == "RESOURCE_NOT_EXISTS")
}
