//! How time passes: what a call may take, and what waits.
//!
//! Invariant: nothing else in this crate waits for time to pass. What time it *is* has a
//! trait of its own, [`Clock`](crate::Clock).

use std::future::Future;
use std::pin::Pin;
use std::time::{Duration, Instant};

/// How long the parts of a call may take.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct Timeouts {
    /// Until the connection is up, TLS included.
    pub connect: Duration,
    /// How long WeChat Pay may be silent: from sending to the head of the answer, and then
    /// between two pieces of the body.
    pub read: Duration,
    /// The whole call, repetitions and the waiting between them included.
    pub call: Duration,
}

impl Default for Timeouts {
    /// 5 s to connect, 20 s to read, 30 s for the whole call.
    fn default() -> Self {
        Self {
            connect: Duration::from_secs(5),
            read: Duration::from_secs(20),
            call: Duration::from_secs(30),
        }
    }
}

/// Waits. The default waits with `tokio`; another one is given to
/// [`ClientBuilder::timer`](crate::ClientBuilder::timer).
pub trait Timer: Send + Sync {
    /// What is ready after `duration`.
    fn sleep(&self, duration: Duration) -> Sleep;

    /// The moment that it is.
    fn now(&self) -> Instant {
        Instant::now()
    }
}

/// What [`Timer::sleep`] gives.
pub type Sleep = Pin<Box<dyn Future<Output = ()> + Send>>;

/// Waits with `tokio`'s timer; outside of a `tokio` runtime, with a thread for each sleep.
#[derive(Debug, Clone, Copy, Default)]
pub struct TokioTimer;

impl Timer for TokioTimer {
    fn sleep(&self, duration: Duration) -> Sleep {
        if tokio::runtime::Handle::try_current().is_ok() {
            return Box::pin(tokio::time::sleep(duration));
        }
        let (woken, sleeping) = tokio::sync::oneshot::channel();
        std::thread::spawn(move || {
            std::thread::sleep(duration);
            // Whoever slept may be gone.
            let _ = woken.send(());
        });
        Box::pin(async move {
            let _ = sleeping.await;
        })
    }
}
