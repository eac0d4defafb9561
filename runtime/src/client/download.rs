//! Opening a download: what must be checked at its end is decided when its head is there.
//! Until then it is sent again as a call is; once the file is handed out, nothing is.
//!
//! Invariant: content that is neither signed nor of a kind that WeChat Pay never signs is
//! handed out only where its hash was promised.

use http::StatusCode;
use tracing::Instrument as _;

use super::Client;
use super::attempts::Attempts;
use super::trace::{self, Answered};
use crate::call::Parts;
use crate::download::{Download, Head, Promise};
use crate::error::{Error, ErrorKind};
use crate::protocol::{
    is_signed, is_unsigned_by_design, signed_statement, statement_sha1, verify_signature,
};
use crate::transport::arrival::Arrival;

impl Client {
    /// Sends the call that `parts` describe and gives the file, which is still to come.
    pub(crate) async fn open(&self, parts: Parts<'_>) -> Result<Download, Error> {
        let span = trace::span(&parts);
        let began = self.0.timer.now();
        let came = self.open_in_span(parts).instrument(span.clone()).await;
        let answered = came.as_ref().map(|download| Answered {
            attempt: download.attempt(),
            status: download.status(),
            headers: download.headers(),
        });
        trace::end(&span, answered, &*self.0.timer, began);
        came
    }

    async fn open_in_span(&self, parts: Parts<'_>) -> Result<Download, Error> {
        if let Some(Err(error)) = &parts.wanted.promise {
            let kind = ErrorKind::Download(error.clone());
            return Err(Error::new(kind, parts.subject()));
        }
        let mut attempts = Attempts::begin(parts).await?;
        loop {
            match self.open_once(&attempts).await {
                Ok(download) => return Ok(download),
                Err(error) => attempts.again(error).await?,
            }
        }
    }

    /// Sends the request once, and takes the file if its head allows that.
    async fn open_once(&self, attempts: &Attempts<'_>) -> Result<Download, Error> {
        let subject = attempts.parts.subject();
        let fail = |kind| Error::new(kind, subject);
        let arrival = self.head(attempts).await.map_err(fail)?;
        // 202: accepted, and there is no file yet.
        if !arrival.status.is_success() || arrival.status == StatusCode::ACCEPTED {
            let reply = arrival.whole(self.0.max_body).await.map_err(fail)?;
            return Err(self.refusal(reply, subject));
        }
        self.take(attempts, arrival).await
    }

    /// The head of the answer to one attempt.
    async fn head(&self, attempts: &Attempts<'_>) -> Result<Arrival, ErrorKind> {
        let began = self.0.timer.now();
        let came = self.send(&attempts.request, &attempts.limits).await;
        let elapsed = trace::since(&*self.0.timer, began);
        match &came {
            Ok(arrival) => {
                let answered = Answered {
                    attempt: attempts.number,
                    status: arrival.status,
                    headers: &arrival.headers,
                };
                trace::answered(answered, elapsed);
                if is_signed(&arrival.headers) {
                    self.know_signer(&arrival.headers).await;
                }
            }
            Err(kind) => trace::unanswered(kind.name(), attempts.number, elapsed),
        }
        came
    }

    /// The file whose head is `arrival`.
    async fn take(&self, attempts: &Attempts<'_>, mut arrival: Arrival) -> Result<Download, Error> {
        let parts = &attempts.parts;
        let fail = |kind| Error::new(kind, parts.subject());
        let path = attempts.request.url.path();
        let statement = self.statement(path, &arrival).map_err(fail)?;
        let promised = parts.wanted.promise.iter().flatten().cloned();
        let limit = parts.wanted.limit;
        let head = Head {
            status: arrival.status,
            headers: arrival.headers.clone(),
            operation: parts.operation,
            attempt: attempts.number,
            limit: limit.unwrap_or(u64::try_from(self.0.max_download).unwrap_or(u64::MAX)),
            promises: promised.chain(statement).collect(),
        };
        if !head.promises.is_empty() || is_unsigned_by_design(path) {
            // A large file takes longer than a call may; a silence ends it all the same.
            arrival.head_is_there();
            return Ok(Download::arriving(head, arrival));
        }
        let longest = self.0.max_body;
        let reply = arrival.whole(longest).await.map_err(fail)?;
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
