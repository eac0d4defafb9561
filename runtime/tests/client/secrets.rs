//! No key and no secret shows: a canary goes into every public type, and may not come out.

use wechatpay_runtime::crypto::{ApiV3Key, FieldSeal, Padding, PublicKey, RsaPrivateKey};
use wechatpay_runtime::http::{HeaderMap, StatusCode};
use wechatpay_runtime::protocol::{Credentials, sign_request};
use wechatpay_runtime::{Bytes, Call, Client, Error, Method, RawReply, TrustedKey};

use crate::server::{Reply, Server};
use crate::support::*;

/// Exactly as long as an APIv3 key.
pub const CANARY: &str = "CanaryCanaryCanaryCanaryCanary32";

/// Fails if `shown` holds the canary, or a line of the merchant's private key, or its bytes as numbers.
#[track_caller]
pub fn assert_hidden(shown: impl AsRef<str>) {
    let shown = shown.as_ref();
    assert!(!shown.contains("CanaryCanary"), "{shown}");
    let pem = merchant_key().to_pem().unwrap();
    for line in pem.lines().filter(|line| !line.starts_with('-')) {
        assert!(!shown.contains(line), "{shown}");
    }
    assert!(!shown.contains("67, 97, 110, 97, 114, 121"), "{shown}");
}

pub fn client() -> Client {
    builder().api_v3_key(CANARY).build().unwrap()
}

fn both(error: &(impl std::fmt::Debug + std::fmt::Display)) -> String {
    format!("{error} {error:?} {error:#?}")
}

#[test]
fn keys_clients_and_parsers_hide_their_keys() {
    let client = client();
    let key = ApiV3Key::new(CANARY).unwrap();
    let public = PublicKey::Rsa(merchant_key().public_key().unwrap());
    let seal = FieldSeal {
        key: &public,
        padding: Padding::OaepSha1,
    };
    assert_hidden(format!("{key:?} {:?} {public:?} {seal:?}", merchant_key()));
    assert_hidden(format!("{:?} {:#?}", builder().api_v3_key(CANARY), client));
    assert_hidden(format!(
        "{:?} {:?}",
        client.merchant(),
        client.notifications().unwrap()
    ));
    assert_hidden(format!(
        "{:?} {:?}",
        client.keys(),
        client.root().param(CANARY)
    ));
    let brand = Credentials::brand("1", "0A", merchant_key().clone()).unwrap();
    assert_hidden(format!(
        "{brand:?} {:?}",
        builder().brand(brand.clone()).build()
    ));
}

#[test]
fn calls_and_prepared_requests_hide_what_they_carry() {
    let client = client();
    let request = Receiver {
        account: CANARY.into(),
        note: Some(CANARY.into()),
        ..receiver()
    };
    let call = Call::<Added>::new(client.root().param("1"), &ADD, request).header("x-a", CANARY);
    assert_hidden(format!("{call:?}"));
    let prepared = call.prepare().unwrap();
    let signature = prepared.headers["authorization"]
        .to_str()
        .unwrap()
        .to_owned();
    let shown = format!(
        "{prepared:?} {prepared:#?} {:?}",
        prepared.headers["authorization"]
    );
    assert_hidden(&shown);
    assert!(!shown.contains(&signature), "{shown}");
    let head = sign_request(
        client.merchant(),
        Method::Post,
        "/",
        CANARY.as_bytes(),
        NOW,
        "n",
    );
    assert_hidden(format!("{:?}", head.unwrap()));
}

#[test]
fn replies_and_notifications_hide_their_content() {
    let body = Bytes::from_static(CANARY.as_bytes());
    let raw = RawReply::new(StatusCode::OK, HeaderMap::new(), body);
    assert_hidden(format!("{raw:?} {raw:#?}"));
    let key = ApiV3Key::new(CANARY).unwrap();
    let sealed = key.seal("fdasflkja484", "", CANARY.as_bytes()).unwrap();
    let body = format!(
        r#"{{"event_type":"X","resource":{{"algorithm":"AEAD_AES_256_GCM","ciphertext":"{sealed}","nonce":"fdasflkja484"}}}}"#
    );
    let headers = signed_headers(platform_key(), PLATFORM, NOW, body.as_bytes());
    let parser = client().notifications().unwrap();
    let notification = parser.parse(&headers, body.as_bytes()).unwrap();
    assert_eq!(notification.plaintext(), CANARY.as_bytes());
    assert_hidden(format!("{notification:?} {notification:#?}"));
}

#[test]
fn errors_about_keys_do_not_repeat_them() {
    let pem = merchant_key().to_pem().unwrap();
    let pem = pem.as_str();
    let half = &pem[..900];
    for wrong in [
        half,
        &pem.replace("PRIVATE", "SECRET"),
        &pem.replace('\n', ""),
        CANARY,
    ] {
        assert_hidden(both(
            &RsaPrivateKey::from_pem(wrong)
                .map(|_| ())
                .unwrap_err_or(wrong),
        ));
        assert_hidden(both(&TrustedKey::certificate(wrong).unwrap_err()));
        assert_hidden(both(&TrustedKey::public_key(wrong, wrong).unwrap_err()));
        assert_hidden(both(&TrustedKey::public_key(PLATFORM, wrong).unwrap_err()));
        let key = format!("{wrong}!");
        assert_hidden(both(&ApiV3Key::new(&key).unwrap_err()));
        assert_hidden(both(&builder().api_v3_key(&key).build().unwrap_err()));
        assert_hidden(both(
            &builder()
                .merchant_id(wrong.to_owned() + "-")
                .build()
                .unwrap_err(),
        ));
        assert_hidden(both(
            &builder().certificate_serial(wrong).build().unwrap_err(),
        ));
        assert_hidden(both(&builder().base_url(wrong).build().unwrap_err()));
        assert_hidden(both(
            &builder()
                .user_agent(wrong.to_owned() + "\n")
                .build()
                .unwrap_err(),
        ));
    }
}

/// The error, or, where a key can be read from `wrong` after all, one that says nothing.
trait ErrorOr<E> {
    fn unwrap_err_or(self, wrong: &str) -> E;
}

impl ErrorOr<wechatpay_runtime::crypto::KeyError>
    for Result<(), wechatpay_runtime::crypto::KeyError>
{
    fn unwrap_err_or(self, wrong: &str) -> wechatpay_runtime::crypto::KeyError {
        // Line ends are not needed inside of a PEM block.
        assert!(self.is_err() || !wrong.contains('\n'));
        self.err()
            .unwrap_or(wechatpay_runtime::crypto::KeyError::PublicKeyId)
    }
}

#[tokio::test]
async fn errors_of_calls_hide_bodies_paths_and_fields() {
    let replies = [
        Reply::new(
            200,
            format!(r#"{{"account":"{CANARY}","total":"{CANARY}"}}"#),
        )
        .signed(),
        Reply::new(200, format!(r#"{{"account":"{CANARY}"#)).signed(),
        Reply::new(200, CANARY).signed(),
        Reply::new(200, CANARY),
        Reply {
            truncated: true,
            ..Reply::new(200, CANARY.repeat(9))
        },
        Reply::new(502, CANARY),
        Reply::new(
            400,
            format!(r#"{{"code":"C","message":"m","detail":{{"value":"{CANARY}"}}}}"#),
        ),
        Reply::new(302, "").header("Location", CANARY),
    ];
    for reply in replies {
        let server = Server::answering(reply.clone()).await;
        let client = builder()
            .base_url(&server.url)
            .api_v3_key(CANARY)
            .strict(true)
            .build();
        let client = client.unwrap();
        let request = Receiver {
            note: Some(CANARY.into()),
            ..receiver()
        };
        let call = Call::<Added>::new(client.root().param(CANARY), &ADD, request);
        let error: Error = call.await.unwrap_err();
        assert_hidden(both(&error));
        let mut source = std::error::Error::source(&error);
        while let Some(cause) = source {
            assert_hidden(format!("{cause} {cause:?}"));
            source = cause.source();
        }
    }
    let gone = builder().base_url("http://127.0.0.1:9").build().unwrap();
    let path = gone.root().param(CANARY);
    assert_hidden(both(&Call::<Added>::bare(path, &QUERY).await.unwrap_err()));
}

#[test]
fn errors_before_sending_hide_values() {
    let client = client();
    let request = Receiver {
        name: Some(CANARY.repeat(9).into()),
        ..receiver()
    };
    let call = Call::<Added>::new(client.root().param("1"), &ADD, request);
    assert_hidden(both(&call.prepare().unwrap_err()));
    let call = Call::<Added>::bare(client.root().param("1"), &QUERY);
    assert_hidden(both(
        &call
            .header("x-a", format!("{CANARY}\n"))
            .prepare()
            .unwrap_err(),
    ));
}
