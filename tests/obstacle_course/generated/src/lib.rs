//! Bindings of a WeChat Pay whose names are all hard to be Rust names.
//!
//! Everything but this file and `Cargo.toml` is generated; the macros and the client are
//! those of the real crate.

#![allow(dead_code, unused_imports, unused_macros)]
#![allow(
    clippy::enum_variant_names,
    clippy::module_inception,
    clippy::new_ret_no_self,
    clippy::should_implement_trait,
    clippy::wrong_self_convention
)]

#[path = "../../../../generated/src/client.rs"]
mod client;
#[path = "../../../../generated/src/macros.rs"]
mod macros;

// @generated modules begin
#[rustfmt::skip]
pub mod v3;
#[rustfmt::skip]
pub mod notifications;
#[rustfmt::skip]
mod root;
#[cfg(feature = "tables")]
#[rustfmt::skip]
pub mod tables;
// @generated modules end

pub use client::Wechatpay;
pub use wechatpay_runtime as runtime;

pub(crate) use macros::{integer_enum, record, text_enum};
