//! Connections that break, answers that come late, slowly, in part or too long: the bytes
//! that arrive, and what the sandbox says it did.

#![allow(clippy::unwrap_used)]

use std::time::{Duration, Instant};

use crate::support::{get, post, sandbox};
use serde_json::{Value, json};
use wechatpay_runtime::{Clock as _, SystemClock};
use wechatpay_sandbox::{Effect, Fault, Sandbox, Stage};

const ORDER: &str = "/v3/orders/abc?mchid=1";
const OPERATION: &str = "GET /v3/orders/{out_trade_no}";

/// The head and the body of what came.
fn split(came: &[u8]) -> (String, &[u8]) {
    let end = came
        .windows(4)
        .position(|four| four == b"\r\n\r\n")
        .unwrap();
    let head = String::from_utf8(came[..end].to_vec()).unwrap();
    (head.to_lowercase(), &came[end + 4..])
}

fn promised(head: &str) -> usize {
    let mut lines = head.lines();
    let length = lines.find_map(|line| line.strip_prefix("content-length: "));
    length.unwrap().parse().unwrap()
}

/// What the requests that came in did, in turn.
fn effects(sandbox: &Sandbox) -> Vec<Effect> {
    let requests = sandbox.requests();
    requests.iter().map(|request| request.effect).collect()
}

#[tokio::test]
async fn a_connection_that_breaks_before_the_request_is_read_has_no_effect() {
    let sandbox = sandbox().await;
    sandbox.next([Fault::Broken(Stage::Request)]);
    assert_eq!(get(ORDER).raw(&sandbox).await, b"");
    assert!(sandbox.requests().is_empty());
    assert_eq!(sandbox.effects(OPERATION).unwrap(), 0);
    get(ORDER).ok(&sandbox).await;
}

#[tokio::test]
async fn a_connection_that_breaks_later_gives_so_much_of_the_answer() {
    let sandbox = sandbox().await;
    sandbox.next([Fault::Broken(Stage::Answer)]);
    assert_eq!(get(ORDER).raw(&sandbox).await, b"");
    sandbox.next([Fault::Broken(Stage::Head)]);
    let came = get(ORDER).raw(&sandbox).await;
    assert!(came.starts_with(b"HTTP/1.1 200 OK\r\n"), "{came:?}");
    assert!(!came.windows(4).any(|four| four == b"\r\n\r\n"));
    let whole = get(ORDER).send(&sandbox).await.body;
    sandbox.next([Fault::Broken(Stage::Body)]);
    let came = get(ORDER).raw(&sandbox).await;
    let (head, body) = split(&came);
    assert_eq!(promised(&head), whole.len());
    assert_eq!(body, &whole[..whole.len() / 2]);
    // The same request each time, and a query does nothing the second time.
    assert_eq!(
        effects(&sandbox),
        [
            Effect::Done,
            Effect::Repeated,
            Effect::Repeated,
            Effect::Repeated
        ]
    );
}

#[tokio::test]
async fn an_answer_without_body_breaks_in_its_head() {
    let sandbox = sandbox().await;
    let close = post("/v3/orders/abc/close", &json!({ "mchid": "1" }));
    for stage in [Stage::Head, Stage::Body] {
        sandbox.next([Fault::Broken(stage)]);
        let came = close.raw(&sandbox).await;
        assert!(came.starts_with(b"HTTP/1.1 204"), "{came:?}");
        assert!(!came.windows(4).any(|four| four == b"\r\n\r\n"));
    }
}

#[tokio::test]
async fn a_body_that_stalls_gives_its_half_and_keeps_the_connection() {
    let sandbox = sandbox().await;
    let patience = Duration::from_millis(300);
    sandbox.next([Fault::Stalled]);
    let (came, ended) = get(ORDER).raw_for(&sandbox, patience).await;
    assert!(!ended);
    let (head, body) = split(&came);
    assert_eq!(body.len(), promised(&head) / 2);
    sandbox.next([Fault::Stalled]);
    let close = post("/v3/orders/abc/close", &json!({ "mchid": "1" }));
    assert_eq!(close.raw_for(&sandbox, patience).await, (vec![], false));
    assert_eq!(effects(&sandbox), [Effect::Done, Effect::Done]);
}

#[tokio::test]
async fn a_slow_body_comes_in_pieces_and_whole() {
    let sandbox = sandbox().await;
    let whole = get(ORDER).ok(&sandbox).await;
    let pause = Duration::from_millis(20);
    sandbox.next([Fault::Slow { bytes: 100, pause }]);
    let began = Instant::now();
    let slow = get(ORDER).send(&sandbox).await;
    slow.verify(&sandbox);
    assert_eq!(slow.json(), whole);
    let pieces = u32::try_from(slow.body.len().div_ceil(100)).unwrap();
    assert!(pieces > 1 && began.elapsed() >= pause * pieces);
}

#[tokio::test]
async fn a_late_answer_is_of_a_request_that_took_effect_at_once() {
    let sandbox = std::sync::Arc::new(sandbox().await);
    let delay = Duration::from_millis(500);
    sandbox.next([Fault::Delayed(delay)]);
    let began = Instant::now();
    let waiting = tokio::spawn({
        let sandbox = std::sync::Arc::clone(&sandbox);
        async move { get(ORDER).ok(&sandbox).await }
    });
    while sandbox.effects(OPERATION).unwrap() == 0 {
        tokio::task::yield_now().await;
    }
    assert!(!waiting.is_finished());
    waiting.await.unwrap();
    assert!(began.elapsed() >= delay);
}

#[tokio::test]
async fn an_oversized_body_is_genuine() {
    let sandbox = sandbox().await;
    let whole = get(ORDER).ok(&sandbox).await;
    for (size, length) in [(9_000, 9_000), (1, whole.to_string().len())] {
        sandbox.next([Fault::Oversized(size)]);
        let answer = get(ORDER).send(&sandbox).await;
        answer.verify(&sandbox);
        assert_eq!(answer.body.len(), length);
        assert_eq!(answer.json(), whole);
    }
}

#[tokio::test]
async fn an_answer_has_the_headers_that_are_asked_for() {
    let sandbox = sandbox().await;
    let limit = Fault::error(429, "RATELIMIT_EXCEEDED", "");
    sandbox.next([
        limit,
        Fault::header("Retry-After", "7"),
        Fault::header("Request-ID", "mine"),
    ]);
    let answer = get(ORDER).send(&sandbox).await;
    assert_eq!(answer.status, 429);
    answer.verify(&sandbox);
    assert_eq!(
        (answer.header("retry-after"), answer.header("request-id")),
        ("7", "mine")
    );
    for (name, value) in [("two words", "1"), ("x", "\n"), ("Content-Length", "1")] {
        sandbox.next([Fault::header(name, value)]);
        let answer = get(ORDER).send(&sandbox).await;
        let body: Value = answer.json();
        assert_eq!(
            (answer.status, &body["code"]),
            (500, &json!("SANDBOX_FAULT"))
        );
        assert!(body["message"].as_str().unwrap().contains(name), "{body}");
    }
}

#[tokio::test]
async fn a_jump_of_the_clock_comes_after_the_request_was_judged_and_lasts() {
    let sandbox = sandbox().await;
    sandbox.next([Fault::ClockJump(400)]);
    let answer = get(ORDER).send(&sandbox).await;
    assert_eq!(answer.status, 200);
    let signed_at: i64 = answer.header("wechatpay-timestamp").parse().unwrap();
    let ahead = signed_at - SystemClock.unix_seconds();
    assert!((395..=400).contains(&ahead), "{ahead}");
    let stale = get(ORDER).send(&sandbox).await;
    assert_eq!(stale.status, 401);
    assert_eq!(stale.json()["detail"]["field"], "timestamp");
    let mut ahead = get(ORDER);
    ahead.skew = 400;
    assert_eq!(ahead.send(&sandbox).await.status, 200);
    sandbox.clock().jump(-400);
    get(ORDER).ok(&sandbox).await;
}
