//! When a call is sent again, and after how long.
//!
//! Invariant: pure. Nothing here sends or waits; and no policy repeats what the error's
//! [`Advice`](crate::Advice) does not call safe.

mod policy;
mod random;

pub use policy::RetryPolicy;
pub use random::{Random, SystemRandom};
