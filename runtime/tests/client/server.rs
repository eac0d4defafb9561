//! A real HTTP server on loopback that answers as a test tells it to.

use std::collections::VecDeque;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use wechatpay_runtime::Client;
use wechatpay_runtime::crypto::RsaPrivateKey;

use crate::support::{NOW, PLATFORM, builder, platform_key, signed_headers};

/// A request as it came over the wire.
#[derive(Debug, Clone)]
pub struct Received {
    /// Request line and headers.
    pub head: String,
    pub body: Vec<u8>,
}

impl Received {
    /// What stands between the method and the version.
    pub fn target(&self) -> &str {
        self.head.split(' ').nth(1).unwrap()
    }

    pub fn header(&self, name: &str) -> Option<&str> {
        let lines = self
            .head
            .lines()
            .skip(1)
            .filter_map(|line| line.split_once(": "));
        lines
            .into_iter()
            .find(|(key, _)| key.eq_ignore_ascii_case(name))
            .map(|(_, value)| value)
    }
}

/// What the server answers.
#[derive(Debug, Clone)]
pub struct Reply {
    pub status: u16,
    pub headers: Vec<(String, String)>,
    pub body: Vec<u8>,
    /// How long the answer takes.
    pub after: Duration,
    /// Whether the body breaks off in the middle.
    pub truncated: bool,
    /// Whether the connection is kept for the next request.
    pub keeps: bool,
    /// Whether the connection is dropped instead.
    pub dropped: bool,
    /// Instead of the body: this, as it is, without a `Content-Length`.
    pub chunked: Option<String>,
}

impl Reply {
    pub fn new(status: u16, body: impl Into<Vec<u8>>) -> Self {
        let headers = vec![("Request-ID".to_owned(), "08F1AB-268435460".to_owned())];
        Self {
            status,
            headers,
            body: body.into(),
            after: Duration::ZERO,
            truncated: false,
            keeps: false,
            dropped: false,
            chunked: None,
        }
    }

    /// None: the request is read, and the connection dropped.
    pub fn dropped() -> Self {
        Self {
            dropped: true,
            ..Self::new(0, "")
        }
    }

    pub fn header(mut self, name: &str, value: &str) -> Self {
        self.headers.push((name.to_owned(), value.to_owned()));
        self
    }

    /// Signed as WeChat Pay does it.
    pub fn signed(self) -> Self {
        self.signed_by(platform_key(), PLATFORM, NOW)
    }

    pub fn signed_by(mut self, key: &RsaPrivateKey, serial: &str, time: i64) -> Self {
        for (name, value) in &signed_headers(key, serial, time, &self.body) {
            self.headers
                .push((name.to_string(), value.to_str().unwrap().to_owned()));
        }
        self
    }

    /// The connection stays open.
    pub fn kept(mut self) -> Self {
        self.keeps = true;
        self
    }

    /// The body changed after it was signed.
    pub fn tampered(mut self, body: &str) -> Self {
        self.body = body.into();
        self
    }

    pub fn bytes(&self) -> Vec<u8> {
        let mut text = format!("HTTP/1.1 {} Status\r\n", self.status);
        if !self.keeps {
            text += "Connection: close\r\n";
        }
        for (name, value) in &self.headers {
            text += &format!("{name}: {value}\r\n");
        }
        if let Some(chunked) = &self.chunked {
            return (text + "\r\n" + chunked).into_bytes();
        }
        if self.status != 204 {
            text += &format!("Content-Length: {}\r\n", self.body.len());
        }
        let mut bytes = (text + "\r\n").into_bytes();
        let sent = if self.truncated {
            self.body.len() / 2
        } else {
            self.body.len()
        };
        bytes.extend_from_slice(&self.body[..sent]);
        bytes
    }
}

/// The server's address, and all requests that came.
pub struct Server {
    pub url: String,
    received: Arc<Mutex<Vec<Received>>>,
    connections: Arc<AtomicUsize>,
}

impl Server {
    pub async fn answering(reply: Reply) -> Self {
        Self::responding(move |_| reply.clone()).await
    }

    /// A server that answers with one after the other, and with the last one ever after.
    pub async fn scripted(replies: impl IntoIterator<Item = Reply>) -> Self {
        let replies = Mutex::new(replies.into_iter().collect::<VecDeque<_>>());
        Self::responding(move |_| {
            let mut replies = replies.lock().unwrap();
            match replies.len() {
                1 => replies[0].clone(),
                _ => replies.pop_front().unwrap(),
            }
        })
        .await
    }

    /// A server that answers each request with what `respond` makes of it, each on its own.
    pub async fn responding(respond: impl Fn(&Received) -> Reply + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let received = Arc::new(Mutex::new(Vec::new()));
        let connections = Arc::new(AtomicUsize::new(0));
        let (log, count) = (Arc::clone(&received), Arc::clone(&connections));
        let respond = Arc::new(respond);
        tokio::spawn(async move {
            loop {
                let (mut stream, _) = listener.accept().await.unwrap();
                count.fetch_add(1, Ordering::SeqCst);
                let (log, respond) = (Arc::clone(&log), Arc::clone(&respond));
                tokio::spawn(async move {
                    while let Some(request) = read(&mut stream).await {
                        let reply = respond(&request);
                        log.lock().unwrap().push(request);
                        tokio::time::sleep(reply.after).await;
                        if reply.dropped {
                            return;
                        }
                        // The client may have given up already.
                        let _ = stream.write_all(&reply.bytes()).await;
                        if !reply.keeps {
                            let _ = stream.shutdown().await;
                            return;
                        }
                    }
                });
            }
        });
        Self {
            url,
            received,
            connections,
        }
    }

    /// How many connections came up.
    pub fn connections(&self) -> usize {
        self.connections.load(Ordering::SeqCst)
    }

    pub fn client(&self) -> Client {
        builder().base_url(&self.url).build().unwrap()
    }

    pub fn received(&self) -> Vec<Received> {
        self.received.lock().unwrap().clone()
    }

    /// The only request that came.
    pub fn only(&self) -> Received {
        let received = self.received();
        assert_eq!(received.len(), 1, "{received:?}");
        received[0].clone()
    }
}

/// Where nobody listens: where somebody just did.
pub fn nowhere() -> String {
    let gone = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    format!("http://{}", gone.local_addr().unwrap())
}

pub async fn read(stream: &mut TcpStream) -> Option<Received> {
    let mut bytes = Vec::new();
    let head = loop {
        if let Some(end) = bytes.windows(4).position(|four| four == b"\r\n\r\n") {
            break end;
        }
        if stream.read_buf(&mut bytes).await.unwrap() == 0 {
            return None;
        }
    };
    let mut body = bytes.split_off(head + 4);
    let request = Received {
        head: String::from_utf8(bytes).unwrap(),
        body: Vec::new(),
    };
    let length: usize = request
        .header("content-length")
        .map_or(0, |text| text.parse().unwrap());
    while body.len() < length {
        stream.read_buf(&mut body).await.unwrap();
    }
    Some(Received { body, ..request })
}
