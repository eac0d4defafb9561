//! What time it is, which a test can change.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use wechatpay_runtime::{Clock, SystemClock};

/// The clock of one sandbox: the system's, moved by as much as it was told to jump. Clones
/// are the same clock, so that a client can be given it too
/// ([`ClientBuilder::clock`](wechatpay_runtime::ClientBuilder::clock)).
#[derive(Debug, Clone, Default)]
pub struct SandboxClock(Arc<AtomicI64>);

impl SandboxClock {
    /// Moves it by so many seconds, back where there is a minus.
    pub fn jump(&self, seconds: i64) {
        let moved = |offset: i64| Some(offset.saturating_add(seconds));
        // It always moves, for there always is a next offset.
        let _ = (self.0).fetch_update(Ordering::Relaxed, Ordering::Relaxed, moved);
    }
}

impl Clock for SandboxClock {
    fn unix_seconds(&self) -> i64 {
        let offset = self.0.load(Ordering::Relaxed);
        SystemClock.unix_seconds().saturating_add(offset)
    }
}
