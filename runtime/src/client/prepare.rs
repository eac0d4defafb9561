//! From a call to a signed request.
//!
//! Invariant: one snapshot of the key store gives the key that fields are encrypted with
//! *and* the id in `Wechatpay-Serial`; the URL and the body are signed as they are sent.

use bytes::Bytes;
use http::HeaderMap;
use http::header::{ACCEPT, AUTHORIZATION, CONTENT_TYPE, HeaderName, HeaderValue, USER_AGENT};
use reqwest::Url;

use super::Client;
use crate::call::{Parts, Target};
use crate::crypto::{FieldSeal, Suite};
use crate::error::{ConfigError, ErrorKind, RequestError};
use crate::keys::{Keys, TrustedKey};
use crate::nonce::nonce;
use crate::operation::{Answer, Body, Operation};
use crate::prepared::{PreparedRequest, path_and_query};
use crate::protocol::{
    Credentials, SignedHead, canonical_url, field_padding, header, is_unsigned_by_design,
    sign_request, sign_request_async,
};
use crate::record::{self, Form, Record, Seal};
use crate::reply::header_text;
use crate::text::beginning;

/// The host in `download_url`s does not count, so any will do to resolve a relative one.
const ANY_HOST: &str = "https://api.mch.weixin.qq.com";
const JSON: HeaderValue = HeaderValue::from_static("application/json");
const ANYTHING: HeaderValue = HeaderValue::from_static("*/*");
/// A constant needs no parsing.
const SERIAL: HeaderName = HeaderName::from_static(header::SERIAL);
/// How the names of WeChat Pay's own headers begin.
const OWN: &[u8] = b"wechatpay-";
/// Headers that the runtime writes, or that would change what is sent.
static RESERVED: [HeaderName; 8] = [
    ACCEPT,
    AUTHORIZATION,
    CONTENT_TYPE,
    USER_AGENT,
    http::header::HOST,
    http::header::CONTENT_LENGTH,
    http::header::TRANSFER_ENCODING,
    http::header::CONNECTION,
];

/// A request without its signature: what stays the same when it is signed again.
#[derive(Clone)]
pub(crate) struct Draft {
    operation: &'static Operation,
    url: Url,
    canonical_url: String,
    headers: HeaderMap,
    body: Bytes,
    /// What is signed, where it is not the body.
    signed: Option<Vec<u8>>,
}

impl Client {
    /// Writes the request that `parts` describe, all but the signature.
    pub(crate) fn draft(&self, parts: &mut Parts<'_>) -> Result<Draft, ErrorKind> {
        let operation = parts.operation;
        let credentials = self
            .credentials(operation.auth)
            .map_err(ErrorKind::Config)?;
        let now = self.0.clock.unix_seconds();
        let keys = self.0.keys.snapshot();
        let mut headers = self.own_headers(operation);
        let sealing = name_key(&keys, credentials.scheme().suite(), now, &mut headers)?;
        let padding = field_padding(operation.path);
        let seal = sealing.map(|key| FieldSeal {
            key: key.key(),
            padding,
        });
        let seal = seal.as_ref().map(|seal| seal as &dyn Seal);

        let content = Content::write(operation, parts.request.as_deref_mut(), seal)?;
        if let Some(content_type) = content.content_type {
            put(&mut headers, CONTENT_TYPE, content_type);
        }
        for (name, value) in &content.headers {
            insert(&mut headers, name, value)?;
        }
        for (name, value) in &parts.headers {
            insert(&mut headers, name, value)?;
        }
        let base = self.base(operation.host);
        let (url, canonical_url) = locate(base, &parts.target, operation, &content.query)?;
        let unsigned = parts.wanted.promise.is_some() || is_unsigned_by_design(url.path());
        if !keys.can_verify(now) && !parts.bootstrap && !unsigned {
            return Err(ErrorKind::Config(ConfigError::NoTrustedKey));
        }
        Ok(Draft {
            operation,
            url,
            canonical_url,
            headers,
            body: Bytes::from(content.body),
            signed: content.signed,
        })
    }

    /// Whether the key that the fields of `draft` are encrypted with is still trusted.
    pub(super) fn knows_key_of(&self, draft: &Draft) -> bool {
        match header_text(&draft.headers, &SERIAL) {
            Some(id) => self.0.keys.snapshot().find(id).is_some(),
            None => true,
        }
    }

    /// Signs `draft` for now, wherever the key is.
    pub(crate) async fn sign(&self, draft: &Draft) -> Result<PreparedRequest, ErrorKind> {
        let (credentials, now, nonce) = self.signature_parts(draft)?;
        let (method, url) = (draft.operation.method, &draft.canonical_url);
        let head = sign_request_async(credentials, method, url, draft.signed(), now, &nonce);
        let head = head.await.map_err(ErrorKind::Crypto)?;
        draft.clone().complete(head, now)
    }

    /// Signs `draft` for now, with a key that is at hand.
    pub(crate) fn sign_here(&self, draft: Draft) -> Result<PreparedRequest, ErrorKind> {
        let (credentials, now, nonce) = self.signature_parts(&draft)?;
        let (method, url) = (draft.operation.method, &draft.canonical_url);
        let head = sign_request(credentials, method, url, draft.signed(), now, &nonce);
        draft.complete(head.map_err(ErrorKind::Crypto)?, now)
    }

    /// Who signs `draft`, when, and under which nonce.
    fn signature_parts(&self, draft: &Draft) -> Result<(&Credentials, i64, String), ErrorKind> {
        let credentials = self.credentials(draft.operation.auth);
        Ok((
            credentials.map_err(ErrorKind::Config)?,
            self.0.clock.unix_seconds(),
            nonce().map_err(ErrorKind::Crypto)?,
        ))
    }

    fn own_headers(&self, operation: &Operation) -> HeaderMap {
        let mut headers = HeaderMap::with_capacity(8);
        let accept = if operation.response == Answer::File {
            ANYTHING
        } else {
            JSON
        };
        put(&mut headers, ACCEPT, accept);
        put(&mut headers, USER_AGENT, self.0.user_agent.clone());
        headers
    }
}

impl Draft {
    fn signed(&self) -> &[u8] {
        self.signed.as_deref().unwrap_or(&self.body)
    }

    fn complete(mut self, head: SignedHead, timestamp: i64) -> Result<PreparedRequest, ErrorKind> {
        let authorization = authorization(&head.authorization)?;
        put(&mut self.headers, AUTHORIZATION, authorization);
        Ok(PreparedRequest {
            method: self.operation.method,
            url: self.url,
            canonical_url: self.canonical_url,
            headers: self.headers,
            body: self.body,
            timestamp,
            message: head.message,
        })
    }
}

/// Puts the id of the key to encrypt with into `Wechatpay-Serial`, where there is one.
fn name_key<'a>(
    keys: &'a Keys,
    suite: Suite,
    now: i64,
    headers: &mut HeaderMap,
) -> Result<Option<&'a TrustedKey>, ErrorKind> {
    let sealing = keys.sealing(suite, now);
    if let Some(key) = sealing {
        let serial = header_value(header::SERIAL, key.id())?;
        put(headers, SERIAL, serial);
    }
    Ok(sealing)
}

/// What the request's fields become.
#[derive(Default)]
struct Content {
    query: Vec<(&'static str, String)>,
    headers: Vec<(&'static str, String)>,
    content_type: Option<HeaderValue>,
    body: Vec<u8>,
    /// What is signed, where it is not the body.
    signed: Option<Vec<u8>>,
}

impl Content {
    fn write(
        operation: &Operation,
        request: Option<&mut (dyn Record + 'static)>,
        seal: Option<&dyn Seal>,
    ) -> Result<Self, ErrorKind> {
        let Some(request) = request else {
            return Ok(Self::default());
        };
        let uploading = match operation.body {
            Body::Multipart(limits) => {
                let uploading = record::uploading(request).map_err(ErrorKind::Encode)?;
                (uploading.complete)(request, limits).map_err(ErrorKind::Encode)?;
                Some(uploading)
            }
            Body::None | Body::Json => None,
        };
        record::check(request).map_err(ErrorKind::Encode)?;
        let mut content = Self {
            query: record::query_pairs(request, seal).map_err(ErrorKind::Encode)?,
            headers: record::headers(request, seal).map_err(ErrorKind::Encode)?,
            ..Self::default()
        };
        if let Some(uploading) = uploading {
            let boundary = nonce().map_err(ErrorKind::Crypto)?;
            let form = (uploading.write)(request, seal, &boundary);
            content.multipart(form.map_err(ErrorKind::Encode)?)?;
        } else if operation.body == Body::Json {
            content.body = record::encode_body(request, seal).map_err(ErrorKind::Encode)?;
            content.content_type = Some(JSON);
        }
        Ok(content)
    }

    fn multipart(&mut self, form: Form) -> Result<(), ErrorKind> {
        self.content_type = Some(header_value("content-type", &form.content_type)?);
        self.body = form.body;
        self.signed = Some(form.signed);
        Ok(())
    }
}

/// The URL to send to, and its path and query as they are signed.
fn locate(
    base: &Url,
    target: &Target<'_>,
    operation: &Operation,
    query: &[(&'static str, String)],
) -> Result<(Url, String), ErrorKind> {
    let canonical = match target {
        Target::Path(path) => {
            let path = path.expand(operation.path).map_err(ErrorKind::Request)?;
            canonical_url(&path, query)
        }
        Target::Url(url) => {
            let any = Url::parse(ANY_HOST).and_then(|any| any.join(url));
            path_and_query(&any.map_err(|_| ErrorKind::Request(RequestError::Url))?)
        }
    };
    let url = PreparedRequest::join(base, &canonical).map_err(ErrorKind::Request)?;
    Ok((url, canonical))
}

/// `HeaderMap::insert`, compiled once.
#[inline(never)]
fn put(headers: &mut HeaderMap, name: HeaderName, value: HeaderValue) {
    headers.insert(name, value);
}

fn insert(headers: &mut HeaderMap, name: &str, value: &str) -> Result<(), ErrorKind> {
    let key = HeaderName::from_bytes(name.as_bytes()).map_err(|_| header_error(name))?;
    let value = header_value(name, value)?;
    let own = name.as_bytes().get(..OWN.len());
    if RESERVED.contains(&key) || own.is_some_and(|own| own.eq_ignore_ascii_case(OWN)) {
        return Err(ErrorKind::Request(RequestError::ReservedHeader {
            name: name.to_owned(),
        }));
    }
    put(headers, key, value);
    Ok(())
}

/// The value of the header `name`.
#[inline(never)]
fn header_value(name: &str, text: &str) -> Result<HeaderValue, ErrorKind> {
    HeaderValue::from_str(text).map_err(|_| header_error(name))
}

#[inline(never)]
fn header_error(name: &str) -> ErrorKind {
    // A wrong name may be anything, so no more than a piece of it, on one line.
    let name = beginning(name, 64);
    ErrorKind::Request(RequestError::Header { name })
}

fn authorization(text: &str) -> Result<HeaderValue, ErrorKind> {
    let mut value = header_value("authorization", text)?;
    value.set_sensitive(true);
    Ok(value)
}
