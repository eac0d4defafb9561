//! Which notifications were handled, so that each is handled once.
//!
//! Invariant: of all who begin with the same key at once, one is told [`Claim::New`]; and
//! a key whose handling failed, was cancelled or has outlived its lease is new again.

use std::future::Future;

use crate::error::Cause;

/// What [`NotificationStore::begin`] found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Claim {
    /// Nobody has handled it: whoever is told so does.
    New,
    /// Somebody is handling it.
    Busy,
    /// It was handled.
    Done,
}

/// Remembers which notifications were handled. The same one comes again for about 24 hours
/// and 4 minutes until it is answered with success, and sometimes twice at once.
///
/// [`MemoryNotificationStore`](super::MemoryNotificationStore) is for one process. With several,
/// or where a restart must not forget, implement this over your database:
///
/// ```sql
/// CREATE TABLE wechatpay_notifications (
///     id         VARCHAR(128) PRIMARY KEY, -- the key; add the merchant's id if merchants share the table
///     done       BOOLEAN   NOT NULL,
///     claimed_at TIMESTAMP NOT NULL
/// );
/// ```
///
/// - `begin`: `INSERT` with `done = false`. Where it succeeds: [`Claim::New`]. Where the key
///   is there: [`Claim::Done`] if `done`; else take it over if its lease is over, with
///   `UPDATE … SET claimed_at = now WHERE id = ? AND done = false AND claimed_at < now - 1 minute`,
///   which is [`Claim::New`] if it changed a row, and [`Claim::Busy`] if not.
/// - `finish`: `UPDATE … SET done = true WHERE id = ?`.
/// - `release`: `DELETE … WHERE id = ? AND done = false`.
/// - Now and then, delete what is older than 25 hours.
///
/// Best of all is a handler that writes the payment *and* this row in one transaction of
/// the database: then nothing can come between the two. Whatever the store, a process can
/// die between the handler's work and `finish`, so a handler must bear to be called twice
/// for the same payment: it looks whether the order is paid already. So may a handler that
/// outlives its lease, whose `release` above also frees what another has taken over since:
/// make the lease longer than any handling takes.
///
/// Each method may be written as an `async fn`.
pub trait NotificationStore: Send + Sync {
    /// Claims `key`, at once for everybody: [`Claim::New`] if it is neither done nor being handled.
    ///
    /// # Errors
    /// Where the store cannot be asked. The notification is answered with failure then.
    fn begin(&self, key: &str) -> impl Future<Output = Result<Claim, Cause>> + Send;

    /// The claimed `key` was handled.
    ///
    /// # Errors
    /// Where the store cannot be told. The notification is answered with failure then, and
    /// the key's lease runs out.
    fn finish(&self, key: &str) -> impl Future<Output = Result<(), Cause>> + Send;

    /// The claimed `key` was not handled: its next coming is new.
    ///
    /// # Errors
    /// Where the store cannot be told; the key's lease runs out.
    fn release(&self, key: &str) -> impl Future<Output = Result<(), Cause>> + Send;

    /// The handling of the claimed `key` was cancelled: a web framework drops the handler
    /// when the connection breaks, and WeChat Pay breaks it after 5 s. This must not block
    /// and cannot wait; a store that can do nothing here leaves it to the lease.
    fn abandon(&self, key: &str) {
        let _ = key;
    }
}
