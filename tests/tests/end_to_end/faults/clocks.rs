//! Clocks that jump while a call is under way: the client's, WeChat Pay's, or both.

use std::sync::Arc;

use wechatpay_openapi::Wechatpay;
use wechatpay_openapi::runtime::{Clock as _, ErrorKind, Next, Outcome, SystemClock, VerifyError};
use wechatpay_sandbox::{Calls, Fault, Sandbox, Stage};

use super::kinds::Kind;
use crate::support::sandbox;

/// More than the 300 s that both sides allow.
const JUMP: i64 = 400;

/// A client whose clock is wrong by `before` seconds, until the sandbox has a request of
/// this kind, and by `after` from then on.
fn client(sandbox: &Arc<Sandbox>, kind: Kind, before: i64, after: i64) -> Wechatpay {
    let watched = Arc::clone(sandbox);
    let clock = move || {
        let wrong = match kind.requests(&watched).is_empty() {
            true => before,
            false => after,
        };
        SystemClock.unix_seconds() + wrong
    };
    let builder = sandbox.client_builder().random(|_: u64| 0);
    builder.clock(clock).build().unwrap().into()
}

/// The first answer goes wrong so that the call is sent again.
fn fails_once(sandbox: &Sandbox, kind: Kind) {
    let fault = match kind {
        Kind::Query => Fault::Broken(Stage::Answer),
        _ => Fault::reply(502, "text/html", "<html>"),
    };
    let faults = [fault, Fault::Unsigned];
    sandbox.on(kind.operation(), Calls::Nth(1), faults).unwrap();
}

/// When the requests of this kind were signed, in turn.
fn signed_at(sandbox: &Sandbox, kind: Kind) -> Vec<i64> {
    let requests = kind.requests(sandbox).into_iter();
    let signed = requests.map(|it| String::from_utf8(it.string_to_sign.unwrap()).unwrap());
    let timestamps = signed.map(|text| text.lines().nth(2).unwrap().parse().unwrap());
    timestamps.collect()
}

#[tokio::test]
async fn a_clock_that_is_corrected_between_two_attempts_has_the_second_signed_anew() {
    for kind in [Kind::Query, Kind::Order] {
        for (before, after) in [(-200, 200), (200, -200)] {
            let sandbox = Arc::new(sandbox().await);
            fails_once(&sandbox, kind);
            let wxpay = client(&sandbox, kind, before, after);
            kind.call(&wxpay).await.unwrap();
            let times = signed_at(&sandbox, kind);
            let [first, second] = times[..] else {
                panic!("{times:?}")
            };
            let apart = second - first - (after - before);
            assert!((0..100).contains(&apart), "{times:?}");
            assert_eq!(kind.effects(&sandbox), 1);
        }
    }
}

#[tokio::test]
async fn time_that_passes_between_two_attempts_has_the_second_signed_anew() {
    for jump in [JUMP, -JUMP] {
        let sandbox = sandbox().await;
        fails_once(&sandbox, Kind::Order);
        let passes = [Fault::ClockJump(jump)];
        let operation = Kind::Order.operation();
        sandbox.on(operation, Calls::Nth(1), passes).unwrap();
        let builder = sandbox.client_builder().random(|_: u64| 0);
        let wxpay = builder.clock(sandbox.clock().clone()).build().unwrap();
        Kind::Order.call(&wxpay.into()).await.unwrap();
        let times = signed_at(&sandbox, Kind::Order);
        assert_eq!(times.len(), 2);
        assert!(
            (0..100).contains(&(times[1] - times[0] - jump)),
            "{times:?}"
        );
        assert_eq!(Kind::Order.effects(&sandbox), 1);
    }
}

#[tokio::test]
async fn a_clock_that_goes_wrong_between_two_attempts_leaves_the_outcome_unknown() {
    for kind in [Kind::Query, Kind::Order] {
        for wrong in [JUMP, -JUMP] {
            let sandbox = Arc::new(sandbox().await);
            fails_once(&sandbox, kind);
            let wxpay = client(&sandbox, kind, 0, wrong);
            let error = kind.call(&wxpay).await.unwrap_err();
            // WeChat Pay refuses the second attempt, and its refusal cannot be trusted
            // either; and the first may have been done.
            let api = error.api().unwrap();
            assert_eq!((api.status.as_u16(), &*api.code), (401, "SIGN_ERROR"));
            let Some(VerifyError::Clock { seconds }) = api.distrust else {
                panic!("{api:?}")
            };
            assert!((300..500).contains(&seconds), "{seconds}");
            assert_eq!(error.outcome(), Outcome::Unknown);
            assert!(error.advice().safe_to_repeat);
            assert_eq!(kind.effects(&sandbox), 1);
        }
    }
}

#[tokio::test]
async fn a_clock_that_jumps_before_the_answer_leaves_it_unbelieved_and_the_operation_done() {
    for kind in Kind::ALL {
        for jump in [JUMP, -JUMP] {
            let sandbox = sandbox().await;
            let faults = [Fault::ClockJump(jump)];
            sandbox.on(kind.operation(), Calls::Nth(1), faults).unwrap();
            let wxpay = sandbox.client().unwrap().into();
            let error = kind.call(&wxpay).await.unwrap_err();
            let ErrorKind::Verification(VerifyError::Clock { seconds }) = error.kind() else {
                panic!("{error}")
            };
            assert!((300..500).contains(seconds), "{seconds}");
            assert_eq!((error.outcome(), error.attempts()), (Outcome::Unknown, 1));
            let next = match kind {
                Kind::Query => Next::Correct,
                _ => Next::Query,
            };
            assert_eq!(error.advice().next, next);
            assert!(error.to_string().contains("set the clock"), "{error}");
            assert_eq!(kind.effects(&sandbox), 1);
            // From then on requests are refused, and nothing more is done.
            let error = kind.call(&wxpay).await.unwrap_err();
            assert_eq!(error.api().unwrap().code, "SIGN_ERROR");
            assert_eq!(kind.effects(&sandbox), 1);
        }
    }
}
