//! The protocol as pure functions: what is signed, how it is written into headers, and
//! how answers are verified. No HTTP, no async, no clock.
//!
//! Invariant: the bytes that are signed are the bytes that are sent, and nothing of an
//! answer is used before it is verified, save where the protocol itself leaves it unsigned.

mod authorization;
mod canonical;
mod credentials;
mod message;
mod padding;
mod scheme;
mod unsigned;
mod verify;

pub use authorization::{Authorization, AuthorizationError};
pub use canonical::{canonical_url, expand_path, percent_encode};
pub use credentials::{Credentials, SignedHead, sign_request, sign_request_async};
pub use message::{request_message, response_message};
pub use padding::field_padding;
pub use scheme::Scheme;
pub use unsigned::{is_unsigned_by_design, signed_statement, statement_sha1};
pub use verify::{MAX_CLOCK_SKEW, VerifyError, is_signed, verify_signature};

pub(crate) use credentials::serial_of;
pub(crate) use message::lines;
pub(crate) use verify::unknown_signer;

/// The names of the headers that the protocol adds to HTTP.
pub mod header {
    /// The id of the key that fields are encrypted with, or that an answer is signed with.
    pub const SERIAL: &str = "wechatpay-serial";
    /// When an answer was signed, in Unix seconds.
    pub const TIMESTAMP: &str = "wechatpay-timestamp";
    /// The nonce of an answer.
    pub const NONCE: &str = "wechatpay-nonce";
    /// The signature of an answer.
    pub const SIGNATURE: &str = "wechatpay-signature";
    /// The algorithm of an answer's signature; absent means RSA.
    pub const SIGNATURE_TYPE: &str = "wechatpay-signature-type";
    /// The SHA-1 of a statement, which is signed in its place.
    pub const STATEMENT_SHA1: &str = "wechatpay-statement-sha1";
    /// `<id>-<numeric error code>`, which WeChat Pay's support asks for.
    pub const REQUEST_ID: &str = "request-id";
}
