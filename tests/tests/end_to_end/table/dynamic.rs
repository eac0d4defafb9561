//! Typed requests and answers behind one type each, so that one call fits all operations.

use wechatpay_runtime::{OpenError, Record, Schema, Seal, SealError, Secret, Value};

/// A request of any operation.
pub(super) struct Request(pub(super) Box<dyn Record>);

impl Record for Request {
    fn schema(&self) -> &'static Schema {
        self.0.schema()
    }

    fn field(&self, index: usize) -> &dyn Value {
        self.0.field(index)
    }

    fn field_mut(&mut self, index: usize) -> &mut dyn Value {
        self.0.field_mut(index)
    }

    fn empty() -> Self {
        unreachable!("requests are made by the table")
    }
}

/// An answer that is read later, from the raw reply.
#[derive(Debug)]
pub(super) struct Later(String);

impl Record for Later {
    fn schema(&self) -> &'static Schema {
        &Schema {
            name: "Later",
            fields: &[],
            exactly_one_of: &[],
        }
    }

    fn field(&self, _: usize) -> &dyn Value {
        &self.0
    }

    fn field_mut(&mut self, _: usize) -> &mut dyn Value {
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
