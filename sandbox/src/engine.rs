//! From a request to its answer: route, authorize, validate, answer, spoil, sign.
//!
//! Invariant: no state but faults and the journal: an answer depends on its own request
//! only. (An order that is closed can still be queried as paid: remembering what was
//! created may come later, and belongs between `answer` and `sign`.)

use std::sync::{Mutex, MutexGuard, PoisonError};

use bytes::Bytes;
use http::header::CONTENT_TYPE;
use http::{HeaderMap, HeaderValue, StatusCode};
use serde_json::{Map, Value};
use std::sync::Arc;
use wechatpay_runtime::crypto::FieldSeal;
use wechatpay_runtime::protocol::{field_padding, header};

use crate::answer::special::{Special, is_certificate, is_download};
use crate::answer::{self, Answer};
use crate::authorize::{authorize, signed_string};
use crate::clock::unix_seconds;
use crate::decrypt::RequestKey;
use crate::fault::{self, Fault, Script};
use crate::files;
use crate::incoming::Incoming;
use crate::journal::{Journal, Received};
use crate::keys::{Keys, PlatformKey};
use crate::refusal::Refusal;
use crate::rotation::Certificates;
use crate::route::{Matched, Routes};
use crate::sign::{sign, tamper};
use crate::table::{Operation, Struct, Table};
use crate::validate::{Values, validate};

const JSON: &str = "application/json; charset=utf-8";

/// Everything that answering needs.
#[derive(Debug)]
pub(crate) struct Engine {
    pub(crate) table: Arc<Table>,
    pub(crate) routes: Routes,
    pub(crate) keys: Keys,
    pub(crate) certificates: Certificates,
    pub(crate) base_url: String,
    pub(crate) public_key_only: bool,
    pub(crate) script: Mutex<Script>,
    pub(crate) journal: Mutex<Journal>,
}

/// An answer, ready to be sent.
#[derive(Debug)]
pub(crate) struct Outgoing {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Bytes,
}

/// An answer before it is signed.
struct Draft {
    status: u16,
    media_type: Option<String>,
    body: Bytes,
    /// Files never are.
    signed: bool,
    /// The numeric code at the end of `Request-ID`.
    number: u32,
}

impl Engine {
    /// Answers `request` and remembers it.
    pub(crate) fn handle(&self, request: &Incoming) -> Outgoing {
        let matched = self.routes.find(request.method.as_str(), request.path());
        let operation = matched
            .as_ref()
            .ok()
            .map(|matched| matched.operation.id.clone());
        let faults = lock(&self.script).take(operation.as_deref());
        let outcome = matched.and_then(|matched| self.answer(request, &matched));
        let draft = draft(outcome, &faults);
        let outgoing = self.finish(draft, request, &faults);
        lock(&self.journal).add(Received {
            operation,
            method: request.method.to_string(),
            target: request.target.clone(),
            headers: request.headers.clone(),
            body: request.body.clone(),
            string_to_sign: signed_string(request),
            status: outgoing.status.as_u16(),
        });
        outgoing
    }

    fn answer(
        &self,
        request: &Incoming,
        matched: &Matched,
    ) -> Result<(Answer, Values, Arc<Operation>), Refusal> {
        let operation = &matched.operation;
        authorize(request, operation.auth, &self.keys, unix_seconds())?;
        let serial = request.header(header::SERIAL);
        let named = serial.map(|serial| self.platform_key(serial));
        let key = RequestKey::named(named, &operation.path);
        let values = validate(&self.table, matched, request, &key)?;
        let merchant = FieldSeal {
            key: self.keys.merchant_public_key(),
            padding: field_padding(&operation.path),
        };
        let special = Specials {
            engine: self,
            path: &operation.path,
            values: &values,
        };
        let answer = answer::answer(&self.table, operation, &values, &special, merchant)?;
        Ok((answer, values, Arc::clone(operation)))
    }

    /// A sample of the struct `name`, with nothing from a request.
    pub(crate) fn sample(&self, name: &str) -> Result<Value, Refusal> {
        let values = Values::default();
        let special = Specials {
            engine: self,
            path: "",
            values: &values,
        };
        answer::sample_of(&self.table, name, &special)
    }

    fn finish(&self, mut draft: Draft, request: &Incoming, faults: &[Fault]) -> Outgoing {
        let mut headers = HeaderMap::new();
        if draft.signed {
            let key = self.signing_key(request.header(header::SERIAL));
            // A generator that fails leaves the answer unsigned, which the client refuses.
            headers = sign(&key, &mut draft.body, unix_seconds(), faults).unwrap_or_default();
        } else if faults.contains(&Fault::Tampered) {
            tamper(&mut draft.body, &mut String::new());
        }
        let id = wechatpay_runtime::nonce().unwrap_or_default();
        let id = format!("08{id}-{}", draft.number);
        let media_type = draft.media_type.as_deref();
        for (name, value) in [
            (header::REQUEST_ID, Some(id.as_str())),
            (CONTENT_TYPE.as_str(), media_type),
        ] {
            if let Some(value) = value.and_then(|value| HeaderValue::from_str(value).ok()) {
                headers.insert(http::HeaderName::from_static(name), value);
            }
        }
        let status =
            StatusCode::from_u16(draft.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        Outgoing {
            status,
            headers,
            body: draft.body,
        }
    }

    /// The platform's key with this id.
    fn platform_key(&self, id: &str) -> Option<PlatformKey> {
        let public = self.keys.public_key();
        match public.id == id {
            true => Some(public.clone()),
            false => self.certificates.key(id),
        }
    }

    /// The public key where the request asks for it, or there is no other; else the newest
    /// certificate's, which is what merchants had before there were public keys.
    fn signing_key(&self, asked: Option<&str>) -> PlatformKey {
        let public = self.keys.public_key();
        match self.public_key_only || asked == Some(&public.id) {
            true => public.clone(),
            false => self.certificates.newest().key.clone(),
        }
    }
}

/// The outcome as bytes, with the faults that concern content.
fn draft(outcome: Result<(Answer, Values, Arc<Operation>), Refusal>, faults: &[Fault]) -> Draft {
    let (answer, values, operation) = match outcome {
        Ok(outcome) => outcome,
        Err(refusal) => return refused(refusal.status, refusal.code, refusal.body(), faults),
    };
    for fault in faults {
        match fault {
            Fault::Error {
                status,
                code,
                message,
            } => {
                let body = serde_json::json!({ "code": code, "message": message });
                return refused(*status, code, body, faults);
            }
            Fault::Reply {
                status,
                content_type,
                body,
            } => {
                return Draft {
                    status: *status,
                    media_type: Some(content_type.clone()),
                    body: body.clone(),
                    signed: true,
                    number: 0,
                };
            }
            _ => {}
        }
    }
    let status = operation.status();
    match answer {
        Answer::Empty => Draft {
            status,
            media_type: None,
            body: Bytes::new(),
            signed: true,
            number: 0,
        },
        Answer::File(media_types) => {
            let file = files::file(&media_types, &values);
            Draft {
                status,
                media_type: Some(file.media_type),
                body: file.content,
                signed: false,
                number: 0,
            }
        }
        Answer::Json(body) => json(status, body, 0, faults),
    }
}

fn refused(status: u16, code: &str, body: Value, faults: &[Fault]) -> Draft {
    json(status, body, number(code), faults)
}

fn json(status: u16, mut body: Value, number: u32, faults: &[Fault]) -> Draft {
    let (status, body, number) = match fault::edit(&mut body, faults) {
        Ok(()) => (status, body, number),
        Err(message) => {
            let refusal = Refusal::new(500, "SANDBOX_FAULT", message);
            (500, refusal.body(), self::number(refusal.code))
        }
    };
    let media_type = Some(JSON.to_owned());
    Draft {
        status,
        media_type,
        body: body.to_string().into(),
        signed: true,
        number,
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

/// A lock whose holder panicked guards data that is still whole.
pub(crate) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// The special members of the answer to a request that said `values`.
struct Specials<'a> {
    engine: &'a Engine,
    /// The path's template.
    path: &'a str,
    values: &'a Values,
}

impl Special for Specials<'_> {
    fn members(&self, table: &Table, structure: &Struct) -> Result<Map<String, Value>, Refusal> {
        let engine = self.engine;
        if is_certificate(table, structure) {
            if engine.public_key_only {
                let message = "商户未使用平台证书，请使用微信支付公钥";
                return Err(Refusal::new(404, "RESOURCE_NOT_EXISTS", message));
            }
            return crate::certificates::members(
                &engine.certificates.newest(),
                engine.keys.api_v3_key(),
            );
        }
        if is_download(structure) {
            return Ok(files::link(
                table,
                &engine.routes,
                structure,
                (self.path, self.values),
                &engine.base_url,
            ));
        }
        Ok(Map::new())
    }
}
