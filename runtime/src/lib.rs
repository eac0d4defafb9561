//! The runtime of the typed WeChat Pay bindings: signs, sends, verifies, decrypts, decodes.
//!
//! Applications use the generated crate `wechatpay-openapi`, which knows every URL and
//! every field and contains hardly any code; all that a call does is here, once.
//!
//! ```text
//! Call ── encode, encrypt fields ──▶ canonical URL + body ── sign ──▶ PreparedRequest ── send ──▶ RawReply
//!                                                                                                   │
//! Reply ◀── decode leniently, decrypt fields ◀── key by serial, ±300 s, signature over raw bytes ◀──┘
//! ```
//!
//! # What always holds
//!
//! - **The bytes that are signed are the bytes that are sent**: path values are
//!   percent-encoded once, and no library encodes the URL again ([`protocol::canonical_url`]).
//! - **Nothing of a successful answer is used before its signature is verified**, save
//!   files, which WeChat Pay does not sign and whose hash is checked where it was promised ([`Call::hash`]).
//!   An error that comes unsigned is reported as what it says, marked as not verified.
//! - **The key that fields are encrypted with is the key that `Wechatpay-Serial` names**:
//!   both come from one snapshot ([`keys::Keys`]).
//! - **A well-formed answer always decodes**: money may have moved. Where it differs from
//!   the documentation, the difference is recorded ([`Reply::deviations`]) and logged.
//! - **Every error says what became of the operation and what to do now** ([`Error::advice`]),
//!   and nothing is sent twice that would be done twice ([`RetryPolicy`]).
//! - **No key and no secret shows**, in `Debug`, in an error or in a log.
//! - **Bad input never panics.**
//!
//! # Without HTTP and without async
//!
//! Signing, verifying and decrypting are plain functions: [`protocol::sign_request`],
//! [`protocol::verify_signature`], [`keys::open_certificates`], [`NotificationParser::parse`],
//! and [`Call::prepare`], which gives the whole signed request as data.

mod answering;
#[cfg(feature = "bills")]
pub mod bills;
#[cfg(feature = "blocking")]
pub mod blocking;
mod call;
mod client;
mod clock;
pub mod crypto;
mod deviations;
mod download;
mod error;
pub mod front_end;
mod hidden;
pub mod keys;
mod nonce;
pub mod notification;
mod off_thread;
mod operation;
mod pages;
mod path;
mod prepared;
pub mod protocol;
pub mod record;
mod reply;
mod respond;
mod retry;
mod text;
mod timer;
pub mod transport;
mod value;

pub use answering::Answering;
pub use bytes::Bytes;
pub use futures_core::Stream;
pub use http;
pub use reqwest;

pub use call::Call;
pub use client::{Client, ClientBuilder};
pub use clock::{Clock, SystemClock};
pub use download::{Download, DownloadError};
pub use error::{
    Advice, ApiError, Cause, ConfigError, Detail, Error, ErrorKind, Next, Outcome, RequestError,
};
pub use front_end::{AppPayment, FrontEndError, H5Payment, JsapiPayment, MiniProgramPayment};
pub use keys::{KeySource, KeyStore, TrustedKey};
pub use nonce::nonce;
pub use notification::{
    DecryptedNotification, FromNotification, MemoryNotificationStore, NotificationAnswer,
    NotificationError, NotificationParser, NotificationReceiver, NotificationStore,
};
pub use operation::{
    Answer, Auth, Body, Host, Method, Operation, Repeat, TypedOperation, UploadLimits, empty_record,
};
pub use pages::{Items, Paged, PagedOperation, Pages, Paging, Step};
pub use path::Path;
pub use prepared::PreparedRequest;
pub use protocol::{Credentials, VerifyError};
pub use record::{
    AnyJson, DecodeError, Decoded, Deviation, DeviationKind, EncodeError, Field, FieldMut,
    FieldRef, File, Integer, Json, JsonValue, List, Number, Open, OpenError, Optional, Part,
    PartContent, Presence, Record, Ref, Schema, Seal, SealError, Slot, Table, Text, Value, as_json,
};
pub use reply::{RawReply, Reply};
pub use respond::Respond;
pub use retry::{Random, RetryPolicy, SystemRandom};
pub use timer::{Sleep, Timeouts, Timer, TokioTimer};
pub use transport::Transport;
pub use value::{Date, Secret, Timestamp, Upload};
