//! Every fault on every kind of operation, without and with retries. What comes of it is the
//! table in `snapshots/`; what must hold for each row of it is checked here.

use std::fmt::Write as _;
use std::time::Duration;

use wechatpay_openapi::runtime::{Advice, Outcome, RetryPolicy, reqwest};
use wechatpay_openapi::{Error, Wechatpay};
use wechatpay_sandbox::{Calls, Fault, Received, Sandbox, Stage};

use super::kinds::Kind;
use super::seen::seen;
use crate::support::sandbox;

/// The longest answer that the clients here read, in bytes.
const LONGEST: usize = 50_000;
/// How long they wait; long beside an answer of the sandbox even on a machine that is busy.
const PATIENCE: Duration = Duration::from_secs(2);
const FOREVER: Duration = Duration::from_secs(3600);

/// What goes wrong, and how a person would say it.
type Row = (&'static str, Vec<Fault>);

fn connections() -> Vec<Row> {
    let slow = Fault::Slow {
        bytes: 64,
        pause: Duration::from_millis(1),
    };
    vec![
        (
            "the connection breaks before the request is read",
            vec![Fault::Broken(Stage::Request)],
        ),
        (
            "the connection breaks before the answer",
            vec![Fault::Broken(Stage::Answer)],
        ),
        (
            "the connection breaks in the answer's head",
            vec![Fault::Broken(Stage::Head)],
        ),
        (
            "the connection breaks in the answer's body",
            vec![Fault::Broken(Stage::Body)],
        ),
        ("the answer does not come", vec![Fault::Delayed(FOREVER)]),
        ("the body stalls", vec![Fault::Stalled]),
        ("the body is slow", vec![slow]),
        ("the body is too long", vec![Fault::Oversized(2 * LONGEST)]),
    ]
}

fn statuses() -> Vec<Row> {
    let page = |status| Fault::reply(status, "text/html", "<html>");
    let system = || Fault::error(500, "SYSTEM_ERROR", "系统异常");
    let limit = || Fault::error(429, "RATELIMIT_EXCEEDED", "频率限制");
    let after = |seconds| Fault::header("Retry-After", seconds);
    let accepted = Fault::reply(202, "application/json", "{}");
    vec![
        ("200 with HTML, unsigned", vec![page(200), Fault::Unsigned]),
        ("200 with HTML, signed", vec![page(200)]),
        ("202", vec![accepted]),
        ("400", vec![Fault::error(400, "PARAM_ERROR", "参数错误")]),
        ("429", vec![limit()]),
        ("429, unsigned", vec![limit(), Fault::Unsigned]),
        ("429, Retry-After: 0", vec![limit(), after("0")]),
        ("429, Retry-After: 3600", vec![limit(), after("3600")]),
        ("500 SYSTEM_ERROR, signed", vec![system()]),
        (
            "500 SYSTEM_ERROR, unsigned",
            vec![system(), Fault::Unsigned],
        ),
        (
            "500 SYSTEM_ERROR, and nothing was done",
            vec![system(), Fault::Undone],
        ),
        ("500 with HTML, unsigned", vec![page(500), Fault::Unsigned]),
        (
            "502 with HTML, unsigned, and nothing was done",
            vec![page(502), Fault::Unsigned, Fault::Undone],
        ),
        ("503 with HTML, unsigned", vec![page(503), Fault::Unsigned]),
        ("504 with HTML, unsigned", vec![page(504), Fault::Unsigned]),
    ]
}

fn signatures() -> Vec<Row> {
    vec![
        ("the answer was changed on its way", vec![Fault::Tampered]),
        ("the answer is not signed", vec![Fault::Unsigned]),
        (
            "the answer is signed with a key that nobody has",
            vec![Fault::UnknownSerial],
        ),
        (
            "the answer has one of WeChat Pay's test signatures",
            vec![Fault::SignTest],
        ),
        ("the answer is old", vec![Fault::ClockSkew(-400)]),
    ]
}

fn rows() -> impl Iterator<Item = Row> {
    let rows = [connections(), statuses(), signatures()];
    rows.into_iter().flatten()
}

/// An operation, and what came of a call of it.
struct Case {
    kind: Kind,
    retries: bool,
    sandbox: Sandbox,
    wxpay: Wechatpay,
    came: Result<(), Error>,
}

impl Case {
    /// Calls an operation whose first answer has `faults`.
    async fn run(http: reqwest::Client, kind: Kind, retries: bool, faults: Vec<Fault>) -> Self {
        let sandbox = sandbox().await;
        let operation = kind.operation();
        sandbox.on(operation, Calls::Nth(1), faults).unwrap();
        let policy = match retries {
            true => RetryPolicy::on(),
            false => RetryPolicy::off(),
        };
        // Making an HTTP client takes longer than everything else.
        let builder = sandbox.client_builder().http_client(http).retry(policy);
        let builder = builder.max_body(LONGEST).read_timeout(PATIENCE);
        let wxpay = builder.random(|_: u64| 0).build().unwrap().into();
        let came = kind.call(&wxpay).await;
        Self {
            kind,
            retries,
            sandbox,
            wxpay,
            came,
        }
    }

    /// What must hold whatever went wrong.
    fn check(&self, fault: &str) {
        let case = format!("{fault}: {:?}, retries: {}", self.kind, self.retries);
        let requests = self.kind.requests(&self.sandbox);
        let effects = self.kind.effects(&self.sandbox);
        assert!(effects <= 1, "{case}: done {effects} times");
        let known = match self.came.as_ref().map_err(Error::outcome) {
            Ok(()) | Err(Outcome::Done) => Some(1),
            Err(Outcome::NotSent | Outcome::Refused) => Some(0),
            Err(_) => None,
        };
        assert!(known.is_none_or(|known| known == effects), "{case}");
        // A repeat is recognised only if it says the same.
        let same = |it: &Received| it.body == requests[0].body && it.target == requests[0].target;
        assert!(requests.iter().all(same), "{case}");
        let sent_again = requests.len() > 1;
        assert!(self.retries || !sent_again, "{case}");
        assert!(self.kind != Kind::Withdrawal || !sent_again, "{case}");
    }

    /// A line of the table.
    fn line(&self) -> String {
        let kind = format!("{:?}", self.kind).to_lowercase();
        let retries = if self.retries { "on" } else { "off" };
        let arrived = self.kind.requests(&self.sandbox).len();
        let done = self.kind.effects(&self.sandbox);
        let (seen, advice) = match &self.came {
            Ok(()) => ("the answer".to_owned(), String::new()),
            Err(error) => (seen(error), said(error.advice())),
        };
        let line = format!(
            "  {kind:<10}  {retries:<7}  {seen:<38}  {advice:<41}  {arrived:>7}  {done:>4}"
        );
        line.trim_end().to_owned()
    }
}

fn said(advice: Advice) -> String {
    let safely = if advice.safe_to_repeat {
        "safe"
    } else {
        "unsafe"
    };
    let mut said = format!(
        "{:?}: {:?}, repeating {safely}",
        advice.outcome, advice.next
    );
    if let Some(after) = advice.after {
        write!(said, ", {} s", after.as_secs()).unwrap();
    }
    said
}

/// All cases of one row at once, for some of them wait.
async fn cases(http: &reqwest::Client, retries: &[bool], faults: &[Fault]) -> Vec<Case> {
    let each = Kind::ALL
        .into_iter()
        .flat_map(|kind| retries.iter().map(move |retries| (kind, *retries)));
    let tasks = each.map(|(kind, retries)| {
        tokio::spawn(Case::run(http.clone(), kind, retries, faults.to_vec()))
    });
    let mut cases = Vec::new();
    for task in tasks.collect::<Vec<_>>() {
        cases.push(task.await.unwrap());
    }
    cases
}

#[tokio::test]
async fn each_fault_is_seen_as_what_it_is_and_nothing_is_done_twice() {
    let http = reqwest::Client::new();
    let mut table = format!(
        "  {:<10}  {:<7}  {:<38}  {:<41}  {:>7}  {:>4}\n",
        "operation", "retries", "the caller sees", "advice", "arrived", "done"
    );
    for (fault, faults) in rows() {
        writeln!(table, "\n{fault}").unwrap();
        for case in cases(&http, &[false, true], &faults).await {
            case.check(fault);
            writeln!(table, "{}", case.line()).unwrap();
        }
    }
    insta::assert_snapshot!(table);
}

#[tokio::test]
async fn what_is_called_safe_to_repeat_is_not_done_twice_and_the_rest_would_be() {
    let http = reqwest::Client::new();
    let mut twice = 0;
    for (fault, faults) in rows() {
        for case in cases(&http, &[false], &faults).await {
            let Err(error) = &case.came else { continue };
            let before = case.kind.effects(&case.sandbox);
            case.kind.call(&case.wxpay).await.unwrap();
            let after = case.kind.effects(&case.sandbox);
            let expected = match error.advice().safe_to_repeat {
                true => 1,
                false => before + 1,
            };
            assert_eq!(after, expected, "{fault}: {:?}", case.kind);
            twice += usize::from(after == 2);
        }
    }
    assert!(twice > 0, "the sandbox counts what is done twice");
}

#[tokio::test]
async fn a_body_that_trickles_is_given_up_when_the_time_of_the_call_is_over() {
    let sandbox = sandbox().await;
    let trickle = Fault::Slow {
        bytes: 1,
        pause: Duration::from_millis(100),
    };
    let builder = sandbox.client_builder().timeout(Duration::from_secs(1));
    let wxpay = builder.retry(RetryPolicy::on()).build().unwrap().into();
    for kind in Kind::ALL {
        let faults = [trickle.clone()];
        sandbox.on(kind.operation(), Calls::Every, faults).unwrap();
        let error = kind.call(&wxpay).await.unwrap_err();
        assert_eq!((seen(&error).as_str(), error.attempts()), ("Timeout", 1));
        assert_eq!(error.outcome(), Outcome::Unknown);
        assert_eq!(kind.effects(&sandbox), 1);
    }
}

#[tokio::test]
async fn a_host_where_nobody_listens_is_replaced_and_the_operation_done_once() {
    let gone = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let nowhere = format!("http://{}", gone.local_addr().unwrap());
    drop(gone);
    for kind in Kind::ALL {
        let sandbox = sandbox().await;
        let builder = || {
            let builder = sandbox.client_builder().base_url(&nowhere);
            builder.backup_url(sandbox.url())
        };
        let wxpay = builder().retry(RetryPolicy::off()).build().unwrap().into();
        let error = kind.call(&wxpay).await.unwrap_err();
        assert_eq!(
            (seen(&error).as_str(), error.outcome()),
            ("Connect", Outcome::NotSent)
        );
        assert!(error.advice().safe_to_repeat);
        let wxpay = builder().retry(RetryPolicy::on()).build().unwrap().into();
        kind.call(&wxpay).await.unwrap();
        assert_eq!(
            (kind.requests(&sandbox).len(), kind.effects(&sandbox)),
            (1, 1)
        );
    }
}
