//! Numbers with a fraction.
//!
//! Invariant: only what is reached through [`Number`] reads or writes an `f64` as text. That is
//! some 50 KB of an application, and one whose types have no such field is without them.

/// Up to here, every whole number has an `f64` of its own.
const EXACT: f64 = 9_007_199_254_740_992.0;

/// A number with a fraction: an `f64`.
pub trait Number: std::fmt::Debug {
    /// The number.
    fn get(&self) -> f64;

    /// Keeps `number`.
    fn set(&mut self, number: f64);

    /// The shortest text that reads as the number, without a fraction if it is whole; `None`
    /// where it is not finite.
    fn text(&self) -> Option<String>;

    /// Keeps the finite number that `text` spells; `false` where it spells none.
    fn read(&mut self, text: &str) -> bool;
}

impl Number for f64 {
    fn get(&self) -> f64 {
        *self
    }

    fn set(&mut self, number: f64) {
        *self = number;
    }

    fn text(&self) -> Option<String> {
        let exact = self.fract() == 0.0 && self.abs() <= EXACT;
        if exact {
            // In this range the conversion loses nothing.
            return Some((*self as i64).to_string());
        }
        // `Debug`, for unlike `Display` it writes no hundreds of zeros.
        self.is_finite().then(|| format!("{self:?}"))
    }

    fn read(&mut self, text: &str) -> bool {
        let read = text.parse().ok().filter(|number: &f64| number.is_finite());
        *self = read.unwrap_or(*self);
        read.is_some()
    }
}
