//! Faults of the connection, over real sockets: what the caller sees, how often the
//! operation took effect, and that nothing is charged twice, with retries on and off.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use tokio::io::AsyncWriteExt as _;
use tokio::net::{TcpListener, TcpStream};
use wechatpay_runtime::{
    Call, Client, Error, ErrorKind, Operation, Outcome, Repeat, RetryPolicy, reqwest,
};

use crate::server::{Received, Reply, nowhere, read};
use crate::support::*;

const BODY: &str = r#"{"account":"a1","total":7}"#;
const SHORT: Duration = Duration::from_millis(150);

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

/// What happens to one connection.
#[derive(Clone)]
enum Fault {
    /// It is dropped before anything is read.
    DroppedAtOnce,
    /// The request is read and done, and the connection dropped.
    DroppedAfterReading,
    /// The answer breaks off in its head.
    CutInHead,
    /// The answer breaks off in its body.
    CutInBody,
    /// Half of the body comes, and then nothing more.
    Stalled,
    /// The body is longer than the client reads.
    Oversized,
    /// This is answered; `true` if the operation was done all the same.
    Answer(Reply, bool),
}

/// A server whose connections go wrong one after the other, and then go well.
struct Faulty {
    url: String,
    read: Arc<Mutex<Vec<Received>>>,
    done: Arc<Mutex<usize>>,
}

impl Faulty {
    async fn new(faults: Vec<Fault>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let (read, done) = (Arc::default(), Arc::default());
        let server = Self { url, read, done };
        let (read, done) = (Arc::clone(&server.read), Arc::clone(&server.done));
        tokio::spawn(async move {
            let mut faults = VecDeque::from(faults);
            loop {
                let (stream, _) = listener.accept().await.unwrap();
                let good = Fault::Answer(Reply::new(200, BODY).signed(), true);
                let fault = faults.pop_front().unwrap_or(good);
                let (read, done) = (Arc::clone(&read), Arc::clone(&done));
                tokio::spawn(serve(stream, fault, read, done));
            }
        });
        server
    }

    fn client(&self, http: &reqwest::Client, policy: RetryPolicy) -> Client {
        let builder = builder().base_url(&self.url).http_client(http.clone());
        let builder = builder.max_body(2_000).read_timeout(SHORT);
        builder.random(|_: u64| 0).retry(policy).build().unwrap()
    }
}

async fn serve(
    mut stream: TcpStream,
    fault: Fault,
    requests: Arc<Mutex<Vec<Received>>>,
    done: Arc<Mutex<usize>>,
) {
    if matches!(fault, Fault::DroppedAtOnce) {
        return;
    }
    let Some(request) = read(&mut stream).await else {
        return;
    };
    requests.lock().unwrap().push(request);
    *done.lock().unwrap() += usize::from(!matches!(fault, Fault::Answer(_, false)));
    let whole = Reply::new(200, BODY).signed().bytes();
    let answer = match &fault {
        Fault::DroppedAtOnce | Fault::DroppedAfterReading => Vec::new(),
        Fault::CutInHead => whole[..40].to_vec(),
        Fault::CutInBody | Fault::Stalled => whole[..whole.len() - BODY.len() / 2].to_vec(),
        Fault::Oversized => Reply::new(200, "x".repeat(3_000)).signed().bytes(),
        Fault::Answer(reply, _) => reply.bytes(),
    };
    // The client may have given up already.
    let _ = stream.write_all(&answer).await;
    if matches!(fault, Fault::Stalled) {
        tokio::time::sleep(10 * SHORT).await;
    }
    let _ = stream.shutdown().await;
}

async fn add(client: &Client, operation: &'static Operation) -> Result<i64, Error> {
    let call = Call::<Added>::new(client.root().param("1"), operation, receiver());
    call.await.map(|added| added.total)
}

fn kind(error: &Error) -> &'static str {
    match error.kind() {
        ErrorKind::Transport(_) => "broken",
        ErrorKind::Timeout(_) => "timeout",
        ErrorKind::TooLong { .. } => "too long",
        ErrorKind::Api(_) => "api",
        ErrorKind::Verification(_) => "verification",
        other => panic!("{other}"),
    }
}

/// A fault, what the caller sees without retries, and which operations are done again.
type Row = (Fault, &'static str, Outcome, [bool; 3]);

fn table() -> Vec<Row> {
    use Outcome::{Refused, Unknown};
    let page = |status| Reply::new(status, "<html>").header("Content-Type", "text/html");
    let system = || Reply::new(500, r#"{"code":"SYSTEM_ERROR","message":"m"}"#);
    let limit = || Reply::new(429, r#"{"code":"RATELIMIT_EXCEEDED","message":"m"}"#);
    let accepted = Reply::new(202, "{}").signed();
    let safe = [true, false, false];
    let recognised = [true, true, false];
    let none = [false; 3];
    vec![
        (Fault::DroppedAtOnce, "broken", Unknown, safe),
        (Fault::DroppedAfterReading, "broken", Unknown, safe),
        (Fault::CutInHead, "broken", Unknown, safe),
        (Fault::CutInBody, "broken", Unknown, safe),
        (Fault::Stalled, "timeout", Unknown, safe),
        (Fault::Oversized, "too long", Unknown, none),
        (Fault::Answer(accepted, true), "api", Unknown, recognised),
        (Fault::Answer(limit(), false), "api", Refused, recognised),
        (
            Fault::Answer(limit().header("Retry-After", "0").signed(), false),
            "api",
            Refused,
            recognised,
        ),
        (
            Fault::Answer(limit().header("Retry-After", "3600"), false),
            "api",
            Refused,
            none,
        ),
        (Fault::Answer(system(), true), "api", Unknown, recognised),
        (
            Fault::Answer(system().signed(), true),
            "api",
            Unknown,
            recognised,
        ),
        (Fault::Answer(page(502), false), "api", Unknown, recognised),
        (Fault::Answer(page(503), true), "api", Unknown, recognised),
        (Fault::Answer(page(504), true), "api", Unknown, safe),
        (
            Fault::Answer(page(200), true),
            "verification",
            Unknown,
            none,
        ),
    ]
}

#[tokio::test]
async fn each_fault_is_seen_as_what_it_is_and_nothing_is_charged_twice() {
    // Making one for each case takes longer than everything else.
    let http = reqwest::Client::new();
    for (number, (fault, name, outcome, again)) in table().into_iter().enumerate() {
        for (operation, again) in [&SAFE, &KEYED, &UNKNOWN].into_iter().zip(again) {
            let case = format!("row {number}, {:?}", operation.repeat);

            let server = Faulty::new(vec![fault.clone()]).await;
            let client = server.client(&http, RetryPolicy::off());
            let error = add(&client, operation).await.unwrap_err();
            assert_eq!((kind(&error), error.outcome()), (name, outcome), "{case}");
            let done = *server.done.lock().unwrap();
            assert!(done == 0 || outcome.may_have_taken_effect(), "{case}");
            let read = server.read.lock().unwrap().len();
            assert_eq!(
                read,
                usize::from(!matches!(fault, Fault::DroppedAtOnce)),
                "{case}"
            );

            let server = Faulty::new(vec![fault.clone()]).await;
            let client = server.client(&http, RetryPolicy::on());
            let came = add(&client, operation).await;
            assert_eq!(came.is_ok(), again, "{case}: {came:?}");
            let read = server.read.lock().unwrap().clone();
            let done = *server.done.lock().unwrap();
            // WeChat Pay recognises a number of the merchant's own only if it stays the same.
            assert!(
                read.iter().all(|request| request.body == read[0].body),
                "{case}"
            );
            if operation.repeat == Repeat::Unknown {
                assert!(done <= 1, "{case}: charged {done} times");
            }
        }
    }
}

#[tokio::test]
async fn a_host_where_nobody_listens_is_replaced_and_the_operation_done_once() {
    let nowhere = nowhere();
    let server = Faulty::new(Vec::new()).await;
    let builder = || builder().base_url(&nowhere).backup_url(&server.url);
    let client = builder().retry(RetryPolicy::on()).build().unwrap();
    assert_eq!(add(&client, &UNKNOWN).await.unwrap(), 7);
    assert_eq!(*server.done.lock().unwrap(), 1);
    let client = builder().retry(RetryPolicy::off()).build().unwrap();
    let error = add(&client, &UNKNOWN).await.unwrap_err();
    assert_eq!(error.outcome(), Outcome::NotSent);
    assert_eq!(*server.done.lock().unwrap(), 1);
}

#[tokio::test]
async fn a_pooled_connection_that_breaks_is_not_sent_over_again_below_the_policy() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let requests = Arc::new(Mutex::new(0));
    let count = Arc::clone(&requests);
    tokio::spawn(async move {
        loop {
            let (mut stream, _) = listener.accept().await.unwrap();
            let good = Reply::new(200, BODY).signed().bytes();
            let kept = String::from_utf8(good)
                .unwrap()
                .replace("Connection: close\r\n", "");
            // The first request of a connection is answered, the second one only read.
            if read(&mut stream).await.is_some() {
                *count.lock().unwrap() += 1;
                stream.write_all(kept.as_bytes()).await.unwrap();
            }
            if read(&mut stream).await.is_some() {
                *count.lock().unwrap() += 1;
            }
        }
    });
    let client = builder()
        .base_url(url)
        .retry(RetryPolicy::on())
        .build()
        .unwrap();
    add(&client, &UNKNOWN).await.unwrap();
    let error = add(&client, &UNKNOWN).await.unwrap_err();
    assert_eq!(
        (kind(&error), error.outcome()),
        ("broken", Outcome::Unknown)
    );
    assert_eq!(*requests.lock().unwrap(), 2, "not a third time");
}
