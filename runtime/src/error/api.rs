//! An answer that is not a success.

use std::borrow::Cow;
use std::time::{Duration, UNIX_EPOCH};

use crate::protocol::VerifyError;
use crate::record::{JsonValue, RawJson, json_value};
use crate::reply::{RawReply, header_text};
use crate::text::beginning;
use http::StatusCode;
use http::header::RETRY_AFTER;

/// The codes of too many requests; some come with another status than 429.
const LIMITED: [&str; 3] = [
    "RATELIMIT_EXCEEDED",
    "FREQUENCY_LIMITED",
    "FREQUENCY_LIMIT_EXCEED",
];
/// The longest text of WeChat Pay's that a message repeats, in characters.
const TEXT_LIMIT: usize = 500;

/// What WeChat Pay said when it refused.
///
/// Errors often come unsigned; see [`verified`](Self::verified).
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct ApiError {
    /// The HTTP status.
    pub status: StatusCode,
    /// The code, such as `PARAM_ERROR`; empty where the body is not WeChat Pay's JSON (a gateway's HTML page).
    pub code: String,
    /// The message, in Chinese; empty like `code`.
    pub message: String,
    /// Which field is wrong, and how.
    pub detail: Option<Detail>,
    /// `Request-ID`, which WeChat Pay's support asks for.
    pub request_id: Option<String>,
    /// The last part of `Request-ID`.
    pub numeric_code: Option<i64>,
    /// How long WeChat Pay asks to wait (`Retry-After`), from when the answer came.
    pub retry_after: Option<Duration>,
    /// Whether the answer was signed and the signature fits.
    pub verified: bool,
    /// Where the answer was signed and the signature does not fit: why.
    pub distrust: Option<VerifyError>,
}

/// Which field is wrong, and how.
#[derive(Clone, PartialEq)]
#[non_exhaustive]
pub struct Detail {
    /// The field: `/amount/currency`.
    pub field: Option<String>,
    /// What is wrong with it.
    pub issue: Option<String>,
    /// Where it travelled: `body`.
    pub location: Option<String>,
    /// The field's value, as JSON.
    value: Option<String>,
}

impl Detail {
    /// The field's value; text or a number. Not shown by `Debug`, for it may be personal.
    pub fn value(&self) -> Option<JsonValue> {
        json_value(self.value.as_ref()?.as_bytes())
    }
}

impl std::fmt::Debug for Detail {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Detail")
            .field("field", &self.field)
            .field("issue", &self.issue)
            .field("location", &self.location)
            .finish_non_exhaustive()
    }
}

impl ApiError {
    /// Reads an error; anything at all is one.
    pub(crate) fn read(
        reply: &RawReply,
        verification: Option<Result<(), VerifyError>>,
        now: i64,
    ) -> Self {
        // Member by member, for one of an odd type must not hide the others.
        let body = RawJson::new(&reply.body);
        let text = |name| body.and_then(|body| text(body, name));
        Self {
            status: reply.status,
            code: text("code").unwrap_or_default(),
            message: text("message").unwrap_or_default(),
            detail: body.and_then(|body| detail(body.get("detail")?)),
            request_id: reply.request_id().map(str::to_owned),
            numeric_code: reply.numeric_code(),
            retry_after: retry_after(reply, now),
            verified: matches!(verification, Some(Ok(()))),
            distrust: verification.and_then(Result::err),
        }
    }
}

impl ApiError {
    /// Whether there were too many requests.
    pub(super) fn is_limit(&self) -> bool {
        let limited = LIMITED.contains(&self.code.as_str());
        self.status == StatusCode::TOO_MANY_REQUESTS || self.status.is_client_error() && limited
    }

    /// What to do, as far as it can be said whatever the operation is.
    fn hint(&self) -> &'static str {
        const UNKNOWN: &str =
            "; the outcome is unknown, query it or repeat with the same parameters";
        match self.status {
            _ if self.distrust.is_some() => UNKNOWN,
            StatusCode::ACCEPTED => "; accepted and not done yet, repeat with the same parameters",
            _ if self.is_limit() => "; nothing was done, repeat it later",
            status if status.is_client_error() => "; correct the request, nothing was done",
            _ => UNKNOWN,
        }
    }
}

/// `Retry-After`: seconds, or a date after `now`, in Unix seconds.
fn retry_after(reply: &RawReply, now: i64) -> Option<Duration> {
    let text = header_text(&reply.headers, &RETRY_AFTER)?.trim();
    if !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit()) {
        return Some(Duration::from_secs(text.parse().unwrap_or(u64::MAX)));
    }
    let date = httpdate::parse_http_date(text).ok()?;
    let seconds = date.duration_since(UNIX_EPOCH).ok()?.as_secs();
    let now = u64::try_from(now).unwrap_or(0);
    Some(Duration::from_secs(seconds.saturating_sub(now)))
}

/// The member `name` of an object as text, whatever it is; `None` where there is none, or null.
fn text(object: RawJson<'_>, name: &str) -> Option<String> {
    let value = object.get(name)?;
    match value.as_str() {
        "null" => None,
        text if text.starts_with('"') => value.text().map(Cow::into_owned),
        other => Some(other.to_owned()),
    }
}

fn detail(detail: RawJson<'_>) -> Option<Detail> {
    detail.is_object().then(|| Detail {
        field: text(detail, "field"),
        value: detail.get("value").map(|value| value.as_str().to_owned()),
        issue: text(detail, "issue"),
        location: text(detail, "location"),
    })
}

fn short(text: &str) -> String {
    beginning(text, TEXT_LIMIT)
}

impl std::fmt::Display for ApiError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "WeChat Pay answered {}", self.status.as_u16())?;
        if self.code.is_empty() {
            f.write_str(" without its error JSON")?;
        } else {
            write!(f, " {}: {}", short(&self.code), short(&self.message))?;
        }
        if let Some(detail) = &self.detail {
            let part = |part: &Option<String>| part.as_deref().map(short).unwrap_or_default();
            write!(f, " ({}: {})", part(&detail.field), part(&detail.issue))?;
        }
        match (&self.distrust, self.verified) {
            (Some(reason), _) => write!(f, "; its signature is wrong: {reason}")?,
            (None, false) => f.write_str("; unsigned, so not verified")?,
            (None, true) => {}
        }
        f.write_str(self.hint())
    }
}
