//! From a request to its answer: route, authorize, validate, carry out, spoil, sign.
//!
//! Invariant: no state but faults, the clock, certificates, and what tests read: an answer
//! depends on its own request only. (An order that is closed can still be queried as paid:
//! remembering what was created may come later, and belongs between `answer` and `sign`.)

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use bytes::Bytes;
use http::header::CONTENT_TYPE;
use http::{HeaderMap, HeaderValue, StatusCode};
use serde_json::{Map, Value};
use wechatpay_runtime::Clock as _;
use wechatpay_runtime::crypto::FieldSeal;
use wechatpay_runtime::protocol::{field_padding, header};

use crate::answer;
use crate::answer::special::{Special, is_certificate, is_download, lists_certificates};
use crate::authorize::{authorize, signed_string};
use crate::certificates;
use crate::clock::SandboxClock;
use crate::decrypt::RequestKey;
use crate::draft::{Accepted, Draft};
use crate::fault::Fault;
use crate::files;
use crate::incoming::Incoming;
use crate::journal::{Journal, Received};
use crate::keys::{Keys, KeysError, PlatformKey};
use crate::ledger::{Effect, Ledger};
use crate::refusal::Refusal;
use crate::rotation::Certificates;
use crate::route::{Matched, Routes};
use crate::script::Script;
use crate::sign::{promise, sign, tamper};
use crate::spoil;
use crate::table::{Struct, Table};
use crate::validate::{Values, validate};

/// Everything that answering needs.
#[derive(Debug)]
pub(crate) struct Engine {
    pub(crate) table: Arc<Table>,
    pub(crate) routes: Routes,
    pub(crate) keys: Keys,
    pub(crate) certificates: Certificates,
    pub(crate) base_url: String,
    pub(crate) public_key_only: bool,
    pub(crate) clock: SandboxClock,
    pub(crate) script: Mutex<Script>,
    pub(crate) journal: Mutex<Journal>,
    pub(crate) ledger: Mutex<Ledger>,
}

/// A request of which the head has come.
#[derive(Debug)]
pub(crate) struct Visit {
    matched: Result<Matched, Refusal>,
    /// What goes wrong with it.
    pub(crate) faults: Vec<Fault>,
}

/// An answer, ready to be sent.
#[derive(Debug)]
pub(crate) struct Outgoing {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Bytes,
}

impl Engine {
    /// Whom a request of which the head has come is for, and what goes wrong with it.
    pub(crate) fn meet(&self, method: &str, path: &str) -> Visit {
        let matched = self.routes.find(method, path);
        let operation = matched.as_ref().ok().map(|it| it.operation.id.as_str());
        let faults = lock(&self.script).take(operation);
        Visit { matched, faults }
    }

    /// Carries out `request`, answers it and remembers it.
    pub(crate) fn handle(&self, request: &Incoming, visit: Visit) -> Outgoing {
        let Visit { matched, faults } = visit;
        let matched_to = matched.as_ref().ok();
        let operation = matched_to.map(|matched| matched.operation.id.clone());
        let outcome = matched.and_then(|matched| self.answer(request, &matched));
        let effect = match &outcome {
            Ok(accepted) if Fault::let_through(&faults) => {
                lock(&self.ledger).carry_out(&accepted.operation, &accepted.values)
            }
            _ => Effect::None,
        };
        let prepared = self.happen(&faults).and_then(|()| spoil::headers(&faults));
        let outgoing = match prepared {
            Ok(headers) => {
                let mut outgoing = self.finish(Draft::new(outcome, &faults), request, &faults);
                outgoing.headers.extend(headers);
                outgoing
            }
            Err(fault) => self.finish(Draft::impossible(fault), request, &[]),
        };
        lock(&self.journal).add(Received {
            operation,
            method: request.method.to_string(),
            target: request.target.clone(),
            headers: request.headers.clone(),
            body: request.body.clone(),
            string_to_sign: signed_string(request),
            status: outgoing.status.as_u16(),
            effect,
        });
        outgoing
    }

    fn answer(&self, request: &Incoming, matched: &Matched) -> Result<Accepted, Refusal> {
        let operation = &matched.operation;
        let now = self.clock.unix_seconds();
        authorize(request, operation.auth, &self.keys, now)?;
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
        Ok(Accepted {
            answer,
            values,
            operation: Arc::clone(operation),
        })
    }

    /// What happens between a request's effect and its answer.
    ///
    /// # Errors
    /// Where it cannot happen.
    fn happen(&self, faults: &[Fault]) -> Result<(), String> {
        for fault in faults {
            match fault {
                Fault::ClockJump(seconds) => self.clock.jump(*seconds),
                Fault::Rotated => {
                    self.rotate().map_err(|error| error.to_string())?;
                }
                _ => {}
            }
        }
        Ok(())
    }

    /// A new platform certificate signs from now on; gives its serial.
    pub(crate) fn rotate(&self) -> Result<String, KeysError> {
        let now = self.clock.unix_seconds();
        let certificate = self.certificates.newest().next(now)?;
        let serial = certificate.key.id.clone();
        self.certificates.rotate(certificate);
        Ok(serial)
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
        spoil::pad(&mut draft.body, faults);
        let mut headers = self.signature(&mut draft, request, faults);
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

    /// The headers that carry the signature of `draft`, which a fault may spoil.
    fn signature(&self, draft: &mut Draft, request: &Incoming, faults: &[Fault]) -> HeaderMap {
        let now = self.clock.unix_seconds();
        let key = self.signing_key(request);
        let Some(sha1) = &draft.sha1 else {
            // A generator that fails leaves the answer unsigned, which the client refuses.
            return sign(&key, &mut draft.body, now, faults).unwrap_or_default();
        };
        let headers = promise(&key, request.path(), sha1, now, faults);
        if faults.contains(&Fault::Tampered) {
            tamper(&mut draft.body, &mut String::new());
        }
        headers
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
    /// certificate's, which is what merchants had before there were public keys. A list of
    /// certificates is signed with an older one where the request names that: it is the one
    /// that vouches for the new ones.
    fn signing_key(&self, request: &Incoming) -> PlatformKey {
        let asked = request.header(header::SERIAL);
        let public = self.keys.public_key();
        if self.public_key_only || asked == Some(&public.id) {
            return public.clone();
        }
        let named = asked.and_then(|serial| self.certificates.key(serial));
        let vouching = named.filter(|_| self.is_for_certificates(request));
        vouching.unwrap_or_else(|| self.certificates.newest().key.clone())
    }

    fn is_for_certificates(&self, request: &Incoming) -> bool {
        let matched = self.routes.find(request.method.as_str(), request.path());
        matched.is_ok_and(|matched| lists_certificates(&self.table, &matched.operation))
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
    fn members(
        &self,
        table: &Table,
        structure: &Struct,
    ) -> Result<Vec<Map<String, Value>>, Refusal> {
        let engine = self.engine;
        if is_certificate(table, structure) {
            if engine.public_key_only {
                let message = "商户未使用平台证书，请使用微信支付公钥";
                return Err(Refusal::new(404, "RESOURCE_NOT_EXISTS", message));
            }
            let valid = engine.certificates.valid(engine.clock.unix_seconds());
            let members = valid
                .iter()
                .map(|it| certificates::members(it, engine.keys.api_v3_key()));
            return members.collect();
        }
        if is_download(structure) {
            let asked = (self.path, self.values);
            let (routes, url) = (&engine.routes, &engine.base_url);
            return Ok(vec![files::link(table, routes, structure, asked, url)]);
        }
        Ok(Vec::new())
    }
}
