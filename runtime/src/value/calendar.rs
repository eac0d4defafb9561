//! The proleptic Gregorian calendar and RFC 3339, as far as two value types need them.
//!
//! Invariant: what is accepted is exactly the grammar of RFC 3339, section 5.6, with
//! days that exist; anything else is `None`, never a panic.

/// A day of the calendar.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Day {
    /// 0 to 9999.
    pub(super) year: u16,
    /// 1 to 12.
    pub(super) month: u8,
    /// 1 to 31.
    pub(super) day: u8,
}

/// A moment: seconds since 1970-01-01T00:00:00Z, and nanoseconds after them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Moment {
    pub(super) seconds: i64,
    pub(super) nanoseconds: u32,
    /// Seconds that the text's clock is ahead of UTC.
    #[allow(dead_code, reason = "read by the conversions behind features")]
    pub(super) offset: i32,
}

/// The first and the last second that four digits of a year can express at UTC+8.
const EARLIEST: i64 = -62_167_219_200 - BEIJING;
const LATEST: i64 = 253_402_300_799 - BEIJING;

/// Seconds that Beijing is ahead of UTC.
const BEIJING: i64 = 8 * 3600;

const SECONDS_A_DAY: i64 = 86_400;

impl Day {
    /// The day, if it exists.
    pub(super) fn new(year: u16, month: u8, day: u8) -> Option<Self> {
        let exists = year <= 9999 && day >= 1 && day <= days_in(year, month)?;
        exists.then_some(Self { year, month, day })
    }

    /// `2025-01-31` and nothing else.
    pub(super) fn parse(text: &str) -> Option<Self> {
        let mut rest = text.as_bytes();
        let day = Self::take(&mut rest)?;
        rest.is_empty().then_some(day)
    }

    fn take(rest: &mut &[u8]) -> Option<Self> {
        let year = digits(rest, 4)?;
        byte(rest, b"-")?;
        let month = digits(rest, 2)?;
        byte(rest, b"-")?;
        let day = digits(rest, 2)?;
        Self::new(
            u16::try_from(year).ok()?,
            u8::try_from(month).ok()?,
            u8::try_from(day).ok()?,
        )
    }

    /// Days since 1970-01-01.
    fn number(self) -> i64 {
        // Counted in years that begin in March, so that the leap day is a year's last.
        let (month, early) = (i64::from(self.month), self.month <= 2);
        let year = i64::from(self.year) - i64::from(early);
        let month_from_march = (month + 9) % 12;
        let day_of_year = (153 * month_from_march + 2) / 5 + i64::from(self.day) - 1;
        let leap_days = year.div_euclid(4) - year.div_euclid(100) + year.div_euclid(400);
        year * 365 + leap_days + day_of_year - 719_468
    }

    /// The day that is `number` days after 1970-01-01.
    fn from_number(number: i64) -> (i64, i64, i64) {
        let shifted = number + 719_468;
        let era = shifted.div_euclid(146_097);
        let day_of_era = shifted.rem_euclid(146_097);
        let year_of_era =
            (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
        let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
        let month_from_march = (5 * day_of_year + 2) / 153;
        let day = day_of_year - (153 * month_from_march + 2) / 5 + 1;
        let month = (month_from_march + 2) % 12 + 1;
        let year = year_of_era + era * 400 + i64::from(month <= 2);
        (year, month, day)
    }
}

/// How many days the month has; `None` where there is no such month.
fn days_in(year: u16, month: u8) -> Option<u8> {
    let leap = year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400));
    match month {
        2 => Some(if leap { 29 } else { 28 }),
        4 | 6 | 9 | 11 => Some(30),
        1..=12 => Some(31),
        _ => None,
    }
}

/// The moment that an RFC 3339 text names.
///
/// A leap second (`:60`) is the second after; digits beyond nanoseconds are cut off.
pub(super) fn parse_moment(text: &str) -> Option<Moment> {
    let mut rest = text.as_bytes();
    let day = Day::take(&mut rest)?;
    byte(&mut rest, b"Tt")?;
    let hour = digits(&mut rest, 2).filter(|&hour| hour < 24)?;
    byte(&mut rest, b":")?;
    let minute = digits(&mut rest, 2).filter(|&minute| minute < 60)?;
    byte(&mut rest, b":")?;
    let second = digits(&mut rest, 2).filter(|&second| second <= 60)?;
    let nanoseconds = fraction(&mut rest)?;
    let offset = offset_seconds(&mut rest)?;
    if !rest.is_empty() {
        return None;
    }
    let of_day = i64::from(hour) * 3600 + i64::from(minute) * 60 + i64::from(second);
    Some(Moment {
        seconds: day.number() * SECONDS_A_DAY + of_day - i64::from(offset),
        nanoseconds,
        offset,
    })
}

/// The second as RFC 3339 at UTC+8, which is how WeChat Pay writes times.
pub(super) fn format_at_beijing(seconds: i64) -> String {
    let local = seconds.clamp(EARLIEST, LATEST) + BEIJING;
    let (year, month, day) = Day::from_number(local.div_euclid(SECONDS_A_DAY));
    let of_day = local.rem_euclid(SECONDS_A_DAY);
    let (hour, minute, second) = (of_day / 3600, of_day / 60 % 60, of_day % 60);
    format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}+08:00")
}

/// Exactly `count` digits.
fn digits(rest: &mut &[u8], count: usize) -> Option<u32> {
    let (head, tail) = rest.split_at_checked(count)?;
    let mut value = 0;
    for &digit in head {
        if !digit.is_ascii_digit() {
            return None;
        }
        value = value * 10 + u32::from(digit - b'0');
    }
    *rest = tail;
    Some(value)
}

/// One byte out of `wanted`.
fn byte(rest: &mut &[u8], wanted: &[u8]) -> Option<u8> {
    let (&first, tail) = rest.split_first()?;
    if !wanted.contains(&first) {
        return None;
    }
    *rest = tail;
    Some(first)
}

/// `.123`, in nanoseconds; nothing is 0.
fn fraction(rest: &mut &[u8]) -> Option<u32> {
    if byte(rest, b".").is_none() {
        return Some(0);
    }
    let mut nanoseconds = 0;
    let mut unit = 100_000_000;
    let mut any = false;
    while let Some(digit) = digits(rest, 1) {
        nanoseconds += digit * unit;
        unit /= 10;
        any = true;
    }
    any.then_some(nanoseconds)
}

/// `Z` or `+08:00`, in seconds east.
fn offset_seconds(rest: &mut &[u8]) -> Option<i32> {
    let sign = match byte(rest, b"Zz+-")? {
        b'+' => 1,
        b'-' => -1,
        _ => return Some(0),
    };
    let hours = digits(rest, 2).filter(|&hours| hours < 24)?;
    byte(rest, b":")?;
    let minutes = digits(rest, 2).filter(|&minutes| minutes < 60)?;
    let seconds = i32::try_from(hours * 3600 + minutes * 60).ok()?;
    Some(sign * seconds)
}
