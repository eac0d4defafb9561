//! What is sent again, to where, after how long, and with which bytes; and what errors advise.

use std::collections::VecDeque;
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use wechatpay_runtime::http::StatusCode;
use wechatpay_runtime::transport::{Sending, Transport, TransportError, TransportReply};
use wechatpay_runtime::{
    Bytes, Call, Client, ClientBuilder, Error, Host, Next, Operation, Outcome, PreparedRequest,
    Random as _, Repeat, RetryPolicy, Sleep, SystemRandom, Timeouts, Timer, TrustedKey,
};

use crate::server::Reply;
use crate::support::*;

const BODY: &str = r#"{"account":"a1","total":7}"#;
const BACKUP: &str = "https://api2.mch.weixin.qq.com";
const USUAL: &str = "https://api.mch.weixin.qq.com";

static SAFE: Operation = Operation {
    repeat: Repeat::Safe,
    ..ADD
};
static KEYED: Operation = Operation {
    repeat: Repeat::Keyed("account"),
    ..ADD
};
static UNKNOWN: Operation = Operation {
    repeat: Repeat::Unknown,
    ..ADD
};

/// What comes of one attempt.
#[derive(Clone)]
enum Step {
    Answer(Reply),
    NotConnected,
    TimedOut,
    Broken,
}

use Step::{Answer, Broken, NotConnected, TimedOut};

fn error(status: u16, code: &str) -> Step {
    let body = format!(r#"{{"code":"{code}","message":"m"}}"#);
    Answer(Reply::new(status, body).signed())
}

fn good() -> Step {
    Answer(Reply::new(200, BODY).signed())
}

fn sign_test() -> Step {
    let reply = Reply::new(200, BODY)
        .header("Wechatpay-Timestamp", &NOW.to_string())
        .header("Wechatpay-Nonce", NONCE)
        .header("Wechatpay-Serial", PLATFORM)
        .header("Wechatpay-Signature", "WECHATPAY/SIGNTEST/AAAA");
    Answer(reply)
}

type Happens = Box<dyn Fn(usize) + Send + Sync>;

/// A WeChat Pay of which each attempt is written down before, where nobody really waits.
struct World {
    steps: Mutex<VecDeque<Step>>,
    sent: Mutex<Vec<PreparedRequest>>,
    slept: Mutex<Vec<Duration>>,
    began: Instant,
    seconds: AtomicI64,
    /// What happens while an attempt is on its way, by its number from 1.
    happens: Mutex<Option<Happens>>,
}

#[derive(Clone)]
struct Shared(Arc<World>);

impl Transport for Shared {
    fn send<'a>(&'a self, request: &'a PreparedRequest, _: &'a Timeouts) -> Sending<'a> {
        let number = {
            let mut sent = self.0.sent.lock().unwrap();
            sent.push(request.clone());
            sent.len()
        };
        if let Some(happens) = &*self.0.happens.lock().unwrap() {
            happens(number);
        }
        let step = self.0.steps.lock().unwrap().pop_front();
        let cause = || "test".into();
        let came = match step.expect("no more attempts were expected") {
            NotConnected => Err(TransportError::NotConnected(cause())),
            TimedOut => Err(TransportError::TimedOut),
            Broken => Err(TransportError::Broken(cause())),
            Answer(reply) => {
                let body: Bytes = reply.body.clone().into();
                let pairs: Vec<(&str, &str)> = reply
                    .headers
                    .iter()
                    .map(|(name, value)| (name.as_str(), value.as_str()))
                    .collect();
                Ok(TransportReply {
                    status: StatusCode::from_u16(reply.status).unwrap(),
                    headers: headers(&pairs),
                    body: Box::pin(futures_util::stream::once(async move { Ok(body) })),
                })
            }
        };
        Box::pin(async move { came })
    }
}

impl Timer for Shared {
    fn sleep(&self, duration: Duration) -> Sleep {
        self.0.slept.lock().unwrap().push(duration);
        Box::pin(std::future::ready(()))
    }

    fn now(&self) -> Instant {
        self.0.began + self.0.slept.lock().unwrap().iter().sum::<Duration>()
    }
}

impl Shared {
    fn new(steps: impl IntoIterator<Item = Step>) -> Self {
        Self(Arc::new(World {
            steps: Mutex::new(steps.into_iter().collect()),
            sent: Mutex::default(),
            slept: Mutex::default(),
            began: Instant::now(),
            seconds: AtomicI64::new(NOW),
            happens: Mutex::default(),
        }))
    }

    /// A builder with WeChat Pay's own hosts and the longest pauses.
    fn builder(&self) -> ClientBuilder {
        let world = self.clone();
        builder()
            .transport(self.clone())
            .timer(self.clone())
            .clock(move || world.0.seconds.load(Ordering::SeqCst))
            .random(|bound: u64| bound - 1)
            .retry(RetryPolicy::on())
    }

    fn client(&self) -> Client {
        self.builder().build().unwrap()
    }

    fn sent(&self) -> Vec<PreparedRequest> {
        self.0.sent.lock().unwrap().clone()
    }

    fn slept(&self) -> Vec<Duration> {
        self.0.slept.lock().unwrap().clone()
    }

    fn hosts(&self) -> Vec<String> {
        let origin = |request: &PreparedRequest| request.url.origin().ascii_serialization();
        self.sent().iter().map(origin).collect()
    }
}

fn add<'a>(client: &'a Client, operation: &'static Operation) -> Call<'a, Added> {
    Call::new(client.root().param("1"), operation, receiver())
}

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

fn table() -> Vec<Row> {
    use Next::{Correct, Query, Repeat};
    use Outcome::{NotSent, Refused, Unknown};
    let tampered = Answer(Reply::new(200, BODY).signed().tampered("{}"));
    let forged = Reply::new(429, "{}").signed().tampered("{ }");
    vec![
        ("not connected", NotConnected, NotSent, [(2, Repeat); 3]),
        (
            "timed out",
            TimedOut,
            Unknown,
            [(2, Repeat), (1, Query), (1, Query)],
        ),
        (
            "broken",
            Broken,
            Unknown,
            [(2, Repeat), (1, Query), (1, Query)],
        ),
        (
            "202",
            error(202, ""),
            Unknown,
            [(2, Repeat), (2, Repeat), (1, Query)],
        ),
        ("400", error(400, "PARAM_ERROR"), Refused, [(1, Correct); 3]),
        (
            "404",
            error(404, "ORDER_NOT_EXIST"),
            Refused,
            [(1, Correct); 3],
        ),
        (
            "429",
            error(429, "RATELIMIT_EXCEEDED"),
            Refused,
            [(2, Repeat), (2, Repeat), (1, Repeat)],
        ),
        (
            "403 limited",
            error(403, "FREQUENCY_LIMITED"),
            Refused,
            [(2, Repeat), (2, Repeat), (1, Repeat)],
        ),
        (
            "forged 429",
            Answer(forged),
            Unknown,
            [(2, Repeat), (1, Query), (1, Query)],
        ),
        (
            "500 system",
            error(500, "SYSTEM_ERROR"),
            Unknown,
            [(2, Repeat), (2, Repeat), (1, Query)],
        ),
        (
            "500 other",
            error(500, "BANK_ERROR"),
            Unknown,
            [(2, Repeat), (1, Query), (1, Query)],
        ),
        (
            "502",
            Answer(Reply::new(502, "<html>")),
            Unknown,
            [(2, Repeat), (2, Repeat), (1, Query)],
        ),
        (
            "503",
            Answer(Reply::new(503, "")),
            Unknown,
            [(2, Repeat), (2, Repeat), (1, Query)],
        ),
        (
            "504",
            Answer(Reply::new(504, "")),
            Unknown,
            [(2, Repeat), (1, Query), (1, Query)],
        ),
        (
            "301",
            Answer(Reply::new(301, "")),
            Unknown,
            [(1, Correct), (1, Query), (1, Query)],
        ),
        (
            "test signature",
            sign_test(),
            Unknown,
            [(2, Repeat), (1, Query), (1, Query)],
        ),
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
    for nonsense in ["", "-1", "soon", "1.5"] {
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

#[tokio::test]
async fn a_host_that_cannot_be_reached_is_replaced_at_once_whatever_the_operation() {
    let world = Shared::new([NotConnected, good()]);
    add(&world.client(), &UNKNOWN).await.unwrap();
    assert_eq!(world.hosts(), [USUAL, BACKUP]);
    assert!(world.slept().is_empty());
    let [first, second] = &world.sent()[..] else {
        panic!()
    };
    assert_eq!(first.headers, second.headers, "the same signature");
    assert_eq!(first.body, second.body);
    assert_eq!(first.canonical_url, second.canonical_url);

    // Both are down: back to the first, after a pause.
    let world = Shared::new([NotConnected, NotConnected, NotConnected]);
    let error = add(&world.client(), &UNKNOWN).await.unwrap_err();
    assert_eq!(world.hosts(), [USUAL, BACKUP, USUAL]);
    assert_eq!(world.slept(), [Duration::from_secs(1)]);
    assert_eq!((error.outcome(), error.attempts()), (Outcome::NotSent, 3));
}

#[tokio::test]
async fn the_backup_is_used_where_the_host_is_at_fault_and_not_for_what_is_behind_it() {
    for (step, moved) in [
        (Broken, true),
        (TimedOut, true),
        (error(502, ""), true),
        (error(503, ""), true),
        (error(500, "SYSTEM_ERROR"), false),
        (error(429, ""), false),
        (error(202, ""), false),
        (sign_test(), false),
    ] {
        let world = Shared::new([step, good()]);
        add(&world.client(), &SAFE).await.unwrap();
        let second = if moved { BACKUP } else { USUAL };
        assert_eq!(world.hosts(), [USUAL, second]);
        assert_eq!(world.slept().len(), 1, "with a pause");
    }
}

#[tokio::test]
async fn the_backup_can_be_another_or_none() {
    static OVERSEAS: Operation = Operation {
        host: Host::Overseas,
        ..SAFE
    };
    let hosts = |change: fn(ClientBuilder) -> ClientBuilder, operation| async move {
        let world = Shared::new([NotConnected, good()]);
        let client = change(world.builder()).build().unwrap();
        add(&client, operation).await.unwrap();
        world.hosts()
    };
    let own = hosts(
        |builder| builder.backup_url("https://api2.wechatpay.cn"),
        &SAFE,
    )
    .await;
    assert_eq!(own, [USUAL, "https://api2.wechatpay.cn"]);
    assert_eq!(hosts(ClientBuilder::no_backup, &SAFE).await, [USUAL, USUAL]);
    let overseas = hosts(|builder| builder, &OVERSEAS).await;
    assert_eq!(overseas, ["https://apihk.mch.weixin.qq.com"; 2]);
    let based = hosts(|builder| builder.base_url("http://a"), &SAFE).await;
    assert_eq!(based, ["http://a", "http://a"]);
    let both = hosts(
        |builder| builder.base_url("http://a").backup_url("http://b"),
        &OVERSEAS,
    )
    .await;
    assert_eq!(both, ["http://a", "http://b"]);
}

/// Two attempts, between which `seconds` go by.
async fn two(seconds: i64) -> [PreparedRequest; 2] {
    let world = Shared::new([error(503, ""), good()]);
    let clock = Arc::clone(&world.0);
    let happens = move |_| {
        clock.seconds.fetch_add(seconds, Ordering::SeqCst);
    };
    *world.0.happens.lock().unwrap() = Some(Box::new(happens));
    let client = world.client();
    let mut request = receiver();
    request.name = Some("李四".into());
    let call: Call<'_, Added> = Call::new(client.root().param("1"), &KEYED, request);
    // The answers stay as they were signed, so the last one may be too old.
    let _ = call.await;
    world.sent().try_into().unwrap()
}

#[tokio::test]
async fn the_signature_is_used_again_for_a_minute_and_the_ciphertext_longer() {
    for (seconds, same) in [
        (0, true),
        (60, true),
        (61, false),
        (-1, false),
        (250, false),
    ] {
        let [first, second] = two(seconds).await;
        let authorization = |request: &PreparedRequest| request.headers["authorization"].clone();
        assert_eq!(
            authorization(&first) == authorization(&second),
            same,
            "{seconds}"
        );
        assert_eq!(second.timestamp, if same { NOW } else { NOW + seconds });
        assert_eq!(first.body, second.body, "the ciphertext too");
        assert_eq!(
            first.headers["wechatpay-serial"],
            second.headers["wechatpay-serial"]
        );
    }
}

#[tokio::test]
async fn a_key_that_is_gone_is_not_encrypted_with_again() {
    const NEW: &str = "PUB_KEY_ID_9";
    let world = Shared::new([Answer(Reply::new(503, "")), good()]);
    let client = world.client();
    let keys = client.keys().clone();
    *world.0.happens.lock().unwrap() = Some(Box::new(move |number| {
        if number == 1 {
            keys.add([TrustedKey::public_key(NEW, &platform_pem()).unwrap()]);
        } else {
            keys.add([platform_trusted()]);
        }
        keys.remove(if number == 1 { PLATFORM } else { NEW });
    }));
    let mut request = receiver();
    request.name = Some("李四".into());
    let _ = Call::<Added>::new(client.root().param("1"), &KEYED, request).await;
    let [first, second] = &world.sent()[..] else {
        panic!()
    };
    assert_eq!(first.headers["wechatpay-serial"], PLATFORM);
    assert_eq!(second.headers["wechatpay-serial"], NEW);
    assert_ne!(first.body, second.body);
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
