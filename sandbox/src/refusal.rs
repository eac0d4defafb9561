//! What the sandbox says no with: an HTTP status and WeChat Pay's
//! `{code, message, detail}`.

use serde_json::{Map, Value, json};

/// A request that is turned down.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Refusal {
    /// The HTTP status.
    pub(crate) status: u16,
    /// `PARAM_ERROR`, `SIGN_ERROR`, …
    pub(crate) code: &'static str,
    /// For people.
    pub(crate) message: String,
    /// For programs.
    pub(crate) detail: Map<String, Value>,
}

/// Where a parameter travels, as `detail.location` says it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Location {
    /// A segment of the path.
    Path,
    /// The query string.
    Query,
    /// A header.
    Header,
    /// The JSON body.
    Body,
    /// A part of a multipart body.
    Form,
    /// The `Authorization` header.
    Authorization,
}

impl Location {
    fn as_str(self) -> &'static str {
        match self {
            Self::Path => "path",
            Self::Query => "query",
            Self::Header => "header",
            Self::Body => "body",
            Self::Form => "form",
            Self::Authorization => "authorization",
        }
    }
}

impl Refusal {
    /// A refusal without detail.
    pub(crate) fn new(status: u16, code: &'static str, message: impl Into<String>) -> Self {
        Self {
            status,
            code,
            message: message.into(),
            detail: Map::new(),
        }
    }

    /// 400 `PARAM_ERROR`: `field` breaks a rule. In a body, `field` is a JSON pointer.
    pub(crate) fn parameter(location: Location, field: &str, issue: impl Into<String>) -> Self {
        let issue = issue.into();
        let place = location.as_str();
        let message = format!("参数错误：“{place}”中的“{field}”：{issue}");
        Self::new(400, "PARAM_ERROR", message).about(location, field, &issue)
    }

    /// 401 `SIGN_ERROR`: something about `field` of the `Authorization` header is wrong.
    pub(crate) fn signature(field: &str, issue: &str) -> Self {
        let message = format!("签名错误：{issue}");
        Self::new(401, "SIGN_ERROR", message).about(Location::Authorization, field, issue)
    }

    /// 404: no operation has this path.
    pub(crate) fn unknown_path(path: &str) -> Self {
        let message = format!("请求的地址不存在：{path}");
        Self::new(404, "NOT_FOUND", message)
    }

    /// 405: the path has other methods only.
    pub(crate) fn wrong_method(method: &str, others: &[&str]) -> Self {
        let message = format!("此地址不支持 {method}，支持 {}", others.join("、"));
        Self::new(405, "METHOD_NOT_ALLOWED", message)
    }

    /// Adds the value that broke the rule.
    pub(crate) fn value(self, value: impl Into<Value>) -> Self {
        self.with("value", value)
    }

    /// Adds a member to the detail.
    pub(crate) fn with(mut self, key: &str, value: impl Into<Value>) -> Self {
        self.detail.insert(key.to_owned(), value.into());
        self
    }

    fn about(self, location: Location, field: &str, issue: &str) -> Self {
        self.with("field", field)
            .with("issue", issue)
            .with("location", location.as_str())
    }

    /// The JSON that goes out.
    pub(crate) fn body(&self) -> Value {
        let mut body = json!({ "code": self.code, "message": self.message });
        if !self.detail.is_empty() {
            body["detail"] = Value::Object(self.detail.clone());
        }
        body
    }
}
