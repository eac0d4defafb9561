//! What a call can give: a record, a file, or nothing.
//!
//! Invariant: `respond` sees successful answers only, and those that had to be verified verified.

use crate::download::Download;
use crate::record::{DecodeError, Decoded, Open, Record, decode};
use crate::reply::RawReply;

/// A type that a [`Call`](crate::Call) can give: `()`, [`Download`] and every [`Record`].
pub trait Respond: Sized + Send {
    /// Reads the answer; `open` decrypts the fields that are encrypted for the caller.
    ///
    /// # Errors
    /// Where the body cannot be read at all.
    #[doc(hidden)]
    fn respond(reply: &RawReply, open: Option<&dyn Open>) -> Result<Decoded<Self>, DecodeError>;
}

impl Respond for () {
    fn respond(_: &RawReply, _: Option<&dyn Open>) -> Result<Decoded<Self>, DecodeError> {
        Ok(Decoded {
            value: (),
            deviations: Vec::new(),
        })
    }
}

impl Respond for Download {
    fn respond(reply: &RawReply, _: Option<&dyn Open>) -> Result<Decoded<Self>, DecodeError> {
        let value = Download {
            content_type: reply.content_type().map(str::to_owned),
            bytes: reply.body.clone(),
        };
        Ok(Decoded {
            value,
            deviations: Vec::new(),
        })
    }
}

impl<T: Record> Respond for T {
    fn respond(reply: &RawReply, open: Option<&dyn Open>) -> Result<Decoded<Self>, DecodeError> {
        decode(&reply.body, open)
    }
}
