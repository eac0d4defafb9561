//! Calls without `async`, from plain threads, against a server in another runtime.

use std::sync::mpsc;

use wechatpay_runtime::{Call, Client, ConfigError, ErrorKind, Outcome, blocking};

use crate::server::{Reply, Server};
use crate::support::*;

/// A server that lives in a thread of its own.
fn server(body: &'static str) -> Server {
    let (send, receive) = mpsc::channel();
    std::thread::spawn(move || {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .unwrap();
        runtime.block_on(async {
            let server = Server::answering(Reply::new(200, body).signed().kept()).await;
            send.send(server).unwrap();
            std::future::pending::<()>().await;
        });
    });
    receive.recv().unwrap()
}

fn add(client: &Client) -> Call<'_, Added> {
    Call::new(client.root().param("1"), &ADD, receiver())
}

const BODY: &str = r#"{"account":"a1","total":7}"#;

#[test]
fn a_call_waits_for_its_answer() {
    let server = server(BODY);
    let client = server.client();
    assert_eq!(add(&client).blocking().unwrap().total, 7);
    let reply = add(&client).reply_blocking().unwrap();
    assert_eq!((reply.status.as_u16(), &*reply.raw), (200, BODY.as_bytes()));
    assert_eq!(blocking::wait(async { 3 }), Ok(3));
}

/// Lets the thread that drives all connections do what it has to do. It puts a connection
/// back only after the call has its answer; a call that began just then would open another.
fn settle() {
    for _ in 0..100 {
        let task = async { tokio::task::spawn(async {}).await };
        blocking::wait(task).unwrap().unwrap();
    }
}

#[test]
fn the_connection_is_kept_between_two_calls() {
    let server = server(BODY);
    let client = server.client();
    for _ in 0..3 {
        add(&client).blocking().unwrap();
        settle();
    }
    // From another thread too, for it is not the thread that has the connection.
    std::thread::scope(|scope| {
        scope.spawn(|| add(&client).blocking().unwrap());
    });
    assert_eq!((server.received().len(), server.connections()), (4, 1));
}

#[test]
fn many_threads_call_at_once() {
    let server = server(BODY);
    let client = server.client();
    std::thread::scope(|scope| {
        for _ in 0..8 {
            scope.spawn(|| assert_eq!(add(&client).blocking().unwrap().total, 7));
        }
    });
    assert_eq!(server.received().len(), 8);
}

#[test]
fn inside_of_an_async_runtime_nothing_is_sent_and_the_error_says_why() {
    let server = server(BODY);
    let client = server.client();
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    let error = runtime
        .block_on(async { add(&client).blocking() })
        .unwrap_err();
    let expected = matches!(
        error.kind(),
        ErrorKind::Config(ConfigError::BlockingInAsync)
    );
    assert!(expected, "{error}");
    assert_eq!(error.outcome(), Outcome::NotSent);
    assert!(error.to_string().contains(".await"), "{error}");
    assert!(server.received().is_empty());
}
