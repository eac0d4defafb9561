//! Sending a prepared request over HTTP.
//!
//! Invariant: no body is read past its limit, and an error says whether the request can
//! have reached the other side.

use std::time::Duration;

use bytes::{Bytes, BytesMut};

use crate::error::ErrorKind;
use crate::operation::Method;
use crate::prepared::PreparedRequest;
use crate::reply::RawReply;

/// How long an idle connection is kept; WeChat Pay closes its side after 8 s.
const POOL_IDLE: Duration = Duration::from_secs(7);
/// What is reserved at most because the other side announced it, in bytes.
const RESERVE: usize = 1 << 20;
/// How long a connection may take to come up.
const CONNECT: Duration = Duration::from_secs(5);

/// The HTTP client that is used where none is given. It follows no redirect: the
/// signature would not hold for another URL.
pub(crate) fn default_client() -> Result<reqwest::Client, reqwest::Error> {
    reqwest::Client::builder()
        .pool_idle_timeout(POOL_IDLE)
        .connect_timeout(CONNECT)
        .redirect(reqwest::redirect::Policy::none())
        .build()
}

/// The limits of one exchange.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Limits {
    /// From the first byte out to the last byte in.
    pub(crate) timeout: Duration,
    /// The longest body that is read, in bytes.
    pub(crate) body: usize,
}

/// Sends `request` and reads the answer.
pub(crate) async fn send(
    http: &reqwest::Client,
    request: PreparedRequest,
    limits: Limits,
) -> Result<RawReply, ErrorKind> {
    let failed = |error| classify(error, limits.timeout);
    let PreparedRequest {
        method,
        url,
        headers,
        body,
        ..
    } = request;
    let mut builder = http.request(http_method(method), url).headers(headers);
    if !body.is_empty() {
        builder = builder.body(body);
    }
    let response = builder
        .timeout(limits.timeout)
        .send()
        .await
        .map_err(failed)?;
    let status = response.status();
    let headers = response.headers().clone();
    let body = read(response, limits).await?;
    Ok(RawReply::new(status, headers, body))
}

async fn read(mut response: reqwest::Response, limits: Limits) -> Result<Bytes, ErrorKind> {
    let limit = limits.body;
    let announced = response.content_length().unwrap_or(0);
    let announced = usize::try_from(announced).unwrap_or(usize::MAX);
    if announced > limit {
        return Err(ErrorKind::TooLong { limit });
    }
    let mut body = BytesMut::with_capacity(announced.min(RESERVE));
    loop {
        match response.chunk().await {
            Err(error) => return Err(classify(error, limits.timeout)),
            Ok(None) => return Ok(body.freeze()),
            Ok(Some(piece)) if body.len() + piece.len() > limit => {
                return Err(ErrorKind::TooLong { limit });
            }
            Ok(Some(piece)) => body.extend_from_slice(&piece),
        }
    }
}

fn classify(error: reqwest::Error, timeout: Duration) -> ErrorKind {
    // The URL holds order numbers and the like.
    let error = error.without_url();
    if error.is_connect() {
        ErrorKind::Connect(error.into())
    } else if error.is_timeout() {
        ErrorKind::Timeout(timeout)
    } else {
        ErrorKind::Transport(error.into())
    }
}

fn http_method(method: Method) -> http::Method {
    match method {
        Method::Get => http::Method::GET,
        Method::Post => http::Method::POST,
        Method::Put => http::Method::PUT,
        Method::Patch => http::Method::PATCH,
        Method::Delete => http::Method::DELETE,
    }
}
