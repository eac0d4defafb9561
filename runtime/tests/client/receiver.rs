//! Notifications received: each handled once, and answered whatever happens.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, AtomicUsize, Ordering};

use serde_json::json;
use tokio::sync::{Notify, oneshot};
use wechatpay_runtime::http::{HeaderMap, StatusCode};
use wechatpay_runtime::notification::Claim;
use wechatpay_runtime::{
    Cause, MemoryNotificationStore, NotificationAnswer, NotificationReceiver, NotificationStore,
};

use crate::notifications::{body_with, parser};
use crate::support::*;

type Receiver = Arc<NotificationReceiver<MemoryNotificationStore>>;

fn receiver() -> Receiver {
    let store = MemoryNotificationStore::new().with_clock(|| NOW);
    Arc::new(NotificationReceiver::new(parser(), store))
}

fn signed(body: &[u8]) -> HeaderMap {
    signed_headers(platform_key(), PLATFORM, NOW, body)
}

/// Sends `body`, whose handler counts and then ends in `result`.
async fn send(
    receiver: &Receiver,
    body: &[u8],
    handled: &AtomicUsize,
    result: Result<(), ()>,
) -> NotificationAnswer {
    let handler = async |_| {
        handled.fetch_add(1, Ordering::SeqCst);
        result
    };
    receiver.receive(&signed(body), body, handler).await
}

fn message(answer: &NotificationAnswer) -> serde_json::Value {
    let body: serde_json::Value = serde_json::from_slice(answer.body()).unwrap();
    assert_eq!(body["code"], "FAIL");
    body["message"].clone()
}

#[tokio::test]
async fn a_notification_that_comes_again_is_handled_once_and_answered_twice() {
    let (receiver, handled, body) = (receiver(), AtomicUsize::new(0), body_with(|_| {}));
    for _ in 0..2 {
        let answer = send(&receiver, &body, &handled, Ok(())).await;
        assert_eq!(answer, NotificationAnswer::success());
        let response = answer.into_response();
        assert_eq!(response.status(), StatusCode::NO_CONTENT);
        assert!(response.body().is_empty() && response.headers().is_empty());
    }
    assert_eq!(handled.load(Ordering::SeqCst), 1);
    let other = body_with(|body| body["id"] = json!("EV-2"));
    assert!(send(&receiver, &other, &handled, Ok(())).await.is_success());
    assert_eq!(handled.load(Ordering::SeqCst), 2);
}

#[tokio::test]
async fn without_an_id_it_is_known_by_what_it_says() {
    let (receiver, handled) = (receiver(), AtomicUsize::new(0));
    for summary in ["one", "two"] {
        let body = body_with(|body| {
            body["id"] = json!(null);
            body["summary"] = json!(summary);
        });
        assert!(send(&receiver, &body, &handled, Ok(())).await.is_success());
    }
    assert_eq!(handled.load(Ordering::SeqCst), 1);
    let other = body_with(|body| {
        body["id"] = json!(null);
        body["event_type"] = json!("TRANSACTION.OTHER");
    });
    assert!(send(&receiver, &other, &handled, Ok(())).await.is_success());
    assert_eq!(handled.load(Ordering::SeqCst), 2);
}

#[tokio::test]
async fn one_whose_handling_failed_is_handled_when_it_comes_again() {
    let (receiver, handled, body) = (receiver(), AtomicUsize::new(0), body_with(|_| {}));
    let failed = send(&receiver, &body, &handled, Err(())).await;
    assert_eq!(failed.status(), StatusCode::INTERNAL_SERVER_ERROR);
    assert_eq!(message(&failed), "the notification was not handled");
    assert!(send(&receiver, &body, &handled, Ok(())).await.is_success());
    assert_eq!(handled.load(Ordering::SeqCst), 2);
}

#[tokio::test]
async fn the_same_one_twice_at_once_is_handled_once() {
    let (receiver, handled, body) = (receiver(), Arc::new(AtomicUsize::new(0)), body_with(|_| {}));
    let (begun, go) = (Arc::new(Notify::new()), Arc::new(Notify::new()));
    let first = {
        let (receiver, handled, body) = (Arc::clone(&receiver), Arc::clone(&handled), body.clone());
        let (begun, go) = (Arc::clone(&begun), Arc::clone(&go));
        tokio::spawn(async move {
            let handler = async |_| {
                begun.notify_one();
                go.notified().await;
                handled.fetch_add(1, Ordering::SeqCst);
                Ok::<(), ()>(())
            };
            receiver.receive(&signed(&body), &body, handler).await
        })
    };
    begun.notified().await;
    let second = send(&receiver, &body, &handled, Ok(())).await;
    // Not success: the first may fail yet, and then nobody would come again.
    assert_eq!(second.status(), StatusCode::SERVICE_UNAVAILABLE);
    assert_eq!(message(&second), "the notification is being handled");
    go.notify_one();
    assert!(first.await.unwrap().is_success());
    assert!(send(&receiver, &body, &handled, Ok(())).await.is_success());
    assert_eq!(handled.load(Ordering::SeqCst), 1);
}

#[tokio::test]
async fn one_whose_handling_was_cancelled_is_handled_when_it_comes_again() {
    let (receiver, handled, body) = (receiver(), AtomicUsize::new(0), body_with(|_| {}));
    let headers = signed(&body);
    let never = receiver.receive(&headers, &body, |_| {
        std::future::pending::<Result<(), ()>>()
    });
    let cancelled = tokio::time::timeout(std::time::Duration::from_millis(20), never);
    assert!(cancelled.await.is_err());
    assert!(send(&receiver, &body, &handled, Ok(())).await.is_success());
    assert_eq!(handled.load(Ordering::SeqCst), 1);
}

#[tokio::test]
async fn what_cannot_be_trusted_is_refused_without_a_reason() {
    let (receiver, handled, body) = (receiver(), AtomicUsize::new(0), body_with(|_| {}));
    let never = async |_| {
        handled.fetch_add(1, Ordering::SeqCst);
        Ok::<(), ()>(())
    };
    let mut sign_test = signed(&body);
    let probe = "WECHATPAY/SIGNTEST/abc".parse().unwrap();
    sign_test.insert("wechatpay-signature", probe);
    let by = |key, serial, time| signed_headers(key, serial, time, &body);
    for headers in [
        HeaderMap::new(),
        sign_test,
        by(merchant_key(), PLATFORM, NOW),
        by(platform_key(), "PUB_KEY_ID_2", NOW),
        by(platform_key(), PLATFORM, NOW - 301),
        by(platform_key(), PLATFORM, NOW + 301),
    ] {
        let answer = receiver.receive(&headers, &body, never).await;
        assert_eq!(answer.status(), StatusCode::UNAUTHORIZED);
        assert_eq!(message(&answer), "the signature was not accepted");
    }
    assert_eq!(handled.load(Ordering::SeqCst), 0);
    for time in [NOW - 300, NOW + 300] {
        let headers = by(platform_key(), PLATFORM, time);
        assert!(receiver.receive(&headers, &body, never).await.is_success());
    }
    assert_eq!(handled.load(Ordering::SeqCst), 1);
}

#[tokio::test]
async fn what_is_genuine_and_cannot_be_read_is_a_failure_of_ours() {
    let (receiver, handled) = (receiver(), AtomicUsize::new(0));
    let wrong_key = body_with(|body| body["resource"]["associated_data"] = json!("other"));
    for body in [&b"{}"[..], &wrong_key] {
        let answer = send(&receiver, body, &handled, Ok(())).await;
        assert_eq!(answer.status(), StatusCode::INTERNAL_SERVER_ERROR);
        let response = answer.into_response();
        assert_eq!(response.headers()["content-type"], "application/json");
    }
    assert_eq!(handled.load(Ordering::SeqCst), 0);
}

/// A store that cannot be reached when it begins, or when it finishes.
struct Broken {
    begins: bool,
}

impl NotificationStore for Broken {
    async fn begin(&self, _: &str) -> Result<Claim, Cause> {
        match self.begins {
            true => Ok(Claim::New),
            false => Err("no database".into()),
        }
    }

    async fn finish(&self, _: &str) -> Result<(), Cause> {
        Err("no database".into())
    }

    async fn release(&self, _: &str) -> Result<(), Cause> {
        Err("no database".into())
    }
}

#[tokio::test]
async fn a_store_that_fails_is_answered_with_failure() {
    let body = body_with(|_| {});
    for begins in [false, true] {
        for result in [Ok(()), Err(())] {
            let receiver = NotificationReceiver::new(parser(), Broken { begins });
            let handled = AtomicUsize::new(0);
            let handler = async |_| {
                handled.fetch_add(1, Ordering::SeqCst);
                result
            };
            let answer = receiver.receive(&signed(&body), &body, handler).await;
            assert_eq!(answer, NotificationAnswer::failure());
            assert_eq!(handled.load(Ordering::SeqCst), usize::from(begins));
        }
    }
}

#[test]
fn a_failure_of_ones_own_never_counts_as_success() {
    let answer = NotificationAnswer::failure_with(StatusCode::CONFLICT, "a \"quoted\" reason");
    assert_eq!(answer.status(), StatusCode::CONFLICT);
    assert_eq!(message(&answer), "a \"quoted\" reason");
    for status in [StatusCode::OK, StatusCode::FOUND] {
        let answer = NotificationAnswer::failure_with(status, "x");
        assert_eq!(answer.status(), StatusCode::INTERNAL_SERVER_ERROR);
    }
}

#[tokio::test]
async fn memory_forgets_what_cannot_come_again_and_no_sooner() {
    let time = Arc::new(AtomicI64::new(NOW));
    let clock = Arc::clone(&time);
    let store = MemoryNotificationStore::new().with_clock(move || clock.load(Ordering::SeqCst));
    assert_eq!(store.begin("a").await.unwrap(), Claim::New);
    assert_eq!(store.begin("a").await.unwrap(), Claim::Busy);
    // Whoever had it is taken for lost after a minute.
    time.fetch_add(59, Ordering::SeqCst);
    assert_eq!(store.begin("a").await.unwrap(), Claim::Busy);
    time.fetch_add(1, Ordering::SeqCst);
    assert_eq!(store.begin("a").await.unwrap(), Claim::New);
    store.finish("a").await.unwrap();
    time.fetch_add(24 * 3600 + 4 * 60, Ordering::SeqCst);
    assert_eq!(store.begin("a").await.unwrap(), Claim::Done);
    time.fetch_add(3600, Ordering::SeqCst);
    assert_eq!(store.begin("a").await.unwrap(), Claim::New);
    // What is done is not undone by who is late.
    store.finish("a").await.unwrap();
    store.release("a").await.unwrap();
    assert_eq!(store.begin("a").await.unwrap(), Claim::Done);
}

/// A receiver whose clock the test moves, one notification, and how often it was handled.
struct Slow {
    receiver: Receiver,
    time: Arc<AtomicI64>,
    body: Vec<u8>,
    handled: AtomicUsize,
}

impl Slow {
    fn new() -> Self {
        let time = Arc::new(AtomicI64::new(NOW));
        let clock = Arc::clone(&time);
        let store = MemoryNotificationStore::new().with_clock(move || clock.load(Ordering::SeqCst));
        Self {
            receiver: Arc::new(NotificationReceiver::new(parser(), store)),
            time,
            body: body_with(|_| {}),
            handled: AtomicUsize::new(0),
        }
    }

    /// A handling that has begun, and ends with what is sent.
    async fn begin(&self) -> (Ending, tokio::task::JoinHandle<NotificationAnswer>) {
        let (end, ended) = oneshot::channel();
        let (receiver, body) = (Arc::clone(&self.receiver), self.body.clone());
        let begun = Arc::new(Notify::new());
        let begins = Arc::clone(&begun);
        let handling = tokio::spawn(async move {
            let handler = async |_| {
                begins.notify_one();
                ended.await.unwrap()
            };
            receiver.receive(&signed(&body), &body, handler).await
        });
        begun.notified().await;
        (end, handling)
    }

    async fn again(&self) -> NotificationAnswer {
        send(&self.receiver, &self.body, &self.handled, Ok(())).await
    }
}

type Ending = oneshot::Sender<Result<(), ()>>;

#[tokio::test]
async fn a_handler_that_fails_after_its_lease_does_not_free_what_another_took_over() {
    for cancelled in [false, true] {
        let slow = Slow::new();
        let (first, one) = slow.begin().await;
        assert_eq!(slow.again().await, NotificationAnswer::busy());
        slow.time.fetch_add(60, Ordering::SeqCst);
        let (second, two) = slow.begin().await;
        if cancelled {
            one.abort();
            assert!(one.await.unwrap_err().is_cancelled());
        } else {
            first.send(Err(())).unwrap();
            assert_eq!(one.await.unwrap(), NotificationAnswer::failure());
        }
        // The second one is at it: a third would be one too many.
        assert_eq!(slow.again().await, NotificationAnswer::busy());
        second.send(Err(())).unwrap();
        assert_eq!(two.await.unwrap(), NotificationAnswer::failure());
        assert_eq!(slow.handled.load(Ordering::SeqCst), 0);
        // And where both have failed it is not lost.
        assert!(slow.again().await.is_success());
        assert_eq!(slow.handled.load(Ordering::SeqCst), 1);
    }
}

#[tokio::test]
async fn of_two_handlers_one_that_succeeds_is_enough_whichever_ends_first() {
    for (results, order) in [
        ([Ok(()), Err(())], [0, 1]),
        ([Ok(()), Err(())], [1, 0]),
        ([Err(()), Ok(())], [0, 1]),
        ([Err(()), Ok(())], [1, 0]),
    ] {
        let slow = Slow::new();
        let first = slow.begin().await;
        slow.time.fetch_add(60, Ordering::SeqCst);
        let mut both = [Some(first), Some(slow.begin().await)];
        for index in order {
            let (end, handling) = both[index].take().unwrap();
            end.send(results[index]).unwrap();
            let answer = handling.await.unwrap();
            assert_eq!(answer.is_success(), results[index].is_ok());
        }
        assert!(slow.again().await.is_success());
        assert_eq!(slow.handled.load(Ordering::SeqCst), 0, "it was done");
    }
}

#[tokio::test]
async fn memory_is_bounded_and_keeps_what_is_being_handled() {
    let store = MemoryNotificationStore::with_capacity(3).with_clock(|| NOW);
    assert_eq!(store.begin("busy").await.unwrap(), Claim::New);
    for number in 0..10 {
        let key = number.to_string();
        assert_eq!(store.begin(&key).await.unwrap(), Claim::New);
        store.finish(&key).await.unwrap();
        assert!(store.len() <= 3);
    }
    assert_eq!(store.begin("busy").await.unwrap(), Claim::Busy);
    assert_eq!(store.begin("9").await.unwrap(), Claim::Done);
    assert_eq!(store.begin("0").await.unwrap(), Claim::New, "forgotten");
    assert_eq!(store.begin("1").await.unwrap(), Claim::New, "forgotten");
    // Three are being handled: a fourth must come again.
    assert!(store.begin("2").await.is_err());
}
