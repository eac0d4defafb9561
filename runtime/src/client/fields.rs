//! What opens the encrypted fields of answers.

use super::Client;
use crate::crypto::FieldOpen;
use crate::operation::Operation;
use crate::protocol::field_padding;

impl Client {
    /// What opens the encrypted fields of answers to `operation`.
    pub(crate) fn opener(&self, operation: &Operation) -> Option<FieldOpen<'_>> {
        let key = self.credentials(operation.auth).ok()?.decryptor()?;
        Some(FieldOpen {
            key,
            padding: field_padding(operation.path),
        })
    }
}
