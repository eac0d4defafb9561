//! What is logged of a call or of opening a download.
//!
//! Invariant: only what says nothing of the request and of people: no filled path, no
//! query, no header, no body, and no text that WeChat Pay sends.

use std::time::Instant;

use http::{HeaderMap, StatusCode};
use tracing::Span;
use tracing::field::{Empty, Value};

use crate::call::Parts;
use crate::error::Error;
use crate::reply::{RawReply, numeric_code, request_id};
use crate::timer::Timer;

/// The span of a call, `wechatpay.call`, at level `DEBUG`.
pub(super) fn span(parts: &Parts<'_>) -> Span {
    let operation = parts.operation;
    tracing::debug_span!(
        "wechatpay.call",
        operation = operation.id,
        method = operation.method.as_str(),
        path = operation.path,
        attempts = Empty,
        status = Empty,
        request_id = Empty,
        code = Empty,
        outcome = Empty,
        elapsed_ms = Empty,
    )
}

/// What came: the answer to an attempt, of which the body may be still to come.
pub(super) struct Answered<'a> {
    pub(super) attempt: u32,
    pub(super) status: StatusCode,
    pub(super) headers: &'a HeaderMap,
}

impl<'a> Answered<'a> {
    pub(super) fn by(reply: &'a RawReply, attempt: u32) -> Self {
        Self {
            attempt,
            status: reply.status,
            headers: &reply.headers,
        }
    }
}

/// Completes the span with what came of the call.
pub(super) fn end(
    span: &Span,
    came: Result<Answered<'_>, &Error>,
    timer: &dyn Timer,
    began: Instant,
) {
    // Nobody listens, mostly.
    if !span.is_disabled() {
        complete(span, came, since(timer, began));
    }
}

#[cold]
fn complete(span: &Span, came: Result<Answered<'_>, &Error>, elapsed_ms: u64) {
    let answered = match came {
        Ok(answered) => {
            record(span, "outcome", &"Done");
            record(span, "attempts", &answered.attempt);
            Some(answered)
        }
        Err(error) => {
            record(span, "outcome", &tracing::field::debug(error.outcome()));
            record(span, "attempts", &error.attempts());
            let reply = error.reply();
            reply.map(|reply| Answered::by(reply, error.attempts()))
        }
    };
    if let Some(Answered {
        status, headers, ..
    }) = answered
    {
        record(span, "status", &status.as_u16());
        record(span, "request_id", &request_id(headers));
        record(span, "code", &numeric_code(headers));
    }
    record(span, "elapsed_ms", &elapsed_ms);
}

#[inline(never)]
fn record(span: &Span, name: &str, value: &dyn Value) {
    span.record(name, value);
}

/// An attempt that was answered.
pub(super) fn answered(answered: Answered<'_>, elapsed_ms: u64) {
    tracing::debug!(
        attempt = answered.attempt,
        status = answered.status.as_u16(),
        request_id = request_id(answered.headers),
        code = numeric_code(answered.headers),
        elapsed_ms,
        "answered"
    );
}

/// An attempt that was not.
pub(super) fn unanswered(failure: &'static str, attempt: u32, elapsed_ms: u64) {
    tracing::debug!(attempt, failure, elapsed_ms, "not answered");
}

/// How long it is since `began`, in milliseconds.
pub(super) fn since(timer: &dyn Timer, began: Instant) -> u64 {
    let elapsed = timer.now().saturating_duration_since(began);
    u64::try_from(elapsed.as_millis()).unwrap_or(u64::MAX)
}
