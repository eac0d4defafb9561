//! What the runtime knows of an operation before it is called: generated as one
//! `static` per operation, and read by [`Call`](crate::Call).
//!
//! Invariant: plain data. Nothing here depends on a client, a key or a clock.

/// An operation of the API.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Operation {
    /// `POST /v3/pay/transactions/jsapi`, unique.
    pub id: &'static str,
    /// The official Chinese name.
    pub name: &'static str,
    /// The HTTP method.
    pub method: Method,
    /// The path with `{parameters}`, as it is signed.
    pub path: &'static str,
    /// How the request's body travels.
    pub body: Body,
    /// What the answer is.
    pub response: Answer,
    /// The host that serves it.
    pub host: Host,
    /// Which attributes the `Authorization` header carries.
    pub auth: Auth,
    /// Whether the same request may be sent twice.
    pub repeat: Repeat,
}

/// The HTTP methods that WeChat Pay uses.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Method {
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

impl Method {
    /// As it is sent and signed: upper case.
    pub const fn as_str(self) -> &'static str {
        match self {
            Method::Get => "GET",
            Method::Post => "POST",
            Method::Put => "PUT",
            Method::Patch => "PATCH",
            Method::Delete => "DELETE",
        }
    }
}

impl std::fmt::Display for Method {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.as_str())
    }
}

/// How a request's body travels.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Body {
    /// There is none.
    None,
    /// A JSON object.
    Json,
    /// `multipart/form-data`, with what its files may be.
    Multipart(UploadLimits),
}

/// What the files of an upload may be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct UploadLimits {
    /// The most bytes of one file.
    pub max_bytes: Option<u64>,
    /// The media types that are taken; empty where the documentation does not say.
    pub media_types: &'static [&'static str],
}

/// What an operation answers with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Answer {
    /// No body.
    Empty,
    /// JSON.
    Json,
    /// A file.
    File,
}

/// The host that serves an operation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Host {
    /// `https://api.mch.weixin.qq.com`.
    Mainland,
    /// `https://apihk.mch.weixin.qq.com`.
    Overseas,
}

/// Who signs a request, and so which attributes its `Authorization` header carries.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Auth {
    /// A merchant: `mchid`.
    Merchant,
    /// A brand: `brand_id`, under the brand scheme.
    Brand,
}

/// Whether doing an operation twice with the same request does more than doing it once.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Repeat {
    /// Reading, or setting a state: as often as one likes.
    Safe,
    /// The request carries a number of the merchant's own (its wire name) by which WeChat
    /// Pay recognises a repeat.
    Keyed(&'static str),
    /// Not known to be safe: never repeated after it may have been sent.
    Unknown,
}

/// An operation with the makers of its empty request and response, for tests and tools
/// that walk over a table of all operations.
#[derive(Debug, Clone, Copy)]
pub struct TypedOperation {
    /// The operation.
    pub operation: &'static Operation,
    /// Makes an empty request; `None` where there is nothing to send.
    pub request: Option<fn() -> Box<dyn crate::Record>>,
    /// Makes an empty response; `None` where the answer is no JSON.
    pub response: Option<fn() -> Box<dyn crate::Record>>,
}

impl TypedOperation {
    /// An entry of the table.
    #[must_use]
    pub const fn new(
        operation: &'static Operation,
        request: Option<fn() -> Box<dyn crate::Record>>,
        response: Option<fn() -> Box<dyn crate::Record>>,
    ) -> Self {
        Self {
            operation,
            request,
            response,
        }
    }
}

/// An empty record of type `T`, of which only the trait is known outside.
#[must_use]
pub fn empty_record<T: crate::Record + 'static>() -> Box<dyn crate::Record> {
    Box::new(<T as crate::Record>::empty())
}
