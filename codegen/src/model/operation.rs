//! Operations: what is sent, to whom, and what is answered.

use super::{PathParam, Type, TypePath};

/// One operation: a verb on a URL.
#[derive(Debug, Clone, PartialEq, Hash)]
pub struct Operation {
    /// `POST /v3/pay/transactions/jsapi`.
    pub id: String,
    /// The verb.
    pub verb: Verb,
    /// The path template as it is signed, a trailing slash included: `/v3/pay/transactions/out-trade-no/{out_trade_no}/close`.
    pub path: String,
    /// The documentation of the operation.
    pub docs: OperationDocs,
    /// The host, where it is not the default one.
    pub host: Host,
    /// The signature scheme's variant.
    pub auth: Auth,
    /// What sending the same request again does.
    pub repeat: Repeat,
    /// How the list that it answers comes in pages.
    pub pages: Option<Pages>,
    /// The path parameters in the order of the template, by wire name.
    pub path_params: Vec<(String, PathParam)>,
    /// The `Request` type: its fields are query, header, body and part fields, told apart by [`Location`](super::Location).
    pub request: Option<TypePath>,
    /// How the body travels.
    pub body: BodyKind,
    /// Of a multipart body: what its files may be.
    pub upload: UploadLimits,
    /// What the answer is.
    pub response: Response,
    /// The success statuses that the documentation names, sorted.
    pub statuses: Vec<u16>,
    /// The types that live in the operation's own module (`…::post`), sorted by Rust name:
    /// `Request`, `Response` and what only this operation uses.
    pub types: Vec<Type>,
}

/// How the request's body travels.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum BodyKind {
    /// There is none.
    None,
    /// A JSON object.
    Json,
    /// `multipart/form-data`.
    Multipart,
}

/// What an upload's files may be.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub struct UploadLimits {
    /// The most bytes of one file.
    pub max_bytes: Option<u64>,
    /// The media types that are taken; empty where nothing says.
    pub media_types: Vec<String>,
}

/// What an operation answers with.
#[derive(Debug, Clone, PartialEq, Hash)]
pub enum Response {
    /// No body.
    Empty,
    /// JSON of this type. Where the path is not the operation's own `Response` (a shared type),
    /// the operation's module has `pub type Response = …;`.
    Json(TypePath),
    /// A file; the media types that the documentation names.
    File(Vec<String>),
}

/// The verbs, in the order in which they are emitted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Verb {
    /// `GET`.
    Get,
    /// `POST`.
    Post,
    /// `PUT`.
    Put,
    /// `PATCH`.
    Patch,
    /// `DELETE`.
    Delete,
}

impl Verb {
    /// The name of the verb's method and module.
    #[must_use]
    pub fn rust(self) -> &'static str {
        match self {
            Verb::Get => "get",
            Verb::Post => "post",
            Verb::Put => "put",
            Verb::Patch => "patch",
            Verb::Delete => "delete",
        }
    }
}

/// Which host serves the operation.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub enum Host {
    /// `https://api.mch.weixin.qq.com`.
    #[default]
    Mainland,
    /// `https://apihk.mch.weixin.qq.com`.
    Overseas,
}

/// Which attributes the `Authorization` header carries.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub enum Auth {
    /// `mchid`.
    #[default]
    Merchant,
    /// `brand_id`, under the brand scheme.
    Brand,
}

/// What sending the same request again does.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub enum Repeat {
    /// No more than sending it once.
    Safe,
    /// No more, as long as the value of the field of this wire name is the same.
    Keyed(String),
    /// Nobody says.
    #[default]
    Unknown,
}

/// How a list comes in pages; all names are those on the wire.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Pages {
    /// The field of the request that chooses the page.
    pub by: String,
    /// What that field holds.
    pub step: Step,
    /// The field of the request that chooses how many items a page has.
    pub size: Option<String>,
    /// The list in the response.
    pub items: String,
    /// The field of the response that says how many items there are in all.
    pub total: Option<String>,
}

/// How the next page is asked for.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Step {
    /// By the number of items before it.
    Items,
    /// By its number; the first page has this one.
    Pages(i64),
    /// By the token in this field of the page before.
    Token(String),
}

/// What the documentation says about an operation.
#[derive(Debug, Clone, Default, PartialEq, Hash)]
pub struct OperationDocs {
    /// The official Chinese name.
    pub name: String,
    /// A sentence of ours, where the spec has one.
    pub description: Option<String>,
    /// Product names.
    pub products: Vec<String>,
    /// 直连商户, 服务商, …
    pub roles: Vec<String>,
    /// The official pages.
    pub links: Vec<String>,
    /// The date of the page, `2025-02-19`.
    pub updated: Option<String>,
    /// Why it is deprecated and what replaces it.
    pub deprecated: Option<String>,
}
