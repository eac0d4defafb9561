//! Every operation through the sandbox over HTTP.

use serde_json::Value;
use wechatpay_openapi::runtime::crypto::FieldOpen;
use wechatpay_openapi::runtime::http::StatusCode;
use wechatpay_openapi::runtime::protocol::field_padding;
use wechatpay_openapi::runtime::{Call, Client, Download, Path, record};
use wechatpay_runtime::{Answer, Error, Reply, Respond};
use wechatpay_sandbox::table::{Body, Location};
use wechatpay_sandbox::{Sandbox, Table};

use super::dynamic::{Later, Request};
use super::expected::{pairs, target};
use super::sample::{self, Fields};
use super::{Case, Failures, cases};
use crate::support::{last, sandbox};

/// Calls `case` with `request` at `path`.
async fn call<R: Respond>(
    case: &Case,
    path: Path<'_>,
    request: Option<Request>,
) -> Result<Reply<R>, Error> {
    let call = match request {
        Some(request) => Call::new(path, case.typed.operation, request),
        None => Call::bare(path, case.typed.operation),
    };
    call.reply().await
}

/// Downloads the file of `case`, which must come whole, and gives the status.
async fn download(
    case: &Case,
    path: Path<'_>,
    request: Option<Request>,
) -> Result<StatusCode, Error> {
    let call: Call<'_, Download> = match request {
        Some(request) => Call::new(path, case.typed.operation, request),
        None => Call::bare(path, case.typed.operation),
    };
    let download = call.await?;
    let status = download.status();
    download.bytes().await.map(|_| status)
}

#[tokio::test]
async fn every_operation_is_accepted_and_answered_as_its_spec_says() {
    let sandbox = sandbox().await;
    let table = Table::generated().unwrap();
    let client = sandbox.client().unwrap();
    let mut failures = Failures::default();
    for case in cases(&table) {
        for fields in [Fields::All, Fields::Required] {
            if let Err(what) = check(&sandbox, &client, &table, &case, fields).await {
                failures.add(&case.row.id, what);
            }
        }
    }
    failures.report();
}

async fn check(
    sandbox: &Sandbox,
    client: &Client,
    table: &Table,
    case: &Case,
    fields: Fields,
) -> Result<(), String> {
    let Case { row, typed } = case;
    let parameters = row
        .path_params
        .iter()
        .map(|field| sample::parameter(table, field));
    let parameters: Vec<String> = parameters.collect();
    let path = parameters
        .iter()
        .fold(client.root(), |path, value| path.param(value));
    let sample = row
        .request
        .as_ref()
        .map(|name| sample::structure(table, name, fields));
    let request = sample.as_ref().map(|sample| {
        let mut record = typed.request.unwrap()();
        record::decode_into(&mut *record, sample.to_string().as_bytes(), None).unwrap();
        Request(record)
    });

    let answered = match typed.operation.response {
        Answer::Empty => call::<()>(case, path, request)
            .await
            .map(|reply| (reply.status, None)),
        Answer::File => {
            let reply = download(case, path, request).await;
            reply.map(|status| (status, None))
        }
        Answer::Json => {
            let reply = call::<Later>(case, path, request).await;
            reply.map(|reply| (reply.status, Some(reply.raw)))
        }
    };
    let (status, raw) = answered.map_err(|error| error.to_string())?;
    if !row.statuses.contains(&status.as_u16()) {
        return Err(format!("{status} is not one of {:?}", row.statuses));
    }
    placed(sandbox, table, case, &parameters, sample.as_ref())?;
    let Some(raw) = raw else { return Ok(()) };
    let mut answer = typed.response.unwrap()();
    let key = FieldOpen {
        key: sandbox.keys().merchant_key(),
        padding: field_padding(&row.path),
    };
    let deviations = record::decode_into(&mut *answer, &raw, Some(&key));
    match deviations.map_err(|error| error.to_string())?.first() {
        None => Ok(()),
        Some(deviation) => Err(format!("the answer differs: {deviation}")),
    }
}

/// That path, query and headers are where the table says.
fn placed(
    sandbox: &Sandbox,
    table: &Table,
    case: &Case,
    parameters: &[String],
    sample: Option<&Value>,
) -> Result<(), String> {
    let row = &case.row;
    let received = last(sandbox);
    let structure = row.request.as_ref().and_then(|name| table.structure(name));
    let at = |location| match (structure, sample) {
        (Some(structure), Some(sample)) => pairs(structure, sample, location),
        _ => Vec::new(),
    };
    let query = at(Location::Query);
    let encrypted = structure.is_some_and(|structure| {
        let mut fields = structure.fields.iter();
        fields.any(|field| field.encrypted && field.location == Location::Query)
    });
    let expected = target(&row.path, parameters, &query);
    if received.target != expected && !encrypted {
        return Err(format!("{} should be {expected}", received.target));
    }
    for (name, value) in at(Location::Header) {
        let sent = received.headers.get(&name).map(|sent| sent.as_bytes());
        if sent != Some(value.as_bytes()) {
            return Err(format!("the header {name} should be {value}"));
        }
    }
    let content_type = received
        .headers
        .get("content-type")
        .map(|value| value.to_str().unwrap());
    let expected = match row.body {
        Body::None => None,
        Body::Json => Some("application/json"),
        Body::Multipart => Some("multipart/form-data"),
    };
    match content_type.map(|value| value.split(';').next().unwrap()) == expected {
        true => Ok(()),
        false => Err(format!("the content type is {content_type:?}")),
    }
}
