//! What a call can end in other than an answer.
//!
//! Invariant: an error says what to do next and whether the operation may have taken
//! effect ([`Error::advice`]); it keeps the raw reply where there was one; and neither
//! its `Display` nor its `Debug` shows a key, a body or the value of a field.

mod advice;
mod api;
mod input;

pub use advice::{Advice, Next, Outcome};
pub use api::{ApiError, Detail};
pub use input::{ConfigError, RequestError};

use std::sync::Arc;
use std::time::Duration;

use advice::advise;

use crate::crypto::CryptoError;
use crate::download::DownloadError;
use crate::hidden::Hidden;
use crate::keys::{CertificatesError, is_absent};
use crate::operation::{Operation, Repeat};
use crate::protocol::VerifyError;
use crate::record::{DecodeError, Deviation, EncodeError};
use crate::reply::RawReply;
use crate::text::joined;

/// Why a call gave no answer.
pub struct Error(Hidden<Inner>);

struct Inner {
    kind: ErrorKind,
    operation: Option<&'static Operation>,
    reply: Option<RawReply>,
    attempts: u32,
    /// Whether an earlier attempt may have taken effect.
    in_doubt: bool,
}

/// The kinds of [`Error`].
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ErrorKind {
    /// The client is not set up for this call. Nothing was sent.
    #[error("{0}")]
    Config(ConfigError),
    /// The call's parameters cannot be sent. Nothing was sent.
    #[error("{0}")]
    Request(RequestError),
    /// The request's fields cannot be sent. Nothing was sent.
    #[error("{0}")]
    Encode(EncodeError),
    /// The request could not be signed. Nothing was sent.
    #[error("{0}; nothing was sent")]
    Crypto(CryptoError),
    /// There was no connection, so nothing was sent.
    #[error("no connection to WeChat Pay ({}): nothing was sent, and the call can be repeated", root(.0))]
    Connect(#[source] Cause),
    /// The connection broke after the request may have been sent.
    #[error("the connection broke ({}): the outcome is unknown, query before repeating the call", root(.0))]
    Transport(#[source] Cause),
    /// No answer in time.
    #[error("no answer within {0:?}: the outcome is unknown, query before repeating the call")]
    Timeout(Duration),
    /// The answer is longer than the client reads.
    #[error(
        "the answer is longer than {limit} bytes, which is this client's limit: the outcome is \
         unknown, query it; raise `max_body` (or `max_download`) if such answers are expected"
    )]
    TooLong {
        /// The limit in bytes.
        limit: usize,
    },
    /// A successful answer that cannot be trusted.
    #[error(
        "the answer cannot be trusted: {0}. The outcome is unknown: query before repeating the call"
    )]
    Verification(VerifyError),
    /// WeChat Pay refused.
    #[error("{0}")]
    Api(Box<ApiError>),
    /// A successful, verified answer whose body cannot be read. The operation was done.
    #[error("the operation was done, but its answer cannot be read ({0}): see the raw reply")]
    Decode(DecodeError),
    /// A strict call whose answer differs from the documentation. The operation was done.
    #[error("the operation was done, but its answer differs from the documentation: {}", list(.0))]
    Deviations(Vec<Deviation>),
    /// A file is not what was promised, or cannot be saved.
    #[error("{0}")]
    Download(DownloadError),
    /// A list whose pages lead back to one that was there already.
    #[error(
        "the list has no end: WeChat Pay gave a page that was there already. The items before it \
         are good; read on from another page"
    )]
    RepeatedPage,
    /// There is no key of WeChat Pay to verify the answer with, and none could be
    /// downloaded. Nothing was sent.
    #[error(
        "the client has no key of WeChat Pay to verify the answer with, and could not download \
         the platform certificates ({0}): nothing was sent{hint}",
        hint = no_certificates(.0)
    )]
    NoKey(#[source] Arc<Error>),
    /// The platform certificates could not be taken from the answer.
    #[error("{0}")]
    Certificates(CertificatesError),
}

impl ErrorKind {
    /// What is logged of it.
    pub(crate) fn name(&self) -> &'static str {
        match self {
            Self::Config(_) => "config",
            Self::Request(_) => "request",
            Self::Encode(_) => "encode",
            Self::Crypto(_) => "crypto",
            Self::Connect(_) => "connect",
            Self::Transport(_) => "transport",
            Self::Timeout(_) => "timeout",
            Self::TooLong { .. } => "too_long",
            Self::Verification(_) => "verification",
            Self::Api(_) => "api",
            Self::Decode(_) => "decode",
            Self::Deviations(_) => "deviations",
            Self::RepeatedPage => "repeated_page",
            Self::NoKey(_) => "no_key",
            Self::Certificates(_) => "certificates",
            Self::Download(_) => "download",
        }
    }
}

/// What lies below: an error of the HTTP client, without the URL.
pub type Cause = Box<dyn std::error::Error + Send + Sync>;

/// What lies at the bottom: the layers above say no more than that something failed.
fn root(cause: &Cause) -> String {
    let mut lowest: &dyn std::error::Error = &**cause;
    while let Some(lower) = lowest.source() {
        lowest = lower;
    }
    lowest.to_string()
}

/// What a merchant without certificates must do.
fn no_certificates(error: &Error) -> &'static str {
    if is_absent(error) {
        "; this merchant has no platform certificates: give the client builder the WeChat Pay \
         public key and its id, both from the merchant platform (API security)"
    } else {
        ""
    }
}

fn list(deviations: &[Deviation]) -> String {
    let shown = joined(deviations.iter().take(5), "; ");
    let more = if deviations.len() > 5 { "; …" } else { "" };
    shown + more
}

impl Error {
    #[inline(never)]
    pub(crate) fn new(kind: ErrorKind, operation: Option<&'static Operation>) -> Self {
        Self(Hidden::new(Inner {
            kind,
            operation,
            reply: None,
            attempts: 0,
            in_doubt: false,
        }))
    }

    #[inline(never)]
    pub(crate) fn with_reply(mut self, reply: RawReply) -> Self {
        self.0.reply = Some(reply);
        self
    }

    /// What went wrong.
    pub fn kind(&self) -> &ErrorKind {
        &self.0.kind
    }

    /// The operation (`POST /v3/…`), where the call was of one.
    pub fn operation(&self) -> Option<&'static str> {
        self.0.operation.map(|operation| operation.id)
    }

    /// The reply as it came, where one came. Of an unverified one, believe nothing.
    pub fn reply(&self) -> Option<&RawReply> {
        self.0.reply.as_ref()
    }

    /// WeChat Pay's own error, where that is what this is.
    pub fn api(&self) -> Option<&ApiError> {
        match &self.0.kind {
            ErrorKind::Api(error) => Some(error),
            _ => None,
        }
    }

    /// What is known of the operation's effect, of all attempts of the call together.
    pub fn outcome(&self) -> Outcome {
        self.advice().outcome
    }

    /// What to do now: whether the operation may have taken effect, whether sending the
    /// same request again is safe, and after how long.
    pub fn advice(&self) -> Advice {
        advise(&self.0.kind, self.repeat(), self.0.in_doubt)
    }

    /// How often the call was sent; 0 where it ended before that.
    pub fn attempts(&self) -> u32 {
        self.0.attempts
    }

    /// Whether doing the operation twice does more than doing it once.
    pub(crate) fn repeat(&self) -> Repeat {
        let operation = self.0.operation;
        operation.map_or(Repeat::Unknown, |operation| operation.repeat)
    }

    /// The error of this attempt. `in_doubt` says that an earlier one may have taken effect.
    pub(crate) fn after(mut self, attempt: u32, in_doubt: bool) -> Self {
        self.0.attempts = attempt;
        self.0.in_doubt = in_doubt;
        self
    }
}

impl From<ConfigError> for Error {
    fn from(error: ConfigError) -> Self {
        Self::new(ErrorKind::Config(error), None)
    }
}

impl std::fmt::Display for Error {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        if let Some(operation) = self.operation() {
            write!(f, "{operation}: ")?;
        }
        write!(f, "{}", self.0.kind)?;
        if self.0.in_doubt {
            f.write_str("; an earlier attempt of this call may have taken effect, so query first")?;
        }
        let reply = self.0.reply.as_ref();
        match reply.and_then(RawReply::request_id) {
            Some(id) => write!(f, " [Request-ID {id}]"),
            None => Ok(()),
        }
    }
}

/// What went wrong as `Display` says it, for that says all of it, and in the words of people.
impl std::fmt::Debug for Error {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Error")
            .field("operation", &self.operation())
            .field("kind", &self.kind().name())
            .field("message", &format_args!("{}", self.kind()))
            .field("attempts", &self.attempts())
            .field("in_doubt", &self.0.in_doubt)
            .field("reply", &self.reply())
            .finish()
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        std::error::Error::source(&self.0.kind)
    }
}
