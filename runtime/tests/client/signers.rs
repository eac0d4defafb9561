//! Keys that are elsewhere: signing waits, and needs no async runtime of ours.

use std::sync::Arc;
use std::task::{Context, Poll, Waker};

use tokio::sync::oneshot;
use wechatpay_runtime::crypto::{AsyncSigner, CryptoError, Signer as _, Signing};
use wechatpay_runtime::protocol::{Scheme, sign_request_async};
use wechatpay_runtime::{Call, Client, Credentials, ErrorKind, Method, Outcome};

use crate::server::{Reply, Server};
use crate::support::*;

/// Signs on a thread of its own, as a service elsewhere would.
struct Elsewhere {
    works: bool,
}

impl AsyncSigner for Elsewhere {
    fn sign<'a>(&'a self, message: &'a [u8]) -> Signing<'a> {
        let (signed, waiting) = oneshot::channel();
        let (message, works) = (message.to_vec(), self.works);
        std::thread::spawn(move || {
            let reason = "the vault is sealed".to_owned();
            let failed = Err(CryptoError::Signer { reason });
            let signature = if works {
                merchant_key().sign(&message)
            } else {
                failed
            };
            signed.send(signature).unwrap();
        });
        Box::pin(async move { waiting.await.unwrap() })
    }
}

fn credentials(works: bool) -> Credentials {
    let signer = Arc::new(Elsewhere { works });
    let opener = Arc::new(merchant_key().clone());
    let scheme = Scheme::MerchantRsa;
    Credentials::with_async_signer(scheme, MERCHANT, SERIAL, signer, Some(opener)).unwrap()
}

fn add(client: &Client) -> Call<'_, Added> {
    Call::new(client.root().param("1"), &ADD, receiver())
}

#[tokio::test]
async fn a_call_waits_for_the_signature() {
    let server = Server::answering(Reply::new(200, r#"{"account":"a1","total":7}"#).signed()).await;
    let builder = builder()
        .base_url(&server.url)
        .credentials(credentials(true));
    let client = builder.build().unwrap();
    assert_eq!(add(&client).await.unwrap().total, 7);
    let authorization = server.only().header("authorization").unwrap().to_owned();
    let parsed: wechatpay_runtime::protocol::Authorization = authorization.parse().unwrap();
    let message = parsed.message(Method::Post, "/v3/receivers/1", br#"{"account":"a1"}"#);
    let public = merchant_key().public_key().unwrap();
    public.verify(&message, &parsed.signature).unwrap();

    let prepared = add(&client).prepare_async().await.unwrap();
    assert_eq!(prepared.timestamp, NOW);
    let payment = client.jsapi_payment("wxd678efh567hg6787", "wx2016").await;
    assert!(payment.is_ok());
}

#[tokio::test]
async fn a_signer_that_fails_says_why_and_nothing_is_sent() {
    let server = Server::answering(Reply::new(200, "{}")).await;
    let builder = builder()
        .base_url(&server.url)
        .credentials(credentials(false));
    let client = builder.build().unwrap();
    let error = add(&client).await.unwrap_err();
    assert!(error.to_string().contains("the vault is sealed"), "{error}");
    assert_eq!(error.outcome(), Outcome::NotSent);
    assert!(server.received().is_empty());
}

#[test]
fn the_plain_form_says_that_the_key_is_elsewhere() {
    let client = builder().credentials(credentials(true)).build().unwrap();
    let error = add(&client).prepare().unwrap_err();
    let expected = CryptoError::SignsAsync;
    assert!(
        matches!(error.kind(), ErrorKind::Crypto(found) if *found == expected),
        "{error}"
    );
}

#[test]
fn signing_needs_no_async_runtime() {
    let client = builder().build().unwrap();
    let mut context = Context::from_waker(Waker::noop());
    let mut preparing = Box::pin(add(&client).prepare_async());
    // A key in memory is never waited for.
    let Poll::Ready(prepared) = preparing.as_mut().poll(&mut context) else {
        panic!("it waits")
    };
    prepared.unwrap();
    let here = credentials(true);
    let mut signing = Box::pin(sign_request_async(&here, Method::Get, "/", b"", NOW, NONCE));
    while signing.as_mut().poll(&mut context).is_pending() {
        std::thread::yield_now();
    }
}
