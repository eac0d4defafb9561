//! Faults on demand: answers that a client must not believe, or must survive.
//!
//! Faults of the connection (drops, delays, truncated bodies) are not here yet.

use std::collections::VecDeque;

use bytes::Bytes;
use serde_json::Value;

/// Something that goes wrong with one answer. Several can go wrong with the same one.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub enum Fault {
    /// One byte of the body changes after signing; of an empty body, the signature does.
    Tampered,
    /// `Wechatpay-Serial` names a key that nobody has.
    UnknownSerial,
    /// The answer is properly signed at a time this many seconds from now.
    ClockSkew(i64),
    /// The answer has none of the headers that carry a signature.
    Unsigned,
    /// The signature is one of those with which WeChat Pay tests its clients:
    /// `WECHATPAY/SIGNTEST/…`.
    SignTest,
    /// The JSON body, properly signed, lacks what is at this pointer (`/amount/total`).
    Remove(String),
    /// The JSON body, properly signed, has this value at this pointer: an unknown enum
    /// value, a value of the wrong type, a field that is not in the spec.
    Replace(String, Value),
    /// Instead of the answer to a request that is in order, this error.
    Error {
        /// The HTTP status.
        status: u16,
        /// `SYSTEM_ERROR`, …
        code: String,
        /// For people.
        message: String,
    },
    /// Instead of the answer to a request that is in order, exactly this.
    Reply {
        /// The HTTP status.
        status: u16,
        /// The media type.
        content_type: String,
        /// The body.
        body: Bytes,
    },
}

impl Fault {
    /// [`Fault::Remove`].
    pub fn remove(pointer: impl Into<String>) -> Self {
        Self::Remove(pointer.into())
    }

    /// [`Fault::Replace`].
    pub fn replace(pointer: impl Into<String>, value: impl Into<Value>) -> Self {
        Self::Replace(pointer.into(), value.into())
    }

    /// [`Fault::Error`].
    pub fn error(status: u16, code: impl Into<String>, message: impl Into<String>) -> Self {
        Self::Error {
            status,
            code: code.into(),
            message: message.into(),
        }
    }
}

/// Which calls of an operation a rule is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Calls {
    /// All of them.
    Every,
    /// Only the n-th after the rule was made, from 1.
    Nth(u64),
}

/// No operation of the table has this id.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "`{0}` is no operation of the sandbox's table; ids are written as `POST /v3/refund/domestic/refunds`"
)]
pub struct UnknownOperation(pub String);

/// What will go wrong, and when.
#[derive(Debug, Default)]
pub(crate) struct Script {
    next: VecDeque<Vec<Fault>>,
    rules: Vec<Rule>,
}

#[derive(Debug)]
struct Rule {
    operation: String,
    calls: Calls,
    seen: u64,
    faults: Vec<Fault>,
}

impl Script {
    /// The answer to the next request that has no faults of its own yet gets `faults`.
    pub(crate) fn next(&mut self, faults: Vec<Fault>) {
        self.next.push_back(faults);
    }

    /// Calls of `operation` get `faults`.
    pub(crate) fn on(&mut self, operation: String, calls: Calls, faults: Vec<Fault>) {
        let seen = 0;
        self.rules.push(Rule {
            operation,
            calls,
            seen,
            faults,
        });
    }

    /// Nothing goes wrong any more.
    pub(crate) fn clear(&mut self) {
        *self = Self::default();
    }

    /// The faults of the request that has just come in, for `operation` if for any.
    pub(crate) fn take(&mut self, operation: Option<&str>) -> Vec<Fault> {
        let mut faults = self.next.pop_front().unwrap_or_default();
        let rules = self.rules.iter_mut();
        for rule in rules.filter(|rule| Some(rule.operation.as_str()) == operation) {
            rule.seen += 1;
            if matches!(rule.calls, Calls::Every) || rule.calls == Calls::Nth(rule.seen) {
                faults.extend(rule.faults.iter().cloned());
            }
        }
        faults
    }
}

/// Applies [`Fault::Remove`] and [`Fault::Replace`] to a JSON body.
///
/// # Errors
/// Where a pointer leads nowhere: a test that changes nothing must not pass unnoticed.
pub(crate) fn edit(body: &mut Value, faults: &[Fault]) -> Result<(), String> {
    for fault in faults {
        let (pointer, value) = match fault {
            Fault::Remove(pointer) => (pointer, None),
            Fault::Replace(pointer, value) => (pointer, Some(value.clone())),
            _ => continue,
        };
        edit_one(body, pointer, value).ok_or_else(|| {
            format!("the fault's pointer `{pointer}` leads nowhere in the answer")
        })?;
    }
    Ok(())
}

fn edit_one(body: &mut Value, pointer: &str, value: Option<Value>) -> Option<()> {
    let (parent, name) = pointer.rsplit_once('/')?;
    let name = name.replace("~1", "/").replace("~0", "~");
    match (body.pointer_mut(parent)?, value) {
        (Value::Object(members), Some(value)) => {
            members.insert(name, value);
        }
        (Value::Object(members), None) => {
            members.shift_remove(&name)?;
        }
        (Value::Array(items), Some(value)) => *items.get_mut(name.parse::<usize>().ok()?)? = value,
        (Value::Array(items), None) => {
            let index = name
                .parse::<usize>()
                .ok()
                .filter(|index| *index < items.len())?;
            items.remove(index);
        }
        _ => return None,
    }
    Some(())
}
