//! The impls that are the same for every generated type, word by word.
//!
//! They are here rather than in the generated text because thousands of copies would
//! bury what differs. Each hands over to one function of the runtime: what a derive
//! would expand to costs a hundred times as much to compile (see `docs/compile-time.md`).

/// What every struct has beside its table of fields.
macro_rules! record {
    ($name:ident) => {
        impl ::core::clone::Clone for $name {
            #[inline]
            fn clone(&self) -> Self {
                ::wechatpay_runtime::record::duplicate(self)
            }
        }

        impl ::core::fmt::Debug for $name {
            #[inline]
            fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                ::wechatpay_runtime::record::debug(self, f)
            }
        }

        impl ::core::cmp::PartialEq for $name {
            #[inline]
            fn eq(&self, other: &Self) -> ::core::primitive::bool {
                ::wechatpay_runtime::record::eq(self, other)
            }
        }

        #[cfg(feature = "serde")]
        crate::macros::serde!($name);
    };
}

/// What the record layer needs of an open enum over strings.
macro_rules! text_enum {
    ($name:ident) => {
        crate::macros::open_enum!($name, Text, as_str, ::std::string::String::new());
    };
}

/// What the record layer needs of an open enum over integers.
macro_rules! integer_enum {
    ($name:ident) => {
        crate::macros::open_enum!($name, Integer, as_i64, 0);
    };
}

/// The common part of both kinds of enum.
///
/// Two values are equal if they are the same on the wire, and show as they are there.
macro_rules! open_enum {
    ($name:ident, $kind:ident, $read:ident, $empty:expr) => {
        impl ::core::fmt::Debug for $name {
            #[inline]
            fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                ::core::fmt::Debug::fmt(&self.$read(), f)
            }
        }

        impl ::core::cmp::PartialEq for $name {
            #[inline]
            fn eq(&self, other: &Self) -> ::core::primitive::bool {
                self.$read() == other.$read()
            }
        }

        impl ::core::cmp::Eq for $name {}

        impl ::core::hash::Hash for $name {
            fn hash<H: ::core::hash::Hasher>(&self, state: &mut H) {
                ::core::hash::Hash::hash(&self.$read(), state);
            }
        }

        impl ::wechatpay_runtime::Value for $name {
            #[inline]
            fn get(&self) -> ::wechatpay_runtime::Ref<'_> {
                ::wechatpay_runtime::Ref::$kind(self.$read())
            }

            #[inline]
            fn slot(&mut self) -> ::wechatpay_runtime::Slot<'_> {
                ::wechatpay_runtime::Slot::$kind(self, Self::VALUES)
            }

            #[inline]
            fn empty() -> Self {
                Self::Unknown($empty)
            }
        }

        #[cfg(feature = "serde")]
        crate::macros::serde!($name);
    };
}

/// `Serialize` and `Deserialize`, in the form of the wire.
#[cfg(feature = "serde")]
macro_rules! serde {
    ($name:ident) => {
        impl ::serde::Serialize for $name {
            fn serialize<S: ::serde::Serializer>(
                &self,
                serializer: S,
            ) -> ::core::result::Result<S::Ok, S::Error> {
                ::wechatpay_runtime::as_json::serialize(self, serializer)
            }
        }

        impl<'de> ::serde::Deserialize<'de> for $name {
            fn deserialize<D: ::serde::Deserializer<'de>>(
                deserializer: D,
            ) -> ::core::result::Result<Self, D::Error> {
                ::wechatpay_runtime::as_json::deserialize(deserializer)
            }
        }
    };
}

#[cfg(feature = "serde")]
pub(crate) use serde;
pub(crate) use {integer_enum, open_enum, record, text_enum};
