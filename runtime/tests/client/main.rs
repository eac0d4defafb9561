//! The runtime without the record layer: primitives, protocol, calls, notifications.
#![allow(missing_docs, unreachable_pub, clippy::unwrap_used)]

mod authorization;
#[cfg(feature = "bills")]
mod bills;
#[cfg(feature = "blocking")]
mod blocking;
mod calls;
mod canonical;
mod certificates;
mod corpus;
mod downloads;
mod faults;
mod fields;
mod front_end;
mod keys;
mod logs;
mod notifications;
mod outgoing;
mod pages;
mod receiver;
mod refusals;
mod retries;
mod round_trips;
mod secrets;
mod secrets_walk;
mod server;
mod signers;
#[cfg(feature = "sm")]
mod sm;
#[cfg(feature = "sm")]
mod sm_calls;
mod support;
mod transport;
mod trust;
mod vectors;
mod verification;
#[cfg(not(feature = "sm"))]
mod without_sm;
mod x509;
