//! What waits for the disk, beside the threads that drive the async runtime.
//!
//! Invariant: it needs no runtime; without one, whoever asks waits.

use std::io;

/// Does `work` on a thread for such work where there is a `tokio` runtime, and right here
/// where there is none. Once it has begun it goes on, also when this is dropped.
///
/// # Errors
/// Where the runtime ends before the work.
pub(crate) async fn off_thread<T: Send + 'static>(
    work: impl FnOnce() -> T + Send + 'static,
) -> io::Result<T> {
    match tokio::runtime::Handle::try_current() {
        Ok(runtime) => runtime.spawn_blocking(work).await.map_err(io::Error::other),
        Err(_) => Ok(work()),
    }
}
