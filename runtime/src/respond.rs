//! What a call can give: a record or nothing. (A file is a [`Download`](crate::Download), which
//! has ways of its own.)
//!
//! Invariant: `respond` sees successful answers only, and those that had to be verified verified.

use crate::record::{DecodeError, Decoded, Open, Record, decode};
use crate::reply::RawReply;

/// A type that a [`Call`](crate::Call) reads from an answer: `()` and every [`Record`].
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

impl<T: Record> Respond for T {
    fn respond(reply: &RawReply, open: Option<&dyn Open>) -> Result<Decoded<Self>, DecodeError> {
        decode(&reply.body, open)
    }
}
