//! The content and its hash: gzip or not, whole or not, and how long it may be.

use wechatpay_runtime::{DownloadError, Outcome};

use super::*;
use crate::support::*;

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
