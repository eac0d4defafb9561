//! Notifications, as WeChat Pay posts them: encrypted, signed, ready to be sent to a receiver.

use std::time::Duration;

use bytes::Bytes;
use http::header::{ACCEPT, CONTENT_TYPE, USER_AGENT};
use http::{HeaderMap, HeaderValue};
use serde_json::{Value, json};
use wechatpay_runtime::crypto::{AeadError, CryptoError};
use wechatpay_runtime::{Clock as _, Timestamp};

use crate::certificates::sealed;
use crate::engine::Engine;
use crate::fault::Fault;
use crate::sign::sign;
use crate::table::NotificationShape;

/// How long WeChat Pay waits for an answer.
const PATIENCE: Duration = Duration::from_secs(5);

/// A notification: `POST` the body with the headers to a receiver.
#[derive(Debug, Clone, PartialEq)]
pub struct Notification {
    /// The headers, signature included.
    pub headers: HeaderMap,
    /// The body.
    pub body: Bytes,
}

impl Notification {
    /// Posts it to `url`, as WeChat Pay does, and gives what was answered.
    ///
    /// # Errors
    /// Where there is no connection, or no answer within the 5 s that WeChat Pay waits.
    pub async fn post(&self, url: &str) -> Result<http::Response<Bytes>, reqwest::Error> {
        let request = reqwest::Client::new().post(url);
        let request = request.headers(self.headers.clone());
        let sent = request.body(self.body.clone()).timeout(PATIENCE).send();
        let received = sent.await?;
        let (status, headers) = (received.status(), received.headers().clone());
        let mut response = http::Response::new(received.bytes().await?);
        *response.status_mut() = status;
        *response.headers_mut() = headers;
        Ok(response)
    }
}

/// A notification in the making; see [`Sandbox::notification`](crate::Sandbox::notification).
#[derive(Debug)]
pub struct NotificationBuilder<'a> {
    engine: &'a Engine,
    event_type: String,
    shape: Option<String>,
    original_type: Option<String>,
    resource: Option<Value>,
    with_certificate: bool,
    faults: Vec<Fault>,
}

/// A notification cannot be made.
#[derive(Debug, Clone, thiserror::Error)]
#[non_exhaustive]
pub enum NotificationError {
    /// The event type is not in the table, so there is no sample of its resource.
    #[error(
        "`{event_type}` is not a notification that the specs describe; give its resource, or one of: {known}"
    )]
    Unknown {
        /// The event type.
        event_type: String,
        /// Those that are known.
        known: String,
    },
    /// The event type has no shape of this name.
    #[error("`{event_type}` has no shape `{shape}`, it has: {known}")]
    Shape {
        /// The event type.
        event_type: String,
        /// The name.
        shape: String,
        /// Those that are known.
        known: String,
    },
    /// The resource has no sample.
    #[error("no sample of the resource could be made: {0}")]
    Sample(String),
    /// The resource could not be encrypted.
    #[error("encrypting the resource failed: {0}")]
    Seal(#[from] AeadError),
    /// The body could not be signed.
    #[error("signing the notification failed: {0}")]
    Sign(#[from] CryptoError),
}

impl<'a> NotificationBuilder<'a> {
    pub(crate) fn new(engine: &'a Engine, event_type: String) -> Self {
        Self {
            engine,
            event_type,
            shape: None,
            original_type: None,
            resource: None,
            with_certificate: false,
            faults: Vec::new(),
        }
    }

    /// Which of the event's shapes the resource has; the last one without this, which is
    /// the one without a condition.
    #[must_use]
    pub fn shape(mut self, name: impl Into<String>) -> Self {
        self.shape = Some(name.into());
        self
    }

    /// The resource itself, instead of a sample.
    #[must_use]
    pub fn resource(mut self, resource: Value) -> Self {
        self.resource = Some(resource);
        self
    }

    /// The envelope's `original_type`.
    #[must_use]
    pub fn original_type(mut self, original_type: impl Into<String>) -> Self {
        self.original_type = Some(original_type.into());
        self
    }

    /// Signed with the platform certificate's key instead of the WeChat Pay public key.
    #[must_use]
    pub fn with_certificate(mut self) -> Self {
        self.with_certificate = true;
        self
    }

    /// What is wrong with it: [`Fault::Tampered`], [`Fault::UnknownSerial`],
    /// [`Fault::ClockSkew`], [`Fault::Unsigned`], [`Fault::SignTest`].
    #[must_use]
    pub fn faults(mut self, faults: impl IntoIterator<Item = Fault>) -> Self {
        self.faults.extend(faults);
        self
    }

    /// Makes it.
    ///
    /// # Errors
    /// Where the event type or the shape is unknown and no resource was given.
    pub fn build(self) -> Result<Notification, NotificationError> {
        let engine = self.engine;
        let entry = engine.table.notification(&self.event_type);
        let shape = self.chosen()?;
        let resource = match (&self.resource, shape) {
            (Some(resource), _) => resource.clone(),
            (None, Some(shape)) => engine
                .sample(&shape.type_name)
                .map_err(|refusal| NotificationError::Sample(refusal.message))?,
            (None, None) => return Err(self.unknown()),
        };
        let original_type = match (
            &self.original_type,
            shape.and_then(|shape| shape.when_original_type.first()),
        ) {
            (Some(given), _) => given.clone(),
            (None, Some(telling)) => telling.clone(),
            (None, None) => self
                .event_type
                .split('.')
                .next()
                .unwrap_or_default()
                .to_lowercase(),
        };
        let now = engine.clock.unix_seconds();
        let plaintext = resource.to_string();
        let mut envelope = sealed(
            engine.keys.api_v3_key(),
            engine.keys.suite(),
            &original_type,
            plaintext.as_bytes(),
        )?;
        envelope["original_type"] = json!(original_type);
        let body = json!({
            "id": wechatpay_runtime::nonce()?,
            "create_time": Timestamp::from_unix_seconds(now).as_str(),
            "resource_type": "encrypt-resource",
            "event_type": self.event_type,
            "summary": entry.map_or("通知", |entry| entry.name.as_str()),
            "resource": envelope,
        });
        let mut body = Bytes::from(body.to_string());
        let key = match self.with_certificate {
            true => engine.certificates.newest().key.clone(),
            false => engine.keys.public_key().clone(),
        };
        let mut headers = sign(&key, &mut body, now, &self.faults)?;
        headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
        headers.insert(ACCEPT, HeaderValue::from_static("*/*"));
        headers.insert(USER_AGENT, HeaderValue::from_static("Mozilla/4.0"));
        Ok(Notification { headers, body })
    }

    fn chosen(&self) -> Result<Option<&'a NotificationShape>, NotificationError> {
        let entry = self.engine.table.notification(&self.event_type);
        let shapes = entry.map_or(&[][..], |entry| &entry.shapes);
        let Some(name) = &self.shape else {
            return Ok(shapes.last());
        };
        let found = shapes.iter().find(|shape| shape.name == *name);
        found.map(Some).ok_or_else(|| NotificationError::Shape {
            event_type: self.event_type.clone(),
            shape: name.clone(),
            known: joined(shapes.iter().map(|shape| shape.name.as_str())),
        })
    }

    fn unknown(&self) -> NotificationError {
        let known = self.engine.table.notifications().iter();
        NotificationError::Unknown {
            event_type: self.event_type.clone(),
            known: joined(known.map(|entry| entry.event_type.as_str())),
        }
    }
}

fn joined<'t>(names: impl Iterator<Item = &'t str>) -> String {
    names.collect::<Vec<_>>().join(", ")
}
