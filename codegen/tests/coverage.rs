//! Specs held against facts, through the public surface.
#![allow(clippy::unwrap_used)]

use wechatpay_codegen::coverage::{
    Coverage, Exceptions, coverage, parse_endpoints, parse_notifications,
};
use wechatpay_codegen::load;

const SPEC: &str = "
path:
  id: { type: string }
get:
  name: 查询
  request:
    query:
      mchid: { type: string }
      added?: { type: string }
  responses:
    200:
      json:
        state: { enum: [A, B] }
        total: { type: integer }
        rate: { type: integer }
        name: { type: string }
        items:
          type: object[]
          fields:
            inner: { type: integer }
";

const NOTIFICATION: &str = "
name: 成功
resource:
  fields:
    id: { type: string }
";

const FACTS: &str = r#"{"protocol":"v3","method":"GET","path":"/v3/a/{id}","request":{"path":[{"name":"id","type":"string","required":true}],"query":[{"name":"mchid","type":"string"}],"headers":[{"name":"Wechatpay-Serial","type":"string"}]},"responses":{"200":{"type":"object","fields":[{"name":"state","type":"string","required":true,"enum":["A","C"]},{"name":"total","type":"number","required":true},{"name":"rate","type":"string","required":true},{"name":"name","type":"string","required":true,"encrypted":"rsa-pubkey"},{"name":"gone","type":"object","fields":[{"name":"below","type":"string"}]},{"name":"perhaps","type":"string","doubtful":true},{"name":"items","type":"array","required":true,"items":{"type":"object","fields":[{"name":"inner","type":"string","required":true}]}}]}}}
{"protocol":"v3","method":"POST","path":"/v3/b","request":{},"responses":{}}
{"protocol":"v2","method":"POST","path":"/pay/unifiedorder","request":{},"responses":{}}"#;

const NOTIFICATION_FACTS: &str = r#"{"protocol":"v3","id":"A.B","body":[{"name":"resource","type":"object","fields":[{"name":"ciphertext","type":"string","fields":[{"name":"id","type":"string","required":true},{"name":"more","type":"string"}]}]}]}"#;

fn compared(exceptions: &str) -> Coverage {
    let model = load([
        ("specs/v3/a/{id}.yaml".to_owned(), SPEC.to_owned()),
        (
            "specs/notifications/A.B.yaml".to_owned(),
            NOTIFICATION.to_owned(),
        ),
    ])
    .unwrap();
    let mut facts = parse_endpoints(FACTS).unwrap();
    facts.extend(parse_notifications(NOTIFICATION_FACTS).unwrap());
    coverage(&model, &facts, &Exceptions::from_yaml(exceptions).unwrap())
}

fn lines(found: &Coverage) -> Vec<String> {
    found.differences.iter().map(ToString::to_string).collect()
}

#[test]
fn each_kind_of_difference_is_found_once() {
    let found = compared("entries: []");
    assert_eq!(
        lines(&found),
        [
            "GET /v3/a/{id}  query.added  extra: the facts do not have it",
            "GET /v3/a/{id}  query.mchid  required: the facts say optional, the specs required",
            "GET /v3/a/{id}  response.gone  missing: the specs do not have it",
            "GET /v3/a/{id}  response.items[].inner  type: the facts say string, the specs integer",
            "GET /v3/a/{id}  response.name  encrypted: the facts say encrypted, the specs not",
            "GET /v3/a/{id}  response.rate  type: the facts say string, the specs integer",
            "GET /v3/a/{id}  response.state  values: not in the specs: [C], only in the specs: [B]",
            "POST /v3/b  missing: the specs do not have it",
            "notification A.B  resource.more  missing: the specs do not have it",
        ]
    );
    assert!(!found.is_complete());
    assert_eq!(found.subjects, 3);
}

/// Three operations that share `Part`, and one that has a shape of its own.
fn sharing(request: bool, answer_of_a: bool, answer_of_b: bool, own: bool) -> Vec<String> {
    let get = |answer: &str| format!("get:\n  name: 查询\n  responses:\n    200: {answer}\n");
    let types = "types:\n  Part: { fields: { code?: { type: string } } }\n";
    let post = "post:\n  name: 提交\n  request:\n    json: { part: { type: Part } }\n  responses:\n    204: {}\n";
    let model = load([
        ("specs/v3/x/_types.yaml".to_owned(), types.to_owned()),
        ("specs/v3/x/a.yaml".to_owned(), get("{ type: Part }") + post),
        ("specs/v3/x/b.yaml".to_owned(), get("{ type: Part }")),
        (
            "specs/v3/x/c.yaml".to_owned(),
            get("{ json: { code?: { type: string } } }"),
        ),
    ])
    .unwrap();
    let field =
        |required: bool| format!(r#"{{"name":"code","type":"string","required":{required}}}"#);
    let get = |path: &str, required: bool| {
        let field = field(required);
        format!(
            r#"{{"protocol":"v3","method":"GET","path":"{path}","responses":{{"200":{{"type":"object","fields":[{field}]}}}}}}"#
        )
    };
    let part = field(request);
    let post = format!(
        r#"{{"protocol":"v3","method":"POST","path":"/v3/x/a","request":{{"body":{{"type":"object","fields":[{{"name":"part","type":"object","required":true,"fields":[{part}]}}]}}}}}}"#
    );
    let facts = [
        get("/v3/x/a", answer_of_a),
        get("/v3/x/b", answer_of_b),
        get("/v3/x/c", own),
        post,
    ];
    let facts = parse_endpoints(&facts.join("\n")).unwrap();
    lines(&coverage(&model, &facts, &Exceptions::default()))
}

#[test]
fn in_an_answer_a_shared_type_says_once_what_is_required() {
    assert_eq!(sharing(false, false, false, false), [""; 0]);
    // One of the uses says as the spec does: an answer, or the request.
    assert_eq!(sharing(false, true, false, false), [""; 0]);
    assert_eq!(sharing(false, true, true, false), [""; 0]);
    // None of them does.
    let differs =
        |field: &str| format!("{field}  required: the facts say required, the specs optional");
    assert_eq!(
        sharing(true, true, true, false),
        [
            differs("GET /v3/x/a  response.code"),
            differs("GET /v3/x/b  response.code"),
            differs("POST /v3/x/a  body.part.code"),
        ]
    );
    // A request is a promise, whatever the answers say.
    assert_eq!(
        sharing(true, false, false, false),
        [differs("POST /v3/x/a  body.part.code")]
    );
    // A shape that nothing else uses has no excuse.
    assert_eq!(
        sharing(false, false, false, true),
        [differs("GET /v3/x/c  response.code")]
    );
}

#[test]
fn exceptions_cover_by_kind_and_pattern_and_stale_ones_are_told() {
    let found = compared(
        "
entries:
  - { subject: 'GET /v3/*', field: 'query.*', difference: required, reason: Needed. }
  - { subject: '*', field: 'response.*', difference: type, reason: The facts are loose. }
  - { subject: POST /v3/b, difference: missing, reason: It is a callback. }
  - { subject: POST /v3/c, difference: missing, reason: It is gone. }
",
    );
    assert_eq!(found.excepted, 4);
    assert_eq!(found.differences.len(), 5);
    assert!(
        lines(&found)
            .iter()
            .any(|line| line.contains("query.added"))
    );
    let stale: Vec<&str> = found
        .stale
        .iter()
        .map(|entry| entry.subject.as_str())
        .collect();
    assert_eq!(stale, ["POST /v3/c"]);
}

#[test]
fn an_exception_without_a_reason_or_of_an_unknown_kind_is_refused() {
    for (entries, says) in [
        (
            "entries:\n  - { subject: a, difference: missing }",
            "reason",
        ),
        (
            "entries:\n  - { subject: a, difference: missing, reason: ' ' }",
            "no reason",
        ),
        (
            "entries:\n  - { subject: a, difference: wrong, reason: b }",
            "`wrong`",
        ),
        (
            "entries:\n  - { subject: a, difference: missing, reason: b, more: 1 }",
            "more",
        ),
        ("entries:\n  - [", "line"),
    ] {
        let error = Exceptions::from_yaml(entries).unwrap_err().to_string();
        assert!(error.contains(says), "{entries}: {error}");
    }
}

#[test]
fn a_line_that_is_no_operation_is_named() {
    let error = parse_endpoints("\n{\"protocol\":1}")
        .err()
        .unwrap()
        .to_string();
    assert!(error.starts_with("line 2"), "{error}");
}
