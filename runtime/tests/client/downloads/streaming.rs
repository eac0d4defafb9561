//! A file that is longer than anybody wants to hold at once.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};

use super::*;
use crate::support::*;

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
