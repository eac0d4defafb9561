//! Random numbers for the pauses between attempts, so that a test can say otherwise.

/// Draws numbers evenly.
///
/// Every `Fn(u64) -> u64` is one, so a test takes the longest pause with `|bound| bound - 1`.
pub trait Random: Send + Sync {
    /// A number below `bound`, which is at least 1; each as likely as the other.
    fn below(&self, bound: u64) -> u64;
}

impl<F: Fn(u64) -> u64 + Send + Sync> Random for F {
    fn below(&self, bound: u64) -> u64 {
        self(bound)
    }
}

/// The cryptographic generator of the system. If it fails it gives the largest number.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemRandom;

impl Random for SystemRandom {
    fn below(&self, bound: u64) -> u64 {
        let bound = bound.max(1);
        // What is above the last whole multiple would favour the small numbers.
        let excess = (u64::MAX % bound + 1) % bound;
        loop {
            let mut bytes = [0; 8];
            if aws_lc_rs::rand::fill(&mut bytes).is_err() {
                return bound - 1;
            }
            let drawn = u64::from_le_bytes(bytes);
            if drawn <= u64::MAX - excess {
                return drawn % bound;
            }
        }
    }
}
