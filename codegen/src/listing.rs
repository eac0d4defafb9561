//! The list of operations, for people and for other programs.
//!
//! Invariant: one entry for each operation, in the order of the URLs and then of the
//! verbs; every path in it is one that code below the generated crate's root can use.

use serde::Serialize;

use crate::emit::{gate, operation_module};
use crate::model::{Model, Operation, Repeat, Response};

/// An operation as `cargo xtask list` shows it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Listed {
    /// `POST /v3/pay/transactions/jsapi`.
    pub id: String,
    /// `POST`.
    pub method: String,
    /// `/v3/pay/transactions/jsapi`.
    pub path: String,
    /// The operation's module: `v3::pay::transactions::jsapi::post`.
    pub rust: String,
    /// The request's type, where there is one.
    pub request: Option<String>,
    /// The type of the JSON that is answered, where there is one.
    pub response: Option<String>,
    /// The Cargo feature that it needs.
    pub feature: Option<String>,
    /// The official Chinese name.
    pub name: String,
    /// What sending the same request again does.
    pub repeat: ListedRepeat,
}

/// What sending a request again does, in JSON `"safe"`, `{"by": "out_trade_no"}` or `"unknown"`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum ListedRepeat {
    /// No more than sending it once.
    Safe,
    /// No more, as long as this field is the same.
    By(String),
    /// Nobody says.
    Unknown,
}

/// Lists all operations of `model`.
#[must_use]
pub fn list(model: &Model) -> Vec<Listed> {
    let mut listed = Vec::new();
    for (path, module) in &model.modules {
        for operation in &module.operations {
            let feature = gate(model, path).map(|(_, feature)| feature.to_owned());
            listed.push(entry(
                operation,
                &operation_module(path, operation).join("::"),
                feature,
            ));
        }
    }
    listed
}

fn entry(operation: &Operation, rust: &str, feature: Option<String>) -> Listed {
    let (method, _) = operation.id.split_once(' ').unwrap_or((&operation.id, ""));
    let answers_json = matches!(operation.response, Response::Json(_));
    Listed {
        id: operation.id.clone(),
        method: method.to_owned(),
        path: operation.path.clone(),
        rust: rust.to_owned(),
        request: operation
            .request
            .is_some()
            .then(|| format!("{rust}::Request")),
        response: answers_json.then(|| format!("{rust}::Response")),
        feature,
        name: operation.docs.name.clone(),
        repeat: match &operation.repeat {
            Repeat::Safe => ListedRepeat::Safe,
            Repeat::Keyed(field) => ListedRepeat::By(field.clone()),
            Repeat::Unknown => ListedRepeat::Unknown,
        },
    }
}
