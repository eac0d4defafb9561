//! Who sends a request: the `Authorization` header, and the merchant's signature over the
//! exact bytes that came in.
//!
//! Invariant: grammar, scheme, id, serial, time, signature, in this order; each failure
//! is a 401 `SIGN_ERROR` that names the attribute.

use serde_json::json;
use wechatpay_runtime::Method;
use wechatpay_runtime::protocol::{Authorization, AuthorizationError, MAX_CLOCK_SKEW, Scheme};

use crate::incoming::Incoming;
use crate::keys::Keys;
use crate::refusal::Refusal;
use crate::table::Auth;

/// The string to sign is shown up to this many characters.
const SHOWN: usize = 256;

/// Checks the signature of `request`, for an operation that wants `auth`, at the time `now`.
pub(crate) fn authorize(
    request: &Incoming,
    auth: Auth,
    keys: &Keys,
    now: i64,
) -> Result<(), Refusal> {
    let header = request.header("authorization");
    let header =
        header.ok_or_else(|| Refusal::signature("Authorization", "the header is missing"))?;
    let authorization: Authorization = header.parse().map_err(|error: AuthorizationError| {
        Refusal::signature("Authorization", &error.to_string())
    })?;
    let (scheme, id) = match auth {
        Auth::Merchant => (Scheme::merchant(keys.suite()), keys.merchant_id()),
        Auth::Brand => (Scheme::BrandRsa, keys.brand_id()),
    };
    if authorization.scheme != scheme {
        let issue = format!("this operation wants the scheme {}", scheme.as_str());
        return Err(Refusal::signature("Authorization", &issue));
    }
    if authorization.id != id {
        return Err(Refusal::signature(scheme.id_attribute(), "is not known")
            .with("value", authorization.id));
    }
    if authorization.serial != keys.merchant_serial() {
        let issue = "is not the serial of the merchant's certificate";
        return Err(Refusal::signature("serial_no", issue).with("value", authorization.serial));
    }
    if now.abs_diff(authorization.timestamp) > MAX_CLOCK_SKEW {
        let issue = format!("is more than {MAX_CLOCK_SKEW} seconds away from {now}");
        return Err(Refusal::signature("timestamp", &issue).with("value", authorization.timestamp));
    }
    let message = string_to_sign(request, &authorization);
    let key = keys.merchant_public_key();
    key.verify(&message, &authorization.signature)
        .map_err(|_| mismatch(request, &message))
}

/// The string that a request must have signed under its own `Authorization` header; `None`
/// where it has none that can be read.
pub(crate) fn signed_string(request: &Incoming) -> Option<Vec<u8>> {
    let authorization = request.header("authorization")?.parse().ok()?;
    Some(string_to_sign(request, &authorization))
}

fn string_to_sign(request: &Incoming, authorization: &Authorization) -> Vec<u8> {
    let method = match request.method.as_str() {
        "POST" => Method::Post,
        "PUT" => Method::Put,
        "PATCH" => Method::Patch,
        "DELETE" => Method::Delete,
        // A method that no operation has does not get here.
        _ => Method::Get,
    };
    authorization.message(method, &request.target, request.signed_body())
}

/// Says what was expected, as WeChat Pay does, so that the caller can compare.
fn mismatch(request: &Incoming, message: &[u8]) -> Refusal {
    let shown: String = String::from_utf8_lossy(message)
        .chars()
        .take(SHOWN)
        .collect();
    let information = json!({
        "method": request.method.as_str(),
        "url": request.target,
        "sign_message_length": message.len(),
        "truncated_sign_message": shown,
    });
    Refusal::signature("signature", "sign not match").with("sign_information", information)
}
