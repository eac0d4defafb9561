//! The model: what the emitters print, as plain, sorted, fully resolved data.
//!
//! Invariant: every node holds its wire name *and* its Rust name, every type
//! reference is an absolute path that exists, and nothing in here needs a
//! decision any more: an emitter only prints.

mod notification;
mod operation;
mod types;

use std::collections::BTreeMap;

pub use notification::{Notification, Shape};
pub use operation::{
    Auth, BodyKind, Host, Operation, OperationDocs, Pages, Repeat, Response, Step, UploadLimits,
    Verb,
};
pub use types::{
    EnumValue, Field, FieldDocs, FieldType, Fill, Location, Struct, Type, TypeKind, TypePath,
};

/// Everything that one run of the generator emits.
#[derive(Debug, Clone, Default, PartialEq, Hash)]
pub struct Model {
    /// The modules by Rust path (`["v3", "pay", "transactions"]`); the root is the empty path.
    pub modules: BTreeMap<ModulePath, Module>,
    /// The notifications, sorted by event type.
    pub notifications: Vec<Notification>,
    /// The types that notifications share, sorted by Rust name; they live in the module
    /// `notifications` itself (`["notifications", "Name"]`) and need no feature.
    pub notification_types: Vec<Type>,
    /// The Cargo features, sorted by name; see [`Feature`].
    pub features: Vec<Feature>,
}

/// The path of a module below the generated crate's root, in Rust spelling (`r#return` for a keyword).
pub type ModulePath = Vec<String>;

/// One URL node: a handle, its child segments, its verbs and the types that live there.
#[derive(Debug, Clone, Default, PartialEq, Hash)]
pub struct Module {
    /// The URL that this module mirrors: `/v3/pay/transactions`.
    pub url: String,
    /// The spec files that this module is made of, sorted, relative to the repository (`specs/v3/…`).
    pub sources: Vec<String>,
    /// The Cargo feature that gates the module; `None` for the root, `v3`, and everything below a gated one.
    pub feature: Option<String>,
    /// The child segments, sorted by wire name.
    pub children: Vec<Segment>,
    /// The operations on this URL, in the order get, post, put, patch, delete.
    pub operations: Vec<Operation>,
    /// The types that live in this module (shared by operations here or below), sorted by Rust name.
    pub types: Vec<Type>,
}

/// One step of the method tree: a URL segment below a module.
#[derive(Debug, Clone, PartialEq, Hash)]
pub struct Segment {
    /// As it stands in the URL: `return-receipts`, `{out_trade_no}`.
    pub wire: String,
    /// The method's and the child module's Rust name: `return_receipts`, `out_trade_no`.
    pub rust: String,
    /// Whether the segment is a `{param}`.
    pub param: Option<PathParam>,
    /// Whether this edge carries a feature gate (then equal to the child module's `feature`).
    pub feature: Option<String>,
}

/// What is known of a path parameter.
#[derive(Debug, Clone, Default, PartialEq, Hash)]
pub struct PathParam {
    /// The official short Chinese name: `商户订单号`.
    pub label: Option<String>,
    /// A sample value.
    pub example: Option<String>,
    /// What the wire value is: text or an integer.
    pub integer: bool,
    /// The longest value, in characters.
    pub max_length: Option<u64>,
    /// The shortest value, in characters.
    pub min_length: Option<u64>,
    /// A sentence of ours.
    pub description: Option<String>,
    /// A regular expression over the whole value.
    pub pattern: Option<String>,
    /// The values that are known, as they stand in the URL; empty where any will do.
    pub values: Vec<String>,
}

/// A Cargo feature of the generated crate.
#[derive(Debug, Clone, PartialEq, Hash)]
pub struct Feature {
    /// `pay`.
    pub name: String,
    /// The features whose types it uses, sorted.
    pub needs: Vec<String>,
}
