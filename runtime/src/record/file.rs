//! A file as a record: its form in JSON, for users who keep requests.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use super::{FieldMut, FieldRef, Record, Schema, Value, flags};
use crate::value::Upload;

/// `{"file_name": …, "media_type": …, "bytes": base64}`.
#[derive(Default)]
pub(super) struct FileRecord {
    file_name: String,
    media_type: String,
    bytes: String,
}

impl FileRecord {
    /// The file that it describes, unless the bytes are no base64.
    pub(super) fn into_upload(self) -> Option<Upload> {
        Some(Upload {
            bytes: STANDARD.decode(self.bytes).ok()?.into(),
            file_name: self.file_name,
            media_type: self.media_type,
        })
    }
}

impl From<&Upload> for FileRecord {
    fn from(upload: &Upload) -> Self {
        Self {
            file_name: upload.file_name.clone(),
            media_type: upload.media_type.clone(),
            bytes: STANDARD.encode(&upload.bytes),
        }
    }
}

impl Record for FileRecord {
    fn field_ref(&self, index: usize) -> FieldRef<'_> {
        let schema = &Schema {
            name: "Upload",
            fields: &[
                ("file_name", flags::REQUIRED),
                ("media_type", flags::REQUIRED),
                ("bytes", flags::REQUIRED),
            ],
            exactly_one_of: &[],
        };
        let field: &dyn Value = match index {
            0 => &self.file_name,
            1 => &self.media_type,
            _ => &self.bytes,
        };
        (schema, field)
    }

    fn field_mut(&mut self, index: usize) -> FieldMut<'_> {
        match index {
            0 => &mut self.file_name,
            1 => &mut self.media_type,
            _ => &mut self.bytes,
        }
    }

    fn empty() -> Self {
        Self::default()
    }
}
