//! The crate `chrono`.

use ::chrono::{DateTime, Datelike as _, FixedOffset, NaiveDate, TimeZone};

use crate::value::{Date, Timestamp, calendar};

impl Timestamp {
    /// The moment at the offset that the text has, where the text is RFC 3339.
    pub fn to_chrono(&self) -> Option<DateTime<FixedOffset>> {
        let moment = calendar::parse_moment(self.as_str())?;
        let offset = FixedOffset::east_opt(moment.offset)?;
        let moment = DateTime::from_timestamp(moment.seconds, moment.nanoseconds)?;
        Some(moment.with_timezone(&offset))
    }
}

/// To the second, at UTC+8; see [`Timestamp::from_unix_seconds`].
impl<Z: TimeZone> From<DateTime<Z>> for Timestamp {
    fn from(time: DateTime<Z>) -> Self {
        Self::from_unix_seconds(time.timestamp())
    }
}

impl Date {
    /// The day, where the text is one of the calendar.
    pub fn to_chrono(&self) -> Option<NaiveDate> {
        let (month, day) = (self.month()?.into(), self.day()?.into());
        NaiveDate::from_ymd_opt(self.year()?.into(), month, day)
    }

    /// The day, if its year is one of 0 to 9999.
    pub fn from_chrono(date: NaiveDate) -> Option<Self> {
        Self::from_ymd(
            u16::try_from(date.year()).ok()?,
            u8::try_from(date.month()).ok()?,
            u8::try_from(date.day()).ok()?,
        )
    }
}
