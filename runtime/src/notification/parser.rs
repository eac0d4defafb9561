//! Verifying and opening notifications.

use std::sync::Arc;

use http::HeaderMap;

use super::envelope::{DecryptedNotification, Envelope};
use crate::clock::{Clock, SystemClock};
use crate::crypto::{AeadError, ApiV3Key};
use crate::keys::{KeySource, KeyStore};
use crate::protocol::{VerifyError, unknown_signer, verify_signature};

/// Turns the HTTP request of a notification into a [`DecryptedNotification`]. Cheap to clone.
///
/// Most want a [`NotificationReceiver`](super::NotificationReceiver) around it, which handles
/// each notification once and answers.
#[derive(Clone)]
pub struct NotificationParser {
    keys: KeyStore,
    api_v3_key: ApiV3Key,
    clock: Arc<dyn Clock>,
    source: Option<Arc<dyn KeySource>>,
}

impl NotificationParser {
    /// A parser that trusts `keys` and decrypts with `api_v3_key`.
    pub fn new(keys: KeyStore, api_v3_key: ApiV3Key) -> Self {
        Self {
            keys,
            api_v3_key,
            clock: Arc::new(SystemClock),
            source: None,
        }
    }

    /// The same with another clock. For tests.
    #[must_use]
    pub fn with_clock(mut self, clock: Arc<dyn Clock>) -> Self {
        self.clock = clock;
        self
    }

    /// The same with a source of keys that it does not know.
    #[must_use]
    pub fn with_source(mut self, source: Arc<dyn KeySource>) -> Self {
        self.source = Some(source);
        self
    }

    /// Like [`parse`](Self::parse), and asks the source for the key first if it is not known:
    /// a parser that a client [made](crate::Client::notifications) has the client download
    /// the platform certificates. How often that may be caused, and that however many wait
    /// for one download, [`keys`](crate::keys) says.
    ///
    /// # Errors
    /// See [`NotificationError`].
    pub async fn parse_refreshing(
        &self,
        headers: &HeaderMap,
        body: &[u8],
    ) -> Result<DecryptedNotification, NotificationError> {
        let now = self.clock.unix_seconds();
        let unknown = unknown_signer(&self.keys.snapshot(), headers, now);
        if let (Some(source), Some(id)) = (&self.source, unknown) {
            source.seek(id).await;
        }
        self.parse(headers, body)
    }

    /// Verifies `body`, the raw bytes as they came, under `headers`, and decrypts its resource.
    ///
    /// # Errors
    /// See [`NotificationError`]. Answer 4xx or 5xx then: a genuine notification comes again.
    pub fn parse(
        &self,
        headers: &HeaderMap,
        body: &[u8],
    ) -> Result<DecryptedNotification, NotificationError> {
        let now = self.clock.unix_seconds();
        verify_signature(&self.keys.snapshot(), headers, body, now)?;
        let envelope: Envelope =
            serde_json::from_slice(body).map_err(|_| NotificationError::Envelope)?;
        let resource = envelope.resource;
        let plaintext = self.api_v3_key.open(
            &resource.algorithm,
            &resource.nonce,
            resource.associated_data.as_deref().unwrap_or_default(),
            &resource.ciphertext,
        )?;
        Ok(DecryptedNotification {
            id: envelope.id.unwrap_or_default(),
            create_time: envelope.create_time,
            event_type: envelope.event_type,
            resource_type: envelope.resource_type,
            summary: envelope.summary,
            original_type: resource.original_type,
            plaintext,
        })
    }
}

impl std::fmt::Debug for NotificationParser {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("NotificationParser")
            .field("keys", &self.keys.snapshot().ids())
            .finish_non_exhaustive()
    }
}

/// A notification cannot be trusted or read. Answer it with 4xx or 5xx.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum NotificationError {
    /// It cannot be trusted.
    #[error("the notification cannot be trusted: {0}")]
    Verify(#[from] VerifyError),
    /// The body is not the documented envelope.
    #[error("the notification is genuine, but its body is not the documented envelope")]
    Envelope,
    /// The resource does not decrypt.
    #[error("the notification is genuine, but its resource does not decrypt: {0}")]
    Decrypt(#[from] AeadError),
}
