//! Opening a download: what must be checked at its end is decided when its head is there.
//!
//! Invariant: content that is neither signed nor of a kind that WeChat Pay never signs is
//! handed out only where its hash was promised.

use std::sync::Arc;

use tracing::Instrument as _;

use super::Client;
use super::exchange::receive;
use crate::call::Parts;
use crate::download::{Download, Head, Promise};
use crate::error::{Error, ErrorKind};
use crate::protocol::{
    is_signed, is_unsigned_by_design, signed_statement, statement_sha1, verify_signature,
};
use crate::transport::arrival::{Arrival, Limits};

impl Client {
    /// Sends the call that `parts` describe and gives the file, which is still to come.
    pub(crate) async fn open(&self, parts: Parts<'_>) -> Result<Download, Error> {
        let operation = parts.operation;
        let span = tracing::debug_span!(
            "wechatpay.call",
            operation = operation.id,
            path = operation.path,
        );
        self.open_in_span(parts).instrument(span).await
    }

    async fn open_in_span(&self, mut parts: Parts<'_>) -> Result<Download, Error> {
        let subject = parts.subject();
        let fail = |kind| Error::new(kind, subject);
        let promise = parts.wanted.promise.clone().transpose();
        let promise = promise.map_err(|error| fail(ErrorKind::Download(error)))?;
        let limit = parts.wanted.limit;
        let limit = limit.unwrap_or(u64::try_from(self.0.max_download).unwrap_or(u64::MAX));

        let draft = self.draft(&mut parts).map_err(fail)?;
        let prepared = self.sign(&draft).await.map_err(fail)?;
        let path = prepared.url.path().to_owned();
        let limits = Limits::begin(Arc::clone(&self.0.timer), parts.timeouts);
        let mut arrival = self.send(&prepared, limits).await.map_err(fail)?;
        tracing::debug!(status = arrival.status.as_u16());
        if is_signed(&arrival.headers) {
            self.know_signer(&arrival.headers).await;
        }
        if !arrival.status.is_success() {
            let reply = receive(arrival, self.0.max_body).await.map_err(fail)?;
            return Err(self.refusal(reply, subject));
        }

        let statement = self.statement(&path, &arrival).map_err(fail)?;
        let head = Head {
            status: arrival.status,
            headers: arrival.headers.clone(),
            operation: parts.operation,
            limit,
            promises: promise.into_iter().chain(statement).collect(),
        };
        if !head.promises.is_empty() || is_unsigned_by_design(&path) {
            // A large file takes longer than a call may; a silence ends it all the same.
            arrival.head_is_there();
            return Ok(Download::arriving(head, arrival));
        }
        let longest = self.0.max_body;
        let reply = receive(arrival, longest).await.map_err(fail)?;
        match self.verify(&reply) {
            Ok(()) => Ok(Download::verified(head, reply.body)),
            Err(error) => Err(fail(ErrorKind::Verification(error)).with_reply(reply)),
        }
    }

    /// The hash that a statement's head promises, once the promise is verified.
    fn statement(&self, path: &str, arrival: &Arrival) -> Result<Option<Promise>, ErrorKind> {
        let sha1 = statement_sha1(path, &arrival.headers).map_err(ErrorKind::Verification)?;
        let Some(sha1) = sha1 else {
            return Ok(None);
        };
        let (keys, now) = (self.0.keys.snapshot(), self.0.clock.unix_seconds());
        verify_signature(&keys, &arrival.headers, &signed_statement(sha1), now)
            .map_err(ErrorKind::Verification)?;
        Promise::new("SHA1", sha1)
            .map(Some)
            .map_err(ErrorKind::Download)
    }
}
