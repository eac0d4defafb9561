//! Verifying what WeChat Pay signed: answers and notifications.
//!
//! Invariant: headers, then time, then key, then signature, and only then may anybody
//! parse the body. Whatever the headers hold, the result is a [`VerifyError`], never a panic.

use http::{HeaderMap, HeaderName};

use super::{Scheme, header};
use crate::crypto::Suite;
use crate::keys::Keys;
use crate::text::{beginning, joined};

/// How far, in seconds, the signature's time may be from the verifier's clock.
pub const MAX_CLOCK_SKEW: u64 = 300;

/// A header's name as `http` wants it, and as text.
struct Name {
    header: HeaderName,
    /// Beside it, for `HeaderName::as_str` brings the names of all known headers along.
    text: &'static str,
}

impl Name {
    const fn new(text: &'static str) -> Self {
        let header = HeaderName::from_static(text);
        Self { header, text }
    }
}

/// Statics, for a name that is a text would have to be parsed at each look.
static REQUIRED: [Name; 4] = [
    Name::new(header::TIMESTAMP),
    Name::new(header::NONCE),
    Name::new(header::SIGNATURE),
    Name::new(header::SERIAL),
];
static SIGNATURE_TYPE: Name = Name::new(header::SIGNATURE_TYPE);
/// How the signatures begin that WeChat Pay sends to see whether its clients verify.
const SIGNTEST: &str = "WECHATPAY/SIGNTEST/";
/// The longest foreign id that a message repeats.
const ID_LIMIT: usize = 64;

/// An answer or a notification cannot be trusted.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum VerifyError {
    /// A header that carries the signature is not there.
    #[error("the header `{0}` is missing, so nothing vouches for the content")]
    MissingHeader(&'static str),
    /// A header that carries the signature is there twice, or is not what it must be.
    #[error("the header `{0}` is malformed")]
    MalformedHeader(&'static str),
    /// The signature is too old, or from the future.
    #[error(
        "it was signed {seconds} s away from this machine's time, and 300 s are allowed: \
         set the clock (NTP), or it is an old one sent again"
    )]
    Clock {
        /// How far away, in seconds.
        seconds: u64,
    },
    /// The key that it was signed with is not known here.
    #[error(
        "it was signed with the key `{serial}`, and known are: {}; add that key to the key store \
         (a WeChat Pay public key, or the platform certificates downloaded again)",
        list(known)
    )]
    UnknownKey {
        /// The id in `Wechatpay-Serial`.
        serial: String,
        /// The ids of the keys that are known.
        known: Vec<String>,
    },
    /// The platform certificate that it was signed with has expired.
    #[error(
        "it was signed with the platform certificate `{serial}`, which has expired: WeChat Pay \
         does not sign with it any more"
    )]
    ExpiredKey {
        /// The certificate's serial.
        serial: String,
    },
    /// Signed under an algorithm that this version cannot verify.
    #[error("it is signed under an algorithm that this version does not know")]
    SignatureType,
    /// The algorithm is not that of the key that it says it was signed with.
    #[error(
        "its `Wechatpay-Signature-Type` is not that of the key in its `Wechatpay-Serial`: \
         no key is used for another algorithm than its own"
    )]
    KeyType,
    /// A signature that is wrong on purpose: WeChat Pay tests whether signatures are verified.
    #[error(
        "WeChat Pay sent a test signature (`WECHATPAY/SIGNTEST/…`), which is wrong on purpose: \
         refuse a notification, the real one comes again"
    )]
    SignTest,
    /// The signature does not fit.
    #[error(
        "the signature does not fit the content: it was changed on the way, or the key is not the one that signed"
    )]
    Signature,
}

fn list(ids: &[String]) -> String {
    if ids.is_empty() {
        "none".to_owned()
    } else {
        joined(ids.iter(), ", ")
    }
}

/// Whether all four headers that carry a signature are there.
pub fn is_signed(headers: &HeaderMap) -> bool {
    REQUIRED
        .iter()
        .all(|name| headers.contains_key(&name.header))
}

/// Verifies `body`, byte for byte as it came, under `headers` at the time `now` (Unix seconds).
///
/// # Errors
/// See [`VerifyError`].
pub fn verify_signature(
    keys: &Keys,
    headers: &HeaderMap,
    body: &[u8],
    now: i64,
) -> Result<(), VerifyError> {
    let [timestamp, nonce, signature, serial] = required(headers)?;
    check_clock(timestamp, now)?;
    let Some(key) = keys.find(serial) else {
        let serial = beginning(serial, ID_LIMIT);
        return Err(VerifyError::UnknownKey {
            serial,
            known: keys.ids(),
        });
    };
    if !key.verifies(now) {
        let serial = key.id().to_owned();
        return Err(VerifyError::ExpiredKey { serial });
    }
    if signed_in(headers)? != key.key().suite() {
        return Err(VerifyError::KeyType);
    }
    // The lines of `response_message`; a body may be long, so it is not copied into one.
    let lines = [timestamp.as_bytes(), nonce.as_bytes(), body];
    let pieces = lines.map(|line| [line, b"\n"]);
    let verified = key.key().verify_pieces(pieces.as_flattened(), signature);
    verified.map_err(|_| {
        if signature.starts_with(SIGNTEST) {
            VerifyError::SignTest
        } else {
            VerifyError::Signature
        }
    })
}

/// The id of the key that signed, where nothing but that it is not among `keys` keeps what
/// `headers` belong to from being verified.
pub(crate) fn unknown_signer<'a>(keys: &Keys, headers: &'a HeaderMap, now: i64) -> Option<&'a str> {
    // Nearly always it is known, and the rest need not be looked at.
    let [.., serial] = &REQUIRED;
    let serial = single(headers, serial).ok()??;
    if keys.find(serial).is_some() {
        return None;
    }
    let [timestamp, ..] = required(headers).ok()?;
    check_clock(timestamp, now).ok()?;
    Some(serial)
}

fn required(headers: &HeaderMap) -> Result<[&str; 4], VerifyError> {
    let mut values = [""; 4];
    for (slot, name) in values.iter_mut().zip(&REQUIRED) {
        *slot = single(headers, name)?.ok_or(VerifyError::MissingHeader(name.text))?;
    }
    Ok(values)
}

/// The header's only value, where it has one.
fn single<'a>(headers: &'a HeaderMap, name: &'static Name) -> Result<Option<&'a str>, VerifyError> {
    let mut values = headers.get_all(&name.header).iter();
    let value = values.next().map(|value| value.to_str()).transpose();
    match (value, values.next()) {
        (Ok(value), None) => Ok(value),
        _ => Err(VerifyError::MalformedHeader(name.text)),
    }
}

fn check_clock(timestamp: &str, now: i64) -> Result<(), VerifyError> {
    let malformed = VerifyError::MalformedHeader(header::TIMESTAMP);
    if !timestamp.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(malformed);
    }
    let signed_at: i64 = timestamp.parse().map_err(|_| malformed)?;
    let seconds = now.abs_diff(signed_at);
    if seconds > MAX_CLOCK_SKEW {
        return Err(VerifyError::Clock { seconds });
    }
    Ok(())
}

/// The suite that the headers name; none means RSA.
fn signed_in(headers: &HeaderMap) -> Result<Suite, VerifyError> {
    let Some(name) = single(headers, &SIGNATURE_TYPE)? else {
        return Ok(Suite::Rsa);
    };
    let known = [Scheme::MerchantRsa, Scheme::MerchantSm];
    let scheme = known.into_iter().find(|scheme| scheme.as_str() == name);
    scheme.map(Scheme::suite).ok_or(VerifyError::SignatureType)
}
