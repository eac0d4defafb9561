//! The impls that are the same for every type, for the bench's own runtime.

/// What every struct has beside its table of fields.
macro_rules! record {
    ($name:ident) => {
        impl ::core::fmt::Debug for $name {
            fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                ::wechatpay_runtime::debug(self, f)
            }
        }

        impl ::core::cmp::PartialEq for $name {
            fn eq(&self, other: &Self) -> ::core::primitive::bool {
                ::wechatpay_runtime::eq(self, other)
            }
        }
    };
}

/// What an enum over strings needs.
macro_rules! text_enum {
    ($name:ident) => {
        impl ::wechatpay_runtime::Enumeration for $name {
            fn set(&mut self, text: &::core::primitive::str) -> ::core::primitive::bool {
                *self = ::core::convert::From::from(text);
                !::core::matches!(self, Self::Unknown(_))
            }
        }

        crate::macros::open_enum!($name, ::std::string::String::new());
    };
}

/// What an enum over integers needs.
macro_rules! integer_enum {
    ($name:ident) => {
        impl ::wechatpay_runtime::IntegerEnumeration for $name {
            fn set(&mut self, value: ::core::primitive::i64) -> ::core::primitive::bool {
                *self = ::core::convert::From::from(value);
                !::core::matches!(self, Self::Unknown(_))
            }
        }

        crate::macros::open_enum!($name, 0);
    };
}

/// The common part of both kinds of enum.
macro_rules! open_enum {
    ($name:ident, $empty:expr) => {
        impl ::wechatpay_runtime::Value for $name {
            fn get(&self) -> ::wechatpay_runtime::Ref<'_> {
                ::wechatpay_runtime::Ref::Value(self)
            }

            fn slot(&mut self) -> ::wechatpay_runtime::Slot<'_> {
                ::wechatpay_runtime::Slot::Value(self)
            }

            fn empty() -> Self {
                Self::Unknown($empty)
            }
        }

        impl ::core::default::Default for $name {
            fn default() -> Self {
                ::wechatpay_runtime::Value::empty()
            }
        }
    };
}

pub(crate) use {integer_enum, open_enum, record, text_enum};
