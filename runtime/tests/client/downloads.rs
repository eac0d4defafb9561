//! Files: fetched without a signature, uncompressed on the way, checked by their hash.

use std::io::Write as _;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use wechatpay_runtime::{Client, DownloadError, Error, ErrorKind, Outcome, RequestError};

use crate::server::{Reply, Server};
use crate::support::*;

const URL: &str = "/v3/billdownload/file?token=x";
const CONTENT: &str = "\u{feff}交易时间,公众账号ID\r\n`2025-01-31,`wx1\r\n";
/// `printf '…' | sha1sum` of the above.
const SHA1: &str = "beb6018b1fdbba45bc50a4550c71b805bfaba842";
/// The same for SHA-256.
const SHA256: &str = "199f1a9ed00fea573fabc44b17f4f6b2d8e8de6d6cc8fd6a79a7296ab0090f22";

fn gzip(content: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    encoder.write_all(content).unwrap();
    encoder.finish().unwrap()
}

async fn serving(content: impl Into<Vec<u8>>) -> (Server, Client) {
    let server = Server::answering(Reply::new(200, content)).await;
    let client = server.client();
    (server, client)
}

fn download_error(error: &Error) -> &DownloadError {
    match error.kind() {
        ErrorKind::Download(error) => error,
        _ => panic!("{error}"),
    }
}

fn sha1(content: &[u8]) -> String {
    let digest = aws_lc_rs::digest::digest(&aws_lc_rs::digest::SHA1_FOR_LEGACY_USE_ONLY, content);
    digest
        .as_ref()
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect()
}

/// The names in a folder.
fn names(folder: &Path) -> Vec<String> {
    let entries = std::fs::read_dir(folder).unwrap();
    entries
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect()
}

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

#[tokio::test]
async fn the_hash_is_of_the_uncompressed_content() {
    let zipped = gzip(CONTENT.as_bytes());
    let (first, second) = CONTENT.as_bytes().split_at(9);
    let members = [gzip(first), gzip(second), gzip(b"")].concat();
    for body in [CONTENT.as_bytes().to_vec(), zipped, members] {
        let (_server, client) = serving(body).await;
        let call = || client.download(URL);
        for good in [
            call().sha1(SHA1),
            call().hash("sha1", &SHA1.to_uppercase()),
            call().sha256(SHA256),
            call().hash("SHA-256", SHA256),
            #[cfg(feature = "sm")]
            call().hash(
                "SM3",
                "afd3afc22102bc7ff8a95687d57cdc4780d5dd5a3dc0f17ed3c5851ee81223b5",
            ),
        ] {
            let download = good.await.unwrap();
            assert!(download.is_checked());
            assert_eq!(download.bytes().await.unwrap(), CONTENT);
        }
        for wrong in [
            call().sha1(&SHA1.replace('1', "2")),
            call().sha256(&SHA256.replace('1', "2")),
        ] {
            let error = wrong.bytes().await.unwrap_err();
            assert_eq!(download_error(&error), &DownloadError::Hash);
        }
    }
}

#[tokio::test]
async fn the_last_item_of_a_wrong_content_is_an_error() {
    let (_server, client) = serving(CONTENT).await;
    let call = client.download(URL).sha1(&"0".repeat(40));
    let mut download = call.await.unwrap();
    let mut content = Vec::new();
    let error = loop {
        match download.chunk().await {
            Ok(Some(piece)) => content.extend_from_slice(&piece),
            Ok(None) => panic!("it ended well"),
            Err(error) => break error,
        }
    };
    assert_eq!(content, CONTENT.as_bytes());
    assert!(!format!("{download:?} {error:?} {error}").contains("wx1"));
    assert_eq!(download_error(&error), &DownloadError::Hash);
    assert_eq!(error.outcome(), Outcome::Done);
    assert!(matches!(download.chunk().await, Ok(None)));
}

#[tokio::test]
async fn what_cannot_be_checked_is_not_asked_for() {
    let (server, client) = serving(CONTENT).await;
    for (kind, value, expected) in [
        ("MD5", SHA1, DownloadError::HashType),
        ("SHA1", "", DownloadError::HashValue),
        ("SHA1", SHA256, DownloadError::HashValue),
        ("SHA256", SHA1, DownloadError::HashValue),
        (
            "SHA1",
            "beb6018b1fdbba45bc50a4550c71b805bfaba84g",
            DownloadError::HashValue,
        ),
    ] {
        let error = client.download(URL).hash(kind, value).await.unwrap_err();
        assert_eq!(download_error(&error), &expected);
        assert_eq!(error.outcome(), Outcome::NotSent);
    }
    assert!(server.received().is_empty());
}

#[tokio::test]
async fn damaged_gzip_is_an_error() {
    let whole = gzip(CONTENT.as_bytes());
    let mut flipped = whole.clone();
    let crc = flipped.len() - 6;
    flipped[crc] ^= 1;
    for bytes in [
        whole[..whole.len() - 1].to_vec(),
        whole[..12].to_vec(),
        whole[..2].to_vec(),
        flipped,
        [&whole[..], b"garbage behind"].concat(),
        [&whole[..], &whole[..5]].concat(),
    ] {
        let (_server, client) = serving(bytes).await;
        let error = client.download(URL).bytes().await.unwrap_err();
        assert_eq!(download_error(&error), &DownloadError::Gzip);
    }
}

#[tokio::test]
async fn short_content_is_no_gzip() {
    for content in ["", "\u{1f}", "x", "xy"] {
        let (_server, client) = serving(content).await;
        let call = client.download(URL).sha1(&sha1(content.as_bytes()));
        assert_eq!(call.bytes().await.unwrap(), content);
    }
}

#[tokio::test]
async fn content_is_bounded_however_well_it_was_compressed() {
    let bomb = gzip(&vec![0; 10 << 20]);
    assert!(bomb.len() < 20_000);
    let server = Server::answering(Reply::new(200, bomb)).await;
    let limited = builder().base_url(&server.url).max_download(1 << 20);
    let client = limited.build().unwrap();
    let mut download = client.download(URL).await.unwrap();
    let mut length = 0;
    let error = loop {
        match download.chunk().await {
            Ok(piece) => {
                let piece = piece.unwrap().len();
                assert!(piece <= 256 << 10, "{piece} bytes at once");
                length += piece;
            }
            Err(error) => break error,
        }
    };
    assert!(length <= 1 << 20);
    assert_eq!(
        download_error(&error),
        &DownloadError::TooLong { limit: 1 << 20 }
    );
    let more = client.download(URL).limit(10 << 20);
    assert_eq!(more.bytes().await.unwrap().len(), 10 << 20);
    let error = client
        .download(URL)
        .limit((10 << 20) - 1)
        .bytes()
        .await
        .unwrap_err();
    assert!(matches!(
        download_error(&error),
        DownloadError::TooLong { .. }
    ));
}

#[tokio::test]
async fn plain_content_and_empty_gzip_are_bounded_too() {
    for body in [vec![b'x'; 5000], gzip(b"").repeat(300)] {
        let length = u64::try_from(body.len()).unwrap();
        let (_server, client) = serving(body).await;
        assert!(client.download(URL).limit(length).bytes().await.is_ok());
        let error = client
            .download(URL)
            .limit(length - 1)
            .bytes()
            .await
            .unwrap_err();
        assert_eq!(
            download_error(&error),
            &DownloadError::TooLong { limit: length - 1 }
        );
    }
}

#[tokio::test]
async fn a_file_is_saved_when_its_hash_is_right() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("bill.csv");
    let (server, client) = serving(gzip(CONTENT.as_bytes())).await;
    let length = client.download(URL).sha1(SHA1).save(&path).await.unwrap();
    assert_eq!(length, u64::try_from(CONTENT.len()).unwrap());
    assert_eq!(std::fs::read(&path).unwrap(), CONTENT.as_bytes());

    // It is not overwritten, and not even fetched in vain.
    std::fs::write(&path, "mine").unwrap();
    let error = client
        .download(URL)
        .sha1(SHA1)
        .save(&path)
        .await
        .unwrap_err();
    assert_eq!(download_error(&error), &DownloadError::Exists(path.clone()));
    assert_eq!(server.received().len(), 1);
    let download = client.download(URL).sha1(SHA1).await.unwrap();
    assert!(download.save(&path).await.is_err());
    assert_eq!(std::fs::read(&path).unwrap(), b"mine");

    client
        .download(URL)
        .sha1(SHA1)
        .save_over(&path)
        .await
        .unwrap();
    assert_eq!(std::fs::read(&path).unwrap(), CONTENT.as_bytes());
    assert_eq!(names(folder.path()), ["bill.csv"]);
}

#[tokio::test]
async fn nothing_is_left_of_a_file_that_is_not_good() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("bill.csv");
    let (_server, client) = serving(CONTENT).await;
    let error = client
        .download(URL)
        .sha1(&"0".repeat(40))
        .save(&path)
        .await
        .unwrap_err();
    assert_eq!(download_error(&error), &DownloadError::Hash);
    assert!(names(folder.path()).is_empty());

    std::fs::write(&path, "old").unwrap();
    let wrong = client.download(URL).sha1(&"0".repeat(40));
    assert!(wrong.save_over(&path).await.is_err());
    assert_eq!(std::fs::read(&path).unwrap(), b"old");
    assert_eq!(names(folder.path()), ["bill.csv"]);

    let mut broken = Reply::new(200, vec![b'x'; 100_000]);
    broken.truncated = true;
    let server = Server::answering(broken).await;
    let error = server
        .client()
        .download(URL)
        .save_over(&path)
        .await
        .unwrap_err();
    assert!(matches!(error.kind(), ErrorKind::Transport(_)), "{error}");
    assert_eq!(names(folder.path()), ["bill.csv"]);

    let nowhere = folder.path().join("no/such/folder");
    let error = client.download(URL).save(&nowhere).await.unwrap_err();
    assert!(
        matches!(download_error(&error), DownloadError::File { .. }),
        "{error}"
    );
}

/// A server that says how much of an endless file it could write.
async fn endless(length: usize, written: Arc<AtomicUsize>) -> String {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(async move {
        let (mut stream, _) = listener.accept().await.unwrap();
        let mut request = Vec::new();
        while !request.ends_with(b"\r\n\r\n") {
            stream.read_buf(&mut request).await.unwrap();
        }
        let head = format!("HTTP/1.1 200 OK\r\nContent-Length: {length}\r\n\r\n");
        stream.write_all(head.as_bytes()).await.unwrap();
        let piece = vec![b'x'; 64 << 10];
        for _ in 0..length / piece.len() {
            if stream.write_all(&piece).await.is_err() {
                return;
            }
            written.fetch_add(piece.len(), Ordering::SeqCst);
        }
        // Where the length is not a whole number of pieces, the last bytes never come.
        std::future::pending::<()>().await;
    });
    url
}

/// Waits until the server can write no more.
async fn settled(written: &AtomicUsize) -> usize {
    let mut before = usize::MAX;
    loop {
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
        let now = written.load(Ordering::SeqCst);
        if now == before && now > 0 {
            return now;
        }
        before = now;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_more_is_fetched_than_is_read() {
    const LENGTH: usize = 40 << 20;
    let written = Arc::new(AtomicUsize::new(0));
    let url = endless(LENGTH, Arc::clone(&written)).await;
    let client = builder().base_url(&url).build().unwrap();
    let expected = sha1(&vec![b'x'; LENGTH]);
    let mut download = client.download(URL).sha1(&expected).await.unwrap();
    // What fits the buffers of both sockets, and nothing like the whole file.
    let unread = settled(&written).await;
    assert!(unread < (16 << 20), "{unread} bytes were fetched unasked");
    let mut read = 0;
    while read < LENGTH / 2 {
        read += download.chunk().await.unwrap().unwrap().len();
    }
    let ahead = settled(&written).await - read;
    assert!(ahead < (16 << 20), "{ahead} bytes were fetched unasked");
    while let Some(piece) = download.chunk().await.unwrap() {
        assert!(piece.len() <= 4 << 20);
        read += piece.len();
    }
    assert_eq!(read, LENGTH);
}

#[tokio::test]
async fn a_file_that_is_given_up_leaves_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("bill.csv");
    let written = Arc::new(AtomicUsize::new(0));
    let url = endless((1 << 20) + 1, Arc::clone(&written)).await;
    let client = builder().base_url(&url).build().unwrap();
    let saving = client.download(URL).save(&path);
    let soon = std::time::Duration::from_millis(100);
    assert!(tokio::time::timeout(soon, saving).await.is_err());
    assert_eq!(written.load(Ordering::SeqCst), 1 << 20);
    assert!(names(folder.path()).is_empty());
}

/// A statement's answer, with the hash of `promised` signed in the place of its content.
fn statement(content: &str, promised: &str) -> Reply {
    let signed = format!(r#"{{"sha1":"{promised}"}}"#);
    let mut reply = Reply::new(200, signed).signed();
    reply.body = content.into();
    reply.header("Wechatpay-Statement-Sha1", promised)
}

#[tokio::test]
async fn a_statement_is_checked_against_the_hash_in_its_signed_head() {
    for path in ["/hk/v3/statements?date=1", "/v3/global/statements"] {
        let server = Server::answering(statement(CONTENT, SHA1)).await;
        let download = server.client().download(path).await.unwrap();
        assert!(download.is_checked());
        assert_eq!(download.bytes().await.unwrap(), CONTENT);

        let server = Server::answering(statement("other", SHA1)).await;
        let error = server.client().download(path).bytes().await.unwrap_err();
        assert_eq!(download_error(&error), &DownloadError::Hash);
    }
    // Without the header it is unsigned by design, and a promised hash counts beside it.
    let (_server, client) = serving(CONTENT).await;
    assert!(
        !client
            .download("/hk/v3/statements")
            .await
            .unwrap()
            .is_checked()
    );
    let server = Server::answering(statement(CONTENT, SHA1)).await;
    let both = server
        .client()
        .download("/hk/v3/statements")
        .sha256(&SHA256.replace('1', "2"))
        .bytes()
        .await;
    assert_eq!(download_error(&both.unwrap_err()), &DownloadError::Hash);
}

#[tokio::test]
async fn the_hash_in_the_head_is_believed_only_signed_whole_and_where_it_belongs() {
    let path = "/hk/v3/statements";
    let other = "0".repeat(40);
    let name = "Wechatpay-Statement-Sha1";
    let unsigned = Reply::new(200, CONTENT).header(name, SHA1);
    let mut resigned = statement(CONTENT, &other);
    resigned.headers.retain(|(header, _)| header != name);
    let resigned = resigned.header(name, SHA1);
    let twice = statement(CONTENT, SHA1).header(name, SHA1);
    let smuggled = statement(CONTENT, r#"x","code_url":"weixin://"#);
    for reply in [unsigned, resigned, twice, smuggled] {
        let server = Server::answering(reply).await;
        let error = server.client().download(path).bytes().await.unwrap_err();
        assert!(
            matches!(error.kind(), ErrorKind::Verification(_)),
            "{error}"
        );
    }
    // Elsewhere it means nothing: the file must be signed itself.
    let server = Server::answering(statement(CONTENT, SHA1)).await;
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
