//! Text that never shows: not in `Debug`, not in an error, not in memory after use.

use zeroize::Zeroizing;

/// Text that is personal or secret: a name, a phone number, a bank card.
///
/// `Debug` shows `Secret(***)`; the memory is overwritten when the value is dropped;
/// [`expose`](Secret::expose) is the only way to the text. There is no `Serialize`
/// on purpose: a record that holds secrets is written through the record layer.
#[derive(Clone, Default)]
pub struct Secret(Zeroizing<String>);

impl Secret {
    /// The text itself.
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl From<String> for Secret {
    fn from(text: String) -> Self {
        Self(Zeroizing::new(text))
    }
}

impl From<&str> for Secret {
    fn from(text: &str) -> Self {
        text.to_owned().into()
    }
}

impl std::fmt::Debug for Secret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Secret(***)")
    }
}

/// In time that depends on the lengths only.
impl PartialEq for Secret {
    fn eq(&self, other: &Self) -> bool {
        let (one, other) = (self.0.as_bytes(), other.0.as_bytes());
        aws_lc_rs::constant_time::verify_slices_are_equal(one, other).is_ok()
    }
}

impl Eq for Secret {}
