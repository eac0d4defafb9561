//! The impls that are the same for every generated type, word by word.
//!
//! They are here rather than in the generated text because thousands of copies would
//! bury what differs. Each hands over to one function of the runtime: what a derive
//! would expand to costs a hundred times as much to compile (see `docs/compile-time.md`).
//! For the same reason `Debug` is written with short names for its types.

/// What `Debug::fmt` takes.
pub(crate) type Formatter<'a, 'b> = &'a mut ::core::fmt::Formatter<'b>;
/// What `Debug::fmt` gives.
pub(crate) type Shown = ::core::fmt::Result;

/// What every struct has beside its table of fields; `answer` after the name says that
/// no request has it.
macro_rules! record {
    ($name:ident $(, $answer:ident)?) => {
        impl ::core::clone::Clone for $name {
            #[inline]
            fn clone(&self) -> Self {
                ::wechatpay_runtime::record::duplicate(self)
            }
        }

        impl ::core::fmt::Debug for $name {
            #[inline]
            fn fmt(&self, f: crate::macros::Formatter) -> crate::macros::Shown {
                ::wechatpay_runtime::record::debug(self, f)
            }
        }

        #[cfg(feature = "extra-traits")]
        crate::macros::record_extra!($name $(, $answer)?);
        #[cfg(feature = "serde")]
        crate::macros::serde!($name);
    };
}

/// What the feature `extra-traits` adds to a struct.
#[cfg(feature = "extra-traits")]
macro_rules! record_extra {
    ($name:ident) => {
        impl ::core::cmp::PartialEq for $name {
            #[inline]
            fn eq(&self, other: &Self) -> ::core::primitive::bool {
                ::wechatpay_runtime::record::eq(self, other)
            }
        }
    };
    ($name:ident, answer) => {
        crate::macros::record_extra!($name);

        impl ::core::default::Default for $name {
            #[inline]
            fn default() -> Self {
                ::wechatpay_runtime::Record::empty()
            }
        }
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
        impl ::core::clone::Clone for $name {
            #[inline]
            fn clone(&self) -> Self {
                ::core::convert::From::from(self.$read())
            }
        }

        impl ::core::fmt::Debug for $name {
            #[inline]
            fn fmt(&self, f: crate::macros::Formatter) -> crate::macros::Shown {
                ::core::fmt::Debug::fmt(&self.$read(), f)
            }
        }

        impl ::core::cmp::PartialEq for $name {
            #[inline]
            fn eq(&self, other: &Self) -> ::core::primitive::bool {
                self.$read() == other.$read()
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

        #[cfg(feature = "extra-traits")]
        crate::macros::enum_extra!($name, $read);
        #[cfg(feature = "serde")]
        crate::macros::serde!($name);
    };
}

/// What the feature `extra-traits` adds to an enum.
#[cfg(feature = "extra-traits")]
macro_rules! enum_extra {
    ($name:ident, $read:ident) => {
        impl ::core::cmp::Eq for $name {}

        impl ::core::hash::Hash for $name {
            fn hash<H: ::core::hash::Hasher>(&self, state: &mut H) {
                ::core::hash::Hash::hash(&self.$read(), state);
            }
        }
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
#[cfg(feature = "extra-traits")]
pub(crate) use {enum_extra, record_extra};
pub(crate) use {integer_enum, open_enum, record, text_enum};
