//! The attempts of one call or one download: whoever sends one and judges what came asks
//! here whether, when, where to and with which bytes it may send the next.
//!
//! Invariant: an attempt carries the bytes of the one before, or is signed anew; and the
//! error that comes back does not claim less than the worst attempt may have done.

use std::sync::Arc;

use super::hosts::Route;
use super::prepare::Draft;
use crate::call::Parts;
use crate::error::{Error, ErrorKind};
use crate::prepared::PreparedRequest;
use crate::transport::arrival::Limits;

/// For how long a signature is used again, in seconds; WeChat Pay takes 300.
const FRESH: i64 = 60;

/// The attempts of what `parts` describe, of which one is to be sent.
pub(super) struct Attempts<'a> {
    pub(super) parts: Parts<'a>,
    /// The request to send.
    pub(super) request: PreparedRequest,
    /// The limits of all attempts together, and the pauses between them.
    pub(super) limits: Limits,
    /// The number of the attempt, from 1.
    pub(super) number: u32,
    draft: Draft,
    route: Route<'a>,
    /// Whether an earlier attempt may have taken effect.
    in_doubt: bool,
}

impl<'a> Attempts<'a> {
    /// Writes and signs the request of the first attempt. The time of the call begins.
    pub(super) async fn begin(mut parts: Parts<'a>) -> Result<Self, Error> {
        let (client, subject) = (parts.client, parts.subject());
        let fail = |kind| Error::new(kind, subject);
        let draft = client.draft(&mut parts).map_err(fail)?;
        let limits = Limits::begin(Arc::clone(&client.0.timer), parts.timeouts);
        let route = client.route(parts.operation.host);
        let request = client.sign(&draft).await.map_err(fail)?;
        Ok(Self {
            parts,
            request,
            limits,
            number: 1,
            draft,
            route,
            in_doubt: false,
        })
    }

    /// Waits and turns to the next attempt, where that is safe after `error` and the policy
    /// allows one; otherwise `error` is what came of them all.
    pub(super) async fn again(&mut self, error: Error) -> Result<(), Error> {
        let error = error.after(self.number, self.in_doubt);
        let client = &self.parts.client.0;
        let remaining = self.limits.remaining();
        let spare = self.route.has_spare();
        let policy = &self.parts.retry;
        let Some(pause) = policy.pause(&error, self.number, spare, remaining, &*client.random)
        else {
            return Err(error);
        };
        tracing::debug!(attempt = self.number, ?pause, "sending again");
        if !pause.is_zero() {
            client.timer.sleep(pause).await;
        }
        self.route.move_on(&error);
        // What the last attempt may have done matters more than why there is no next.
        if self.renew().await.is_err() {
            return Err(error);
        }
        self.in_doubt |= error.outcome().may_have_taken_effect();
        self.number += 1;
        Ok(())
    }

    /// Makes the request that of the next attempt: the same one while its signature is fresh
    /// and the key that its fields are encrypted with is still trusted.
    async fn renew(&mut self) -> Result<(), ErrorKind> {
        let client = self.parts.client;
        let age = client.0.clock.unix_seconds() - self.request.timestamp;
        if !client.knows_key_of(&self.draft) {
            self.draft = client.draft(&mut self.parts)?;
            self.request = client.sign(&self.draft).await?;
        } else if !(0..=FRESH).contains(&age) {
            self.request = client.sign(&self.draft).await?;
        }
        let directed = self.route.direct(&mut self.request);
        directed.map_err(ErrorKind::Request)
    }
}
