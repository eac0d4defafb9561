//! Records as requests are: fields in the query, in headers, in parts; alternatives.

use wechatpay_runtime::record::flags::{
    ENCRYPTED, FILENAME, HEADER, JSON_TEXT, OPTIONAL, PART, QUERY, REQUIRED, SHA256,
};
use wechatpay_runtime::{Date, Secret, Upload};

use super::{Inner, Kind, State, record};

record!(Sent [] {
    0 mchid: String = QUERY | REQUIRED,
    1 ids: Option<Vec<String>> = QUERY,
    2 phone: Option<Secret> = QUERY | ENCRYPTED,
    3 state: Option<State> = QUERY,
    4 kind: Option<Kind> = QUERY,
    5 limit: Option<i64> = QUERY,
    6 ratio: Option<f64> = QUERY,
    7 open: Option<bool> = QUERY,
    8 date: Option<Date> = QUERY,
    9 filter: Option<Inner> = QUERY | JSON_TEXT,
    10 key: Option<String> = HEADER,
    11 token: Option<Secret> = HEADER | ENCRYPTED,
    12 name: String = REQUIRED,
    13 payer: Option<Secret> = ENCRYPTED,
    14 attach: Option<String> = OPTIONAL,
});

record!(UploadRequest [] {
    0 meta: Meta = PART | REQUIRED,
    1 file: Upload = PART | REQUIRED,
    2 note: Option<String> = PART,
    3 more: Option<Vec<Upload>> = PART,
    4 extra: Option<Meta> = PART,
});

record!(Meta [] {
    0 filename: String = FILENAME,
    1 sha256: Option<String> = SHA256,
});

record!(Choice [[0, 1]] {
    0 transaction_id: Option<String> = OPTIONAL,
    1 out_trade_no: Option<String> = OPTIONAL,
    2 nested: Option<Box<Choice>> = OPTIONAL,
    3 list: Option<Vec<Choice>> = OPTIONAL,
});
