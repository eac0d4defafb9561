//! The keys of WeChat Pay that a client trusts: public keys and platform certificates side by side.
//!
//! Invariant: a key is found by its exact id only, and whoever encrypts and then names
//! the key in `Wechatpay-Serial` takes both from one [`Keys`] snapshot.
//!
//! # How certificates come and go
//!
//! A client that has an APIv3 key sees to its certificates itself, unless its builder is
//! told [`automatic_certificates(false)`](crate::ClientBuilder::automatic_certificates):
//!
//! - It downloads them **when it has no key** of the suite that the merchant signs in, to
//!   verify an answer with, before it sends the first call; a client with a WeChat Pay
//!   public key never needs to.
//! - **A list is believed** that a key signed which is trusted already. Only a client that
//!   has none which can verify believes one that its own certificate signed.
//! - It downloads them **at once when an answer or a notification is signed with a serial
//!   that it does not know**, and then verifies again. However many wait, there is one
//!   download; and unknown serials, which anybody can make up, cause at most one a minute.
//! - It downloads them again **when the last good download is 8 h old**: the first call
//!   after that starts one short task on the tokio runtime that it runs in, and does not
//!   wait for it. A client that is idle does nothing, and there is no task or thread for
//!   each merchant. To have this done while a client is idle too, spawn a task that calls
//!   [`download_certificates`](crate::Client::download_certificates) now and then.
//! - **A download that fails** is logged, and breaks no call whose key is there. The next
//!   may begin after 2 s, then 4 s, up to 5 min. That a merchant has no certificates (404
//!   `RESOURCE_NOT_EXISTS`) is remembered for 10 min.
//! - **Nothing that is still valid is dropped**: a new list is added to what is known.
//! - **An expired certificate** encrypts nothing, and verifies for five minutes more.

mod certificates;
mod file;
mod flight;
mod schedule;
mod source;
mod store;
mod trusted;

pub use certificates::{CertificatesError, open_certificates};
pub(crate) use file::{CertificateFile, SavedCertificates};
pub(crate) use flight::{Boarding, Downloads, Flight};
pub(crate) use schedule::{Reason, is_absent};
pub use source::KeySource;
pub use store::{KeyStore, Keys};
pub use trusted::TrustedKey;
