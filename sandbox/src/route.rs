//! Finds the operation that a request is for: method and path against the templates of
//! the table.
//!
//! Invariant: a static segment wins over a parameter, the case of values is kept, and a
//! trailing `/` is a segment of its own, for WeChat Pay signs and routes by the exact path.

use std::collections::HashMap;
use std::sync::Arc;

use percent_encoding::percent_decode_str;

use crate::refusal::{Location, Refusal};
use crate::table::{FieldType, Operation, Table};

/// The routes of a table.
#[derive(Debug, Default)]
pub(crate) struct Routes {
    root: Node,
}

/// One URL node.
#[derive(Debug, Default)]
struct Node {
    fixed: HashMap<String, Node>,
    parameter: Option<Box<Node>>,
    operations: Vec<Arc<Operation>>,
}

/// The operation that a request is for, with the values of its path.
#[derive(Debug, Clone)]
pub(crate) struct Matched {
    /// The operation.
    pub(crate) operation: Arc<Operation>,
    /// The path parameters by name, percent-decoded, in the order of the template.
    pub(crate) parameters: Vec<(String, String)>,
}

impl Routes {
    /// The routes of all operations of `table`.
    pub(crate) fn new(table: &Table) -> Self {
        let mut routes = Self::default();
        for operation in table.operations() {
            routes.add(Arc::clone(operation));
        }
        routes
    }

    /// Adds one operation.
    pub(crate) fn add(&mut self, operation: Arc<Operation>) {
        let mut node = &mut self.root;
        for segment in segments(&operation.path) {
            node = match parameter_name(segment) {
                Some(_) => node.parameter.get_or_insert_default(),
                None => node.fixed.entry(segment.to_owned()).or_default(),
            };
        }
        node.operations.push(operation);
    }

    /// The operation for `method` and the raw (percent-encoded) `path`.
    pub(crate) fn find(&self, method: &str, path: &str) -> Result<Matched, Refusal> {
        let segments: Vec<&str> = segments(path).collect();
        let mut others = Vec::new();
        let mut values = Vec::new();
        let Some(operation) = self.root.find(method, &segments, &mut values, &mut others) else {
            return Err(match others.is_empty() {
                true => Refusal::unknown_path(path),
                false => Refusal::wrong_method(method, &others),
            });
        };
        let names = operation.path.split('/').filter_map(parameter_name);
        let mut parameters = Vec::new();
        for (name, value) in names.zip(values) {
            let Ok(value) = percent_decode_str(value).decode_utf8() else {
                let issue = "percent-encoded bytes are not UTF-8";
                return Err(Refusal::parameter(Location::Path, name, issue).value(value));
            };
            parameters.push((name.to_owned(), value.into_owned()));
        }
        Ok(Matched {
            operation: Arc::clone(operation),
            parameters,
        })
    }
}

impl Node {
    /// Depth first, static segments before parameters. `others` collects the methods of
    /// the nodes that fit the path but not the method.
    fn find<'n, 'p>(
        &'n self,
        method: &str,
        segments: &[&'p str],
        values: &mut Vec<&'p str>,
        others: &mut Vec<&'n str>,
    ) -> Option<&'n Arc<Operation>> {
        let Some((&segment, rest)) = segments.split_first() else {
            let operations = self.operations.iter();
            let found = operations
                .filter(|operation| operation.method() == method)
                .max_by_key(|operation| fit(operation, values));
            if found.is_none() {
                others.extend(self.operations.iter().map(|operation| operation.method()));
            }
            return found;
        };
        let fixed = self.fixed.get(segment);
        if let Some(found) = fixed.and_then(|node| node.find(method, rest, values, others)) {
            return Some(found);
        }
        let node = self.parameter.as_ref().filter(|_| !segment.is_empty())?;
        values.push(segment);
        let found = node.find(method, rest, values, others);
        if found.is_none() {
            values.pop();
        }
        found
    }
}

/// How well `values` fit the operation's parameters: two URLs that differ only in the name
/// of a parameter are told apart by its type.
fn fit(operation: &Operation, values: &[&str]) -> usize {
    let parameters = operation.path_params.iter().zip(values);
    let integers = parameters.filter(|(field, _)| field.field_type == FieldType::Integer);
    let mut fit = 1;
    for (_, value) in integers {
        if value.parse::<i64>().is_err() {
            return 0;
        }
        fit += 1;
    }
    fit
}

/// The segments of a path; one that ends in `/` has an empty last one.
fn segments(path: &str) -> impl Iterator<Item = &str> {
    path.strip_prefix('/').unwrap_or(path).split('/')
}

fn parameter_name(segment: &str) -> Option<&str> {
    segment.strip_prefix('{')?.strip_suffix('}')
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    fn routes() -> Routes {
        let ids = [
            "GET /v3/a/{first}",
            "POST /v3/a/search",
            "GET /v3/a/{other}/b",
            "GET /v3/a/c/d",
            "POST /v3/slash/",
        ];
        let line = |id: &&str| {
            let path = id.split(' ').nth(1).unwrap();
            format!("{{\"operation\":\"{id}\",\"path\":\"{path}\"}}\n")
        };
        let text: String = ids.iter().map(line).collect();
        Routes::new(&Table::read([text.as_str()]).unwrap())
    }

    fn found(method: &str, path: &str) -> (String, Vec<String>) {
        let matched = routes().find(method, path).unwrap();
        let values = matched.parameters.into_iter();
        let values = values.map(|(name, value)| format!("{name}={value}"));
        (matched.operation.id.clone(), values.collect())
    }

    fn status(method: &str, path: &str) -> u16 {
        routes().find(method, path).unwrap_err().status
    }

    #[test]
    fn static_segments_beat_parameters_and_backtrack() {
        assert_eq!(found("POST", "/v3/a/search").0, "POST /v3/a/search");
        let (id, values) = found("GET", "/v3/a/search");
        assert_eq!(
            (id.as_str(), values.as_slice()),
            ("GET /v3/a/{first}", &["first=search".to_owned()][..])
        );
        let (id, values) = found("GET", "/v3/a/c/b");
        assert_eq!(
            (id.as_str(), values.as_slice()),
            ("GET /v3/a/{other}/b", &["other=c".to_owned()][..])
        );
    }

    #[test]
    fn values_are_decoded_and_keep_their_case() {
        assert_eq!(found("GET", "/v3/a/aB%2F%e4%b8%ad").1, ["first=aB/中"]);
        assert_eq!(status("GET", "/v3/a/%ff"), 400);
    }

    #[test]
    fn urls_that_differ_in_a_parameter_are_told_apart_by_its_type() {
        let row = |name: &str, ty: &str| {
            format!(
                r#"{{"operation":"POST /v3/a/{{{name}}}","path":"/v3/a/{{{name}}}","path_params":[{{"name":"{name}","type":"{ty}"}}]}}"#
            )
        };
        for order in [["code", "number"], ["number", "code"]] {
            let rows =
                order.map(|name| row(name, if name == "code" { "string" } else { "integer" }));
            let routes = Routes::new(&Table::read([rows.join("\n").as_str()]).unwrap());
            let found = |path: &str| routes.find("POST", path).unwrap().operation.id.clone();
            assert_eq!(found("/v3/a/A_1"), "POST /v3/a/{code}");
            assert_eq!(found("/v3/a/17"), "POST /v3/a/{number}");
        }
    }

    #[test]
    fn a_trailing_slash_counts() {
        assert_eq!(found("POST", "/v3/slash/").0, "POST /v3/slash/");
        assert_eq!(status("POST", "/v3/slash"), 404);
        assert_eq!(status("GET", "/v3/a/"), 404);
    }

    #[test]
    fn another_method_is_not_another_path() {
        assert_eq!(status("DELETE", "/v3/a/c/b"), 405);
        assert_eq!(status("POST", "/v3/nowhere"), 404);
    }
}
