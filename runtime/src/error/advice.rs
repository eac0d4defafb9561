//! What now? The table that answers it, from what went wrong and whether the operation
//! may be done twice.
//!
//! Invariant: pure; and repeating is called safe only where doing the operation twice does
//! no more than doing it once, or where it cannot have been done.

use std::time::Duration;

use http::StatusCode;

use super::{ApiError, ErrorKind};
use crate::crypto::CryptoError;
use crate::download::DownloadError;
use crate::operation::Repeat;
use crate::protocol::VerifyError;

/// How long to wait where nobody says anything else.
const SOON: Duration = Duration::from_secs(1);
/// How long to wait where there are too many requests.
const LATER: Duration = Duration::from_secs(5);

/// What is known of the operation's effect after an [`Error`](super::Error).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Outcome {
    /// Nothing was sent, so nothing happened.
    NotSent,
    /// WeChat Pay refused: nothing happened.
    Refused,
    /// It may have happened: query before doing it again.
    Unknown,
    /// It happened; only the answer could not be read.
    Done,
}

impl Outcome {
    /// Whether it is known what became of the operation.
    pub fn is_known(self) -> bool {
        self != Self::Unknown
    }

    /// Whether the operation may have taken effect.
    pub fn may_have_taken_effect(self) -> bool {
        matches!(self, Self::Unknown | Self::Done)
    }
}

/// What to do after an [`Error`](super::Error).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct Advice {
    /// What is known of the operation's effect.
    pub outcome: Outcome,
    /// Whether the same request, sent again, does no more than if it had been sent once:
    /// the very same fields and numbers of the merchant's own. It may still be useless.
    pub safe_to_repeat: bool,
    /// What to do.
    pub next: Next,
    /// How long to wait before that: what WeChat Pay asked for (`Retry-After`), else a
    /// suggestion. Wait longer each time.
    pub after: Option<Duration>,
}

/// What to do next.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Next {
    /// Send the same request again, with the same numbers of your own.
    Repeat,
    /// Ask WeChat Pay what became of it (query the order, the refund, …), and then decide.
    Query,
    /// Correct something first, as the error says: the request, the keys, the client's limits.
    Correct,
    /// Nothing, for it was done: what could not be read is in the raw reply.
    Nothing,
}

/// What a failure asks for, before it is known whether it was the call's first attempt.
struct Verdict {
    outcome: Outcome,
    next: Next,
    after: Option<Duration>,
}

impl Verdict {
    fn new(outcome: Outcome, next: Next) -> Self {
        let after = (next == Next::Repeat).then_some(SOON);
        Self {
            outcome,
            next,
            after,
        }
    }

    /// It may have been done: whoever only reads reads again, everybody else asks first.
    fn in_doubt(repeat: Repeat) -> Self {
        let next = if repeat == Repeat::Safe {
            Next::Repeat
        } else {
            Next::Query
        };
        Self::new(Outcome::Unknown, next)
    }

    /// WeChat Pay asks for the same request again.
    fn asked_for(repeat: Repeat) -> Self {
        let next = if repeat == Repeat::Unknown {
            Next::Query
        } else {
            Next::Repeat
        };
        Self::new(Outcome::Unknown, next)
    }

    /// It may have been done, and reading again gives the same.
    fn useless(repeat: Repeat) -> Self {
        let next = if repeat == Repeat::Safe {
            Next::Correct
        } else {
            Next::Query
        };
        Self::new(Outcome::Unknown, next)
    }
}

/// What to do after `kind`. `in_doubt` says that an earlier attempt of the same call may
/// have taken effect, whatever came of the last one.
pub(super) fn advise(kind: &ErrorKind, repeat: Repeat, in_doubt: bool) -> Advice {
    let mut verdict = verdict(kind, repeat);
    if in_doubt && !verdict.outcome.may_have_taken_effect() {
        verdict.outcome = Outcome::Unknown;
        if repeat != Repeat::Safe {
            verdict.next = Next::Query;
        }
    }
    let Verdict {
        outcome,
        next,
        after,
    } = verdict;
    Advice {
        outcome,
        safe_to_repeat: !outcome.may_have_taken_effect() || repeat != Repeat::Unknown,
        next,
        after,
    }
}

fn verdict(kind: &ErrorKind, repeat: Repeat) -> Verdict {
    match kind {
        ErrorKind::Crypto(CryptoError::Signer { .. }) | ErrorKind::Connect(_) => {
            Verdict::new(Outcome::NotSent, Next::Repeat)
        }
        ErrorKind::NoKey(why) => {
            let advice = why.advice();
            Verdict {
                outcome: Outcome::NotSent,
                next: advice.next,
                after: advice.after,
            }
        }
        ErrorKind::Config(_)
        | ErrorKind::Request(_)
        | ErrorKind::Encode(_)
        | ErrorKind::Crypto(_) => Verdict::new(Outcome::NotSent, Next::Correct),
        ErrorKind::Transport(_)
        | ErrorKind::Timeout(_)
        | ErrorKind::Verification(VerifyError::SignTest) => Verdict::in_doubt(repeat),
        ErrorKind::TooLong { .. } | ErrorKind::Verification(_) | ErrorKind::Certificates(_) => {
            Verdict::useless(repeat)
        }
        ErrorKind::Api(error) => api(error, repeat),
        ErrorKind::Decode(_) | ErrorKind::Deviations(_) | ErrorKind::RepeatedPage => {
            Verdict::new(Outcome::Done, Next::Nothing)
        }
        ErrorKind::Download(error) if error.is_before_sending() => {
            Verdict::new(Outcome::NotSent, Next::Correct)
        }
        ErrorKind::Download(DownloadError::Hash | DownloadError::Gzip) => {
            Verdict::new(Outcome::Done, Next::Repeat)
        }
        ErrorKind::Download(_) => Verdict::new(Outcome::Done, Next::Correct),
    }
}

/// The table of statuses.
fn api(error: &ApiError, repeat: Repeat) -> Verdict {
    let status = error.status;
    let mut verdict = if error.distrust.is_some() {
        // Anybody can have sent this.
        Verdict::in_doubt(repeat)
    } else if error.is_limit() {
        Verdict {
            after: Some(LATER),
            ..Verdict::new(Outcome::Refused, Next::Repeat)
        }
    } else if status.is_client_error() {
        Verdict::new(Outcome::Refused, Next::Correct)
    } else if asks_for_repeat(error) {
        Verdict::asked_for(repeat)
    } else if status.is_server_error() {
        Verdict::in_doubt(repeat)
    } else {
        Verdict::useless(repeat)
    };
    if verdict.next != Next::Correct {
        verdict.after = error.retry_after.or(verdict.after);
    }
    verdict
}

/// Accepted and not done yet, a system error, or a gateway that passed nothing on.
fn asks_for_repeat(error: &ApiError) -> bool {
    match error.status {
        StatusCode::ACCEPTED | StatusCode::BAD_GATEWAY | StatusCode::SERVICE_UNAVAILABLE => true,
        StatusCode::INTERNAL_SERVER_ERROR => error.code == "SYSTEM_ERROR",
        _ => false,
    }
}
