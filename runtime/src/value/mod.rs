//! The types of single values that the standard library has no fitting type for.

mod calendar;
#[cfg(any(feature = "chrono", feature = "jiff", feature = "time"))]
mod convert;
mod date;
mod media_type;
mod secret;
mod timestamp;
mod upload;

pub use date::Date;
pub use secret::Secret;
pub use timestamp::Timestamp;
pub use upload::Upload;

/// What the types that keep the wire's text have in common: made from any text,
/// shown as that text, and read and written by serde as a string.
macro_rules! wire_text {
    ($ty:ident) => {
        impl $ty {
            /// The text, byte for byte as it is on the wire.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl ::core::convert::From<String> for $ty {
            fn from(text: String) -> Self {
                Self(text)
            }
        }

        impl ::core::convert::From<&str> for $ty {
            fn from(text: &str) -> Self {
                Self(text.to_owned())
            }
        }

        impl ::core::convert::AsRef<str> for $ty {
            fn as_ref(&self) -> &str {
                &self.0
            }
        }

        impl ::core::fmt::Display for $ty {
            fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                f.pad(&self.0)
            }
        }

        impl ::serde::Serialize for $ty {
            fn serialize<S: ::serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(&self.0)
            }
        }

        impl<'de> ::serde::Deserialize<'de> for $ty {
            fn deserialize<D: ::serde::Deserializer<'de>>(
                deserializer: D,
            ) -> Result<Self, D::Error> {
                String::deserialize(deserializer).map(Self)
            }
        }
    };
}
use wire_text;
