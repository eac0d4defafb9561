//! The three kinds of spec file, and operations.

use super::enumeration::Values;
use super::field::{Fields, Groups, TypeName};
use super::node::Node;
use super::pages::Pages;
use super::read::{Read, Reader, Spanned, keys, words};
use super::repeat::Repeat;
use crate::diagnostics::{Code, Span};

keys! {
    /// The file of a URL: its parameters, its operations, and the types that they share.
    pub(crate) struct UrlFile {
        /// The URL's parameters, one field each.
        "path" => path: Option<Spanned<Fields>>,
        /// The operation `GET`.
        "get" => get: Option<Operation>,
        /// The operation `POST`.
        "post" => post: Option<Operation>,
        /// The operation `PUT`.
        "put" => put: Option<Operation>,
        /// The operation `PATCH`.
        "patch" => patch: Option<Operation>,
        /// The operation `DELETE`.
        "delete" => delete: Option<Operation>,
        /// Types that the operations of this URL share.
        "types" => types: Option<Types>,
        /// Whether the URL ends in `/`.
        "trailing_slash" => trailing_slash: Option<bool>,
        /// The host; below `/hk`, `/global` and `/v3/global` the default is `overseas`.
        "host" => host: Option<Host>,
        /// Another Rust name for the segment; only where two siblings would get the same one.
        "rust_name" => rust_name: Option<Spanned<String>>,
    }
}

keys! {
    /// A folder's `_types.yaml`: the types that the URLs below it share.
    pub(crate) struct TypesFile {
        /// The types.
        "types" => types: Option<Types>,
        /// Another Rust name for the folder's segment, where the segment has no file of its own.
        "rust_name" => rust_name: Option<Spanned<String>>,
    }
}

keys! {
    /// The file of a notification.
    pub(crate) struct NotificationFile {
        /// The official Chinese name.
        "name" => name: Spanned<String>,
        /// A sentence of ours.
        "description" => description: Option<String>,
        /// Product names.
        "products" => products: Option<Vec<String>>,
        /// Roles: 直连商户, 服务商, …
        "roles" => roles: Option<Vec<String>>,
        /// The official pages.
        "docs" => docs: Option<Vec<String>>,
        /// The date of the page: 2025-02-19.
        "updated" => updated: Option<String>,
        /// Why it is deprecated and what replaces it.
        "deprecated" => deprecated: Option<String>,
        /// The resource, where it has one shape.
        "resource" => resource: Option<Shape>,
        /// Several shapes by name, tried in the order of the file.
        "shapes" => shapes: Option<Spanned<Shapes>>,
        /// Types that only this notification uses.
        "types" => types: Option<Types>,
    }
}

keys! {
    /// An operation.
    pub(crate) struct Operation {
        /// The official Chinese name.
        "name" => name: Spanned<String>,
        /// A sentence of ours.
        "description" => description: Option<String>,
        /// Product names.
        "products" => products: Option<Vec<String>>,
        /// Roles: 直连商户, 服务商, …
        "roles" => roles: Option<Vec<String>>,
        /// The official pages.
        "docs" => docs: Option<Vec<String>>,
        /// The date of the page: 2025-02-19.
        "updated" => updated: Option<String>,
        /// Why it is deprecated and what replaces it.
        "deprecated" => deprecated: Option<String>,
        /// Who signs; below `/brand` the default is `brand`.
        "auth" => auth: Option<Auth>,
        /// Whether the same request may be sent twice; left out where nobody says so. A `get`
        /// needs none.
        "repeat" => repeat: Option<Spanned<Repeat>>,
        /// How the list that it answers comes in pages.
        "pages" => pages: Option<Box<Pages>>,
        /// What is sent.
        "request" => request: Option<Box<Request>>,
        /// What comes back, by success status.
        "responses" => responses: Option<Responses>,
    }
}

keys! {
    /// What an operation sends. `json`, `type` and `multipart` exclude each other.
    pub(crate) struct Request {
        /// The fields of the query string.
        "query" => query: Option<Spanned<Fields>>,
        /// The fields that are sent as headers.
        "headers" => headers: Option<Spanned<Fields>>,
        /// The fields of a JSON body.
        "json" => json: Option<Spanned<Fields>>,
        /// A type whose shape the JSON body has.
        "type" => ty: Option<Spanned<TypeName>>,
        /// The parts of an upload.
        "multipart" => multipart: Option<Spanned<Fields>>,
        /// Groups of fields of which exactly one must be given.
        "exactly_one_of" => exactly_one_of: Option<Groups>,
    }
}

keys! {
    /// What comes back under one status; `{}` is no body.
    pub(crate) struct Response {
        /// The fields of a JSON body.
        "json" => json: Option<Spanned<Fields>>,
        /// A type whose shape the JSON body has.
        "type" => ty: Option<Spanned<TypeName>>,
        /// A file of one of these media types.
        "file" => file: Option<Spanned<Vec<String>>>,
    }
}

keys! {
    /// A type that more than one place uses.
    pub(crate) struct TypeDeclaration {
        /// The official short Chinese name.
        "label" => label: Option<String>,
        /// A sentence of ours.
        "description" => description: Option<String>,
        /// Of an enum: `string` or `integer`, where the values do not say it.
        "type" => ty: Option<Spanned<TypeName>>,
        /// The shape of a struct.
        "fields" => fields: Option<Spanned<Fields>>,
        /// Groups of fields of which exactly one must be given.
        "exactly_one_of" => exactly_one_of: Option<Groups>,
        /// The values of an enum: a list, or a map of value to meaning.
        "enum" => values: Option<Spanned<Values>>,
    }
}

keys! {
    /// A shape that a notification's resource can have.
    pub(crate) struct Shape {
        /// What it is, in a word.
        "label" => label: Option<String>,
        /// What tells this shape from the others.
        "when" => when: Option<Spanned<When>>,
        /// The type that has the shape.
        "type" => ty: Option<Spanned<TypeName>>,
        /// The shape itself, instead of `type`.
        "fields" => fields: Option<Spanned<Fields>>,
        /// Groups of fields of which exactly one is given.
        "exactly_one_of" => exactly_one_of: Option<Groups>,
    }
}

keys! {
    /// What tells a shape from the others: all that is written must hold.
    pub(crate) struct When {
        /// Keys of the resource that must all be there; `amount.currency` is one inside an object.
        "present" => present: Option<Vec<String>>,
        /// The envelope's `original_type` is one of these.
        "original_type" => original_type: Option<Vec<String>>,
    }
}

impl UrlFile {
    /// Whether the URL has any operation.
    pub(crate) fn has_operation(&self) -> bool {
        [&self.get, &self.post, &self.put, &self.patch, &self.delete]
            .iter()
            .any(|operation| operation.is_some())
    }
}

words! {
    /// Which host serves the URL.
    pub(crate) enum Host {
        /// `api.mch.weixin.qq.com`.
        "mainland" => Mainland,
        /// `apihk.mch.weixin.qq.com`.
        "overseas" => Overseas,
    }
}

words! {
    /// Who signs a call.
    pub(crate) enum Auth {
        /// The merchant (`mchid`).
        "merchant" => Merchant,
        /// The brand (`brand_id`).
        "brand" => Brand,
    }
}

/// Types by name, in the order of the file.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Types(pub(crate) Vec<(Spanned<String>, TypeDeclaration)>);

impl Read for Types {
    fn read(node: &Node<'_>, reader: &mut Reader<'_>) -> Option<Self> {
        named(node, reader).map(Self)
    }
}

/// A notification's shapes by name, in the order of the file.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Shapes(pub(crate) Vec<(Spanned<String>, Shape)>);

impl Read for Shapes {
    fn read(node: &Node<'_>, reader: &mut Reader<'_>) -> Option<Self> {
        named(node, reader).map(Self)
    }
}

/// A map whose keys are names that cannot be optional.
fn named<T: Read + Default>(
    node: &Node<'_>,
    reader: &mut Reader<'_>,
) -> Option<Vec<(Spanned<String>, T)>> {
    let entries = reader.entries(node, "a map of names", super::field::unmarked)?;
    let mut all = Vec::with_capacity(entries.len());
    for entry in entries {
        let key = entry.key.span;
        let (name, marked) = super::field::without_mark(&entry.key.text);
        if marked {
            let message = format!("`{name}` is no field and cannot be optional");
            reader.problem(Code::OptionalMark, key, message).help =
                Some(format!("write `{name}:` without the `?`"));
        }
        let value = reader.under(key, &entry.value).unwrap_or_default();
        let name = Spanned {
            value: name.to_owned(),
            span: key,
            key: reader.key(),
        };
        all.push((name, value));
    }
    Some(all)
}

/// Responses by status, in the order of the file.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Responses(pub(crate) Vec<(u16, Span, Response)>);

impl Read for Responses {
    fn read(node: &Node<'_>, reader: &mut Reader<'_>) -> Option<Self> {
        let entries = reader.entries(node, "a map of status to response", super::read::whole)?;
        let mut all = Vec::with_capacity(entries.len());
        for entry in entries {
            let span = entry.key.span;
            let response = reader.under(span, &entry.value).unwrap_or_default();
            match entry.key.text.parse() {
                Ok(status) => all.push((status, span, response)),
                Err(_) => {
                    let message =
                        format!("a response stands under a status, not `{}`", entry.key.text);
                    reader.problem(Code::WrongType, span, message).help =
                        Some("write the status that the documentation names: `200`".to_owned());
                }
            }
        }
        Some(Self(all))
    }
}
