//! The crate `time`.

use ::time::{Month, OffsetDateTime, UtcOffset};

use crate::value::{Date, Timestamp, calendar};

impl Timestamp {
    /// The moment at the offset that the text has, where the text is RFC 3339.
    pub fn to_time(&self) -> Option<OffsetDateTime> {
        let moment = calendar::parse_moment(self.as_str())?;
        let nanoseconds =
            i128::from(moment.seconds) * 1_000_000_000 + i128::from(moment.nanoseconds);
        let offset = UtcOffset::from_whole_seconds(moment.offset).ok()?;
        OffsetDateTime::from_unix_timestamp_nanos(nanoseconds)
            .ok()?
            .checked_to_offset(offset)
    }
}

/// To the second, at UTC+8; see [`Timestamp::from_unix_seconds`].
impl From<OffsetDateTime> for Timestamp {
    fn from(time: OffsetDateTime) -> Self {
        Self::from_unix_seconds(time.unix_timestamp())
    }
}

impl Date {
    /// The day, where the text is one of the calendar.
    pub fn to_time(&self) -> Option<::time::Date> {
        let month = Month::try_from(self.month()?).ok()?;
        ::time::Date::from_calendar_date(self.year()?.into(), month, self.day()?).ok()
    }

    /// The day, if its year is one of 0 to 9999.
    pub fn from_time(date: ::time::Date) -> Option<Self> {
        let year = u16::try_from(date.year()).ok()?;
        Self::from_ymd(year, date.month().into(), date.day())
    }
}
