//! Awaiting a call: from its parts to its answer.
//!
//! Invariant: all of this is compiled once. An answer's type comes in only where an empty
//! one is made and handed out.

use std::future::Future;
use std::marker::PhantomData;
use std::pin::Pin;
use std::task::{Context, Poll};

use crate::call::Parts;
use crate::client::{Client, Success};
use crate::deviations;
use crate::error::{Error, ErrorKind};
use crate::operation::Operation;
use crate::record::{Open, Record, decode_into};
use crate::reply::Reply;
use crate::respond::Respond;

/// A call under way; gives its answer. Made by `.await` on a [`Call`](crate::Call).
#[must_use = "a call does nothing until it is awaited"]
pub struct Answering<'a, R> {
    exchanging: Exchanging<'a>,
    answer: PhantomData<fn() -> R>,
}

/// What waits for the answer, whatever its type.
pub(crate) type Exchanging<'a> =
    Pin<Box<dyn Future<Output = Result<Exchanged<'a>, Error>> + Send + 'a>>;

/// An answer that is not decoded yet.
pub(crate) struct Exchanged<'a> {
    pub(crate) client: &'a Client,
    pub(crate) operation: &'static Operation,
    pub(crate) strict: bool,
    pub(crate) success: Success,
}

/// Sends the call that `parts` describe and verifies its answer.
pub(crate) fn exchange(parts: Parts<'_>) -> Exchanging<'_> {
    let client = parts.client;
    client.exchange(parts)
}

impl Exchanged<'_> {
    /// The answer, with everything around it.
    pub(crate) fn reply<R: Respond>(self) -> Result<Reply<R>, Error> {
        let mut value = R::empty();
        let around = self.read(value.record())?;
        Ok(Reply {
            value,
            status: around.status,
            headers: around.headers,
            request_id: around.request_id,
            raw: around.raw,
            deviations: around.deviations,
            verified: around.verified,
        })
    }

    /// The answer alone.
    fn answer<R: Respond>(self) -> Result<R, Error> {
        let mut value = R::empty();
        self.fill(value.record())?;
        Ok(value)
    }

    /// Reads the body into `record`, and drops what is around it here and not for each type.
    #[inline(never)]
    fn fill(self, record: Option<&mut dyn Record>) -> Result<(), Error> {
        self.read(record).map(drop)
    }

    /// Reads the body into `record`, where the answer is one; gives what is around it.
    fn read(self, record: Option<&mut dyn Record>) -> Result<Reply<()>, Error> {
        let Success {
            reply: raw,
            verified,
            attempt,
        } = self.success;
        let subject = Some(self.operation);
        let fail = |kind, raw| {
            Err(Error::new(kind, subject)
                .with_reply(raw)
                .after(attempt, false))
        };
        // What nobody vouches for is not decrypted.
        let opener = self.client.opener(self.operation).filter(|_| verified);
        let open = opener.as_ref().map(|opener| opener as &dyn Open);
        let decoded = record.map_or(Ok(Vec::new()), |record| {
            decode_into(record, &raw.body, open)
        });
        let deviations = match decoded {
            Ok(deviations) => deviations,
            Err(error) => return fail(ErrorKind::Decode(error), raw),
        };
        deviations::report(self.operation.id, &deviations);
        if self.strict && !deviations.is_empty() {
            return fail(ErrorKind::Deviations(deviations), raw);
        }
        Ok(Reply {
            value: (),
            status: raw.status,
            request_id: raw.request_id().map(str::to_owned),
            headers: raw.headers,
            raw: raw.body,
            deviations,
            verified,
        })
    }
}

impl<'a, R> Answering<'a, R> {
    pub(crate) fn of(parts: Parts<'a>) -> Self {
        Self {
            exchanging: exchange(parts),
            answer: PhantomData,
        }
    }
}

impl<R: Respond> Future for Answering<'_, R> {
    type Output = Result<R, Error>;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        let exchanged = self.exchanging.as_mut().poll(context);
        exchanged.map(|exchanged| exchanged?.answer())
    }
}

impl<R> std::fmt::Debug for Answering<'_, R> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Answering").finish_non_exhaustive()
    }
}
