//! Answers that need more than samples, known by the shape of a struct and not by the
//! name of an endpoint: downloads, and platform certificates.

use serde_json::{Map, Value};

use crate::refusal::Refusal;
use crate::table::{Operation, Response, Struct, Table};

/// Gives the members of a struct that samples cannot give.
pub(crate) trait Special {
    /// The special members of `structure`, for each thing there is that it describes; none
    /// for most. A list has all of these things, and elsewhere the last one counts.
    ///
    /// # Errors
    /// Where this WeChat Pay has no such thing, as one without certificates.
    fn members(
        &self,
        table: &Table,
        structure: &Struct,
    ) -> Result<Vec<Map<String, Value>>, Refusal>;
}

/// Whether `structure` is a platform certificate with its encrypted content.
pub(crate) fn is_certificate(table: &Table, structure: &Struct) -> bool {
    let encrypted = structure.field("encrypt_certificate");
    let encrypted = encrypted.and_then(|field| table.structure(field.field_type.named()?));
    let whole = |content: &Struct| {
        let members = ["algorithm", "nonce", "associated_data", "ciphertext"];
        members.iter().all(|name| content.field(name).is_some())
    };
    structure.field("serial_no").is_some() && encrypted.is_some_and(whole)
}

/// Whether `operation` answers with a list of platform certificates.
pub(crate) fn lists_certificates(table: &Table, operation: &Operation) -> bool {
    let Response::Json(name) = &operation.response else {
        return false;
    };
    let fields = table.structure(name).map(|answer| answer.fields.iter());
    let mut items = fields.into_iter().flatten().filter_map(|field| {
        let item = field.field_type.named()?;
        table.structure(item)
    });
    items.any(|item| is_certificate(table, item))
}

/// Whether `structure` says where a file can be downloaded.
pub(crate) fn is_download(structure: &Struct) -> bool {
    structure.field("download_url").is_some()
}
