//! Fields and the types that they name or make.

use super::enumeration::Values;
use super::node::{Node, Value};
use super::read::{Read, Reader, Spanned, keys, words};
use crate::diagnostics::{Code, Span};

keys! {
    /// A field. A `?` after its key marks it optional.
    pub(crate) struct Field {
        /// `string`, `integer`, `number`, `boolean`, `object`, `any`, `file`, or the name of a
        /// type; with `[]` a list of them.
        "type" => ty: Option<Spanned<TypeName>>,
        /// The official short Chinese name.
        "label" => label: Option<Spanned<String>>,
        /// A sentence of ours.
        "description" => description: Option<Spanned<String>>,
        /// A value of the type, for docs and the sandbox; of a list, an item or the list.
        "example" => example: Option<Sample>,
        /// The value that WeChat Pay takes where there is none.
        "default" => default: Option<Sample>,
        /// `rfc3339` and `date` get types of their own; any other word is documentation.
        "format" => format: Option<Spanned<String>>,
        /// The longest value, in characters.
        "max_length" => max_length: Option<Spanned<u64>>,
        /// The shortest value, in characters.
        "min_length" => min_length: Option<Spanned<u64>>,
        /// The largest value.
        "maximum" => maximum: Option<Spanned<i64>>,
        /// The smallest value.
        "minimum" => minimum: Option<Spanned<i64>>,
        /// The most items.
        "max_items" => max_items: Option<Spanned<u64>>,
        /// The fewest items.
        "min_items" => min_items: Option<Spanned<u64>>,
        /// Of a file: the most bytes.
        "max_bytes" => max_bytes: Option<Spanned<u64>>,
        /// Of a file: the media types that are taken, such as `image/png`.
        "media_types" => media_types: Option<Spanned<Vec<String>>>,
        /// A regular expression that the whole value matches.
        "pattern" => pattern: Option<Spanned<String>>,
        /// The values that are known: a list, or a map of value to meaning.
        "enum" => values: Option<Spanned<Values>>,
        /// The shape of an object, or of a list's items.
        "fields" => fields: Option<Spanned<Fields>>,
        /// Beside `fields`: groups of which exactly one field must be given.
        "exactly_one_of" => exactly_one_of: Option<Groups>,
        /// The Rust name of the type that `fields` or `enum` makes.
        "as" => name: Option<Spanned<String>>,
        /// Who can decrypt the value.
        "encrypted" => encrypted: Option<Spanned<Encrypted>>,
        /// Whether it is personal or secret though it travels in the clear.
        "sensitive" => sensitive: Option<Spanned<bool>>,
        /// Whether the wire has a string that holds the JSON of the type.
        "json_text" => json_text: Option<Spanned<bool>>,
        /// Whether `null` is as good as absent.
        "nullable" => nullable: Option<Spanned<bool>>,
        /// Why it is deprecated.
        "deprecated" => deprecated: Option<Spanned<String>>,
        /// What the runtime computes for an upload.
        "fill" => fill: Option<Spanned<Fill>>,
        /// Another Rust name; only where two fields would get the same one.
        "rust_name" => rust_name: Option<Spanned<String>>,
    }
}

words! {
    /// Who can decrypt a value.
    pub(crate) enum Encrypted {
        /// A request's value, encrypted with WeChat Pay's key.
        "wechatpay" => Wechatpay,
        /// A response's value, encrypted with the merchant's key.
        "merchant" => Merchant,
    }
}

words! {
    /// What the runtime computes for a multipart upload.
    pub(crate) enum Fill {
        /// The file's name.
        "filename" => Filename,
        /// The lower-hex SHA-256 of the file.
        "sha256" => Sha256,
    }
}

/// Groups of fields, of each of which exactly one must be given.
pub(crate) type Groups = Spanned<Vec<Spanned<Vec<Spanned<String>>>>>;

/// A sample value.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Sample(pub(crate) Node<'static>);

impl Read for Sample {
    fn read(node: &Node<'_>, _reader: &mut Reader<'_>) -> Option<Self> {
        Some(Self(node.clone().into_owned()))
    }
}

impl Sample {
    /// The sample as JSON. `json_text`: the JSON in the string, where it is one;
    /// `list`: a list, where only an item is written.
    pub(crate) fn to_json(&self, json_text: bool, list: bool) -> serde_json::Value {
        use serde_json::Value as Json;
        let mut json = self.0.to_json();
        if let (true, Json::String(text)) = (json_text, &json)
            && let Ok(inner) = serde_json::from_str(text)
        {
            json = inner;
        }
        if list && !json.is_array() {
            json = Json::Array(vec![json]);
        }
        json
    }
}

/// A type's name, perhaps with `[]`.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct TypeName {
    /// The name of one value's type.
    pub(crate) item: String,
    /// Whether it is a list.
    pub(crate) list: bool,
}

impl TypeName {
    /// What stands for a type that could not be read: it takes part in no further problem.
    pub(crate) const UNREADABLE: &'static str = "";

    fn unreadable() -> Self {
        Self {
            item: Self::UNREADABLE.to_owned(),
            list: false,
        }
    }
}

impl Read for TypeName {
    /// A wrong value counts as a type, lest the field be blamed for having none.
    fn read(node: &Node<'_>, reader: &mut Reader<'_>) -> Option<Self> {
        let Value::Text(text) = &node.value else {
            reader.wrong_type(node, "the name of a type");
            if let (Value::List(items), Some(problem)) = (&node.value, reader.problems.last_mut())
                && let [
                    Node {
                        value: Value::Text(item),
                        ..
                    },
                ] = &items[..]
            {
                problem.help = Some(format!("a list is written `\"{item}[]\"`"));
            }
            return Some(Self::unreadable());
        };
        let item = text.strip_suffix("[]");
        Some(Self {
            item: item.unwrap_or(text).to_owned(),
            list: item.is_some(),
        })
    }
}

/// Fields by name, in the order of the file.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Fields(pub(crate) Vec<NamedField>);

/// A field and its key.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct NamedField {
    /// The name on the wire.
    pub(crate) wire: String,
    /// Where it stands.
    pub(crate) at: Span,
    /// Whether `?` marks it optional.
    pub(crate) optional: bool,
    /// Boxed because a field has many keys, and few of them are used.
    pub(crate) field: Box<Field>,
}

impl Read for Fields {
    fn read(node: &Node<'_>, reader: &mut Reader<'_>) -> Option<Self> {
        let entries = reader.entries(node, "a map of fields", unmarked)?;
        let mut fields = Vec::with_capacity(entries.len());
        for entry in entries {
            let (wire, optional) = without_mark(&entry.key.text);
            if wire.is_empty() {
                let message = "a field's key is its name on the wire".to_owned();
                reader
                    .problem(Code::InvalidName, entry.key.span, message)
                    .help = Some("write the name before the `:`".to_owned());
            }
            // The runtime compares names with the JSON text as it stands.
            if wire.contains(|c: char| c.is_control() || matches!(c, '"' | '\\')) {
                let message = "a name on the wire cannot have characters that JSON escapes";
                reader
                    .problem(Code::InvalidName, entry.key.span, message.to_owned())
                    .help = Some("leave out quotes, backslashes and control characters".to_owned());
            }
            let field = reader
                .under(entry.key.span, &entry.value)
                .unwrap_or_else(|| Box::new(Field::unreadable(entry.key.span)));
            fields.push(NamedField {
                wire: wire.to_owned(),
                at: entry.key.span,
                optional,
                field,
            });
        }
        Some(Self(fields))
    }
}

impl Field {
    /// What stands for a field that could not be read.
    fn unreadable(at: Span) -> Self {
        Self {
            at,
            ty: Some(Spanned {
                value: TypeName::unreadable(),
                span: at,
                key: at,
            }),
            ..Self::default()
        }
    }
}

/// A key without its mark.
pub(super) fn unmarked(key: &str) -> &str {
    without_mark(key).0
}

/// A key without its mark, and whether it had one.
pub(super) fn without_mark(key: &str) -> (&str, bool) {
    match key.strip_suffix('?') {
        Some(name) => (name, true),
        None => (key, false),
    }
}
