//! What time it is.

use wechatpay_runtime::{Clock, SystemClock};

/// Seconds since 1970-01-01T00:00:00Z.
pub(crate) fn unix_seconds() -> i64 {
    SystemClock.unix_seconds()
}
