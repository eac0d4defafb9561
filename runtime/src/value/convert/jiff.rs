//! The crate `jiff`.

use ::jiff::civil;

use crate::value::{Date, Timestamp, calendar};

impl Timestamp {
    /// The moment, where the text is RFC 3339 and `jiff` can express it. The text's offset
    /// is not part of it.
    pub fn to_jiff(&self) -> Option<::jiff::Timestamp> {
        let moment = calendar::parse_moment(self.as_str())?;
        let nanoseconds = i32::try_from(moment.nanoseconds).ok()?;
        ::jiff::Timestamp::new(moment.seconds, nanoseconds).ok()
    }
}

/// To the second, at UTC+8; see [`Timestamp::from_unix_seconds`].
impl From<::jiff::Timestamp> for Timestamp {
    fn from(time: ::jiff::Timestamp) -> Self {
        // `as_second` would round a moment before 1970 up.
        let seconds = time.as_nanosecond().div_euclid(1_000_000_000);
        Self::from_unix_seconds(i64::try_from(seconds).unwrap_or_default())
    }
}

impl Date {
    /// The day, where the text is one of the calendar.
    pub fn to_jiff(&self) -> Option<civil::Date> {
        let year = i16::try_from(self.year()?).ok()?;
        let (month, day) = (self.month()?, self.day()?);
        civil::Date::new(year, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok()
    }

    /// The day, if its year is one of 0 to 9999.
    pub fn from_jiff(date: civil::Date) -> Option<Self> {
        Self::from_ymd(
            u16::try_from(date.year()).ok()?,
            date.month().unsigned_abs(),
            date.day().unsigned_abs(),
        )
    }
}
