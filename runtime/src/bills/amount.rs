//! Amounts: the bill's decimal yuan as whole numbers.
//!
//! Invariant: only integers; what does not fit exactly is an error, never rounded.

/// Digits after the point of an amount in fen.
const FEN_DIGITS: usize = 2;
/// Digits after the point of a fee.
const FEE_DIGITS: usize = 5;

/// A text that is no amount.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum AmountError {
    /// It is no decimal number.
    #[error("it is no decimal number in yuan")]
    NotANumber,
    /// It has more digits after the point than the unit has.
    #[error("it has more than {0} digits after the point, which would have to be rounded")]
    TooFine(usize),
    /// It is too large for 64 bits.
    #[error("it is too large")]
    TooLarge,
}

/// Yuan as they are written in bills (`1.00`, `-0.5`, `3`) in fen.
///
/// # Errors
/// Where it is no number, has more than two digits after the point, or is too large.
///
/// ```
/// # use wechatpay_runtime::bills::fen_from_yuan;
/// assert_eq!(fen_from_yuan("-12.30"), Ok(-1230));
/// assert!(fen_from_yuan("0.001").is_err());
/// ```
pub fn fen_from_yuan(yuan: &str) -> Result<i64, AmountError> {
    scaled(yuan, FEN_DIGITS)
}

/// Fen in yuan as bills write them: 123 is `1.23`.
pub fn yuan_from_fen(fen: i64) -> String {
    decimal(fen, FEN_DIGITS)
}

/// A fee (手续费), which bills state to the thousandth of a fen.
///
/// WeChat Pay settles the sum, rounded; a single row's fee need not be whole fen.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Fee(i64);

impl Fee {
    /// A fee of so many hundred-thousandths of a yuan: 300 are 0.003 yuan, or 0.3 fen.
    pub const fn from_hundred_thousandths(count: i64) -> Self {
        Self(count)
    }

    /// Yuan as they are written in bills: `0.00300`.
    ///
    /// # Errors
    /// Where it is no number, has more than five digits after the point, or is too large.
    pub fn from_yuan(yuan: &str) -> Result<Self, AmountError> {
        scaled(yuan, FEE_DIGITS).map(Self)
    }

    /// In hundred-thousandths of a yuan.
    pub const fn hundred_thousandths(self) -> i64 {
        self.0
    }

    /// In fen, where it is a whole number of them.
    pub const fn fen(self) -> Option<i64> {
        if self.0 % 1000 == 0 {
            Some(self.0 / 1000)
        } else {
            None
        }
    }
}

/// In yuan, as bills write it: `0.00300`.
impl std::fmt::Display for Fee {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.pad(&decimal(self.0, FEE_DIGITS))
    }
}

/// `text` times ten to the power of `digits`.
fn scaled(text: &str, digits: usize) -> Result<i64, AmountError> {
    let (negative, unsigned) = match text.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, text),
    };
    let (whole, fraction) = unsigned.split_once('.').unwrap_or((unsigned, "0"));
    let is_number = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    if !is_number(whole) || !is_number(fraction) {
        return Err(AmountError::NotANumber);
    }
    if fraction.len() > digits {
        return Err(AmountError::TooFine(digits));
    }
    let padding = std::iter::repeat_n(b'0', digits - fraction.len());
    let mut value = whole.bytes().chain(fraction.bytes()).chain(padding);
    // Counted downwards, for the lowest number has no positive counterpart.
    let value = value.try_fold(0_i64, |value, digit| {
        value.checked_mul(10)?.checked_sub(i64::from(digit - b'0'))
    });
    let value = value.ok_or(AmountError::TooLarge)?;
    if negative {
        Ok(value)
    } else {
        value.checked_neg().ok_or(AmountError::TooLarge)
    }
}

fn decimal(value: i64, digits: usize) -> String {
    let sign = if value < 0 { "-" } else { "" };
    let width = digits + 1;
    let text = format!("{:0width$}", value.unsigned_abs());
    let (whole, fraction) = text.split_at(text.len() - digits);
    format!("{sign}{whole}.{fraction}")
}
