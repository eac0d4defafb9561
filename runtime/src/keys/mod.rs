//! The keys of WeChat Pay that a client trusts: public keys and platform certificates side by side.
//!
//! Invariant: a key is found by its exact id only, and whoever encrypts and then names
//! the key in `Wechatpay-Serial` takes both from one [`Keys`] snapshot.

mod certificates;
mod store;
mod trusted;

pub use certificates::{CertificatesError, open_certificates};
pub use store::{KeyStore, Keys};
pub use trusted::TrustedKey;
