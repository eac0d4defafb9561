//! What a notification says: the envelope around the resource, and the resource in the clear.

use serde::Deserialize;
use zeroize::Zeroizing;

use super::keys::Keys;
use crate::deviations;
use crate::record::{DecodeError, Decoded, Record, decode};

/// The body of a notification as it comes. Only what is needed to open it must be there.
#[derive(Deserialize)]
pub(super) struct Envelope {
    #[serde(default)]
    pub(super) id: Option<String>,
    #[serde(default)]
    pub(super) create_time: Option<String>,
    pub(super) event_type: String,
    #[serde(default)]
    pub(super) resource_type: Option<String>,
    #[serde(default)]
    pub(super) summary: Option<String>,
    pub(super) resource: Resource,
}

/// The encrypted part.
#[derive(Deserialize)]
pub(super) struct Resource {
    pub(super) algorithm: String,
    pub(super) ciphertext: String,
    #[serde(default)]
    pub(super) associated_data: Option<String>,
    pub(super) nonce: String,
    #[serde(default)]
    pub(super) original_type: Option<String>,
}

/// A notification that is genuine, with its resource decrypted.
///
/// The same one may come more than once, even twice at once: [`id`](Self::id) tells.
#[derive(Clone)]
#[non_exhaustive]
pub struct DecryptedNotification {
    /// The notification's id, by which to recognise a repeat; empty where there is none.
    pub id: String,
    /// When it was made, as on the wire (RFC 3339).
    pub create_time: Option<String>,
    /// What happened: `TRANSACTION.SUCCESS`.
    pub event_type: String,
    /// What `resource` is: `encrypt-resource`.
    pub resource_type: Option<String>,
    /// A few words in Chinese.
    pub summary: Option<String>,
    /// What the resource was before it was encrypted: `transaction`.
    pub original_type: Option<String>,
    pub(super) plaintext: Zeroizing<Vec<u8>>,
}

impl DecryptedNotification {
    /// The resource's JSON.
    pub fn plaintext(&self) -> &[u8] {
        &self.plaintext
    }

    /// The resource as `T`, leniently; where it differs from the documentation is logged.
    ///
    /// # Errors
    /// Where the plaintext is not JSON.
    pub fn resource<T: Record>(&self) -> Result<Decoded<T>, DecodeError> {
        let decoded = decode(self.plaintext(), None)?;
        deviations::report(&self.event_type, &decoded.deviations);
        Ok(decoded)
    }

    /// Whether the resource was one of `original_types` and has all of `keys`, of which
    /// `amount.currency` is one inside an object; an empty list asks nothing. `null` is as
    /// good as absent. By this, generated code tells the shapes of one event apart.
    #[doc(hidden)]
    pub fn fits(&self, original_types: &[&str], keys: &[&str]) -> bool {
        let original_type = self.original_type.as_deref().unwrap_or_default();
        if !original_types.is_empty() && !original_types.contains(&original_type) {
            return false;
        }
        let resource = Keys::of(self.plaintext());
        keys.iter().all(|key| resource.has(key))
    }

    /// The notification as `N`: the generated enum of all events, or a type of your own.
    ///
    /// # Errors
    /// Where the plaintext is not JSON.
    pub fn decode<N: FromNotification>(&self) -> Result<N, DecodeError> {
        N::from_notification(self)
    }
}

/// Hides the resource.
impl std::fmt::Debug for DecryptedNotification {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("DecryptedNotification")
            .field("id", &self.id)
            .field("create_time", &self.create_time)
            .field("event_type", &self.event_type)
            .field("original_type", &self.original_type)
            .finish_non_exhaustive()
    }
}

/// A type that is made of a notification. Implemented by the generated enum of all events.
pub trait FromNotification: Sized {
    /// Reads the notification, leniently.
    ///
    /// # Errors
    /// Where the plaintext is not JSON.
    fn from_notification(notification: &DecryptedNotification) -> Result<Self, DecodeError>;
}
