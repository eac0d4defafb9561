//! An answer before it is signed: the operation's own, a refusal, or what a fault says
//! instead.

use std::sync::Arc;

use bytes::Bytes;
use serde_json::{Value, json};

use crate::answer::Answer;
use crate::fault::Fault;
use crate::files;
use crate::refusal::Refusal;
use crate::spoil;
use crate::table::Operation;
use crate::validate::Values;

const JSON: &str = "application/json; charset=utf-8";

/// A request that is in order, and its answer.
pub(crate) struct Accepted {
    pub(crate) answer: Answer,
    pub(crate) values: Values,
    pub(crate) operation: Arc<Operation>,
}

/// An answer before it is signed.
pub(crate) struct Draft {
    pub(crate) status: u16,
    pub(crate) media_type: Option<String>,
    pub(crate) body: Bytes,
    /// Of a file, which is not signed itself: the SHA-1 of what is in it.
    pub(crate) sha1: Option<String>,
    /// The numeric code at the end of `Request-ID`.
    pub(crate) number: u32,
}

impl Draft {
    /// The answer to a request of this outcome, with the faults that concern content.
    pub(crate) fn new(outcome: Result<Accepted, Refusal>, faults: &[Fault]) -> Self {
        let accepted = match outcome {
            Ok(accepted) => accepted,
            Err(refusal) => return Self::refusal(&refusal, faults),
        };
        let instead = faults.iter().find_map(|fault| Self::instead(fault, faults));
        instead.unwrap_or_else(|| Self::of(accepted, faults))
    }

    /// The answer to a request whose faults cannot be done.
    pub(crate) fn impossible(fault: String) -> Self {
        Self::refusal(&Refusal::new(500, "SANDBOX_FAULT", fault), &[])
    }

    fn of(accepted: Accepted, faults: &[Fault]) -> Self {
        let status = accepted.operation.status();
        match accepted.answer {
            Answer::Empty => Self::plain(status, None, Bytes::new()),
            Answer::Json(body) => Self::json(status, body, 0, faults),
            Answer::File(media_types) => {
                let file = files::file(&media_types, &accepted.values);
                Self {
                    sha1: Some(file.sha1),
                    ..Self::plain(status, Some(file.media_type), file.content)
                }
            }
        }
    }

    /// What `fault` wants to be answered instead.
    fn instead(fault: &Fault, faults: &[Fault]) -> Option<Self> {
        match fault {
            Fault::Error {
                status,
                code,
                message,
            } => {
                let body = json!({ "code": code, "message": message });
                Some(Self::json(*status, body, number(code), faults))
            }
            Fault::Reply {
                status,
                content_type,
                body,
            } => {
                let media_type = Some(content_type.clone());
                Some(Self::plain(*status, media_type, body.clone()))
            }
            _ => None,
        }
    }

    fn refusal(refusal: &Refusal, faults: &[Fault]) -> Self {
        let number = number(refusal.code);
        Self::json(refusal.status, refusal.body(), number, faults)
    }

    fn json(status: u16, mut body: Value, number: u32, faults: &[Fault]) -> Self {
        if let Err(message) = spoil::edit(&mut body, faults) {
            return Self::impossible(message);
        }
        let media_type = Some(JSON.to_owned());
        Self {
            number,
            ..Self::plain(status, media_type, body.to_string().into())
        }
    }

    fn plain(status: u16, media_type: Option<String>, body: Bytes) -> Self {
        Self {
            status,
            media_type,
            body,
            sha1: None,
            number: 0,
        }
    }
}

/// A number like WeChat Pay's for an error code. Its own numbers are not documented; these
/// are in the same range, and the same for the same code.
fn number(code: &str) -> u32 {
    match code {
        "PARAM_ERROR" => 268_442_627,
        "SIGN_ERROR" => 268_435_458,
        "RESOURCE_NOT_EXISTS" => 268_435_461,
        "SYSTEM_ERROR" => 268_435_457,
        _ => 268_435_456,
    }
}
