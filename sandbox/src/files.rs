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

/// A trade bill: a byte order mark, a header row, cells led by a backtick, a summary of two rows.
const BILL: &str = "\u{feff}\
交易时间,公众账号ID,商户号,特约商户号,设备号,微信订单号,商户订单号,用户标识,交易类型,交易状态,付款银行,货币种类,应结订单金额,代金券金额,微信退款单号,商户退款单号,退款金额,充值券退款金额,退款类型,退款状态,商品名称,商户数据包,手续费,费率,订单金额,申请退款金额,费率备注\r\n\
`2019-06-11 10:34:56,`wxd678efh567hg6787,`1900009191,`0,`,`4200000913201906112566792388,`1217752501201407033233368018,`oUpF8uMuAJO_M2pxb1Q9zNjWeS6o,`JSAPI,`SUCCESS,`OTHERS,`CNY,`1.00,`0.00,`0,`0,`0.00,`0.00,`,`,`Image形象店-深圳腾大-QQ公仔,`,`0.00600,`0.60%,`1.00,`0.00,`\r\n\
`2019-06-11 18:08:09,`wxd678efh567hg6787,`1900009191,`0,`,`4200000913201906112566792388,`1217752501201407033233368018,`oUpF8uMuAJO_M2pxb1Q9zNjWeS6o,`JSAPI,`REFUND,`OTHERS,`CNY,`0.00,`0.00,`50000000382019061109732678859,`1217752501201407033233368018-1,`0.50,`0.00,`ORIGINAL,`SUCCESS,`Image形象店-深圳腾大-QQ公仔,`,`-0.00300,`0.60%,`0.00,`0.50,`\r\n\
总交易单数,应结订单总金额,退款总金额,充值券退款总金额,手续费总金额,订单总金额,申请退款总金额\r\n\
`2,`1.00,`0.50,`0.00,`0.00300,`1.00,`0.50\r\n";

/// An empty page.
const PDF: &[u8] = b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 200]>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n";

/// A file as it is sent.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct File {
    /// The media type.
    pub(crate) media_type: String,
    /// The bytes, compressed if that was asked for.
    pub(crate) content: Bytes,
}

/// The file of an operation that answers with one of `media_types`, to a request that said `values`.
pub(crate) fn file(media_types: &[String], values: &Values) -> File {
    let (media_type, content) = plain(media_types);
    let compressed = values.query.get("tartype").and_then(Value::as_str);
    if compressed.is_some_and(|kind| kind.eq_ignore_ascii_case("gzip")) {
        return File {
            media_type: GZIP.to_owned(),
            content: gzip(content).into(),
        };
    }
    File {
        media_type: media_type.to_owned(),
        content: Bytes::from_static(content),
    }
}

fn plain(media_types: &[String]) -> (&str, &'static [u8]) {
    let media_type = media_types.first().map_or("text/plain", String::as_str);
    let content = match media_type {
        "application/pdf" => PDF,
        _ => BILL.as_bytes(),
    };
    (media_type, content)
}

fn gzip(content: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    // Writing to a Vec cannot fail.
    let _ = encoder.write_all(content);
    encoder.finish().unwrap_or_default()
}

/// The link, and where the struct has them the hash and its kind, of the file that
/// `structure` promises to a request that said `values`.
pub(crate) fn link(
    table: &Table,
    routes: &Routes,
    structure: &Struct,
    values: &Values,
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
    for (index, (name, value)) in query(table, fields, values).into_iter().enumerate() {
        url.push(if index == 0 { '?' } else { '&' });
        url.push_str(&format!(
            "{name}={}",
            utf8_percent_encode(&value, NON_ALPHANUMERIC)
        ));
    }
    let content = plain(&media_types).1;
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
fn query<'t>(table: &Table, fields: &'t [Field], values: &Values) -> Vec<(&'t str, String)> {
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
