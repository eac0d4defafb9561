//! Keys, clients and records that the tests share.

use std::sync::OnceLock;

use wechatpay_runtime::crypto::{RsaPrivateKey, Signer};
use wechatpay_runtime::http::{HeaderMap, HeaderName, HeaderValue};
use wechatpay_runtime::protocol::response_message;
use wechatpay_runtime::record::flags;
use wechatpay_runtime::{
    Answer, Auth, Body, Client, ClientBuilder, Host, Method, Operation, Repeat, RetryPolicy,
    Secret, TrustedKey, Upload, UploadLimits,
};

use crate::corpus::targets::records::declare::record;

/// The time at which all tests live, in Unix seconds.
pub const NOW: i64 = 1_700_000_000;
pub const MERCHANT: &str = "1900000001";
pub const SERIAL: &str = "0A3F5C1E7B9D2468ACE013579BDF02468ACE1357";
pub const PLATFORM: &str = "PUB_KEY_ID_0114232134912410000000000000";
pub const API_V3_KEY: &str = "TestOnlyApiV3Key0123456789abcdef";
pub const NONCE: &str = "593BEC0C930BF1AFEB40B4A08C8FB242";

/// A key made for this run: the merchant's.
pub fn merchant_key() -> &'static RsaPrivateKey {
    static KEY: OnceLock<RsaPrivateKey> = OnceLock::new();
    KEY.get_or_init(|| RsaPrivateKey::generate().unwrap())
}

/// A key made for this run: WeChat Pay's.
pub fn platform_key() -> &'static RsaPrivateKey {
    static KEY: OnceLock<RsaPrivateKey> = OnceLock::new();
    KEY.get_or_init(|| RsaPrivateKey::generate().unwrap())
}

pub fn platform_pem() -> String {
    platform_key().public_key().unwrap().to_pem()
}

pub fn platform_trusted() -> TrustedKey {
    TrustedKey::public_key(PLATFORM, &platform_pem()).unwrap()
}

/// A builder of everything but the base URL.
pub fn builder() -> ClientBuilder {
    without_trust().public_key(PLATFORM, &platform_pem())
}

/// The same without a key of WeChat Pay.
pub fn without_trust() -> ClientBuilder {
    crate::logs::listen();
    Client::builder()
        .merchant_id(MERCHANT)
        .certificate_serial(SERIAL)
        .private_key_pem(&merchant_key().to_pem().unwrap())
        .api_v3_key(API_V3_KEY)
        .clock(|| NOW)
        // Each failure is seen; `retries` is about what is done about them.
        .retry(RetryPolicy::off())
}

/// The headers that sign `body` with `key`.
pub fn signed_headers(key: &RsaPrivateKey, serial: &str, time: i64, body: &[u8]) -> HeaderMap {
    let message = response_message(&time.to_string(), NONCE, body);
    headers(&[
        ("Wechatpay-Timestamp", &time.to_string()),
        ("Wechatpay-Nonce", NONCE),
        ("Wechatpay-Signature", &key.sign(&message).unwrap()),
        ("Wechatpay-Serial", serial),
    ])
}

pub fn headers(pairs: &[(&str, &str)]) -> HeaderMap {
    let pair = |(name, value): &(&str, &str)| {
        let name = HeaderName::from_bytes(name.as_bytes()).unwrap();
        (name, HeaderValue::from_str(value).unwrap())
    };
    pairs.iter().map(pair).collect()
}

record!(Receiver [] {
    0 account: String = flags::REQUIRED,
    1 name: Option<Secret> = flags::ENCRYPTED,
    2 note: Option<String> = flags::QUERY,
    3 tag: Option<Vec<String>> = flags::QUERY,
});

record!(Added [] {
    0 account: String = flags::REQUIRED,
    1 total: i64 = flags::REQUIRED,
    2 name: Option<Secret> = flags::ENCRYPTED,
});

record!(Asked [] {
    0 name: Option<Secret> = flags::QUERY | flags::ENCRYPTED,
    1 names: Option<Vec<Secret>> = flags::QUERY | flags::ENCRYPTED,
});

record!(Either [[0, 1]] {
    0 transaction_id: Option<String> = flags::OPTIONAL,
    1 out_trade_no: Option<String> = flags::OPTIONAL,
});

record!(Keyed [] {
    0 mchid: String = flags::REQUIRED | flags::QUERY,
    1 idempotency: String = flags::REQUIRED | flags::HEADER,
});

record!(Meta [] {
    0 filename: Option<String> = flags::FILENAME,
    1 sha256: Option<String> = flags::SHA256,
});

record!(Media [] {
    0 file: Upload = flags::REQUIRED | flags::PART,
    1 meta: Meta = flags::REQUIRED | flags::PART,
});

record!(Ask [] {
    0 offset: Option<i64> = flags::QUERY,
    1 limit: Option<String> = flags::QUERY,
    2 token: Option<String> = flags::QUERY,
});

record!(Page [] {
    0 data: Option<Vec<String>> = flags::OPTIONAL,
    1 total_count: i64 = flags::REQUIRED,
    2 next_token: Option<String> = flags::OPTIONAL,
});

const fn operation(id: &'static str, method: Method, path: &'static str) -> Operation {
    Operation {
        id,
        name: "测试",
        method,
        path,
        body: Body::None,
        response: Answer::Json,
        host: Host::Mainland,
        auth: Auth::Merchant,
        repeat: match method {
            Method::Get => Repeat::Safe,
            _ => Repeat::Unknown,
        },
    }
}

const JSON: Body = Body::Json;

pub static ADD: Operation = Operation {
    body: JSON,
    ..operation(
        "POST /v3/receivers/{id}",
        Method::Post,
        "/v3/receivers/{id}",
    )
};
pub static GLOBAL_ADD: Operation = Operation {
    body: JSON,
    host: Host::Overseas,
    ..operation(
        "POST /v3/global/receivers/{id}",
        Method::Post,
        "/v3/global/receivers/{id}",
    )
};
pub static SLASHED: Operation = Operation {
    body: JSON,
    ..operation("POST /v3/applyment/", Method::Post, "/v3/applyment/")
};
pub static QUERY: Operation =
    operation("GET /v3/receivers/{id}", Method::Get, "/v3/receivers/{id}");
pub static CLOSE: Operation = Operation {
    body: JSON,
    response: Answer::Empty,
    ..operation(
        "POST /v3/receivers/{id}/close",
        Method::Post,
        "/v3/receivers/{id}/close",
    )
};
pub static BRAND: Operation = Operation {
    auth: Auth::Brand,
    ..operation(
        "GET /brand/receivers/{id}",
        Method::Get,
        "/brand/receivers/{id}",
    )
};
pub static UPLOAD: Operation = Operation {
    body: Body::Multipart(UploadLimits {
        max_bytes: Some(4096),
        media_types: &[],
    }),
    ..operation("POST /v3/media/upload", Method::Post, "/v3/media/upload")
};

pub fn receiver() -> Receiver {
    Receiver {
        account: "a1".into(),
        name: None,
        note: None,
        tag: None,
    }
}
