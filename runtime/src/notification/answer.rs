//! What a notification is answered with.
//!
//! Invariant: an answer says whether WeChat Pay may forget the notification, and nothing
//! of why a signature did not fit: whoever forges one must not learn from it.

use bytes::Bytes;
use http::header::CONTENT_TYPE;
use http::{HeaderValue, Response, StatusCode};

use super::NotificationError;

/// The body of a refusal; the log says more.
const REFUSED: &str = r#"{"code":"FAIL","message":"the signature was not accepted"}"#;
const FAILED: &str = r#"{"code":"FAIL","message":"the notification was not handled"}"#;
const BUSY: &str = r#"{"code":"FAIL","message":"the notification is being handled"}"#;

/// The answer to a notification. WeChat Pay waits 5 s for it, and sends the notification
/// again unless it is [`success`](Self::success): 15 times in the next 24 hours.
#[derive(Debug, Clone, PartialEq, Eq)]
#[must_use = "an answer does nothing until it is sent"]
pub struct NotificationAnswer {
    status: StatusCode,
    body: Bytes,
}

impl NotificationAnswer {
    /// It was handled, now or before: 204 without a body. It does not come again.
    pub fn success() -> Self {
        Self {
            status: StatusCode::NO_CONTENT,
            body: Bytes::new(),
        }
    }

    /// It is genuine, and was not handled for a reason of ours: 500. It comes again.
    pub fn failure() -> Self {
        Self::fail(StatusCode::INTERNAL_SERVER_ERROR, FAILED)
    }

    /// It is being handled by somebody else just now: 503. It comes again, and finds it done
    /// or can be handled then; success would be a promise that the other one may not keep.
    pub fn busy() -> Self {
        Self::fail(StatusCode::SERVICE_UNAVAILABLE, BUSY)
    }

    /// It cannot be trusted (forged, replayed, a test signature): 401. A genuine one comes again.
    pub fn refusal() -> Self {
        Self::fail(StatusCode::UNAUTHORIZED, REFUSED)
    }

    /// A failure with a status and a message of your own, in the body
    /// `{"code":"FAIL","message":…}`. A status that is not 4xx or 5xx becomes 500, for any
    /// other would count as success.
    pub fn failure_with(status: StatusCode, message: &str) -> Self {
        let failure = status.is_client_error() || status.is_server_error();
        let body = serde_json::json!({ "code": "FAIL", "message": message });
        Self {
            status: if failure {
                status
            } else {
                StatusCode::INTERNAL_SERVER_ERROR
            },
            body: body.to_string().into(),
        }
    }

    /// The answer to a notification that could not be parsed. One that cannot be trusted is
    /// [refused](Self::refusal); one that is genuine and cannot be read, as with a wrong APIv3
    /// key, is a [failure](Self::failure) of ours.
    pub fn for_error(error: &NotificationError) -> Self {
        match error {
            NotificationError::Verify(_) => Self::refusal(),
            NotificationError::Envelope | NotificationError::Decrypt(_) => Self::failure(),
        }
    }

    /// Whether WeChat Pay takes it for success.
    pub fn is_success(&self) -> bool {
        self.status.is_success()
    }

    /// The status.
    pub fn status(&self) -> StatusCode {
        self.status
    }

    /// The body: empty, or JSON, to be sent as `application/json`.
    pub fn body(&self) -> &Bytes {
        &self.body
    }

    /// The whole response, for frameworks that take one of the `http` crate.
    pub fn into_response(self) -> Response<Bytes> {
        let json = !self.body.is_empty();
        let mut response = Response::new(self.body);
        *response.status_mut() = self.status;
        if json {
            let value = HeaderValue::from_static("application/json");
            response.headers_mut().insert(CONTENT_TYPE, value);
        }
        response
    }

    fn fail(status: StatusCode, body: &'static str) -> Self {
        Self {
            status,
            body: Bytes::from_static(body.as_bytes()),
        }
    }
}

impl From<NotificationAnswer> for Response<Bytes> {
    fn from(answer: NotificationAnswer) -> Self {
        answer.into_response()
    }
}
