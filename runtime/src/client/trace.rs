//! What is logged of a call.
//!
//! Invariant: only what says nothing of the request and of people: no filled path, no
//! query, no header, no body, and no text that WeChat Pay sends.

use std::time::Instant;

use tracing::Span;
use tracing::field::Empty;

use super::exchange::Success;
use crate::call::Parts;
use crate::error::Error;
use crate::reply::RawReply;
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

/// Completes the span with what came of the call.
pub(super) fn end(span: &Span, came: &Result<Success, Error>, elapsed_ms: u64) {
    let reply = match came {
        Ok(success) => {
            span.record("outcome", "Done");
            span.record("attempts", success.attempt);
            Some(&success.reply)
        }
        Err(error) => {
            span.record("outcome", tracing::field::debug(error.outcome()));
            span.record("attempts", error.attempts());
            error.reply()
        }
    };
    if let Some(reply) = reply {
        span.record("status", reply.status.as_u16());
        span.record("request_id", reply.request_id());
        span.record("code", reply.numeric_code());
    }
    span.record("elapsed_ms", elapsed_ms);
}

/// An attempt that was answered.
pub(super) fn answered(reply: &RawReply, attempt: u32, elapsed_ms: u64) {
    tracing::debug!(
        attempt,
        status = reply.status.as_u16(),
        request_id = reply.request_id(),
        code = reply.numeric_code(),
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
