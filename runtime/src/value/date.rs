//! A day, kept as the wire has it.

use super::calendar::Day;

/// A day, `2025-01-31`.
///
/// Keeps the wire's text byte for byte, even where it is no date: then the parts are `None`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Date(String);

super::wire_text!(Date);

impl Date {
    /// The day, if it exists.
    ///
    /// ```
    /// # use wechatpay_runtime::Date;
    /// assert_eq!(Date::from_ymd(2024, 2, 29).unwrap().as_str(), "2024-02-29");
    /// assert_eq!(Date::from_ymd(2025, 2, 29), None);
    /// ```
    pub fn from_ymd(year: u16, month: u8, day: u8) -> Option<Self> {
        let day = Day::new(year, month, day)?;
        Some(Self(format!(
            "{:04}-{:02}-{:02}",
            day.year, day.month, day.day
        )))
    }

    /// The year, where the text is a day of the calendar.
    pub fn year(&self) -> Option<u16> {
        Day::parse(&self.0).map(|day| day.year)
    }

    /// The month from 1, where the text is a day of the calendar.
    pub fn month(&self) -> Option<u8> {
        Day::parse(&self.0).map(|day| day.month)
    }

    /// The day of the month from 1, where the text is a day of the calendar.
    pub fn day(&self) -> Option<u8> {
        Day::parse(&self.0).map(|day| day.day)
    }
}
