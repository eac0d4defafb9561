//! [`Timestamp`](super::Timestamp) and [`Date`](super::Date) as the types of the time
//! crates, each behind a feature of the crate's name.
//!
//! Invariant: what the wire says is what is converted; a text that is no time gives
//! `None`. The other way, a moment is written to the second at UTC+8, as WeChat Pay does.

#[cfg(feature = "chrono")]
mod chrono;
#[cfg(feature = "jiff")]
mod jiff;
#[cfg(feature = "time")]
mod time;
