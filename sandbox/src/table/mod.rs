//! The table of operations, types and notifications that drives the sandbox: what the
//! generator knows of every endpoint, as plain data.
//!
//! Invariant: every type that an operation, a field or a notification names is in the
//! table, so that nothing has to fail later because a name leads nowhere.

mod read;
mod shape;

use std::collections::HashMap;
use std::sync::{Arc, OnceLock};

pub use read::TableError;
pub use shape::{Field, FieldType, Fill, Location, Shape, Struct};

use serde::Deserialize;

/// Everything that is known of the API.
#[derive(Debug, Default)]
pub struct Table {
    operations: Vec<Arc<Operation>>,
    shapes: HashMap<String, Shape>,
    notifications: Vec<NotificationEntry>,
}

/// An operation, as the table describes it.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Operation {
    /// `POST /v3/pay/transactions/jsapi`, unique.
    #[serde(rename = "operation")]
    pub id: String,
    /// The path template as it is signed.
    pub path: String,
    /// The official Chinese name.
    #[serde(default)]
    pub name: String,
    /// `mainland` or `overseas`.
    #[serde(default)]
    pub host: Host,
    /// Which signature scheme the request uses.
    #[serde(default)]
    pub auth: Auth,
    /// What sending the same request again does.
    #[serde(default)]
    pub repeat: Repeat,
    /// How the list that it answers comes in pages.
    #[serde(default)]
    pub pages: Option<Pages>,
    /// The path's parameters, in the order of the template.
    #[serde(default)]
    pub path_params: Vec<Field>,
    /// The request's struct.
    #[serde(default)]
    pub request: Option<String>,
    /// How the request's body travels.
    #[serde(default)]
    pub body: Body,
    /// The statuses of success, sorted.
    #[serde(default)]
    pub statuses: Vec<u16>,
    /// What it answers.
    #[serde(default)]
    pub response: Response,
    /// The Rust path of its module.
    #[serde(default)]
    pub rust: Option<String>,
    /// The Cargo feature that gates it.
    #[serde(default)]
    pub feature: Option<String>,
}

/// Which host serves an operation. On loopback, all hosts are one.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Host {
    /// `api.mch.weixin.qq.com`.
    #[default]
    Mainland,
    /// `apihk.mch.weixin.qq.com`.
    Overseas,
}

/// Which signature scheme a request uses.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Auth {
    /// `WECHATPAY2-…` with `mchid`.
    #[default]
    Merchant,
    /// `WECHATPAY-BRAND-…` with `brand_id`.
    Brand,
}

/// What sending a request again does.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Repeat {
    /// No more than sending it once.
    Safe,
    /// No more, as long as this field of the request is the same.
    By(String),
    /// Nobody says.
    #[default]
    Unknown,
}

/// How a list comes in pages; all names are those on the wire.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Pages {
    /// The field of the request that chooses the page.
    pub by: String,
    /// What that field holds.
    pub step: Step,
    /// The field of the request that chooses how many items a page has.
    #[serde(default)]
    pub size: Option<String>,
    /// The list in the response.
    pub items: String,
    /// The field of the response that says how many items there are in all.
    #[serde(default)]
    pub total: Option<String>,
}

/// How the next page is asked for.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Step {
    /// By the number of items before it.
    Items,
    /// By its number; the first page has this one.
    Pages(i64),
    /// By the token in this field of the page before.
    Token(String),
}

/// How a request's body travels.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Body {
    /// There is none.
    #[default]
    None,
    /// A JSON object.
    Json,
    /// `multipart/form-data`.
    Multipart,
}

/// What an operation answers.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Response {
    /// No body.
    #[default]
    Empty,
    /// JSON of this type.
    Json(String),
    /// A file of one of these media types.
    File(Vec<String>),
}

/// A notification, as the table describes it.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NotificationEntry {
    /// `TRANSACTION.SUCCESS`.
    #[serde(rename = "notification")]
    pub event_type: String,
    /// The official Chinese name.
    #[serde(default)]
    pub name: String,
    /// The Rust path of its module.
    #[serde(default)]
    pub rust: Option<String>,
    /// The shapes that its resource can have.
    #[serde(default)]
    pub shapes: Vec<NotificationShape>,
    /// The Cargo features that it needs.
    #[serde(default)]
    pub features: Vec<String>,
}

/// One shape of a notification's resource.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NotificationShape {
    /// `Direct`.
    pub name: String,
    /// The resource's struct.
    #[serde(rename = "type")]
    pub type_name: String,
    /// Keys that tell this shape from the others.
    #[serde(default)]
    pub when_present: Vec<String>,
    /// Values of `original_type` that tell this shape from the others.
    #[serde(default)]
    pub when_original_type: Vec<String>,
}

impl Table {
    /// The table of the whole generated crate, read once a process.
    ///
    /// # Errors
    /// Where the generated table is not in the form that this sandbox reads: the two
    /// crates are of different versions.
    pub fn generated() -> Result<Arc<Self>, TableError> {
        static TABLE: OnceLock<Result<Arc<Table>, TableError>> = OnceLock::new();
        TABLE
            .get_or_init(|| Self::read(crate::generated_tables()).map(Arc::new))
            .clone()
    }

    /// The operations, in the order of the table.
    #[must_use]
    pub fn operations(&self) -> &[Arc<Operation>] {
        &self.operations
    }

    /// The type of this name.
    #[must_use]
    pub fn shape(&self, name: &str) -> Option<&Shape> {
        self.shapes.get(name)
    }

    /// The struct of this name; an enum is none.
    #[must_use]
    pub fn structure(&self, name: &str) -> Option<&Struct> {
        match self.shapes.get(name) {
            Some(Shape::Struct(structure)) => Some(structure),
            _ => None,
        }
    }

    /// The notification of this event type.
    #[must_use]
    pub fn notification(&self, event_type: &str) -> Option<&NotificationEntry> {
        let mut notifications = self.notifications.iter();
        notifications.find(|entry| entry.event_type == event_type)
    }

    /// All notifications.
    #[must_use]
    pub fn notifications(&self) -> &[NotificationEntry] {
        &self.notifications
    }

    /// The fields of an operation's request; none where there is nothing to send.
    pub(crate) fn request_fields(&self, operation: &Operation) -> &[Field] {
        self.request(operation)
            .map_or(&[], |request| &request.fields)
    }

    /// The struct of an operation's request.
    pub(crate) fn request(&self, operation: &Operation) -> Option<&Struct> {
        self.structure(operation.request.as_deref()?)
    }
}

impl Operation {
    /// The HTTP method: the first word of the id.
    #[must_use]
    pub fn method(&self) -> &str {
        self.id.split(' ').next().unwrap_or_default()
    }

    /// The status of success: the first that the documentation names.
    pub(crate) fn status(&self) -> u16 {
        let default = if self.response == Response::Empty {
            204
        } else {
            200
        };
        self.statuses.first().copied().unwrap_or(default)
    }
}
