//! Opening a file: which host, which heads are trusted, and what is sent again.

use std::time::Duration;

use wechatpay_runtime::{ClientBuilder, Outcome, RequestError, RetryPolicy};

use super::*;
use crate::server::{Received, nowhere};
use crate::support::*;

#[tokio::test]
async fn a_file_comes_from_our_own_host_whatever_the_url_says() {
    let reply = Reply::new(200, CONTENT).header("Content-Type", "text/plain");
    let server = Server::answering(reply).await;
    let url = "https://elsewhere.example/v3/billdownload/file?token=6XIv-5Z%2F&tartype=gzip#x";
    let client = server.client();
    let download = client.download(url).await.unwrap();
    assert!(!download.is_checked());
    assert_eq!(download.content_type(), Some("text/plain"));
    assert_eq!(download.request_id(), Some("08F1AB-268435460"));
    assert_eq!(download.bytes().await.unwrap(), CONTENT);
    let request = server.only();
    assert_eq!(
        request.target(),
        "/v3/billdownload/file?token=6XIv-5Z%2F&tartype=gzip"
    );
    assert_eq!(request.header("accept"), Some("*/*"));
    let header = request.header("authorization").unwrap();
    let authorization: wechatpay_runtime::protocol::Authorization = header.parse().unwrap();
    let message = authorization.message(wechatpay_runtime::Method::Get, request.target(), b"");
    let key = merchant_key().public_key().unwrap();
    assert_eq!(key.verify(&message, &authorization.signature), Ok(()));
}

#[tokio::test]
async fn only_the_documented_downloads_may_come_unsigned() {
    let (_server, client) = serving(CONTENT).await;
    // Unless its hash was promised.
    let promised = client.download("/v3/other/file").sha1(SHA1);
    assert_eq!(promised.bytes().await.unwrap(), CONTENT);
    let error = client.download("/v3/other/file").await.unwrap_err();
    assert!(
        matches!(error.kind(), ErrorKind::Verification(_)),
        "{error}"
    );
    let error = client.download("http://[").await.unwrap_err();
    assert!(
        matches!(error.kind(), ErrorKind::Request(RequestError::Url)),
        "{error}"
    );
}

#[tokio::test]
async fn a_failed_download_is_an_api_error() {
    let body = r#"{"code":"NO_STATEMENT_EXIST","message":"账单文件不存在"}"#;
    let server = Server::answering(Reply::new(400, body)).await;
    let error = server
        .client()
        .download("/v3/billdownload/file?token=x")
        .await
        .unwrap_err();
    assert_eq!(error.api().unwrap().code, "NO_STATEMENT_EXIST");
}

#[tokio::test]
async fn a_signed_file_is_verified() {
    let server = Server::answering(Reply::new(200, CONTENT).signed()).await;
    let download = server.client().download("/v3/other/file").await.unwrap();
    assert!(download.is_checked());
    assert_eq!(download.bytes().await.unwrap(), CONTENT);
    let server = Server::answering(Reply::new(200, CONTENT).signed().tampered("x")).await;
    let error = server
        .client()
        .download("/v3/other/file")
        .await
        .unwrap_err();
    assert!(
        matches!(error.kind(), ErrorKind::Verification(_)),
        "{error}"
    );
}

/// A client that sends again, and does not wait before it does.
fn repeating(server: &Server) -> ClientBuilder {
    let builder = builder().base_url(&server.url);
    builder.retry(RetryPolicy::on()).random(|_: u64| 0)
}

fn authorization(request: &Received) -> &str {
    request.header("authorization").unwrap()
}

fn refusal(status: u16, code: &str) -> Reply {
    Reply::new(status, format!(r#"{{"code":"{code}","message":"m"}}"#))
}

#[tokio::test]
async fn opening_is_sent_again_until_there_is_a_file() {
    let mut half_a_refusal = refusal(503, "").signed();
    half_a_refusal.truncated = true;
    for failure in [
        refusal(500, "SYSTEM_ERROR"),
        refusal(504, ""),
        refusal(429, "RATELIMIT_EXCEEDED"),
        refusal(202, ""),
        Reply::new(502, "<html>"),
        half_a_refusal,
        Reply::dropped(),
    ] {
        let case = format!("{failure:?}");
        let server = Server::scripted([failure, Reply::new(200, CONTENT)]).await;
        let client = repeating(&server).build().unwrap();
        let download = client.download(URL).sha1(SHA1).await.unwrap();
        assert_eq!(download.bytes().await.unwrap(), CONTENT, "{case}");
        let [first, second] = &server.received()[..] else {
            panic!("{case}: {:?}", server.received())
        };
        assert_eq!(first.target(), URL);
        assert_eq!(second.target(), URL);
        assert_eq!(authorization(first), authorization(second), "{case}");
    }
}

#[tokio::test]
async fn a_signed_file_that_breaks_off_is_fetched_again_for_nothing_of_it_was_handed_out() {
    let good = || Reply::new(200, CONTENT).signed();
    let mut broken = good();
    broken.truncated = true;
    let server = Server::scripted([broken, good()]).await;
    let client = repeating(&server).build().unwrap();
    let download = client.download("/v3/other/file").await.unwrap();
    assert_eq!(download.bytes().await.unwrap(), CONTENT);
    assert_eq!(server.received().len(), 2);
}

#[tokio::test]
async fn a_host_where_nobody_listens_is_replaced_by_the_backup() {
    let (backup, _) = serving(CONTENT).await;
    let client = repeating(&backup).base_url(nowhere());
    let client = client.backup_url(&backup.url).build().unwrap();
    assert_eq!(client.download(URL).bytes().await.unwrap(), CONTENT);
    assert_eq!(backup.received().len(), 1);

    let alone = client.download(URL).retry(RetryPolicy::off());
    let error = alone.await.unwrap_err();
    assert!(matches!(error.kind(), ErrorKind::Connect(_)), "{error}");
    assert_eq!((error.outcome(), error.attempts()), (Outcome::NotSent, 1));
    assert_eq!(backup.received().len(), 1);
}

#[tokio::test]
async fn a_host_in_trouble_is_left_and_one_that_only_refuses_is_not() {
    for (failure, at_backup) in [
        (Reply::dropped(), 1),
        (Reply::new(503, ""), 1),
        (refusal(500, "SYSTEM_ERROR"), 0),
    ] {
        let usual = Server::scripted([failure, Reply::new(200, CONTENT)]).await;
        let (backup, _) = serving(CONTENT).await;
        let client = repeating(&usual).backup_url(&backup.url).build().unwrap();
        assert_eq!(client.download(URL).bytes().await.unwrap(), CONTENT);
        assert_eq!(backup.received().len(), at_backup);
        assert_eq!(usual.received().len(), 2 - at_backup);
    }
}

#[tokio::test]
async fn the_policy_says_how_often_opening_is_sent_again() {
    let server = Server::answering(Reply::new(503, "")).await;
    let client = repeating(&server).build().unwrap();
    let mut before = 0;
    for (policy, attempts) in [
        (None, 3),
        (Some(RetryPolicy::off()), 1),
        (Some(RetryPolicy::on().attempts(2)), 2),
        (Some(RetryPolicy::on().only(|_| false)), 1),
    ] {
        let mut call = client.download(URL);
        if let Some(policy) = policy {
            call = call.retry(policy);
        }
        let error = call.await.unwrap_err();
        assert_eq!(error.api().unwrap().status, 503);
        assert_eq!(error.attempts(), attempts);
        let after = server.received().len();
        assert_eq!(after - before, usize::try_from(attempts).unwrap());
        before = after;
    }
}

#[tokio::test]
async fn what_is_refused_for_good_is_not_asked_for_again() {
    let mut tampered = Reply::new(200, CONTENT).signed();
    tampered.body = b"other".to_vec();
    for (reply, path) in [
        (refusal(400, "NO_STATEMENT_EXIST"), URL),
        (refusal(404, "RESOURCE_NOT_EXISTS"), URL),
        (tampered, "/v3/other/file"),
    ] {
        let server = Server::answering(reply).await;
        let client = repeating(&server).build().unwrap();
        let error = client.download(path).await.unwrap_err();
        assert_eq!(error.attempts(), 1, "{error}");
        assert_eq!(server.received().len(), 1);
    }
}

#[tokio::test]
async fn a_file_that_was_handed_out_is_not_fetched_again() {
    let mut broken = Reply::new(200, vec![b'x'; 100_000]);
    broken.truncated = true;
    let server = Server::scripted([Reply::new(503, ""), broken]).await;
    let client = repeating(&server).build().unwrap();
    let error = client.download(URL).bytes().await.unwrap_err();
    assert!(matches!(error.kind(), ErrorKind::Transport(_)), "{error}");
    assert_eq!(error.attempts(), 2, "the file was in the second answer");
    assert_eq!(server.received().len(), 2);
}

#[tokio::test]
async fn all_attempts_together_have_the_time_of_one_call() {
    let mut slow = Reply::new(200, CONTENT);
    slow.after = Duration::from_secs(60);
    // It asks for more time than there is left, and then the next one is silent.
    let limited = refusal(429, "RATELIMIT_EXCEEDED").header("Retry-After", "9");
    let server = Server::scripted([limited, Reply::dropped(), slow]).await;
    let client = repeating(&server).build().unwrap();
    let short = Duration::from_millis(150);
    let error = client.download(URL).timeout(short).await.unwrap_err();
    assert_eq!(error.api().unwrap().status, 429);
    assert_eq!(server.received().len(), 1);

    let error = client.download(URL).timeout(short).await.unwrap_err();
    let whole_time = matches!(error.kind(), ErrorKind::Timeout(limit) if *limit == short);
    assert!(whole_time, "{error}");
    assert_eq!((error.attempts(), server.received().len()), (2, 3));
}
