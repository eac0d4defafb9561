//! What a call can give: a record or nothing. (A file is a [`Download`](crate::Download), which
//! has ways of its own.)

use crate::record::Record;

/// A type that a [`Call`](crate::Call) reads from an answer: `()` and every [`Record`].
pub trait Respond: Sized + Send {
    /// An answer that is not filled yet.
    #[doc(hidden)]
    fn empty() -> Self;

    /// What the body is read into; nothing where there is no body.
    #[doc(hidden)]
    fn record(&mut self) -> Option<&mut dyn Record>;
}

impl Respond for () {
    fn empty() -> Self {}

    fn record(&mut self) -> Option<&mut dyn Record> {
        None
    }
}

impl<T: Record> Respond for T {
    fn empty() -> Self {
        <T as Record>::empty()
    }

    fn record(&mut self) -> Option<&mut dyn Record> {
        Some(self)
    }
}
