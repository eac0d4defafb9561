//! Notifications: what comes before the signature, and what comes after it.

use wechatpay_runtime::http::{HeaderMap, HeaderValue};
use wechatpay_runtime::protocol::header;
use wechatpay_runtime::{KeyStore, NotificationParser};

use super::keys::{NOW, api_v3_key, sealed, signed, trusted};
use super::records::Everything;

/// The first byte says what the others are: `h`, headers and body of a stranger; `e`, an
/// envelope that WeChat Pay signed; any other, a resource that it encrypted and signed.
///
/// Promise: nothing of a stranger is taken; a resource comes out as it went in.
pub fn notification(data: &[u8]) {
    let Some((first, rest)) = data.split_first() else {
        return;
    };
    let parser = NotificationParser::new(KeyStore::from_iter([trusted()]), api_v3_key());
    let parser = parser.with_clock(std::sync::Arc::new(|| NOW));
    match first {
        b'h' => {
            let (headers, body) = strange(rest);
            assert!(parser.parse(&headers, body).is_err(), "a stranger is taken");
        }
        b'e' => {
            if let Ok(notification) = parser.parse(&signed(rest), rest) {
                let _ = notification.resource::<Everything>();
            }
        }
        _ => {
            let envelope = serde_json::json!({
                "event_type": "TRANSACTION.SUCCESS",
                "resource": sealed(rest),
            });
            let body = envelope.to_string().into_bytes();
            let notification = parser.parse(&signed(&body), &body).unwrap();
            assert_eq!(notification.plaintext(), rest);
            let _ = notification.fits(&["transaction"], &["id"]);
            let _ = notification.fits(&[], &["text"]);
            let _ = notification.resource::<Everything>();
        }
    }
}

/// A line for each header, then the body.
fn strange(data: &[u8]) -> (HeaderMap, &[u8]) {
    let names = [
        header::TIMESTAMP,
        header::NONCE,
        header::SIGNATURE,
        header::SERIAL,
        header::SIGNATURE_TYPE,
    ];
    let mut headers = HeaderMap::new();
    let mut rest = data;
    for name in names {
        let end = rest.iter().position(|byte| *byte == b'\n');
        let (value, after) = rest.split_at(end.unwrap_or(rest.len()));
        rest = after.get(1..).unwrap_or_default();
        if let Ok(value) = HeaderValue::from_bytes(value) {
            headers.insert(name, value);
        }
    }
    (headers, rest)
}
