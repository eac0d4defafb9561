//! Signs what the sandbox sends, answers and notifications alike; and spoils the
//! signature where a fault says so.

use bytes::Bytes;
use http::{HeaderMap, HeaderName, HeaderValue};
use wechatpay_runtime::crypto::{CryptoError, Signer as _};
use wechatpay_runtime::protocol::{
    Scheme, header, response_message, signed_statement, statement_sha1,
};

use crate::fault::Fault;
use crate::keys::PlatformKey;

/// A signature that is none, as WeChat Pay sends it now and then.
const SIGNTEST: &str = "WECHATPAY/SIGNTEST/";
/// What an unknown key is called.
const NOBODY: &str = "0000000000000000000000000000000000000000";

/// The headers that carry the signature of `body` at `now`; `body` itself may be spoiled.
pub(crate) fn sign(
    key: &PlatformKey,
    body: &mut Bytes,
    now: i64,
    faults: &[Fault],
) -> Result<HeaderMap, CryptoError> {
    let skew = faults.iter().map(|fault| match fault {
        Fault::ClockSkew(seconds) => *seconds,
        _ => 0,
    });
    let timestamp = now.saturating_add(skew.sum()).to_string();
    let nonce = wechatpay_runtime::nonce()?;
    let mut signature = key.key.sign(&response_message(&timestamp, &nonce, body))?;
    let mut serial = key.id.as_str();
    let mut unsigned = false;
    for fault in faults {
        match fault {
            Fault::Tampered => tamper(body, &mut signature),
            Fault::UnknownSerial => serial = NOBODY,
            Fault::SignTest => signature = format!("{SIGNTEST}{signature}"),
            Fault::Unsigned => unsigned = true,
            _ => {}
        }
    }
    if unsigned {
        return Ok(HeaderMap::new());
    }
    let headers = [
        (header::TIMESTAMP, timestamp.as_str()),
        (header::NONCE, &nonce),
        (header::SIGNATURE, &signature),
        (header::SERIAL, serial),
        (
            header::SIGNATURE_TYPE,
            Scheme::merchant(key.key.suite()).as_str(),
        ),
    ];
    let headers = headers.into_iter().filter_map(|(name, value)| {
        let value = HeaderValue::from_str(value).ok()?;
        Some((HeaderName::from_static(name), value))
    });
    Ok(headers.collect())
}

/// The headers that promise the hash of the file at `path` under a signature, where WeChat
/// Pay does so; none elsewhere.
pub(crate) fn promise(
    key: &PlatformKey,
    path: &str,
    sha1: &str,
    now: i64,
    faults: &[Fault],
) -> HeaderMap {
    let Ok(value) = HeaderValue::from_str(sha1) else {
        return HeaderMap::new();
    };
    let promised = (HeaderName::from_static(header::STATEMENT_SHA1), value);
    let promised = HeaderMap::from_iter([promised]);
    // The runtime knows which paths these are.
    let Ok(Some(sha1)) = statement_sha1(path, &promised) else {
        return HeaderMap::new();
    };
    let mut signed = Bytes::from(signed_statement(sha1));
    let mut headers = sign(key, &mut signed, now, faults).unwrap_or_default();
    headers.extend(promised);
    headers
}

/// Changes one byte so that JSON most likely stays JSON: the first digit or letter counts on.
pub(crate) fn tamper(body: &mut Bytes, signature: &mut String) {
    let mut bytes = body.to_vec();
    let digit = bytes.iter().position(u8::is_ascii_digit);
    let place = digit.or_else(|| bytes.iter().position(u8::is_ascii_alphabetic));
    match place.and_then(|place| bytes.get_mut(place)) {
        Some(byte) => {
            *byte ^= 1;
            *body = bytes.into();
        }
        None => *signature = signature.chars().rev().collect(),
    }
}
