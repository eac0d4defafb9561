//! The runtime's readers of what comes from outside.
//!
//! Where a signature or a cipher stands before a reader, the target signs and encrypts
//! its bytes with keys for tests only, so that the reader behind them is reached.
//!
//! Invariant: whatever the bytes are, there is a result, never a panic; and where there
//! is one, it keeps the promise that the target names.

mod authorization;
#[cfg(feature = "bills")]
mod bills;
mod certificates;
mod decode;
mod download;
mod keys;
mod notification;
mod pem;
#[cfg(feature = "sm")]
mod sm;

#[path = "../../../runtime/tests/records/mod.rs"]
pub(crate) mod records;

pub use authorization::authorization;
#[cfg(feature = "bills")]
pub use bills::bills;
pub use certificates::certificates;
pub use decode::decode;
pub use download::download;
pub use notification::notification;
pub use pem::pem;
#[cfg(feature = "sm")]
pub use sm::sm;
