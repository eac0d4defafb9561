//! How an operation's fields are encrypted, both ways.

use super::Client;
use crate::crypto::{FieldOpen, Padding};
use crate::operation::Operation;

/// How the operations of the global region begin: they pad differently.
const GLOBAL: [&str; 2] = ["/v3/global/", "/global/v3/"];

/// How `operation` pads, in requests and in answers.
pub(super) fn padding(operation: &Operation) -> Padding {
    let path = operation.path;
    if GLOBAL.iter().any(|prefix| path.starts_with(prefix)) {
        Padding::Pkcs1
    } else {
        Padding::OaepSha1
    }
}

impl Client {
    /// What opens the encrypted fields of answers to `operation`.
    pub(crate) fn opener(&self, operation: &Operation) -> Option<FieldOpen<'_>> {
        let key = self.credentials(operation.auth).ok()?.decryptor()?;
        Some(FieldOpen {
            key,
            padding: padding(operation),
        })
    }
}
