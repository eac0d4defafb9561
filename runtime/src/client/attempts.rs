//! The attempts of one call: send, judge, and send again where that is safe.
//!
//! Invariant: an attempt carries the bytes of the one before, or is signed anew; and the
//! error that comes back does not claim less than the worst attempt may have done.

use std::sync::Arc;

use super::Client;
use super::exchange::Success;
use super::prepare::Draft;
use crate::call::Parts;
use crate::error::{Error, ErrorKind};
use crate::prepared::PreparedRequest;
use crate::transport::arrival::Limits;

/// For how long a signature is used again, in seconds; WeChat Pay takes 300.
const FRESH: i64 = 60;

impl Client {
    /// Sends `draft` until it is answered, or the policy gives up.
    pub(super) async fn attempts(
        &self,
        parts: &mut Parts<'_>,
        mut draft: Draft,
    ) -> Result<Success, Error> {
        let subject = parts.subject();
        let limits = Limits::begin(Arc::clone(&self.0.timer), parts.timeouts);
        let mut route = self.route(parts.operation.host);
        let signed = self.sign(&draft).await;
        let mut request = signed.map_err(|kind| Error::new(kind, subject))?;
        let (mut attempt, mut in_doubt) = (1, false);
        loop {
            let came = self.attempt(&request, parts, &limits, attempt).await;
            let error = match came {
                Ok(success) => return Ok(success),
                Err(error) => error.after(attempt, in_doubt),
            };
            let remaining = limits.remaining();
            let random = &*self.0.random;
            let spare = route.has_spare();
            let policy = &parts.retry;
            let Some(pause) = policy.pause(&error, attempt, spare, remaining, random) else {
                return Err(error);
            };
            tracing::debug!(attempt, ?pause, "sending again");
            if !pause.is_zero() {
                self.0.timer.sleep(pause).await;
            }
            route.move_on(&error);
            let again = self.again(request, parts, &mut draft).await;
            let directed = again.and_then(|mut request| {
                route.direct(&mut request).map_err(ErrorKind::Request)?;
                Ok(request)
            });
            // What the last attempt may have done matters more than why there is no next.
            let Ok(next) = directed else {
                return Err(error);
            };
            request = next;
            in_doubt |= error.outcome().may_have_taken_effect();
            attempt += 1;
        }
    }

    /// The request for the next attempt: the same one while its signature is fresh and the
    /// key that its fields are encrypted with is still trusted.
    async fn again(
        &self,
        request: PreparedRequest,
        parts: &mut Parts<'_>,
        draft: &mut Draft,
    ) -> Result<PreparedRequest, ErrorKind> {
        if !self.knows_key_of(draft) {
            *draft = self.draft(parts)?;
            return self.sign(draft).await;
        }
        let age = self.0.clock.unix_seconds() - request.timestamp;
        if (0..=FRESH).contains(&age) {
            Ok(request)
        } else {
            self.sign(draft).await
        }
    }
}
