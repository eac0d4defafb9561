//! Every operation whose list comes in pages, read to the end through the sandbox.

use wechatpay_openapi::runtime::Stream as _;
use wechatpay_openapi::tables::PAGED;
use wechatpay_runtime::{PagedOperation, Step, record};
use wechatpay_sandbox::{Sandbox, Table};

use super::sample::{self, Fields};
use super::{Case, Failures, cases};
use crate::support::sandbox;

/// How many items each list of the sandbox has.
const ALL: usize = 7;

#[tokio::test]
async fn every_list_is_read_to_its_end() {
    let sandbox = sandbox().await;
    let table = Table::generated().unwrap();
    let cases = cases(&table);
    let mut failures = Failures::default();
    let rows = cases.iter().filter(|case| case.row.pages.is_some());
    assert_eq!(rows.count(), PAGED.len());
    for paged in PAGED {
        let mut cases = cases.iter();
        let case = cases
            .find(|case| case.row.id == paged.operation.id)
            .unwrap();
        match counts(&sandbox, &table, case, paged).await {
            Err(what) => failures.add(&case.row.id, what),
            Ok(counts) => {
                let mut expected = vec![3, 3, 1];
                let token = matches!(paged.paging.step, Step::Token { .. });
                if paged.paging.total.is_none() && !token {
                    expected.push(0);
                }
                if counts != expected {
                    failures.add(&case.row.id, format_args!("{counts:?} of {ALL}"));
                }
            }
        }
    }
    failures.report();
}

/// How many items each page has, from the first page.
async fn counts(
    sandbox: &Sandbox,
    table: &Table,
    case: &Case,
    paged: &PagedOperation,
) -> Result<Vec<usize>, String> {
    let facts = paged.paging;
    let client = sandbox.client_builder().strict(true).build().unwrap();
    let parameters = case.row.path_params.iter();
    let parameters: Vec<String> = parameters
        .map(|field| sample::parameter(table, field))
        .collect();
    let path = parameters
        .iter()
        .fold(client.root(), |path, value| path.param(value));
    let name = case.row.request.as_ref().unwrap();
    let mut sample = sample::structure(table, name, Fields::All);
    let members = sample.as_object_mut().unwrap();
    match facts.step {
        Step::Items => members.insert(facts.by.to_owned(), 0.into()),
        Step::Pages { first } => members.insert(facts.by.to_owned(), first.into()),
        Step::Token { .. } => members.remove(facts.by),
    };
    if let Some(size) = facts.size {
        members.insert(size.to_owned(), 3.into());
    }
    let mut request = (paged.request)();
    record::decode_into(&mut *request, sample.to_string().as_bytes(), None)
        .map_err(|error| error.to_string())?;
    let mut pages = std::pin::pin!(paged.counts(path, request));
    let mut counts = Vec::new();
    while let Some(count) = std::future::poll_fn(|cx| pages.as_mut().poll_next(cx)).await {
        counts.push(count.map_err(|error| error.to_string())?);
        if counts.len() > ALL {
            break;
        }
    }
    Ok(counts)
}
