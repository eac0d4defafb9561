#![doc = include_str!("../README.md")]
//!
#![doc = include_str!("products.md")]
#![cfg_attr(docsrs, feature(doc_cfg))]
// With features off, a handle can be without a next step, and a macro without a type.
#![allow(dead_code, unused_imports, unused_macros)]
// Modules and methods are named after the segments of URLs, whatever these are, and
// variants after the values on the wire.
#![allow(
    clippy::enum_variant_names,
    clippy::module_inception,
    clippy::new_ret_no_self,
    clippy::should_implement_trait,
    clippy::wrong_self_convention
)]

mod client;
mod macros;

// @generated modules begin
#[rustfmt::skip]
#[cfg(feature = "brand")]
pub mod brand;
#[rustfmt::skip]
#[cfg(feature = "global")]
pub mod global;
#[rustfmt::skip]
#[cfg(feature = "hk")]
pub mod hk;
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
pub use wechatpay_runtime::{
    Call, Client, ClientBuilder, Date, Download, Error, JsonValue, NotificationParser, Reply,
    Secret, Timestamp, Upload,
};

pub(crate) use macros::{integer_enum, record, text_enum};
