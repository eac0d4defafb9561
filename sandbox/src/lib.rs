//! A WeChat Pay on this machine, to test against: it checks signatures and requests, and
//! answers from the specs.
//!
//! It is driven by the tables that the generator writes beside the bindings, so that every
//! endpoint with a spec works here too, and nothing is written by hand for any of them.
//!
//! ```no_run
//! use wechatpay_sandbox::{Fault, Sandbox, Stage};
//!
//! # async fn example() -> Result<(), Box<dyn std::error::Error>> {
//! let sandbox = Sandbox::start().await?;
//! let client = sandbox.client()?;
//! // … call it, then look at what came in:
//! for request in sandbox.requests() {
//!     println!("{} {} → {}", request.method, request.target, request.status);
//! }
//! // The answer to the next request is lost on its way, and the one after that is tampered with.
//! sandbox.next([Fault::Broken(Stage::Answer)]);
//! sandbox.next([Fault::Tampered]);
//! // … call it, and see that nothing was charged twice:
//! assert!(sandbox.effects("POST /v3/refund/domestic/refunds")? <= 1);
//! # Ok(())
//! # }
//! ```
//!
//! A merchant of the SM suite (国密; feature `sm`) has a sandbox with keys of that suite:
//! `Sandbox::builder().keys(Keys::generate_of(Suite::Sm)?)`.
//!
//! What it checks, in this order: the path (404) and the method (405); the
//! `Authorization` header's grammar, scheme, merchant, serial, time and signature (401
//! `SIGN_ERROR`); headers, path, query and body against the spec, encrypted fields
//! included (400 `PARAM_ERROR`, with `detail.field`, `detail.issue` and
//! `detail.location`). Then it answers with what the request said and with the spec's
//! samples, signed with the key that the request's `Wechatpay-Serial` names.
//!
//! Its answers keep no state: an order that was created and one that was never heard of are
//! answered alike. What it does keep is an account of what took effect, and how often
//! ([`Sandbox::effects`], [`Received::effect`]).
//!
//! What can go wrong is a [`Fault`]: a content or a signature that must not be believed, an
//! error, a connection that breaks at any [`Stage`], an answer that is late, slow, cut or
//! too long, certificates that rotate and a clock that jumps while the request is on its
//! way. Faults are for the next request ([`Sandbox::next`]) or for calls of one operation
//! ([`Sandbox::on`]).

mod answer;
mod authorize;
mod certificates;
mod clock;
mod credentials;
mod decrypt;
mod delivery;
mod draft;
mod engine;
mod fault;
mod files;
mod hash;
mod incoming;
mod journal;
mod keys;
mod ledger;
mod notify;
mod refusal;
mod rotation;
mod route;
mod sandbox;
mod script;
mod serve;
mod sign;
mod spoil;
pub mod table;
mod validate;
mod wire;
mod x509;

pub use clock::SandboxClock;
pub use credentials::{Credentials, CredentialsError};
pub use fault::{Fault, Stage};
pub use journal::Received;
pub use keys::{Keys, KeysError};
pub use ledger::Effect;
pub use notify::{Notification, NotificationBuilder, NotificationError};
pub use sandbox::{Builder, Sandbox, StartError};
pub use script::{Calls, UnknownOperation};
pub use table::{Table, TableError};

/// The tables of the generated crate.
fn generated_tables() -> impl Iterator<Item = &'static str> {
    wechatpay_openapi::tables::TABLES.iter().copied()
}
