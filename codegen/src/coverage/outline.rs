//! The flat form that facts and specs are compared in.

use std::collections::{BTreeMap, BTreeSet};

use crate::model::TypePath;

/// The fields of an operation or notification by path: `query.mchid`, `body.amount.total`,
/// `response.data[].serial_no`, `resource.amount.total`.
pub type Outline = BTreeMap<String, FieldOutline>;

/// An operation or notification with its fields.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Subject {
    /// `POST /v3/pay/transactions/jsapi`, or `notification TRANSACTION.SUCCESS`.
    pub id: String,
    /// The fields.
    pub outline: Outline,
}

/// What is compared of a field.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct FieldOutline {
    /// `string`, `integer`, `number`, `boolean`, `object`, `array`, `file`.
    pub ty: String,
    /// Whether it is required.
    pub required: bool,
    /// The enum's values, as text; empty: not an enum.
    pub values: BTreeSet<String>,
    /// Whether it travels encrypted.
    pub encrypted: bool,
    /// Whether the facts doubt that it exists.
    pub doubtful: bool,
    /// Whether nothing is known of what is inside it.
    pub opaque: bool,
    /// Of a spec: the type and the field that declare it. Many paths may lead to one.
    pub declared: Option<(TypePath, String)>,
}

/// Headers that the runtime sends by itself, so that no spec has them.
pub(super) const RUNTIME_HEADERS: [&str; 7] = [
    "Wechatpay-Serial",
    "Wechatpay-Nonce",
    "Wechatpay-Signature",
    "Wechatpay-Timestamp",
    "Wechatpay-Signature-Type",
    "Request-ID",
    "Accept-Encoding",
];
