//! Records as the generator writes them, of every kind of field, and a toy cipher.
#![allow(
    dead_code,
    missing_docs,
    unreachable_pub,
    unused_imports,
    reason = "each test file uses its part"
)]

pub mod bodies;
pub(crate) mod declare;
mod everything;
mod requests;

use wechatpay_runtime::{Open, OpenError, Ref, Seal, SealError, Secret, Slot, Value};

use declare::record;
pub use everything::{Everyday, Everything, Inner, Node};
pub use requests::{Choice, Meta, Sent, UploadRequest};

/// An open enum over text, as generated.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum State {
    Success,
    Refund,
    Unknown(String),
}

impl State {
    pub fn as_str(&self) -> &str {
        match self {
            Self::Success => "SUCCESS",
            Self::Refund => "REFUND",
            Self::Unknown(text) => text,
        }
    }
}

impl From<&str> for State {
    fn from(text: &str) -> Self {
        match text {
            "SUCCESS" => Self::Success,
            "REFUND" => Self::Refund,
            _ => Self::Unknown(text.into()),
        }
    }
}

impl Default for State {
    fn default() -> Self {
        Self::Unknown(String::new())
    }
}

impl Value for State {
    fn get(&self) -> Ref<'_> {
        Ref::Text(self.as_str())
    }

    fn slot(&mut self) -> Slot<'_> {
        Slot::Text(self, &["SUCCESS", "REFUND"])
    }

    fn empty() -> Self {
        Self::default()
    }
}

/// An open enum over integers, as generated.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Kind {
    One,
    Two,
    Unknown(i64),
}

impl Kind {
    pub fn as_i64(&self) -> i64 {
        match self {
            Self::One => 1,
            Self::Two => 2,
            Self::Unknown(value) => *value,
        }
    }
}

impl From<i64> for Kind {
    fn from(value: i64) -> Self {
        match value {
            1 => Self::One,
            2 => Self::Two,
            _ => Self::Unknown(value),
        }
    }
}

impl Default for Kind {
    fn default() -> Self {
        Self::Unknown(0)
    }
}

impl Value for Kind {
    fn get(&self) -> Ref<'_> {
        Ref::Integer(self.as_i64())
    }

    fn slot(&mut self) -> Slot<'_> {
        Slot::Integer(self, &[1, 2])
    }

    fn empty() -> Self {
        Self::default()
    }
}

/// A cipher that anyone can undo: the text's bytes in hex behind `sealed:`.
pub struct Toy;

/// The longest text that [`Toy`] takes, in bytes.
pub const TOY_LIMIT: usize = 214;

impl Seal for Toy {
    fn seal(&self, plaintext: &Secret) -> Result<String, SealError> {
        let bytes = plaintext.expose().as_bytes();
        if bytes.len() > TOY_LIMIT {
            return Err(SealError::TooLong {
                length: bytes.len(),
                limit: TOY_LIMIT,
            });
        }
        let hex: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
        Ok(format!("sealed:{hex}"))
    }
}

impl Open for Toy {
    fn open(&self, ciphertext: &str) -> Result<Secret, OpenError> {
        let hex = ciphertext.strip_prefix("sealed:").ok_or(OpenError)?;
        let byte = |pair: &[u8]| {
            let pair = std::str::from_utf8(pair).map_err(|_| OpenError)?;
            u8::from_str_radix(pair, 16).map_err(|_| OpenError)
        };
        let bytes: Vec<u8> = hex
            .as_bytes()
            .chunks(2)
            .map(byte)
            .collect::<Result<_, _>>()?;
        let text = String::from_utf8(bytes).map_err(|_| OpenError)?;
        Ok(text.into())
    }
}
