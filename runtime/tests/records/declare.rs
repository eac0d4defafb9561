//! How tests declare the structs that the generator would write.

/// Declares a struct with the impls that generated code has. Each field is
/// `index name: type = flags`.
macro_rules! record {
    ($(#[$attr:meta])* $name:ident [$($one_of:expr),*] { $($index:literal $field:ident: $ty:ty = $bits:expr,)* }) => {
        $(#[$attr])*
        #[derive(Clone)]
        pub struct $name { $(pub $field: $ty,)* }

        impl ::wechatpay_runtime::Record for $name {
            fn field_ref(&self, index: usize) -> ::wechatpay_runtime::FieldRef<'_> {
                (
                    &[(stringify!($name), 0), $((stringify!($field), $bits)),*],
                    match index {
                        $($index => &self.$field,)*
                        _ => self,
                    },
                )
            }

            fn field_mut(&mut self, index: usize) -> ::wechatpay_runtime::FieldMut<'_> {
                match index {
                    $($index => &mut self.$field,)*
                    _ => panic!("no such field"),
                }
            }

            fn exactly_one_of(&self) -> &'static [&'static [u8]] {
                &[$(&$one_of),*]
            }

            fn empty() -> Self {
                Self { $($field: ::wechatpay_runtime::Value::empty(),)* }
            }
        }

        impl ::core::fmt::Debug for $name {
            fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                ::wechatpay_runtime::record::debug(self, f)
            }
        }

        impl ::core::cmp::PartialEq for $name {
            fn eq(&self, other: &Self) -> bool {
                ::wechatpay_runtime::record::eq(self, other)
            }
        }

        impl ::core::default::Default for $name {
            fn default() -> Self {
                <Self as ::wechatpay_runtime::Record>::empty()
            }
        }
    };
}
pub(crate) use record;
