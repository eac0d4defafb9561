//! Files to send, and a file as a record: its form in JSON, for users who keep requests.
//!
//! Invariant: only what is reached through [`File`] reads or writes a file.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use super::form::{UPLOADING, Uploading};
use super::{FieldMut, FieldRef, Record, Value, flags};
use crate::value::Upload;

/// A file to send: an [`Upload`].
pub trait File: std::fmt::Debug {
    /// The file.
    fn get(&self) -> &Upload;

    /// Makes it what `from` is.
    fn copy(&mut self, from: &dyn File);

    /// Makes it empty.
    fn clear(&mut self);

    /// Makes it the file that `fill` describes in the record that it is given. `None` where
    /// `fill` gives that, `false` where what it describes is no file.
    #[doc(hidden)]
    fn read(&mut self, fill: &mut dyn FnMut(&mut dyn Record) -> Option<()>) -> Option<bool>;

    /// How it travels.
    #[doc(hidden)]
    fn uploading(&self) -> &'static Uploading;
}

impl File for Upload {
    fn get(&self) -> &Upload {
        self
    }

    fn copy(&mut self, from: &dyn File) {
        self.clone_from(from.get());
    }

    fn clear(&mut self) {
        *self = Upload::default();
    }

    fn read(&mut self, fill: &mut dyn FnMut(&mut dyn Record) -> Option<()>) -> Option<bool> {
        let mut record = FileRecord::default();
        fill(&mut record)?;
        let upload = record.into_upload();
        let is_one = upload.is_some();
        *self = upload.unwrap_or_default();
        Some(is_one)
    }

    fn uploading(&self) -> &'static Uploading {
        &UPLOADING
    }
}

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
        let table = &[
            ("Upload", flags::OPTIONAL),
            ("file_name", flags::REQUIRED),
            ("media_type", flags::REQUIRED),
            ("bytes", flags::REQUIRED),
        ];
        let field: &dyn Value = match index {
            0 => &self.file_name,
            1 => &self.media_type,
            _ => &self.bytes,
        };
        (table, field)
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
