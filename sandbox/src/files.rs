//! Files to download: their content, and the links that answers give to them.
//!
//! Invariant: what a link leads to has the hash that the answer with the link promised,
//! taken of the content before it is compressed.

use std::io::Write as _;

use bytes::Bytes;
use flate2::Compression;
use flate2::write::GzEncoder;
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::{Map, Value, json};

use crate::answer::sample;
use crate::hash;
use crate::route::Routes;
use crate::table::{Field, Location, Response, Struct, Table};
use crate::validate::Values;

/// Where downloads are when the sample of a `download_url` leads to no file of the table.
const PATH: &str = "/v3/billdownload/file";
/// The media type of compressed files.
const GZIP: &str = "application/x-gzip";

/// The operation behind [`PATH`], for tables that do not have it.
pub(crate) const OPERATION: &str = "GET /v3/billdownload/file";
/// Its lines.
pub(crate) const LINES: &str = r#"
{"operation":"GET /v3/billdownload/file","path":"/v3/billdownload/file","name":"下载账单","request":"sandbox::Download","statuses":[200],"response":{"file":["text/plain"]}}
{"type":"sandbox::Download","fields":[{"name":"token","type":"string","location":"query","required":true},{"name":"tartype","type":"string","location":"query"}]}
"#;

/// The bills, by what is said in the token of their link.
const BILLS: [(&str, &str); 4] = [
    ("trade-all", include_str!("bills/trade-all.csv")),
    ("trade-success", include_str!("bills/trade-success.csv")),
    ("trade-refund", include_str!("bills/trade-refund.csv")),
    ("fund-flow", include_str!("bills/fund-flow.csv")),
];
/// The parameter of a link that says which file it is of.
const TOKEN: &str = "token";

/// An empty page.
const PDF: &[u8] = b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 200]>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n";

/// A file as it is sent.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct File {
    /// The media type.
    pub(crate) media_type: String,
    /// The bytes, compressed if that was asked for.
    pub(crate) content: Bytes,
    /// The SHA-1 of what is in them.
    pub(crate) sha1: String,
}

/// The file of an operation that answers with one of `media_types`, to a request that said `values`.
pub(crate) fn file(media_types: &[String], values: &Values) -> File {
    let token = values.query.get(TOKEN).and_then(Value::as_str);
    let (media_type, content) = plain(media_types, token.unwrap_or_default());
    let sha1 = hash::sha1(content);
    let compressed = values.query.get("tartype").and_then(Value::as_str);
    if compressed.is_some_and(|kind| kind.eq_ignore_ascii_case("gzip")) {
        return File {
            media_type: GZIP.to_owned(),
            content: gzip(content).into(),
            sha1,
        };
    }
    File {
        media_type: media_type.to_owned(),
        content: Bytes::from_static(content),
        sha1,
    }
}

fn plain<'m>(media_types: &'m [String], token: &str) -> (&'m str, &'static [u8]) {
    let media_type = media_types.first().map_or("text/plain", String::as_str);
    let content = match media_type {
        "application/pdf" => PDF,
        _ => bill(token).as_bytes(),
    };
    (media_type, content)
}

/// The bill that `token` is of; any other token is of the one with all orders.
fn bill(token: &str) -> &'static str {
    let [(_, all), ..] = BILLS;
    let mut bills = BILLS.iter();
    bills
        .find(|(name, _)| *name == token)
        .map_or(all, |(_, content)| content)
}

/// What the token of a link says: which bill is promised to a request to the path `asked`
/// that said `values`.
fn token(asked: &str, values: &Values) -> &'static str {
    let kind = values.query.get("bill_type").and_then(Value::as_str);
    match kind {
        _ if asked.contains("fundflow") => "fund-flow",
        Some("SUCCESS" | "SUC_SPECIAL") => "trade-success",
        Some("REFUND" | "REF_SPECIAL" | "RECHARGE_REFUND") => "trade-refund",
        _ => "trade-all",
    }
}

fn gzip(content: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    // Writing to a Vec cannot fail.
    let _ = encoder.write_all(content);
    encoder.finish().unwrap_or_default()
}

/// The link, and where the struct has them the hash and its kind, of the file that
/// `structure` promises to a request to the path `asked` that said `values`.
pub(crate) fn link(
    table: &Table,
    routes: &Routes,
    structure: &Struct,
    (asked, values): (&str, &Values),
    base_url: &str,
) -> Map<String, Value> {
    let example = structure
        .field("download_url")
        .and_then(|field| field.example.as_ref());
    let path = example.and_then(Value::as_str).and_then(path_of_url);
    let target = path.and_then(|path| target(table, routes, path));
    let target = target.or_else(|| self::target(table, routes, PATH));
    let (path, media_types, fields) = target.unwrap_or((PATH.to_owned(), Vec::new(), &[]));
    let mut url = format!("{base_url}{path}");
    let token = token(asked, values);
    for (index, (name, value)) in query(table, fields, values, token).into_iter().enumerate() {
        url.push(if index == 0 { '?' } else { '&' });
        url.push_str(&format!(
            "{name}={}",
            utf8_percent_encode(&value, NON_ALPHANUMERIC)
        ));
    }
    let content = plain(&media_types, token).1;
    let mut members = Map::from_iter([("download_url".to_owned(), json!(url))]);
    let kind = structure
        .field("hash_type")
        .map(|field| sample::scalar(table, field));
    let sha256 = kind
        .as_ref()
        .and_then(Value::as_str)
        .is_some_and(|kind| kind.contains("256"));
    members.extend(kind.map(|kind| ("hash_type".to_owned(), kind)));
    if structure.field("hash_value").is_some() {
        let hash = if sha256 {
            hash::sha256(content)
        } else {
            hash::sha1(content)
        };
        members.insert("hash_value".to_owned(), json!(hash));
    }
    members
}

/// A path, its media types and the fields of its request.
type Target<'t> = (String, Vec<String>, &'t [Field]);

/// The file operation at `path`, if there is one.
fn target<'t>(table: &'t Table, routes: &Routes, path: &str) -> Option<Target<'t>> {
    let operation = routes.find("GET", path).ok()?.operation;
    match &operation.response {
        Response::File(media_types) => {
            let fields = table.request_fields(&operation);
            Some((path.to_owned(), media_types.clone(), fields))
        }
        _ => None,
    }
}

fn path_of_url(url: &str) -> Option<&str> {
    let (_, rest) = url.split_once("://")?;
    let path = &rest[rest.find('/')?..];
    path.split(['?', '#']).next()
}

/// The query of a link: what the file's operation requires, and whether to compress.
fn query<'t>(
    table: &Table,
    fields: &'t [Field],
    values: &Values,
    token: &str,
) -> Vec<(&'t str, String)> {
    let asked = values.query.get("tar_type").or(values.body.get("tar_type"));
    let compressed = asked
        .and_then(Value::as_str)
        .is_some_and(|kind| kind.eq_ignore_ascii_case("gzip"));
    let fields = fields
        .iter()
        .filter(|field| field.location == Location::Query);
    let pairs = fields.filter_map(|field| {
        let value = match field.name.as_str() {
            "tartype" if compressed => "gzip".to_owned(),
            TOKEN => token.to_owned(),
            _ if !field.required => return None,
            _ => match sample::scalar(table, field) {
                Value::String(text) => text,
                other => other.to_string(),
            },
        };
        Some((field.name.as_str(), value))
    });
    pairs.collect()
}
