//! A WeChat Pay on this machine, to test against: it checks signatures and requests, and
//! answers from the specs.
//!
//! It is driven by the tables that the generator writes beside the bindings, so that every
//! endpoint with a spec works here too, and nothing is written by hand for any of them.
//!
//! ```no_run
//! use wechatpay_sandbox::{Fault, Sandbox};
//!
//! # async fn example() -> Result<(), Box<dyn std::error::Error>> {
//! let sandbox = Sandbox::start().await?;
//! let client = sandbox.client()?;
//! // … call it, then look at what came in:
//! for request in sandbox.requests() {
//!     println!("{} {} → {}", request.method, request.target, request.status);
//! }
//! // The next answer is tampered with on the way.
//! sandbox.next([Fault::Tampered]);
//! # Ok(())
//! # }
//! ```
//!
//! What it checks, in this order: the path (404) and the method (405); the
//! `Authorization` header's grammar, scheme, merchant, serial, time and signature (401
//! `SIGN_ERROR`); headers, path, query and body against the spec, encrypted fields
//! included (400 `PARAM_ERROR`, with `detail.field`, `detail.issue` and
//! `detail.location`). Then it answers with what the request said and with the spec's
//! samples, signed with the key that the request's `Wechatpay-Serial` names.
//!
//! It keeps no state: an order that was created and one that was never heard of are
//! answered alike.

mod answer;
mod authorize;
mod certificates;
mod clock;
mod credentials;
mod decrypt;
mod engine;
mod fault;
mod files;
mod hash;
mod incoming;
mod journal;
mod keys;
mod notify;
mod refusal;
mod rotation;
mod route;
mod sandbox;
mod serve;
mod sign;
pub mod table;
mod validate;

pub use credentials::{Credentials, CredentialsError};
pub use fault::{Calls, Fault, UnknownOperation};
pub use journal::Received;
pub use keys::{Keys, KeysError};
pub use notify::{Notification, NotificationBuilder, NotificationError};
pub use sandbox::{Builder, Sandbox, StartError};
pub use table::{Table, TableError};

/// The tables of the generated crate.
fn generated_tables() -> impl Iterator<Item = &'static str> {
    wechatpay_openapi::tables::TABLES.iter().copied()
}
