//! Faults on demand: answers that a client must not believe, or must survive.

use std::time::Duration;

use bytes::Bytes;
use serde_json::Value;

/// Something that goes wrong with one answer. Several can go wrong with the same one.
///
/// A request that is in order takes effect ([`Effect`](crate::Effect)), whatever becomes of
/// its answer, save after [`Broken`](Self::Broken) at [`Stage::Request`],
/// [`Undone`](Self::Undone), or an error with a status of 4xx.
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
    /// The answer has this header, instead of its own of that name if it has one.
    Header {
        /// The name: `Retry-After`.
        name: String,
        /// The value.
        value: String,
    },
    /// The connection breaks.
    Broken(Stage),
    /// The request takes effect at once, and the answer comes so much later.
    Delayed(Duration),
    /// The body comes slowly: so many bytes at a time, each time after this pause.
    Slow {
        /// How many bytes; 0 counts as 1.
        bytes: usize,
        /// The pause before each piece.
        pause: Duration,
    },
    /// Half of the body comes, and then nothing more until the client hangs up; of an
    /// answer without body, nothing comes at all.
    Stalled,
    /// The body, properly signed, has so many bytes: there are blanks behind it, which JSON
    /// allows. No answer gets shorter.
    Oversized(usize),
    /// The request does not take effect, whatever is answered.
    Undone,
    /// After the request took effect and before the answer is signed, the platform
    /// certificate is rotated; see [`Sandbox::rotate_certificate`](crate::Sandbox::rotate_certificate).
    Rotated,
    /// After the request took effect and before the answer is signed, the sandbox's clock
    /// jumps by so many seconds, for good; see [`Sandbox::clock`](crate::Sandbox::clock).
    ClockJump(i64),
}

/// Where in an exchange the connection breaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Stage {
    /// Before the request's body is read: it takes no effect, and is not among
    /// [`Sandbox::requests`](crate::Sandbox::requests).
    Request,
    /// Between request and answer: the request took effect, and no byte comes back.
    Answer,
    /// Within the first line or two of the answer.
    Head,
    /// After the head and half of the body; where there is no body, as [`Stage::Head`].
    Body,
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

    /// [`Fault::Reply`].
    pub fn reply(status: u16, content_type: impl Into<String>, body: impl Into<Bytes>) -> Self {
        Self::Reply {
            status,
            content_type: content_type.into(),
            body: body.into(),
        }
    }

    /// [`Fault::Header`].
    pub fn header(name: impl Into<String>, value: impl Into<String>) -> Self {
        Self::Header {
            name: name.into(),
            value: value.into(),
        }
    }

    /// The status that is answered instead of the answer.
    fn status(&self) -> Option<u16> {
        match self {
            Self::Error { status, .. } | Self::Reply { status, .. } => Some(*status),
            _ => None,
        }
    }

    /// Whether a request that is in order takes effect, though its answer has `faults`.
    pub(crate) fn let_through(faults: &[Self]) -> bool {
        let refused = faults.iter().find_map(Self::status);
        !faults.contains(&Self::Undone) && !refused.is_some_and(|it| (400..500).contains(&it))
    }
}
