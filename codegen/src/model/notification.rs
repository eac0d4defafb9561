//! Notifications, and the shapes of their resources.

use super::{OperationDocs, Type, TypePath};

/// A notification.
#[derive(Debug, Clone, PartialEq, Hash)]
pub struct Notification {
    /// `TRANSACTION.SUCCESS`.
    pub event_type: String,
    /// The variant's and the module's stem: `TransactionSuccess`, `transaction_success`.
    pub variant: String,
    /// The module below `notifications`: `transaction_success`.
    pub module: String,
    /// The spec file.
    pub source: String,
    /// The documentation.
    pub docs: OperationDocs,
    /// The features that the variant needs, all of them; sorted.
    pub features: Vec<String>,
    /// The shapes that the resource can have, in the order in which they are tried.
    /// One shape without a condition: the resource is that type; else an enum of them,
    /// called `Resource`: no spec may declare a type of that name here.
    pub shapes: Vec<Shape>,
    /// The types that only this notification uses, sorted by Rust name.
    pub types: Vec<Type>,
}

/// One shape of a notification's resource.
#[derive(Debug, Clone, PartialEq, Hash)]
pub struct Shape {
    /// The variant's Rust name: `Direct`.
    pub rust: String,
    /// What it is, in a word: `直连商户支付`.
    pub label: Option<String>,
    /// The resource's type.
    pub ty: TypePath,
    /// Wire names of top-level keys that must all be there for this shape to be taken.
    pub when_present: Vec<String>,
    /// The `original_type` values that name this shape; empty: any.
    pub when_original_type: Vec<String>,
}
