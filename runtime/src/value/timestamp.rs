//! A moment, kept as the wire has it.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use super::calendar;

/// A moment, `2018-06-08T10:34:56+08:00`.
///
/// Keeps the wire's text byte for byte, even where it is not RFC 3339: then the
/// conversions give `None`. Two timestamps are equal when their texts are.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Timestamp(String);

super::wire_text!(Timestamp);

impl Timestamp {
    /// The moment of this many seconds since 1970-01-01T00:00:00Z, written at UTC+8 as WeChat Pay does.
    ///
    /// A moment outside the years 0 to 9999 becomes the nearest one inside.
    pub fn from_unix_seconds(seconds: i64) -> Self {
        Self(calendar::format_at_beijing(seconds))
    }

    /// Whole seconds since 1970-01-01T00:00:00Z, where the text is RFC 3339.
    pub fn unix_seconds(&self) -> Option<i64> {
        calendar::parse_moment(&self.0).map(|moment| moment.seconds)
    }

    /// The moment, where the text is RFC 3339 and the platform can express it.
    pub fn to_system_time(&self) -> Option<SystemTime> {
        let moment = calendar::parse_moment(&self.0)?;
        let whole = Duration::from_secs(moment.seconds.unsigned_abs());
        let second = if moment.seconds >= 0 {
            UNIX_EPOCH.checked_add(whole)?
        } else {
            UNIX_EPOCH.checked_sub(whole)?
        };
        second.checked_add(Duration::from_nanos(moment.nanoseconds.into()))
    }
}

/// To the second, at UTC+8; see [`Timestamp::from_unix_seconds`].
impl From<SystemTime> for Timestamp {
    fn from(time: SystemTime) -> Self {
        let seconds = match time.duration_since(UNIX_EPOCH) {
            Ok(after) => i64::try_from(after.as_secs()).unwrap_or(i64::MAX),
            Err(before) => {
                let before = before.duration();
                let whole = i64::try_from(before.as_secs()).unwrap_or(i64::MAX);
                // Rounds down: half a second before the epoch is in second -1.
                -whole - i64::from(before.subsec_nanos() > 0)
            }
        };
        Self::from_unix_seconds(seconds)
    }
}
