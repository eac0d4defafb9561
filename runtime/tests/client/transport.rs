//! What sends: timeouts, proxies, clients of one's own, and transports of another kind.

use std::collections::VecDeque;
use std::pin::Pin;
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll};
use std::time::{Duration, Instant};

use tokio::io::AsyncWriteExt as _;
use tokio::net::TcpListener;
use wechatpay_runtime::http::{HeaderMap, StatusCode};
use wechatpay_runtime::transport::{
    BodyStream, Sending, Transport, TransportError, TransportReply,
};
use wechatpay_runtime::{
    Bytes, Call, Client, ConfigError, Error, ErrorKind, Outcome, PreparedRequest, Timeouts, reqwest,
};

use crate::server::{Reply, Server};
use crate::support::*;

const BODY: &str = r#"{"account":"a1","total":7}"#;
const SHORT: Duration = Duration::from_millis(80);

fn add(client: &Client) -> Call<'_, Added> {
    Call::new(client.root().param("1"), &ADD, receiver())
}

/// Answers from memory, and remembers what was sent.
#[derive(Clone, Default)]
struct Memory {
    sent: Arc<Mutex<Vec<PreparedRequest>>>,
    fails: Option<fn() -> TransportError>,
    breaks: bool,
}

struct Pieces(VecDeque<Result<Bytes, TransportError>>);

impl Pieces {
    fn stream(pieces: impl IntoIterator<Item = Result<Bytes, TransportError>>) -> BodyStream {
        Box::pin(Self(pieces.into_iter().collect()))
    }
}

impl futures_util::Stream for Pieces {
    type Item = Result<Bytes, TransportError>;

    fn poll_next(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        Poll::Ready(self.0.pop_front())
    }
}

impl Transport for Memory {
    fn send<'a>(&'a self, request: &'a PreparedRequest, _: &'a Timeouts) -> Sending<'a> {
        self.sent.lock().unwrap().push(request.clone());
        let headers = signed_headers(platform_key(), PLATFORM, NOW, BODY.as_bytes());
        let mut pieces: Vec<_> = BODY
            .as_bytes()
            .chunks(5)
            .map(|piece| Ok(piece.into()))
            .collect();
        if self.breaks {
            pieces.truncate(2);
            pieces.push(Err(TransportError::Broken("cut".into())));
        }
        let reply = match self.fails {
            Some(fails) => Err(fails()),
            None => Ok(TransportReply {
                status: StatusCode::OK,
                headers,
                body: Pieces::stream(pieces),
            }),
        };
        Box::pin(async move { reply })
    }
}

async fn over(memory: &Memory) -> Result<Added, Error> {
    let client = builder().transport(memory.clone()).build().unwrap();
    add(&client).await
}

#[tokio::test]
async fn another_transport_gets_the_signed_request_and_gives_the_body_in_pieces() {
    let memory = Memory::default();
    assert_eq!(over(&memory).await.unwrap().total, 7);
    let sent = memory.sent.lock().unwrap();
    let [request] = &sent[..] else {
        panic!("{sent:?}")
    };
    assert_eq!(request.canonical_url, "/v3/receivers/1");
    assert!(request.headers.contains_key("authorization"));
    assert_eq!(request.body, r#"{"account":"a1"}"#);
}

#[tokio::test]
async fn no_more_than_the_limit_is_read_from_another_transport() {
    for (limit, fits) in [(BODY.len(), true), (BODY.len() - 1, false)] {
        let builder = builder().transport(Memory::default()).max_body(limit);
        let came = add(&builder.build().unwrap()).await;
        match came {
            Ok(_) => assert!(fits),
            Err(error) => {
                assert!(!fits);
                assert!(matches!(error.kind(), ErrorKind::TooLong { .. }), "{error}");
            }
        }
    }
}

#[tokio::test]
async fn the_errors_of_a_transport_say_what_may_have_happened() {
    type Fails = fn() -> TransportError;
    type Expected = fn(&ErrorKind) -> bool;
    let cases: [(Fails, Outcome, Expected); 3] = [
        (
            || TransportError::NotConnected("down".into()),
            Outcome::NotSent,
            |kind| matches!(kind, ErrorKind::Connect(_)),
        ),
        (
            || TransportError::TimedOut,
            Outcome::Unknown,
            |kind| matches!(kind, ErrorKind::Timeout(_)),
        ),
        (
            || TransportError::Broken("cut".into()),
            Outcome::Unknown,
            |kind| matches!(kind, ErrorKind::Transport(_)),
        ),
    ];
    for (fails, outcome, expected) in cases {
        let memory = Memory {
            fails: Some(fails),
            ..Memory::default()
        };
        let error = over(&memory).await.unwrap_err();
        assert!(expected(error.kind()), "{error}");
        assert_eq!(error.outcome(), outcome);
    }
    let memory = Memory {
        breaks: true,
        ..Memory::default()
    };
    let error = over(&memory).await.unwrap_err();
    assert!(matches!(error.kind(), ErrorKind::Transport(_)), "{error}");
    assert_eq!(error.outcome(), Outcome::Unknown);
}

/// A server that takes every connection and sends `pieces`, this long apart.
async fn trickling(pieces: &'static [&'static str], apart: Duration) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move {
        loop {
            let (mut stream, _) = listener.accept().await.unwrap();
            tokio::spawn(async move {
                for piece in pieces {
                    tokio::time::sleep(apart).await;
                    // The client may have given up already.
                    let _ = stream.write_all(piece.as_bytes()).await;
                }
                std::future::pending::<()>().await;
            });
        }
    });
    address.to_string()
}

#[track_caller]
fn timed_out(error: &Error, after: Duration) {
    assert!(
        matches!(error.kind(), ErrorKind::Timeout(limit) if *limit == after),
        "{error}"
    );
    assert_eq!(error.outcome(), Outcome::Unknown);
}

const HEAD: &str = "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n";

#[tokio::test]
async fn silence_is_limited_before_the_head_and_between_pieces_of_the_body() {
    for pieces in [
        &[][..],
        &["HTTP/1.1 200 OK\r\n"],
        &[HEAD],
        &[HEAD, "{", "\"a"],
    ] {
        let url = format!("http://{}", trickling(pieces, Duration::ZERO).await);
        let client = builder().base_url(&url).read_timeout(SHORT);
        timed_out(&add(&client.build().unwrap()).await.unwrap_err(), SHORT);
        let client = builder().base_url(&url).build().unwrap();
        let error = add(&client).read_timeout(SHORT).await.unwrap_err();
        timed_out(&error, SHORT);
    }
}

#[tokio::test]
async fn the_whole_call_is_limited_even_where_something_always_comes() {
    const DROPS: &[&str] = &[
        HEAD, "1", "2", "3", "4", "5", "6", "7", "8", "9", "0", "1", "2",
    ];
    let url = format!("http://{}", trickling(DROPS, SHORT / 4).await);
    let client = builder()
        .base_url(&url)
        .read_timeout(SHORT)
        .timeout(2 * SHORT);
    let began = Instant::now();
    timed_out(&add(&client.build().unwrap()).await.unwrap_err(), 2 * SHORT);
    assert!(began.elapsed() >= 2 * SHORT);
    let client = builder().base_url(&url).build().unwrap();
    timed_out(&add(&client).timeout(SHORT).await.unwrap_err(), SHORT);
}

#[tokio::test]
async fn connecting_is_limited_and_then_nothing_was_sent() {
    // It never answers the TLS handshake, which is part of connecting.
    let url = format!("https://{}", trickling(&[], Duration::ZERO).await);
    let of_client = builder()
        .base_url(&url)
        .connect_timeout(SHORT)
        .build()
        .unwrap();
    let of_call = builder().base_url(&url).build().unwrap();
    let errors = [
        add(&of_client).await.unwrap_err(),
        add(&of_call).connect_timeout(SHORT).await.unwrap_err(),
    ];
    for error in errors {
        assert!(matches!(error.kind(), ErrorKind::Connect(_)), "{error}");
        assert_eq!(error.outcome(), Outcome::NotSent);
    }
}

#[tokio::test]
async fn a_proxy_is_sent_through() {
    let proxy = Server::answering(Reply::new(200, BODY).signed()).await;
    let through = || reqwest::Proxy::http(&proxy.url).unwrap();
    let elsewhere = || builder().base_url("http://api.invalid");
    add(&elsewhere().proxy(through()).build().unwrap())
        .await
        .unwrap();
    assert_eq!(proxy.only().target(), "http://api.invalid/v3/receivers/1");

    let own = reqwest::Client::builder().proxy(through()).build().unwrap();
    add(&elsewhere().http_client(own.clone()).build().unwrap())
        .await
        .unwrap();
    assert_eq!(proxy.received().len(), 2);

    let both = elsewhere().http_client(own).proxy(through()).build();
    assert!(matches!(both, Err(ConfigError::Proxy)));
}

#[tokio::test]
async fn a_proxy_sees_of_a_tls_connection_where_it_goes_and_no_more() {
    let proxy = Server::answering(Reply::new(502, "")).await;
    let through = reqwest::Proxy::all(&proxy.url).unwrap();
    let client = builder().proxy(through).build().unwrap();
    let error = add(&client).await.unwrap_err();
    assert!(matches!(error.kind(), ErrorKind::Connect(_)), "{error}");
    assert_eq!(error.outcome(), Outcome::NotSent);
    let request = proxy.only();
    let line = "CONNECT api.mch.weixin.qq.com:443 HTTP/1.1\r\n";
    assert!(request.head.starts_with(line), "{}", request.head);
    assert_eq!(request.header("authorization"), None);
}

/// Lets this much time pass for the timers, without waiting.
async fn pass(seconds: u64) {
    tokio::time::pause();
    tokio::time::advance(Duration::from_secs(seconds)).await;
    tokio::time::resume();
}

/// WeChat Pay closes its side after 8 s, and what is sent just then is lost.
#[tokio::test]
async fn an_idle_connection_is_kept_for_no_more_than_seven_seconds() {
    let server = Server::answering(Reply::new(200, BODY).signed().kept()).await;
    let client = server.client();
    let mut connections = Vec::new();
    for idle in [0, 6, 6, 7, 6, 7] {
        pass(idle).await;
        add(&client).await.unwrap();
        connections.push(server.connections());
    }
    assert_eq!(connections, [1, 1, 1, 2, 2, 3]);
    // A pool for another time to connect keeps to that too.
    let call = || add(&client).connect_timeout(SHORT);
    call().await.unwrap();
    pass(6).await;
    call().await.unwrap();
    pass(7).await;
    call().await.unwrap();
    assert_eq!(server.connections(), 5);
}

#[tokio::test]
async fn a_client_sends_as_another_does() {
    let proxy = Server::answering(Reply::new(200, BODY).signed()).await;
    let through = || reqwest::Proxy::http(&proxy.url).unwrap();
    let elsewhere = || builder().base_url("http://api.invalid");
    let first = elsewhere().proxy(through()).build().unwrap();
    let second = || elsewhere().merchant_id("1900000002").connections_of(&first);
    add(&second().build().unwrap()).await.unwrap();
    let signer = proxy.only().header("Authorization").unwrap().to_owned();
    assert!(signer.contains("mchid=\"1900000002\""), "{signer}");

    let both = second().proxy(through()).build();
    assert!(matches!(both, Err(ConfigError::Proxy)));

    let server = Server::answering(Reply::new(200, BODY).signed().kept()).await;
    let first = server.client();
    let second = builder().base_url(&server.url).connections_of(&first);
    add(&first).await.unwrap();
    add(&second.build().unwrap()).await.unwrap();
    assert_eq!((server.received().len(), server.connections()), (2, 1));
}

#[test]
fn what_a_transport_answers_shows_nothing_of_it() {
    let reply = TransportReply {
        status: StatusCode::OK,
        headers: headers(&[("x", "secret")]),
        body: Pieces::stream([]),
    };
    assert!(!format!("{reply:?}").contains("secret"));
    let _: HeaderMap = reply.headers;
}
