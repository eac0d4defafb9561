//! The generated crate over HTTP against the sandbox, which is driven by the same specs:
//! calls, failures, notifications, request bytes, and a walk over all operations.
#![allow(clippy::unwrap_used)]

mod bills;
mod blocking;
mod calls;
mod failures;
mod faults;
mod notification_samples;
mod notifications;
mod open_enums;
mod requests;
mod rotation;
mod sm;
mod support;
mod table;
