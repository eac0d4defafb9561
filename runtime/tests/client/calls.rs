//! Calls over real HTTP: success, deviations, and answers that cannot be trusted.

use std::time::Duration;

use wechatpay_runtime::crypto::Padding;
use wechatpay_runtime::{Call, Client, DeviationKind, Error, ErrorKind, Outcome, VerifyError};

use crate::server::{Reply, Server};
use crate::support::*;

const BODY: &str = r#"{"account":"a1","total":7}"#;

fn add(client: &Client) -> Call<'_, Added> {
    Call::new(client.root().param("1"), &ADD, receiver())
}

async fn failing(reply: Reply) -> Error {
    let server = Server::answering(reply).await;
    add(&server.client()).await.unwrap_err()
}

#[track_caller]
fn verification(error: &Error) -> &VerifyError {
    assert_eq!(error.outcome(), Outcome::Unknown);
    assert!(error.to_string().contains("query"), "{error}");
    assert!(error.reply().is_some());
    match error.kind() {
        ErrorKind::Verification(error) => error,
        other => panic!("{other}"),
    }
}

#[tokio::test]
async fn a_signed_answer_is_decoded() {
    let server = Server::answering(Reply::new(200, BODY).signed()).await;
    let client = server.client();
    let added = add(&client).await.unwrap();
    assert_eq!((added.account.as_str(), added.total), ("a1", 7));

    let reply = add(&client).reply().await.unwrap();
    assert_eq!(reply.status.as_u16(), 200);
    assert_eq!(reply.request_id.as_deref(), Some("08F1AB-268435460"));
    assert_eq!(reply.raw, BODY);
    assert!(reply.verified && reply.deviations.is_empty());
    assert!(reply.headers.contains_key("wechatpay-signature"));
}

#[tokio::test]
async fn a_call_can_be_spawned() {
    let server = Server::answering(Reply::new(200, BODY).signed()).await;
    let client = server.client();
    let task = tokio::spawn(async move { add(&client).await.map(|added| added.total) });
    assert_eq!(task.await.unwrap().unwrap(), 7);
}

#[tokio::test]
async fn an_empty_answer_is_verified_too() {
    let call = |client: &Client| {
        let client = client.clone();
        async move { Call::<()>::new(client.root().param("1"), &CLOSE, receiver()).await }
    };
    let server = Server::answering(Reply::new(204, "").signed()).await;
    call(&server.client()).await.unwrap();
    let server = Server::answering(Reply::new(204, "")).await;
    let error = call(&server.client()).await.unwrap_err();
    let missing = VerifyError::MissingHeader("wechatpay-timestamp");
    assert_eq!(verification(&error), &missing);
}

#[tokio::test]
async fn a_field_encrypted_for_the_merchant_opens() {
    let sealed = merchant_key()
        .public_key()
        .unwrap()
        .seal(Padding::OaepSha1, &"李四".into());
    let body = format!(
        r#"{{"account":"a","total":1,"name":"{}"}}"#,
        sealed.unwrap()
    );
    let server = Server::answering(Reply::new(200, body).signed()).await;
    let added = add(&server.client()).strict().await.unwrap();
    assert_eq!(added.name.unwrap().expose(), "李四");
}

#[tokio::test]
async fn an_answer_that_cannot_be_trusted_is_an_error_with_its_reply() {
    let error = failing(
        Reply::new(200, BODY)
            .signed()
            .tampered(&BODY.replace('7', "9")),
    )
    .await;
    assert_eq!(verification(&error), &VerifyError::Signature);
    assert_eq!(error.reply().unwrap().body, BODY.replace('7', "9"));

    let error = failing(Reply::new(200, BODY)).await;
    assert!(matches!(
        verification(&error),
        VerifyError::MissingHeader(_)
    ));

    let signed = Reply::new(200, BODY).signed_by(merchant_key(), PLATFORM, NOW);
    assert_eq!(
        verification(&failing(signed).await),
        &VerifyError::Signature
    );

    let unknown = Reply::new(200, BODY).signed_by(platform_key(), SERIAL, NOW);
    assert!(matches!(
        verification(&failing(unknown).await),
        VerifyError::UnknownKey { .. }
    ));

    for time in [NOW - 301, NOW + 301] {
        let skewed = Reply::new(200, BODY).signed_by(platform_key(), PLATFORM, time);
        let error = failing(skewed).await;
        assert_eq!(verification(&error), &VerifyError::Clock { seconds: 301 });
    }
}

#[tokio::test]
async fn a_test_signature_says_that_the_outcome_is_unknown() {
    for signature in ["WECHATPAY/SIGNTEST/not base64", "WECHATPAY/SIGNTEST/AAAA"] {
        let reply = Reply::new(200, BODY)
            .header("Wechatpay-Timestamp", &NOW.to_string())
            .header("Wechatpay-Nonce", NONCE)
            .header("Wechatpay-Serial", PLATFORM)
            .header("Wechatpay-Signature", signature);
        assert_eq!(verification(&failing(reply).await), &VerifyError::SignTest);
    }
}

#[tokio::test]
async fn deviations_are_reported_or_in_strict_mode_refused() {
    let body = r#"{"account":"a1","total":"7","new":1}"#;
    let server = Server::answering(Reply::new(200, body).signed()).await;
    let client = server.client();
    let reply = add(&client).reply().await.unwrap();
    assert_eq!(reply.value.total, 7);
    let paths: Vec<&str> = reply.deviations.iter().map(|d| d.path.as_str()).collect();
    assert_eq!(paths, ["$.total", "$.new"]);
    assert_eq!(reply.deviations[1].kind, DeviationKind::UnknownField);

    let strict = builder()
        .base_url(&server.url)
        .strict(true)
        .build()
        .unwrap();
    for error in [
        add(&client).strict().await.unwrap_err(),
        add(&strict).await.unwrap_err(),
    ] {
        assert!(matches!(error.kind(), ErrorKind::Deviations(list) if list.len() == 2));
        assert_eq!(error.outcome(), Outcome::Done);
        assert_eq!(error.reply().unwrap().body, body);
    }
}

#[tokio::test]
async fn a_verified_answer_that_is_not_json_is_done_but_unreadable() {
    for body in ["", "<html>", "{\"account\":"] {
        let error = failing(Reply::new(200, body).signed()).await;
        assert!(matches!(error.kind(), ErrorKind::Decode(_)), "{error}");
        assert_eq!(error.outcome(), Outcome::Done);
        assert_eq!(error.reply().unwrap().body, body);
    }
}

#[tokio::test]
async fn a_body_over_the_limit_is_not_read() {
    let body = format!(r#"{{"account":"{}"}}"#, "x".repeat(2000));
    let server = Server::answering(Reply::new(200, body.clone()).signed()).await;
    let limited = |limit| {
        builder()
            .base_url(&server.url)
            .max_body(limit)
            .build()
            .unwrap()
    };
    let error = add(&limited(body.len() - 1)).await.unwrap_err();
    assert!(matches!(error.kind(), ErrorKind::TooLong { limit } if *limit == body.len() - 1));
    assert_eq!(error.outcome(), Outcome::Unknown);
    assert!(add(&limited(body.len())).await.is_ok());
}

#[tokio::test]
async fn a_body_that_is_announced_over_the_limit_is_not_waited_for() {
    let reply = Reply {
        truncated: true,
        ..Reply::new(200, "x".repeat(2000))
    };
    let server = Server::answering(reply).await;
    let client = builder()
        .base_url(&server.url)
        .max_body(1500)
        .build()
        .unwrap();
    let error = add(&client).await.unwrap_err();
    assert!(
        matches!(error.kind(), ErrorKind::TooLong { limit: 1500 }),
        "{error}"
    );
}

#[tokio::test]
async fn a_body_without_a_length_is_bounded_too() {
    let piece = "x".repeat(600);
    let chunked = format!("258\r\n{piece}\r\n258\r\n{piece}\r\n0\r\n\r\n");
    let reply = Reply::new(200, "").header("Transfer-Encoding", "chunked");
    let server = Server::answering(Reply {
        chunked: Some(chunked),
        ..reply
    })
    .await;
    let client = builder()
        .base_url(&server.url)
        .max_body(1000)
        .build()
        .unwrap();
    let error = add(&client).await.unwrap_err();
    assert!(
        matches!(error.kind(), ErrorKind::TooLong { limit: 1000 }),
        "{error}"
    );
}

#[tokio::test]
async fn a_slow_answer_times_out_by_call_and_by_client() {
    let reply = Reply {
        after: Duration::from_secs(20),
        ..Reply::new(200, BODY).signed()
    };
    let server = Server::answering(reply).await;
    let short = Duration::from_millis(80);
    let quick = builder()
        .base_url(&server.url)
        .timeout(short)
        .build()
        .unwrap();
    let client = server.client();
    for error in [
        add(&quick).await.unwrap_err(),
        add(&client).timeout(short).await.unwrap_err(),
    ] {
        assert!(
            matches!(error.kind(), ErrorKind::Timeout(after) if *after == short),
            "{error}"
        );
        assert_eq!(error.outcome(), Outcome::Unknown);
        assert!(error.reply().is_none());
    }
}

#[tokio::test]
async fn a_broken_connection_is_told_from_one_that_never_was() {
    let reply = Reply {
        truncated: true,
        ..Reply::new(200, BODY).signed()
    };
    let error = failing(reply).await;
    assert!(matches!(error.kind(), ErrorKind::Transport(_)), "{error}");
    assert_eq!(error.outcome(), Outcome::Unknown);

    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    drop(listener);
    let client = builder().base_url(url).build().unwrap();
    let error = add(&client).await.unwrap_err();
    assert!(matches!(error.kind(), ErrorKind::Connect(_)), "{error}");
    assert_eq!(error.outcome(), Outcome::NotSent);
    assert!(
        error
            .to_string()
            .starts_with("POST /v3/receivers/{id}: no connection"),
        "{error}"
    );
}

#[tokio::test]
async fn a_redirect_is_not_followed() {
    let server = Server::answering(Reply::new(302, "").header("Location", "/elsewhere")).await;
    let error = add(&server.client()).await.unwrap_err();
    assert_eq!(error.api().unwrap().status.as_u16(), 302);
    assert_eq!(server.received().len(), 1);
}
