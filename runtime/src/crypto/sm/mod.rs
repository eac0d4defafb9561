//! The SM suite (国密): SM2 signatures and fields, SM4-GCM under a key that SM3 derives.
//!
//! Invariant: only here does the crate know the libraries of this suite.

mod gcm;
mod private_key;
mod public_key;
mod random;

pub use private_key::Sm2PrivateKey;
pub use public_key::Sm2PublicKey;

pub(super) use gcm::{open, seal};

/// Who signs, as SM2 hashes it before the message: the same for everybody here.
const USER_ID: &str = "1234567812345678";
