//! Lists that come in pages: each style, odd answers, and ends.

use std::sync::atomic::{AtomicUsize, Ordering};

use wechatpay_runtime::{Call, Client, Error, ErrorKind, Outcome, Paged, Paging, Step};

use crate::server::{Received, Reply, Server};
use crate::support::*;

impl Paged for Page {
    type Item = String;

    fn into_items(self) -> Vec<String> {
        self.data.unwrap_or_default()
    }
}

static OFFSET: Paging = Paging {
    by: "offset",
    step: Step::Items,
    size: Some("limit"),
    items: "data",
    total: Some("total_count"),
};
static NUMBER: Paging = Paging {
    step: Step::Pages { first: 1 },
    ..OFFSET
};
static TOKEN: Paging = Paging {
    by: "token",
    step: Step::Token { next: "next_token" },
    ..OFFSET
};

const ALL: [&str; 7] = ["a", "b", "c", "d", "e", "f", "g"];

fn call<'a>(client: &'a Client, paging: &'static Paging, request: Ask) -> Call<'a, Page> {
    Call::paged(client.root().param("1"), &QUERY, paging, request)
}

/// A list from the page with this token on.
pub fn with_token<'a>(client: &'a Client, token: &str) -> Call<'a, Page> {
    let request = Ask {
        token: Some(token.to_owned()),
        ..ask()
    };
    call(client, &TOKEN, request)
}

fn ask() -> Ask {
    Ask {
        offset: None,
        limit: Some("3".to_owned()),
        token: None,
    }
}

/// The number that a query parameter has.
fn said(request: &Received, name: &str) -> Option<usize> {
    let (_, query) = request.target().split_once('?')?;
    let mut pairs = query.split('&').filter_map(|pair| pair.split_once('='));
    let (_, value) = pairs.find(|(key, _)| *key == name)?;
    value.parse().ok()
}

fn page(items: &[&str], total: Option<usize>, next: Option<usize>) -> Reply {
    let mut body = serde_json::json!({ "data": items });
    if let Some(total) = total {
        body["total_count"] = total.into();
    }
    if let Some(next) = next {
        body["next_token"] = next.to_string().into();
    }
    Reply::new(200, body.to_string()).signed()
}

/// The three items from `start` on.
fn from(start: usize) -> &'static [&'static str] {
    &ALL[start.min(7)..(start + 3).min(7)]
}

async fn all(call: Call<'_, Page>) -> String {
    call.items().all().await.unwrap().concat()
}

#[tokio::test]
async fn an_offset_counts_items_and_the_total_ends_the_list() {
    let server =
        Server::responding(|r| page(from(said(r, "offset").unwrap_or(0)), Some(7), None)).await;
    let client = server.client();
    assert_eq!(all(call(&client, &OFFSET, ask())).await, "abcdefg");
    let targets: Vec<String> = server
        .received()
        .iter()
        .map(|r| r.target().to_owned())
        .collect();
    assert_eq!(
        targets,
        [
            "/v3/receivers/1?limit=3",
            "/v3/receivers/1?offset=3&limit=3",
            "/v3/receivers/1?offset=6&limit=3",
        ]
    );
    let middle = Ask {
        offset: Some(4),
        ..ask()
    };
    assert_eq!(all(call(&client, &OFFSET, middle)).await, "efg");
    assert_eq!(server.received().len(), 4);
}

#[tokio::test]
async fn a_page_number_goes_up_by_one() {
    let server = Server::responding(|r| {
        let number = said(r, "offset").unwrap_or(1);
        page(from((number - 1) * 3), Some(7), None)
    })
    .await;
    let client = server.client();
    assert_eq!(all(call(&client, &NUMBER, ask())).await, "abcdefg");
    assert_eq!(server.received().len(), 3);
    let second = Ask {
        offset: Some(2),
        ..ask()
    };
    assert_eq!(all(call(&client, &NUMBER, second)).await, "defg");
    assert_eq!(server.received().len(), 5);
}

#[tokio::test]
async fn without_a_total_an_empty_page_ends_the_list() {
    let server =
        Server::responding(|r| page(from(said(r, "offset").unwrap_or(0)), None, None)).await;
    let client = server.client();
    assert_eq!(all(call(&client, &OFFSET, ask())).await, "abcdefg");
    assert_eq!(server.received().len(), 4);
}

#[tokio::test]
async fn a_token_leads_from_page_to_page() {
    let server = Server::responding(|r| {
        let start = said(r, "token").unwrap_or(0);
        page(from(start), None, (start + 3 < 7).then_some(start + 3))
    })
    .await;
    let client = server.client();
    assert_eq!(all(call(&client, &TOKEN, ask())).await, "abcdefg");
    assert_eq!(server.received().len(), 3);
}

/// All items, then the error that must be the last.
async fn endless(paging: &'static Paging, server: &Server) -> (String, Error) {
    let client = server.client();
    let mut items = call(&client, paging, ask()).items();
    let mut read = String::new();
    loop {
        match items.next().await.unwrap() {
            Ok(item) => read += &item,
            Err(error) => {
                assert!(items.next().await.is_none());
                return (read, error);
            }
        }
    }
}

#[tokio::test]
async fn a_token_that_comes_again_is_an_error_after_its_page() {
    let server = Server::responding(|r| match said(r, "token") {
        None => page(&["a"], None, Some(1)),
        Some(1) => page(&["b"], None, Some(2)),
        _ => page(&["c"], None, Some(1)),
    })
    .await;
    let (read, error) = endless(&TOKEN, &server).await;
    assert_eq!(read, "abc");
    assert!(matches!(error.kind(), ErrorKind::RepeatedPage), "{error}");
    assert_eq!(error.outcome(), Outcome::Done);
    assert!(error.to_string().starts_with("GET /v3/receivers/{id}: "));
    assert_eq!(server.received().len(), 3);
}

#[tokio::test]
async fn a_server_that_ignores_the_offset_is_found_out() {
    let server = Server::answering(page(&["a", "b"], None, None)).await;
    let (read, error) = endless(&OFFSET, &server).await;
    assert_eq!(read, "ab");
    assert!(matches!(error.kind(), ErrorKind::RepeatedPage), "{error}");
    assert_eq!(server.received().len(), 2);
}

#[tokio::test]
async fn an_error_is_the_last_item_and_nothing_is_asked_for_after_it() {
    let count = AtomicUsize::new(0);
    let server = Server::responding(move |_| match count.fetch_add(1, Ordering::Relaxed) {
        0 => page(&["a"], Some(7), None),
        _ => Reply::new(403, r#"{"code":"NO_AUTH","message":"no"}"#).signed(),
    })
    .await;
    let (read, error) = endless(&OFFSET, &server).await;
    assert_eq!(read, "a");
    assert_eq!(error.api().unwrap().code, "NO_AUTH");
    assert_eq!(server.received().len(), 2);
}

#[tokio::test]
async fn a_page_is_asked_for_when_it_is_waited_for() {
    let server =
        Server::responding(|r| page(from(said(r, "offset").unwrap_or(0)), Some(7), None)).await;
    let client = server.client();
    let mut items = call(&client, &OFFSET, ask()).items();
    assert!(server.received().is_empty());
    for _ in 0..3 {
        items.next().await.unwrap().unwrap();
    }
    assert_eq!(server.received().len(), 1);
    items.next().await.unwrap().unwrap();
    assert_eq!(server.received().len(), 2);
    drop(items);

    let mut pages = call(&client, &OFFSET, ask()).pages();
    let first = pages.next().await.unwrap().unwrap();
    assert_eq!(first.data.unwrap(), ["a", "b", "c"]);
    assert_eq!(server.received().len(), 3);
}

#[tokio::test]
async fn an_empty_list_has_one_page_and_no_item() {
    let server = Server::answering(page(&[], Some(0), None)).await;
    let client = server.client();
    assert_eq!(all(call(&client, &OFFSET, ask())).await, "");
    let mut pages = call(&client, &OFFSET, ask()).pages();
    assert!(pages.next().await.unwrap().is_ok());
    assert!(pages.next().await.is_none());
    assert_eq!(server.received().len(), 2);
}
