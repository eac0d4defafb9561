//! Typed requests and answers behind one type each, so that one call fits all operations.

use wechatpay_runtime::{FieldMut, FieldRef, OpenError, Record, Seal, SealError, Secret};

/// A request of any operation.
pub(super) struct Request(pub(super) Box<dyn Record>);

impl Record for Request {
    fn field_ref(&self, index: usize) -> FieldRef<'_> {
        self.0.field_ref(index)
    }

    fn field_mut(&mut self, index: usize) -> FieldMut<'_> {
        self.0.field_mut(index)
    }

    fn exactly_one_of(&self) -> &'static [&'static [u8]] {
        self.0.exactly_one_of()
    }

    fn empty() -> Self {
        unreachable!("requests are made by the table")
    }
}

/// An answer that is read later, from the raw reply.
#[derive(Debug)]
pub(super) struct Later(String);

impl Record for Later {
    fn field_ref(&self, _: usize) -> FieldRef<'_> {
        (&[("Later", 0)], &self.0)
    }

    fn field_mut(&mut self, _: usize) -> FieldMut<'_> {
        &mut self.0
    }

    fn empty() -> Self {
        Self(String::new())
    }
}

/// Encrypts nothing, to compare what is written with what was read.
pub(super) struct Plain;

impl Seal for Plain {
    fn seal(&self, plaintext: &Secret) -> Result<String, SealError> {
        Ok(plaintext.expose().to_owned())
    }
}

impl wechatpay_runtime::Open for Plain {
    fn open(&self, ciphertext: &str) -> Result<Secret, OpenError> {
        Ok(ciphertext.into())
    }
}
