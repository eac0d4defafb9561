//! Files: fetched without a signature, checked by their hash.

use std::io::Write as _;

use wechatpay_runtime::{Bytes, Download, DownloadError, ErrorKind, RequestError};

use crate::server::{Reply, Server};
use crate::support::*;

const CONTENT: &str = "\u{feff}交易时间,公众账号ID\r\n`2025-01-31,`wx1\r\n";
/// `printf '…' | sha1sum` of the above.
const SHA1: &str = "beb6018b1fdbba45bc50a4550c71b805bfaba842";

fn gzip(content: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    encoder.write_all(content).unwrap();
    encoder.finish().unwrap()
}

fn file(bytes: impl Into<Bytes>) -> Download {
    Download {
        content_type: None,
        bytes: bytes.into(),
    }
}

#[tokio::test]
async fn a_file_comes_from_our_own_host_whatever_the_url_says() {
    let reply = Reply::new(200, CONTENT).header("Content-Type", "text/plain");
    let server = Server::answering(reply).await;
    let url = "https://elsewhere.example/v3/billdownload/file?token=6XIv-5Z%2F&tartype=gzip#x";
    let client = server.client();
    let reply = client.download(url).reply().await.unwrap();
    assert!(!reply.verified);
    assert_eq!(reply.value.bytes, CONTENT);
    assert_eq!(reply.value.content_type.as_deref(), Some("text/plain"));
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
    let server = Server::answering(Reply::new(200, CONTENT)).await;
    let client = server.client();
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
async fn a_file_has_its_own_limit() {
    let server = Server::answering(Reply::new(200, vec![b'x'; 5000])).await;
    let limited = |limit| {
        builder()
            .base_url(&server.url)
            .max_body(10)
            .max_download(limit)
            .build()
    };
    let url = "/v3/billdownload/file";
    assert!(limited(5000).unwrap().download(url).await.is_ok());
    let error = limited(4999).unwrap().download(url).await.unwrap_err();
    assert!(
        matches!(error.kind(), ErrorKind::TooLong { limit: 4999 }),
        "{error}"
    );
}

#[test]
fn the_hash_is_of_the_uncompressed_content() {
    for download in [file(CONTENT), file(gzip(CONTENT.as_bytes()))] {
        assert_eq!(download.verify("SHA1", SHA1), Ok(()));
        assert_eq!(download.verify("sha1", &SHA1.to_uppercase()), Ok(()));
        assert_eq!(
            download.verify("SHA1", &SHA1.replace('1', "2")),
            Err(DownloadError::Hash)
        );
        assert_eq!(download.verify("SHA1", ""), Err(DownloadError::Hash));
        assert_eq!(download.verify("MD5", SHA1), Err(DownloadError::HashType));
        assert_eq!(download.content(1000).unwrap(), CONTENT);
    }
}

#[test]
fn damaged_gzip_is_an_error() {
    let whole = gzip(CONTENT.as_bytes());
    let mut flipped = whole.clone();
    let crc = flipped.len() - 6;
    flipped[crc] ^= 1;
    for bytes in [
        whole[..whole.len() - 1].to_vec(),
        whole[..12].to_vec(),
        flipped,
    ] {
        let download = file(bytes);
        assert_eq!(download.verify("SHA1", SHA1), Err(DownloadError::Gzip));
        assert_eq!(download.content(1000), Err(DownloadError::Gzip));
    }
}

#[test]
fn content_is_bounded_however_well_it_was_compressed() {
    let bomb = file(gzip(&vec![0; 10 << 20]));
    assert!(bomb.bytes.len() < 20_000);
    assert_eq!(
        bomb.content(1 << 20),
        Err(DownloadError::TooLong { limit: 1 << 20 })
    );
    assert_eq!(bomb.content(10 << 20).unwrap().len(), 10 << 20);
    assert_eq!(
        file("four").content(3),
        Err(DownloadError::TooLong { limit: 3 })
    );
    assert_eq!(file("four").content(4).unwrap(), "four");
}
