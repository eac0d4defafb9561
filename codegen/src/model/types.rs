//! Types and their fields.

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
