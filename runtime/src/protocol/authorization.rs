//! The `Authorization` header: written by the client, read by a sandbox.
//!
//! Invariant: what [`Authorization`] writes it reads back as it was, and it reads
//! nothing that the grammar does not allow.

use std::collections::BTreeMap;

use super::{Scheme, request_message};
use crate::operation::Method;

/// The longest nonce that WeChat Pay takes.
const NONCE_LIMIT: usize = 32;

/// The content of an `Authorization` header. Its `Display` is the header's value.
#[derive(Clone, PartialEq, Eq)]
pub struct Authorization {
    /// The scheme.
    pub scheme: Scheme,
    /// `mchid`, or `brand_id` under the brand scheme.
    pub id: String,
    /// `nonce_str`: at most 32 letters and digits.
    pub nonce: String,
    /// Unix seconds.
    pub timestamp: i64,
    /// `serial_no`: the serial of the signer's certificate.
    pub serial: String,
    /// The signature, in base64.
    pub signature: String,
}

impl Authorization {
    /// The string that a request with this header has signed.
    pub fn message(&self, method: Method, canonical_url: &str, body: &[u8]) -> Vec<u8> {
        request_message(method, canonical_url, self.timestamp, &self.nonce, body)
    }
}

impl std::fmt::Display for Authorization {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&header_value(
            (self.scheme, &self.id, &self.serial),
            &self.nonce,
            self.timestamp,
            &self.signature,
        ))
    }
}

/// The header's value; `signer` is the scheme, the id and the serial.
pub(super) fn header_value(
    signer: (Scheme, &str, &str),
    nonce: &str,
    timestamp: i64,
    signature: &str,
) -> String {
    let (scheme, id, serial) = signer;
    let timestamp = timestamp.to_string();
    let pieces = [
        scheme.as_str(),
        " ",
        scheme.id_attribute(),
        "=\"",
        id,
        "\",nonce_str=\"",
        nonce,
        "\",timestamp=\"",
        &timestamp,
        "\",serial_no=\"",
        serial,
        "\",signature=\"",
        signature,
        "\"",
    ];
    let mut value = String::with_capacity(640);
    for piece in pieces {
        value.push_str(piece);
    }
    value
}

/// Hides the signature, with which a request could be sent again.
impl std::fmt::Debug for Authorization {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Authorization")
            .field("scheme", &self.scheme)
            .field("id", &self.id)
            .field("nonce", &self.nonce)
            .field("timestamp", &self.timestamp)
            .field("serial", &self.serial)
            .finish_non_exhaustive()
    }
}

/// An `Authorization` header breaks the grammar. Messages repeat nothing of it but known names.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum AuthorizationError {
    /// No scheme that is known, in this case, before a single space.
    #[error(
        "the header must begin with a known scheme and one space: `WECHATPAY2-SHA256-RSA2048 `"
    )]
    Scheme,
    /// Not a list of `name="value"` with commas between.
    #[error("the attributes must be `name=\"value\"`, a comma and nothing else between them")]
    Attributes,
    /// An attribute that the scheme does not have.
    #[error("there is an attribute that the scheme does not have")]
    UnknownAttribute,
    /// An attribute that is there twice.
    #[error("the attribute `{0}` is there twice")]
    Duplicate(&'static str),
    /// An attribute that is not there.
    #[error("the attribute `{0}` is missing")]
    Missing(&'static str),
    /// An attribute whose value cannot be one.
    #[error("the attribute `{0}` has a value that it cannot have")]
    Value(&'static str),
}

impl std::str::FromStr for Authorization {
    type Err = AuthorizationError;

    fn from_str(header: &str) -> Result<Self, AuthorizationError> {
        let (scheme, rest) = header.split_once(' ').ok_or(AuthorizationError::Scheme)?;
        let scheme = Scheme::from_name(scheme).ok_or(AuthorizationError::Scheme)?;
        let mut attributes = attributes(rest, scheme)?;
        let mut take = |name| {
            attributes
                .remove(name)
                .ok_or(AuthorizationError::Missing(name))
        };
        let id = alphanumeric(scheme.id_attribute(), take(scheme.id_attribute())?)?;
        let nonce = alphanumeric("nonce_str", take("nonce_str")?)?;
        if nonce.len() > NONCE_LIMIT {
            return Err(AuthorizationError::Value("nonce_str"));
        }
        let timestamp = timestamp(take("timestamp")?)?;
        let serial = alphanumeric("serial_no", take("serial_no")?)?;
        let signature = take("signature")?.to_owned();
        if signature.is_empty() {
            return Err(AuthorizationError::Value("signature"));
        }
        Ok(Self {
            scheme,
            id,
            nonce,
            timestamp,
            serial,
            signature,
        })
    }
}

/// `name="value"` by name; the values are not yet checked.
fn attributes(
    mut rest: &str,
    scheme: Scheme,
) -> Result<BTreeMap<&'static str, &str>, AuthorizationError> {
    let known = [
        scheme.id_attribute(),
        "nonce_str",
        "timestamp",
        "serial_no",
        "signature",
    ];
    let mut found = BTreeMap::new();
    loop {
        let (name, after) = rest
            .split_once("=\"")
            .ok_or(AuthorizationError::Attributes)?;
        let (value, after) = after
            .split_once('"')
            .ok_or(AuthorizationError::Attributes)?;
        // A quoted backslash would begin an escape in other grammars; none of ours has one.
        if !value
            .bytes()
            .all(|byte| byte.is_ascii_graphic() && byte != b'\\')
        {
            return Err(AuthorizationError::Attributes);
        }
        let plain = |byte: u8| byte.is_ascii_lowercase() || byte == b'_';
        if name.is_empty() || !name.bytes().all(plain) {
            return Err(AuthorizationError::Attributes);
        }
        let name = known.into_iter().find(|known| *known == name);
        let name = name.ok_or(AuthorizationError::UnknownAttribute)?;
        if found.insert(name, value).is_some() {
            return Err(AuthorizationError::Duplicate(name));
        }
        if after.is_empty() {
            return Ok(found);
        }
        rest = after
            .strip_prefix(',')
            .ok_or(AuthorizationError::Attributes)?;
    }
}

fn alphanumeric(name: &'static str, value: &str) -> Result<String, AuthorizationError> {
    if value.is_empty() || !value.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
        return Err(AuthorizationError::Value(name));
    }
    Ok(value.to_owned())
}

/// Digits without a sign or a leading zero, so that the number gives back the text that was signed.
fn timestamp(text: &str) -> Result<i64, AuthorizationError> {
    let wrong = AuthorizationError::Value("timestamp");
    let number: i64 = text.parse().map_err(|_| wrong)?;
    if number < 0 || number.to_string() != text {
        return Err(wrong);
    }
    Ok(number)
}
