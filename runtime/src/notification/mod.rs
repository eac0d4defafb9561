//! Notifications: verified, decrypted, and handed to typed code.
//!
//! No HTTP framework and no async: headers and the raw body in, a notification out.
//!
//! Invariant: a [`DecryptedNotification`] exists only for a body whose signature was
//! verified, byte for byte as it came. A body that a framework parsed and wrote again
//! does not verify.

mod envelope;
mod parser;

pub use envelope::{DecryptedNotification, FromNotification};
pub use parser::{NotificationError, NotificationParser};
