//! From the HTTP request of a notification to the answer to it, each handled once.
//!
//! Invariant: whatever comes in and whatever the handler does, there is an answer, and it
//! is success only if the handler succeeded, now or before.

use std::future::Future;

use aws_lc_rs::digest;
use http::HeaderMap;

use super::{
    Claim, DecryptedNotification, NotificationAnswer, NotificationParser, NotificationStore,
};
use crate::crypto::hash::lower_hex;

/// Receives notifications: parses them, has each handled once, and answers.
///
/// ```no_run
/// # use wechatpay_runtime::{Bytes, Client, http};
/// use wechatpay_runtime::notification::{MemoryNotificationStore, NotificationReceiver};
///
/// # fn start(client: Client) -> Result<(), wechatpay_runtime::ConfigError> {
/// // Once, at the start:
/// let receiver = NotificationReceiver::new(client.notifications()?, MemoryNotificationStore::new());
/// # Ok(()) }
///
/// // For each request, with its headers and the raw bytes of its body:
/// async fn receive(
///     receiver: &NotificationReceiver<MemoryNotificationStore>,
///     headers: &http::HeaderMap,
///     body: &[u8],
/// ) -> http::Response<Bytes> {
///     let answer = receiver.receive(headers, body, async |notification| {
///         println!("{} {}", notification.id, notification.event_type);
///         // let event: Event = notification.decode()?;
///         Ok::<(), std::io::Error>(())
///     });
///     answer.await.into_response()
/// }
/// ```
#[derive(Debug, Clone)]
pub struct NotificationReceiver<S> {
    parser: NotificationParser,
    store: S,
}

impl<S: NotificationStore> NotificationReceiver<S> {
    /// A receiver of what `parser` takes for genuine, which remembers in `store` what was handled.
    pub fn new(parser: NotificationParser, store: S) -> Self {
        Self { parser, store }
    }

    /// Verifies and decrypts the notification, has `handler` handle it unless that was done
    /// before or is being done, and gives the answer to send.
    ///
    /// `body` must be the raw bytes as they came. WeChat Pay waits 5 s for the answer, so a
    /// handler that may take longer should write down what came in and do its work later.
    /// A web framework may drop this future when the connection breaks: what the handler
    /// has begun is then left as it is, and the notification, when it comes again, is new. A handler
    /// that fails is called again when the notification comes again; it should log why it
    /// failed, for this logs that it did and no more.
    pub async fn receive<H, F, E>(
        &self,
        headers: &HeaderMap,
        body: &[u8],
        handler: H,
    ) -> NotificationAnswer
    where
        H: FnOnce(DecryptedNotification) -> F,
        F: Future<Output = Result<(), E>>,
    {
        match self.parser.parse_refreshing(headers, body).await {
            Ok(notification) => self.once(notification, handler).await,
            Err(error) => {
                tracing::warn!(%error, "a notification was refused");
                NotificationAnswer::for_error(&error)
            }
        }
    }

    async fn once<H, F, E>(
        &self,
        notification: DecryptedNotification,
        handler: H,
    ) -> NotificationAnswer
    where
        H: FnOnce(DecryptedNotification) -> F,
        F: Future<Output = Result<(), E>>,
    {
        let key = key(&notification);
        let event_type = notification.event_type.clone();
        match self.store.begin(&key).await {
            Ok(Claim::New) => {}
            Ok(Claim::Done) => return NotificationAnswer::success(),
            Ok(Claim::Busy) => return NotificationAnswer::busy(),
            Err(error) => {
                tracing::error!(%error, "the store of notifications could not be asked");
                return NotificationAnswer::failure();
            }
        }
        let mut claimed = Claimed {
            store: &self.store,
            key: &key,
            settled: false,
        };
        let handled = handler(notification).await.is_ok();
        // What is cancelled from here on is left to its lease: it may be done.
        claimed.settled = true;
        let settled = match handled {
            true => self.store.finish(&key).await,
            false => self.store.release(&key).await,
        };
        if let Err(error) = &settled {
            tracing::error!(%error, id = key, "the store of notifications could not be told");
        }
        if !handled {
            tracing::error!(id = key, event_type, "the handler of a notification failed");
        }
        match (handled, settled) {
            (true, Ok(())) => NotificationAnswer::success(),
            _ => NotificationAnswer::failure(),
        }
    }
}

/// A claim that is abandoned if its handling is cancelled or panics.
struct Claimed<'a, S: NotificationStore> {
    store: &'a S,
    key: &'a str,
    settled: bool,
}

impl<S: NotificationStore> Drop for Claimed<'_, S> {
    fn drop(&mut self) {
        if !self.settled {
            self.store.abandon(self.key);
        }
    }
}

/// By what a repeat is known: its id, or where it has none, what it says.
fn key(notification: &DecryptedNotification) -> String {
    if !notification.id.is_empty() {
        return notification.id.clone();
    }
    let content = digest::digest(&digest::SHA256, notification.plaintext());
    let content = lower_hex(content.as_ref());
    format!("{}:{content}", notification.event_type)
}
