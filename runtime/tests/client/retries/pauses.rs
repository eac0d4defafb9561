//! How long is waited between two attempts.

use wechatpay_runtime::{Random as _, SystemRandom};

use super::world::*;

#[tokio::test]
async fn pauses_double_up_to_a_bound_and_are_drawn_from_zero_on() {
    let policy = RetryPolicy::on()
        .attempts(7)
        .longest_pause(Duration::from_secs(3));
    let world = Shared::new(vec![error(500, "SYSTEM_ERROR"); 7]);
    let builder = || world.builder().retry(policy.clone());
    add(&builder().build().unwrap(), &SAFE).await.unwrap_err();
    let milliseconds = [500, 1000, 2000, 3000, 3000, 3000];
    assert_eq!(world.slept(), milliseconds.map(Duration::from_millis));

    let world = Shared::new(vec![error(500, "SYSTEM_ERROR"); 7]);
    let builder = world.builder().retry(policy).random(|_: u64| 0);
    add(&builder.build().unwrap(), &SAFE).await.unwrap_err();
    assert_eq!((world.sent().len(), world.slept()), (7, vec![]));
}

fn limited(after: &str) -> Step {
    Answer(Reply::new(429, "{}").header("Retry-After", after).signed())
}

#[tokio::test]
async fn retry_after_is_waited_for_if_it_is_not_too_long() {
    // 1_700_000_000 is 22:13:20.
    for (after, seconds) in [
        ("3", 3),
        ("Tue, 14 Nov 2023 22:13:24 GMT", 4),
        ("Tuesday, 14-Nov-23 22:13:24 GMT", 4),
        ("Tue Nov 14 22:13:24 2023", 4),
        ("Tue, 14 Nov 2023 22:13:00 GMT", 0),
    ] {
        let world = Shared::new([limited(after), good()]);
        let client = world.builder().random(|_: u64| 7).build().unwrap();
        add(&client, &SAFE).await.unwrap();
        let expected = Duration::from_secs(seconds) + Duration::from_micros(7);
        assert_eq!(world.slept(), [expected], "{after}");
    }
    for after in [
        "11",
        "Tue, 14 Nov 2023 23:13:20 GMT",
        "99999999999999999999",
    ] {
        let world = Shared::new([limited(after)]);
        let error = add(&world.client(), &SAFE).await.unwrap_err();
        assert_eq!(error.advice().next, Next::Repeat);
        assert!(error.advice().after >= Some(Duration::from_secs(11)));
        assert!(world.slept().is_empty());
    }
    for nonsense in [
        "",
        "-1",
        "soon",
        "1.5",
        "Tue, 14 Nov 2023 24:13:24 GMT",
        "\u{8a00}",
    ] {
        let world = Shared::new([limited(nonsense)]);
        let client = world.builder().retry(RetryPolicy::off()).build().unwrap();
        let error = add(&client, &SAFE).await.unwrap_err();
        assert_eq!(error.api().unwrap().retry_after, None, "{nonsense}");
        assert!(error.advice().after.is_some(), "a suggestion");
    }
}

#[tokio::test]
async fn attempts_and_pauses_never_exceed_the_calls_time() {
    let policy = RetryPolicy::on()
        .attempts(50)
        .first_pause(Duration::from_secs(2));
    let world = Shared::new(vec![error(503, ""); 50]);
    let client = world.builder().retry(policy).build().unwrap();
    let limit = Duration::from_secs(10);
    let error = add(&client, &SAFE).timeout(limit).await.unwrap_err();
    assert_eq!(
        error.api().unwrap().status,
        503,
        "not a timeout: the last answer"
    );
    assert_eq!(world.slept(), [2, 4].map(Duration::from_secs));
}

#[test]
fn the_systems_randomness_is_even() {
    let random = SystemRandom;
    assert_eq!(random.below(1), 0);
    assert_eq!(random.below(0), 0);
    let mut counts = [0_u32; 5];
    for _ in 0..5_000 {
        counts[usize::try_from(random.below(5)).unwrap()] += 1;
    }
    assert!(
        counts.iter().all(|count| (800..1200).contains(count)),
        "{counts:?}"
    );
    // Two thirds of all numbers are below two thirds, which plain `%` would miss.
    let third = u64::MAX / 3;
    let low = (0..3_000)
        .filter(|_| random.below(third * 2) < third)
        .count();
    assert!((1_300..1_700).contains(&low), "{low}");
}
