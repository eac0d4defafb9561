//! One exchange: send, bound, verify. What is generic about a call begins after this.
//!
//! Invariant: a successful answer leaves here verified, or is a file of the kind that
//! WeChat Pay does not sign.

use tracing::Instrument as _;

use super::Client;
use super::attempts::Attempts;
use super::trace::{self, Answered};
use crate::answering::{Exchanged, Exchanging};
use crate::call::Parts;
use crate::error::{ApiError, Error, ErrorKind};
use crate::operation::{Answer, Operation};
use crate::prepared::PreparedRequest;
use crate::protocol::{VerifyError, is_signed, is_unsigned_by_design, verify_signature};
use crate::reply::RawReply;
use crate::transport::arrival::{Arrival, Limits};
use http::StatusCode;

/// A successful answer.
pub(crate) struct Success {
    pub(crate) reply: RawReply,
    pub(crate) verified: bool,
    /// The number of the attempt that it answers.
    pub(crate) attempt: u32,
}

impl Client {
    /// Sends the call that `parts` describe and verifies its answer.
    ///
    /// In a box that is made here, so that what sends is compiled once.
    pub(crate) fn exchange<'a>(&'a self, parts: Parts<'a>) -> Exchanging<'a> {
        Box::pin(async move {
            let (operation, strict) = (parts.operation, self.is_strict(&parts));
            let span = trace::span(&parts);
            let began = self.0.timer.now();
            let came = self.run(parts).instrument(span.clone()).await;
            let answered = came
                .as_ref()
                .map(|success| Answered::by(&success.reply, success.attempt));
            trace::end(&span, answered, &*self.0.timer, began);
            Ok(Exchanged {
                client: self,
                operation,
                strict,
                success: came?,
            })
        })
    }

    async fn run(&self, parts: Parts<'_>) -> Result<Success, Error> {
        let subject = parts.subject();
        let ready = self.have_key(&parts).await;
        ready.map_err(|kind| Error::new(kind, subject))?;
        let mut attempts = Attempts::begin(parts).await?;
        loop {
            match self.attempt(&attempts).await {
                Ok(success) => return Ok(success),
                Err(error) => attempts.again(error).await?,
            }
        }
    }

    /// Sends the request once and judges what comes.
    async fn attempt(&self, attempts: &Attempts<'_>) -> Result<Success, Error> {
        let (parts, attempt) = (&attempts.parts, attempts.number);
        let began = self.0.timer.now();
        let longest = self.longest(parts.operation);
        let came = match self.send(&attempts.request, &attempts.limits).await {
            Ok(arrival) => arrival.whole(longest).await,
            Err(kind) => Err(kind),
        };
        let elapsed = trace::since(&*self.0.timer, began);
        let reply = match came {
            Ok(reply) => reply,
            Err(kind) => {
                trace::unanswered(kind.name(), attempt, elapsed);
                return Err(Error::new(kind, parts.subject()));
            }
        };
        trace::answered(Answered::by(&reply, attempt), elapsed);
        if !parts.bootstrap {
            self.know_signer(&reply.headers).await;
        }
        self.judge(reply, attempts)
    }

    /// Sends `prepared` and gives the answer, of which the body is still to come.
    pub(super) async fn send(
        &self,
        prepared: &PreparedRequest,
        limits: &Limits,
    ) -> Result<Arrival, ErrorKind> {
        Arrival::of(&*self.0.transport, prepared, limits.clone()).await
    }

    /// The longest answer to `operation` that is read, in bytes.
    fn longest(&self, operation: &Operation) -> usize {
        match operation.response {
            Answer::File => self.0.max_download,
            Answer::Json | Answer::Empty => self.0.max_body,
        }
    }

    /// Tells success from refusal, and the trusted from the forged.
    fn judge(&self, reply: RawReply, attempts: &Attempts<'_>) -> Result<Success, Error> {
        let parts = &attempts.parts;
        let fail = |kind, reply| Err(Error::new(kind, parts.subject()).with_reply(reply));
        let unsigned = parts.bootstrap || is_unsigned_by_design(attempts.request.url.path());
        let verification = match reply.status.is_success() {
            true if unsigned => None,
            true => match self.verify(&reply) {
                Ok(()) => Some(Ok(())),
                Err(error) => return fail(ErrorKind::Verification(error), reply),
            },
            false => is_signed(&reply.headers).then(|| self.verify(&reply)),
        };
        if !reply.status.is_success() || is_pending(&reply, parts.operation) {
            return Err(self.declined(reply, verification, parts.subject()));
        }
        Ok(Success {
            reply,
            verified: verification.is_some(),
            attempt: attempts.number,
        })
    }

    /// The error that an answer without success is.
    pub(super) fn refusal(&self, reply: RawReply, operation: Option<&'static Operation>) -> Error {
        let verification = is_signed(&reply.headers).then(|| self.verify(&reply));
        self.declined(reply, verification, operation)
    }

    fn declined(
        &self,
        reply: RawReply,
        verification: Option<Result<(), VerifyError>>,
        operation: Option<&'static Operation>,
    ) -> Error {
        let now = self.0.clock.unix_seconds();
        let error = Box::new(ApiError::read(&reply, verification, now));
        Error::new(ErrorKind::Api(error), operation).with_reply(reply)
    }

    pub(super) fn verify(&self, reply: &RawReply) -> Result<(), VerifyError> {
        let now = self.0.clock.unix_seconds();
        verify_signature(&self.0.keys.snapshot(), &reply.headers, &reply.body, now)
    }

    /// Whether `parts` ask for an error where an answer differs from the documentation.
    pub(crate) fn is_strict(&self, parts: &Parts<'_>) -> bool {
        self.0.strict || parts.strict
    }
}

/// Whether the answer says "accepted, not done yet". Operations that answer without a body
/// may do so with the same status, and then it is their success (the fapiao ones document that).
fn is_pending(reply: &RawReply, operation: &Operation) -> bool {
    let is_success = operation.response == Answer::Empty && reply.body.is_empty();
    reply.status == StatusCode::ACCEPTED && !is_success
}
