//! A record with every kind of field that a body can have.

use wechatpay_runtime::record::flags::{
    ENCRYPTED, JSON_TEXT, NULLABLE, OPTIONAL, REQUIRED, SENSITIVE,
};
use wechatpay_runtime::{Date, JsonValue, Secret, Timestamp};

use super::{Kind, State, record};

record!(Everything [] {
    0 text: String = REQUIRED,
    1 integer: i64 = REQUIRED,
    2 number: f64 = REQUIRED,
    3 boolean: bool = REQUIRED,
    4 timestamp: Timestamp = REQUIRED,
    5 date: Date = REQUIRED,
    6 secret: Secret = REQUIRED | ENCRYPTED,
    7 any: JsonValue = REQUIRED,
    8 state: State = REQUIRED,
    9 kind: Kind = REQUIRED,
    10 inner: Inner = REQUIRED,
    11 texts: Vec<String> = REQUIRED,
    12 optional_text: Option<String> = OPTIONAL,
    13 optional_integer: Option<i64> = OPTIONAL,
    14 optional_number: Option<f64> = OPTIONAL,
    15 optional_boolean: Option<bool> = OPTIONAL,
    16 optional_timestamp: Option<Timestamp> = OPTIONAL,
    17 optional_date: Option<Date> = OPTIONAL,
    18 optional_secret: Option<Secret> = ENCRYPTED,
    19 optional_any: Option<JsonValue> = OPTIONAL,
    20 optional_state: Option<State> = OPTIONAL,
    21 optional_kind: Option<Kind> = OPTIONAL,
    22 optional_inner: Option<Inner> = OPTIONAL,
    23 integers: Option<Vec<i64>> = OPTIONAL,
    24 states: Option<Vec<State>> = OPTIONAL,
    25 inners: Option<Vec<Inner>> = OPTIONAL,
    26 secrets: Option<Vec<Secret>> = ENCRYPTED,
    27 tree: Option<Node> = OPTIONAL,
    28 text_inner: Option<Inner> = JSON_TEXT,
    29 text_inners: Option<Vec<Inner>> = JSON_TEXT,
    30 sensitive: Option<String> = SENSITIVE,
    31 nullable: Option<String> = NULLABLE,
    32 clear_secret: Option<Secret> = OPTIONAL,
});

record!(Inner [] {
    0 name: String = REQUIRED,
    1 total: Option<i64> = OPTIONAL,
});

record!(Node [] {
    0 name: String = OPTIONAL,
    1 child: Option<Box<Node>> = OPTIONAL,
    2 children: Option<Vec<Node>> = OPTIONAL,
    3 text: Option<Box<Node>> = JSON_TEXT,
    4 secret: Option<Secret> = ENCRYPTED,
});

// What the decoder has a quick way for: no numbers with a fraction, and nothing open.
record!(Everyday [] {
    0 text: String = REQUIRED,
    1 integer: i64 = REQUIRED,
    2 boolean: bool = REQUIRED,
    3 state: State = REQUIRED,
    4 kind: Option<Kind> = OPTIONAL,
    5 timestamp: Option<Timestamp> = OPTIONAL,
    6 clear_secret: Option<Secret> = OPTIONAL,
    7 nullable: Option<String> = NULLABLE,
    8 inner: Option<Inner> = OPTIONAL,
    9 texts: Vec<String> = REQUIRED,
    10 nodes: Option<Vec<Node>> = OPTIONAL,
});
