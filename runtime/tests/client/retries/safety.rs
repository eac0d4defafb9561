//! Which failures are followed by another attempt, and what their errors advise.

use super::world::*;

/// Fails with `step` once and then succeeds: how often the call was sent, and its first error.
async fn once(step: &Step, operation: &'static Operation) -> (usize, Error) {
    let world = Shared::new([step.clone(), good()]);
    let _ = add(&world.client(), operation).await;
    let alone = Shared::new([step.clone()]);
    let client = alone.builder().retry(RetryPolicy::off()).build().unwrap();
    (
        world.sent().len(),
        add(&client, operation).await.unwrap_err(),
    )
}

/// For an operation that is safe, keyed and unknown: how often it is sent, and what to do.
type Row = (&'static str, Step, Outcome, [(usize, Next); 3]);

/// Sent again only where it is safe; the others are to ask first.
const IF_SAFE: [(usize, Next); 3] = [(2, Next::Repeat), (1, Next::Query), (1, Next::Query)];
/// Sent again where it is safe, or the operation has a key.
const IF_KEYED: [(usize, Next); 3] = [(2, Next::Repeat), (2, Next::Repeat), (1, Next::Query)];
/// Refused, so that whoever asks again may.
const IF_REFUSED: [(usize, Next); 3] = [(2, Next::Repeat), (2, Next::Repeat), (1, Next::Repeat)];

fn table() -> Vec<Row> {
    use Next::{Correct, Query, Repeat};
    use Outcome::{NotSent, Refused, Unknown};
    let tampered = Answer(Reply::new(200, BODY).signed().tampered("{}"));
    let forged = Reply::new(429, "{}").signed().tampered("{ }");
    vec![
        ("not connected", NotConnected, NotSent, [(2, Repeat); 3]),
        ("timed out", TimedOut, Unknown, IF_SAFE),
        ("broken", Broken, Unknown, IF_SAFE),
        ("202", error(202, ""), Unknown, IF_KEYED),
        ("400", error(400, "PARAM_ERROR"), Refused, [(1, Correct); 3]),
        (
            "404",
            error(404, "ORDER_NOT_EXIST"),
            Refused,
            [(1, Correct); 3],
        ),
        ("429", error(429, "RATELIMIT_EXCEEDED"), Refused, IF_REFUSED),
        (
            "403 limited",
            error(403, "FREQUENCY_LIMITED"),
            Refused,
            IF_REFUSED,
        ),
        ("forged 429", Answer(forged), Unknown, IF_SAFE),
        ("500 system", error(500, "SYSTEM_ERROR"), Unknown, IF_KEYED),
        ("500 other", error(500, "BANK_ERROR"), Unknown, IF_SAFE),
        ("502", Answer(Reply::new(502, "<html>")), Unknown, IF_KEYED),
        ("503", Answer(Reply::new(503, "")), Unknown, IF_KEYED),
        ("504", Answer(Reply::new(504, "")), Unknown, IF_SAFE),
        (
            "301",
            Answer(Reply::new(301, "")),
            Unknown,
            [(1, Correct), (1, Query), (1, Query)],
        ),
        ("test signature", sign_test(), Unknown, IF_SAFE),
        (
            "tampered",
            tampered,
            Unknown,
            [(1, Correct), (1, Query), (1, Query)],
        ),
    ]
}

#[tokio::test]
async fn only_what_is_safe_is_sent_again_and_the_error_says_what_to_do() {
    for (name, step, outcome, expected) in table() {
        let operations = [&SAFE, &KEYED, &UNKNOWN];
        for (operation, (sent, next)) in operations.into_iter().zip(expected) {
            let (found, error) = once(&step, operation).await;
            let case = format!("{name}, {:?}: {error}", operation.repeat);
            assert_eq!(found, sent, "{case}");
            let advice = error.advice();
            assert_eq!((advice.outcome, advice.next), (outcome, next), "{case}");
            assert_eq!(error.outcome(), outcome);
            let may = outcome == Outcome::Unknown;
            assert_eq!(outcome.may_have_taken_effect(), may);
            assert_eq!(outcome.is_known(), !may);
            let safe = !may || operation.repeat != Repeat::Unknown;
            assert_eq!(advice.safe_to_repeat, safe, "{case}");
            assert_eq!(advice.after.is_some(), next == Next::Repeat, "{case}");
            assert_eq!(error.attempts(), 1);
        }
    }
}

#[tokio::test]
async fn a_202_without_a_body_is_the_success_of_what_answers_without_one() {
    let world = Shared::new([Answer(Reply::new(202, "").signed())]);
    let client = world.client();
    Call::<()>::new(client.root().param("1"), &CLOSE, receiver())
        .await
        .unwrap();
    let world = Shared::new([Answer(Reply::new(202, "").signed())]);
    let client = world.builder().retry(RetryPolicy::off()).build().unwrap();
    add(&client, &KEYED).await.unwrap_err();
}

#[tokio::test]
async fn the_number_of_attempts_is_the_policys() {
    for (policy, attempts) in [
        (RetryPolicy::off(), 1),
        (RetryPolicy::on().attempts(0), 1),
        (RetryPolicy::on(), 3),
        (RetryPolicy::on().attempts(5), 5),
        (RetryPolicy::on().only(|error| error.api().is_none()), 1),
    ] {
        let world = Shared::new(vec![error(503, ""); 8]);
        let of_client = world.builder().retry(policy.clone()).build().unwrap();
        let error = add(&of_client, &KEYED).await.unwrap_err();
        assert_eq!(
            (world.sent().len(), error.attempts()),
            (attempts, attempts as u32)
        );

        let world = Shared::new(vec![self::error(503, ""); 8]);
        let client = world.client();
        let of_call = add(&client, &KEYED).retry(policy.clone());
        of_call.await.unwrap_err();
        assert_eq!(world.sent().len(), attempts, "{policy:?}");
    }
}

#[tokio::test]
async fn a_filter_allows_nothing_that_is_not_safe() {
    let world = Shared::new([TimedOut]);
    let policy = RetryPolicy::on().only(|_| true);
    let client = world.builder().retry(policy).build().unwrap();
    add(&client, &UNKNOWN).await.unwrap_err();
    assert_eq!(world.sent().len(), 1);
}

#[tokio::test]
async fn a_refusal_of_a_repeat_does_not_say_that_nothing_happened() {
    for last in [
        error(400, "PARAM_ERROR"),
        error(403, "OUT_TRADE_NO_USED"),
        NotConnected,
    ] {
        let world = Shared::new([error(500, "SYSTEM_ERROR"), last.clone(), last.clone()]);
        let error = add(&world.client(), &KEYED).await.unwrap_err();
        let advice = error.advice();
        assert_eq!(
            (advice.outcome, advice.next),
            (Outcome::Unknown, Next::Query)
        );
        assert!(advice.safe_to_repeat);
        assert!(error.to_string().contains("earlier attempt"), "{error}");
    }
    // Not where no attempt was processed.
    let world = Shared::new([error(429, ""), error(400, "PARAM_ERROR")]);
    let error = add(&world.client(), &KEYED).await.unwrap_err();
    assert_eq!(error.outcome(), Outcome::Refused);
    assert_eq!(error.attempts(), 2);
}
