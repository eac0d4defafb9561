//! Notifications: verified, decrypted, and handed to typed code.
//!
//! No HTTP framework: headers and the raw body in, a notification out
//! ([`NotificationParser`]); or, with each handled once, the answer out
//! ([`NotificationReceiver`]).
//!
//! Invariant: a [`DecryptedNotification`] exists only for a body whose signature was
//! verified, byte for byte as it came. A body that a framework parsed and wrote again
//! does not verify.

mod answer;
mod envelope;
mod keys;
mod memory;
mod parser;
mod receiver;
mod store;

pub use answer::NotificationAnswer;
pub use envelope::{DecryptedNotification, FromNotification};
pub use memory::MemoryNotificationStore;
pub use parser::{NotificationError, NotificationParser};
pub use receiver::NotificationReceiver;
pub use store::{Claim, NotificationStore};
