//! The types of the table: structs with their fields, and enums with their values.

use serde::Deserialize;
use serde_json::Value;

/// A type.
#[derive(Debug, Clone, PartialEq)]
pub enum Shape {
    /// An object with these fields.
    Struct(Struct),
    /// Text that is one of these values.
    StringEnum(Vec<String>),
    /// An integer that is one of these values.
    IntegerEnum(Vec<i64>),
}

/// A struct.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Struct {
    /// The fields, in wire order.
    pub fields: Vec<Field>,
    /// Groups of field names of which exactly one must be given.
    pub exactly_one_of: Vec<Vec<String>>,
}

/// A field of a struct, or a path parameter.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Field {
    /// The name on the wire.
    pub name: String,
    /// The type of the value.
    #[serde(rename = "type", default)]
    pub field_type: FieldType,
    /// Where it travels.
    #[serde(default)]
    pub location: Location,
    /// Whether it must be there.
    #[serde(default)]
    pub required: bool,
    /// Whether `null` is as good as absent.
    #[serde(default)]
    pub nullable: bool,
    /// Whether it travels encrypted.
    #[serde(default)]
    pub encrypted: bool,
    /// Whether it is personal or secret though it travels in the clear.
    #[serde(default)]
    pub sensitive: bool,
    /// Whether the wire has a string that holds JSON of the type.
    #[serde(default)]
    pub json_text: bool,
    /// What a client computes for an upload.
    #[serde(default)]
    pub fill: Option<Fill>,
    /// `rfc3339`, `base64`, `url`, …
    #[serde(default)]
    pub format: Option<String>,
    /// A sample.
    #[serde(default)]
    pub example: Option<Value>,
    /// What an absent value means.
    #[serde(default)]
    pub default: Option<Value>,
    /// The longest value, in characters.
    #[serde(default)]
    pub max_length: Option<u64>,
    /// The shortest value, in characters.
    #[serde(default)]
    pub min_length: Option<u64>,
    /// The largest number.
    #[serde(default)]
    pub maximum: Option<i64>,
    /// The smallest number.
    #[serde(default)]
    pub minimum: Option<i64>,
    /// The most items.
    #[serde(default)]
    pub max_items: Option<u64>,
    /// The fewest items.
    #[serde(default)]
    pub min_items: Option<u64>,
    /// Of a file: the most bytes.
    #[serde(default)]
    pub max_bytes: Option<u64>,
    /// Of a file: the media types that are taken; empty where nothing says.
    #[serde(default)]
    pub media_types: Vec<String>,
    /// A regular expression that the whole value matches.
    #[serde(default)]
    pub pattern: Option<String>,
}

/// The type of a field's value.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum FieldType {
    /// Text.
    #[default]
    String,
    /// A whole number.
    Integer,
    /// A number.
    Number,
    /// `true` or `false`.
    Boolean,
    /// A point in time as text.
    Timestamp,
    /// A day as text.
    Date,
    /// Text that travels encrypted.
    Secret,
    /// Any JSON.
    Any,
    /// A file of an upload.
    File,
    /// A struct or an enum of the table.
    Named(String),
    /// A list.
    List(Box<FieldType>),
}

/// Where a field travels.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
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

/// What a client computes for an upload.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Fill {
    /// The file's name.
    Filename,
    /// The lower-hex SHA-256 of the file.
    Sha256,
}

impl Struct {
    /// The field of this name.
    pub(crate) fn field(&self, name: &str) -> Option<&Field> {
        self.fields.iter().find(|field| field.name == name)
    }
}

impl FieldType {
    /// The name of the struct or enum at the bottom of the type.
    pub(crate) fn named(&self) -> Option<&str> {
        match self {
            Self::Named(name) => Some(name),
            Self::List(item) => item.named(),
            _ => None,
        }
    }
}
