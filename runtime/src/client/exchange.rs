//! One exchange: send, bound, verify. What is generic about a call begins after this.
//!
//! Invariant: a successful answer leaves here verified, or is a file of the kind that
//! WeChat Pay does not sign.

use std::sync::Arc;

use tracing::Instrument as _;

use super::Client;
use crate::call::Parts;
use crate::error::{ApiError, Error, ErrorKind};
use crate::operation::{Answer, Operation};
use crate::prepared::PreparedRequest;
use crate::protocol::{is_signed, is_unsigned_by_design, verify_signature};
use crate::reply::RawReply;
use crate::transport::arrival::{Arrival, Limits};

/// A successful answer.
pub(crate) struct Success {
    pub(crate) reply: RawReply,
    pub(crate) verified: bool,
}

impl Client {
    /// Sends the call that `parts` describe and verifies its answer.
    pub(crate) async fn exchange(&self, mut parts: Parts<'_>) -> Result<Success, Error> {
        let operation = parts.operation;
        let span = tracing::debug_span!(
            "wechatpay.call",
            operation = operation.id,
            path = operation.path,
        );
        let subject = parts.subject();
        let fail = |kind| Error::new(kind, subject);
        async {
            self.have_key(&parts).await.map_err(fail)?;
            let draft = self.draft(&mut parts).map_err(fail)?;
            let prepared = self.sign(&draft).await.map_err(fail)?;
            let path = prepared.url.path().to_owned();
            let limits = Limits::begin(Arc::clone(&self.0.timer), parts.timeouts);
            let arrival = self.send(&prepared, limits).await.map_err(fail)?;
            let longest = self.longest(operation);
            let reply = receive(arrival, longest).await.map_err(fail)?;
            tracing::debug!(
                status = reply.status.as_u16(),
                request_id = reply.request_id()
            );
            if !parts.bootstrap {
                self.know_signer(&reply.headers).await;
            }
            self.judge(reply, &path, parts.bootstrap, subject)
        }
        .instrument(span)
        .await
    }

    /// Sends `prepared` and gives the answer, of which the body is still to come.
    pub(super) async fn send(
        &self,
        prepared: &PreparedRequest,
        limits: Limits,
    ) -> Result<Arrival, ErrorKind> {
        Arrival::of(&*self.0.transport, prepared, limits).await
    }

    /// The longest answer to `operation` that is read, in bytes.
    fn longest(&self, operation: &Operation) -> usize {
        match operation.response {
            Answer::File => self.0.max_download,
            Answer::Json | Answer::Empty => self.0.max_body,
        }
    }

    /// Tells success from refusal, and the trusted from the forged.
    fn judge(
        &self,
        reply: RawReply,
        path: &str,
        bootstrap: bool,
        operation: Option<&'static Operation>,
    ) -> Result<Success, Error> {
        if !reply.status.is_success() {
            return Err(self.refusal(reply, operation));
        }
        if bootstrap || is_unsigned_by_design(path) {
            return Ok(Success {
                reply,
                verified: false,
            });
        }
        match self.verify(&reply) {
            Ok(()) => Ok(Success {
                reply,
                verified: true,
            }),
            Err(error) => {
                Err(Error::new(ErrorKind::Verification(error), operation).with_reply(reply))
            }
        }
    }

    /// The error that an answer without success is.
    pub(super) fn refusal(&self, reply: RawReply, operation: Option<&'static Operation>) -> Error {
        let verification = is_signed(&reply.headers).then(|| self.verify(&reply));
        let error = Box::new(ApiError::read(&reply, verification));
        Error::new(ErrorKind::Api(error), operation).with_reply(reply)
    }

    pub(super) fn verify(&self, reply: &RawReply) -> Result<(), crate::protocol::VerifyError> {
        let now = self.0.clock.unix_seconds();
        verify_signature(&self.0.keys.snapshot(), &reply.headers, &reply.body, now)
    }

    /// Whether `parts` ask for an error where an answer differs from the documentation.
    pub(crate) fn is_strict(&self, parts: &Parts<'_>) -> bool {
        self.0.strict || parts.strict
    }
}

/// Reads the whole answer, if its body has at most `longest` bytes.
pub(super) async fn receive(arrival: Arrival, longest: usize) -> Result<RawReply, ErrorKind> {
    let (status, headers) = (arrival.status, arrival.headers.clone());
    let body = arrival.whole(longest).await?;
    Ok(RawReply::new(status, headers, body))
}
