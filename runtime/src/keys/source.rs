//! Where a key comes from that is not in the store.

use std::future::Future;
use std::pin::Pin;

/// Gets keys on demand. Implemented by [`Client`](crate::Client), which downloads the
/// platform certificates; one that has them from elsewhere (a secrets service, a table
/// that another process fills) is your own.
pub trait KeySource: Send + Sync {
    /// Sees to it that the key `id` is in the store, if it can be had. Where it cannot,
    /// this ends all the same: whoever asked looks into the store again.
    ///
    /// Anybody can make up ids and send them, so an implementation must limit how often it
    /// really asks elsewhere.
    fn seek<'a>(&'a self, id: &'a str) -> Pin<Box<dyn Future<Output = ()> + Send + 'a>>;
}
