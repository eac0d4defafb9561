//! The model: what the emitters print, as plain, sorted, fully resolved data.
//!
//! Invariant: every node holds its wire name *and* its Rust name, every type
//! reference is an absolute path that exists, and nothing in here needs a
//! decision any more: an emitter only prints.

use std::collections::BTreeMap;

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
    /// The `Request` type: its fields are query, header, body and part fields, told apart by [`Location`].
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

/// The absolute path of a type below the generated crate's root:
/// `["v3", "pay", "transactions", "jsapi", "post", "Request"]`.
pub type TypePath = Vec<String>;

/// A type definition.
#[derive(Debug, Clone, PartialEq, Hash)]
pub struct Type {
    /// The Rust name.
    pub rust: String,
    /// The name in the spec, where it differs.
    pub renamed_from: Option<String>,
    /// The official short Chinese name, or a title.
    pub label: Option<String>,
    /// A sentence of ours.
    pub description: Option<String>,
    /// What it is.
    pub kind: TypeKind,
}

/// The kinds of type.
#[derive(Debug, Clone, PartialEq, Hash)]
pub enum TypeKind {
    /// A struct.
    Struct(Struct),
    /// An open enum over strings.
    StringEnum(Vec<EnumValue<String>>),
    /// An open enum over integers.
    IntegerEnum(Vec<EnumValue<i64>>),
}

/// A struct.
#[derive(Debug, Clone, Default, PartialEq, Hash)]
pub struct Struct {
    /// The fields in the order of the spec.
    pub fields: Vec<Field>,
    /// Whether a request can reach it: then `required` is a promise that the compiler enforces.
    pub in_request: bool,
    /// Groups of which exactly one field must be present, as indices into `fields`.
    pub exactly_one_of: Vec<Vec<usize>>,
    /// The Rust name of the `Required` companion: only where `in_request` and the
    /// struct has required as well as optional fields.
    pub required_struct: Option<String>,
    /// Where the struct is a page of a list: the field that has the items.
    pub page_items: Option<usize>,
}

/// One field.
#[derive(Debug, Clone, PartialEq, Hash)]
pub struct Field {
    /// The name on the wire.
    pub wire: String,
    /// The Rust name, raw where it is a keyword.
    pub rust: String,
    /// The type of one value.
    pub ty: FieldType,
    /// Where the field travels.
    pub location: Location,
    /// Whether the documentation calls it required.
    pub required: bool,
    /// Whether `null` is as good as absent.
    pub nullable: bool,
    /// Whether the value travels encrypted (then `ty` is [`FieldType::Secret`] or a list of it).
    pub encrypted: bool,
    /// Whether it is personal or secret though it travels in the clear.
    pub sensitive: bool,
    /// Whether the wire has a string that holds JSON of `ty`.
    pub json_text: bool,
    /// What the runtime fills in when the caller does not.
    pub fill: Option<Fill>,
    /// Whether a struct cycle makes a `Box` necessary here.
    pub boxed: bool,
    /// Documentation and limits.
    pub docs: FieldDocs,
}

/// What the runtime computes for a field of a multipart `meta`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Fill {
    /// The file's name.
    Filename,
    /// The lower-hex SHA-256 of the file.
    Sha256,
}

/// Documentation and limits of a field. Limits are documentation in the crate and checks in the sandbox.
#[derive(Debug, Clone, Default, PartialEq, Hash)]
pub struct FieldDocs {
    /// The official short Chinese name.
    pub label: Option<String>,
    /// A sentence of ours.
    pub description: Option<String>,
    /// A sample value as JSON text (`"CNY"`, `100`); of a list, the whole list (`["CNY"]`).
    /// Where the field is [`Field::json_text`], the JSON inside the string.
    pub example: Option<String>,
    /// The default as JSON text.
    pub default: Option<String>,
    /// The value's format: `rfc3339`, `date`, `base64`, `url`, …
    pub format: Option<String>,
    /// The longest value, in characters.
    pub max_length: Option<u64>,
    /// The shortest value, in characters.
    pub min_length: Option<u64>,
    /// The largest value, as written.
    pub maximum: Option<i64>,
    /// The smallest value, as written.
    pub minimum: Option<i64>,
    /// The most items.
    pub max_items: Option<u64>,
    /// The fewest items.
    pub min_items: Option<u64>,
    /// Of a file: the most bytes.
    pub max_bytes: Option<u64>,
    /// Of a file: the media types that are taken; empty where nothing says.
    pub media_types: Vec<String>,
    /// A regular expression over the whole value.
    pub pattern: Option<String>,
    /// Why it is deprecated.
    pub deprecated: Option<String>,
}

/// Where a request's field travels. Response fields are all `Body`.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub enum Location {
    /// In the JSON body.
    #[default]
    Body,
    /// In the query string.
    Query,
    /// In a header.
    Header,
    /// As a part of a multipart body.
    Part,
}

/// The type of a field's value.
#[derive(Debug, Clone, PartialEq, Hash)]
pub enum FieldType {
    /// `String`.
    String,
    /// `i64`.
    Integer,
    /// `f64`.
    Number,
    /// `bool`.
    Boolean,
    /// `::wechatpay_runtime::Timestamp`.
    Timestamp,
    /// `::wechatpay_runtime::Date`.
    Date,
    /// `::wechatpay_runtime::Secret`.
    Secret,
    /// `::wechatpay_runtime::JsonValue`: any JSON.
    Any,
    /// `::wechatpay_runtime::Upload`: a file to send.
    File,
    /// A struct or an enum.
    Named(TypePath),
    /// `Vec` of it; an optional list is an `Option<Vec<_>>`, for an empty list is not an absent one.
    List(Box<FieldType>),
}

/// One value of an enum.
#[derive(Debug, Clone, PartialEq, Hash)]
pub struct EnumValue<T> {
    /// As it stands on the wire.
    pub wire: T,
    /// The variant's Rust name.
    pub rust: String,
    /// What it means.
    pub label: Option<String>,
}

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

/// A Cargo feature of the generated crate.
#[derive(Debug, Clone, PartialEq, Hash)]
pub struct Feature {
    /// `pay`.
    pub name: String,
    /// The features whose types it uses, sorted.
    pub needs: Vec<String>,
}
