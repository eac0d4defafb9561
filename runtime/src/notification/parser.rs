//! Verifying and opening notifications.

use std::sync::Arc;

use http::HeaderMap;

use super::envelope::{DecryptedNotification, Envelope};
use crate::clock::{Clock, SystemClock};
use crate::crypto::{AeadError, ApiV3Key};
use crate::keys::KeyStore;
use crate::protocol::{VerifyError, verify_signature};

/// Turns the HTTP request of a notification into a [`DecryptedNotification`]. Cheap to clone.
#[derive(Clone)]
pub struct NotificationParser {
    keys: KeyStore,
    api_v3_key: ApiV3Key,
    clock: Arc<dyn Clock>,
}

impl NotificationParser {
    /// A parser that trusts `keys` and decrypts with `api_v3_key`.
    pub fn new(keys: KeyStore, api_v3_key: ApiV3Key) -> Self {
        Self {
            keys,
            api_v3_key,
            clock: Arc::new(SystemClock),
        }
    }

    /// The same with another clock. For tests.
    #[must_use]
    pub fn with_clock(mut self, clock: Arc<dyn Clock>) -> Self {
        self.clock = clock;
        self
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
