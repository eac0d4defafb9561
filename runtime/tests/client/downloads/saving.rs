//! Files on the disk: there when they are good, and nothing left of them where they are not.

use super::*;

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
    let mut broken_chunks = Reply::new(200, "").header("Transfer-Encoding", "chunked");
    broken_chunks.chunked = Some("5\r\nhello\r\n".to_owned());
    for broken in [broken, broken_chunks] {
        let server = Server::answering(broken).await;
        let client = server.client();
        let over = client.download(URL).save_over(&path).await;
        let fresh = client.download(URL).save(folder.path().join("new.csv"));
        for error in [over.unwrap_err(), fresh.await.unwrap_err()] {
            assert!(matches!(error.kind(), ErrorKind::Transport(_)), "{error}");
        }
        assert_eq!(names(folder.path()), ["bill.csv"]);
        assert_eq!(std::fs::read(&path).unwrap(), b"old");
    }

    let nowhere = folder.path().join("no/such/folder");
    let error = client.download(URL).save(&nowhere).await.unwrap_err();
    assert!(
        matches!(download_error(&error), DownloadError::File { .. }),
        "{error}"
    );
}
