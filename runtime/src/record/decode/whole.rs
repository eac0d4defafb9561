//! Whole numbers that are spelled with a fraction or an exponent: `100.00`, `1e2`.

/// The integer that `text` spells in decimal, if it is exactly one.
pub(super) fn whole(text: &str) -> Option<i64> {
    let (sign, magnitude) = match text.strip_prefix('-') {
        Some(magnitude) => (-1, magnitude),
        None => (1, text.strip_prefix('+').unwrap_or(text)),
    };
    let (digits, exponent) = match magnitude.split_once(['e', 'E']) {
        Some((digits, exponent)) => (digits, exponent.parse::<i32>().ok()?),
        None => (magnitude, 0),
    };
    let (before, after) = digits.split_once('.').unwrap_or((digits, ""));
    if before.is_empty() && after.is_empty() {
        return None;
    }
    // Where the point is, in the digits without it.
    let point = i64::try_from(before.len()).ok()? + i64::from(exponent);
    let (mut value, mut end) = (0_i64, 0);
    for (at, digit) in (0..).zip(before.bytes().chain(after.bytes())) {
        match digit {
            b'0' => {}
            b'1'..=b'9' if at < point => {
                value = shifted(value, at - end)?.checked_add(sign * i64::from(digit - b'0'))?;
                end = at;
            }
            _ => return None,
        }
    }
    if value == 0 {
        Some(0)
    } else {
        shifted(value, point - 1 - end)
    }
}

/// `value` with so many zeros after it.
fn shifted(value: i64, zeros: i64) -> Option<i64> {
    if value == 0 {
        return Some(0);
    }
    let factor = 10_i64.checked_pow(u32::try_from(zeros).ok()?)?;
    value.checked_mul(factor)
}
