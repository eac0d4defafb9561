//! Logs where an answer or a notification differs from the documentation.
//!
//! Invariant: the place and the kind are logged, never a value.

use crate::record::{Deviation, DeviationKind};

/// Logs `deviations` of `source`: an operation's id, or an event type. New fields are
/// everyday life, so they are told to those who ask only.
pub(crate) fn report(source: &str, deviations: &[Deviation]) {
    for Deviation { path, kind } in deviations {
        if *kind == DeviationKind::UnknownField {
            tracing::debug!(source, path, ?kind, "there is a field that is not known");
        } else {
            tracing::warn!(source, path, ?kind, "this differs from the documentation");
        }
    }
}
