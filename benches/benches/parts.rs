//! Building and signing a request; verifying and decoding an answer. Each beside the bare
//! RSA operation on the same message, in the same rounds.
#![allow(missing_docs)]

use serde::Deserialize;
use wechatpay_benches::bare::Rsa;
use wechatpay_benches::example::{
    MERCHANT, NOW, ORDER_ANSWER, OUT_TRADE_NO, QUERY_ANSWER, answer_headers, answer_message,
    builder, order, trusted, without_rsa, wxpay,
};
use wechatpay_benches::paired::{Samples, Subject, measure, rounds};
use wechatpay_openapi::Wechatpay;
use wechatpay_openapi::v3::pay::transactions::Transaction;
use wechatpay_openapi::v3::pay::transactions::jsapi::post;
use wechatpay_openapi::v3::pay::transactions::out_trade_no::out_trade_no::get;
use wechatpay_runtime::protocol::verify_signature;
use wechatpay_runtime::record::decode;
use wechatpay_runtime::{Error, PreparedRequest};

type Failure = Box<dyn std::error::Error>;

fn main() -> Result<(), Failure> {
    let rounds = rounds(300);
    sending(rounds)?;
    println!();
    receiving(rounds)?;
    println!();
    decoding(rounds);
    Ok(())
}

/// What a request costs before it is sent.
fn sending(rounds: usize) -> Result<(), Failure> {
    let (signing, ready) = (wxpay(builder())?, wxpay(without_rsa()?)?);
    let (posted, queried) = (post(&signing)?.message, query(&signing)?.message);
    let (mut one, mut two) = (Rsa::new()?, Rsa::new()?);
    let [sign_order, order, _, sign_query, query, _] = measure(
        rounds,
        [
            Subject::new("RSA-2048 signature of the order", || {
                one.sign(&posted).len()
            }),
            Subject::new("order: build, encode, sign", || post(&signing).is_ok()),
            Subject::new("order: build, encode; the signature is there", || {
                post(&ready).is_ok()
            }),
            Subject::new("RSA-2048 signature of the query", || {
                two.sign(&queried).len()
            }),
            Subject::new("query: build, encode, sign", || query(&signing).is_ok()),
            Subject::new("query: build, encode; the signature is there", || {
                query(&ready).is_ok()
            }),
        ],
    );
    beside("order beside its signature", &order, &sign_order);
    beside("query beside its signature", &query, &sign_query);
    Ok(())
}

fn post(wxpay: &Wechatpay) -> Result<PreparedRequest, Error> {
    let transactions = wxpay.v3().pay().transactions();
    transactions.jsapi().post(order()).prepare()
}

fn query(wxpay: &Wechatpay) -> Result<PreparedRequest, Error> {
    let mchid = MERCHANT.into();
    let transactions = wxpay.v3().pay().transactions();
    let place = transactions.out_trade_no().out_trade_no(OUT_TRADE_NO);
    place.get(get::Request { mchid }).prepare()
}

/// What an answer costs after it came.
fn receiving(rounds: usize) -> Result<(), Failure> {
    let keys = trusted()?;
    let (order_headers, query_headers) =
        (answer_headers(ORDER_ANSWER)?, answer_headers(QUERY_ANSWER)?);
    let (order_message, query_message) =
        (answer_message(ORDER_ANSWER), answer_message(QUERY_ANSWER));
    let mut rsa = Rsa::new()?;
    let order_signature = rsa.sign(&order_message).to_vec();
    let query_signature = rsa.sign(&query_message).to_vec();
    let [verify_order, order, verify_query, query] = measure(
        rounds,
        [
            Subject::new("RSA-2048 verification of the order's answer", || {
                rsa.verify(&order_message, &order_signature);
            }),
            Subject::new("order's answer: verify, decode", || {
                let verified = verify_signature(&keys, &order_headers, ORDER_ANSWER, NOW);
                (verified, decode::<post::Response>(ORDER_ANSWER, None))
            }),
            Subject::new("RSA-2048 verification of the query's answer", || {
                rsa.verify(&query_message, &query_signature);
            }),
            Subject::new("query's answer (1.5 KB): verify, decode", || {
                let verified = verify_signature(&keys, &query_headers, QUERY_ANSWER, NOW);
                (verified, decode::<get::Response>(QUERY_ANSWER, None))
            }),
        ],
    );
    beside(
        "order's answer beside its verification",
        &order,
        &verify_order,
    );
    beside(
        "query's answer beside its verification",
        &query,
        &verify_query,
    );
    Ok(())
}

/// The record decoder beside serde's derive and beside a tree of values.
fn decoding(rounds: usize) {
    let derived = serde_json::from_slice::<Derived>(QUERY_ANSWER);
    assert!(derived.is_ok(), "the twin reads the same: {derived:?}");
    let [record, derive, tree] = measure(
        rounds,
        [
            Subject::new("query's answer: record decoder", || {
                decode::<Transaction>(QUERY_ANSWER, None)
            }),
            Subject::new("query's answer: serde derive", || {
                serde_json::from_slice::<Derived>(QUERY_ANSWER)
            }),
            Subject::new("query's answer: serde_json::Value", || {
                serde_json::from_slice::<serde_json::Value>(QUERY_ANSWER)
            }),
        ],
    );
    let ratio = |other: &Samples| record.with(other, |record, other| record / other);
    ratio(&derive).print("record decoder, times serde derive", "×");
    ratio(&tree).print("record decoder, times serde_json::Value", "×");
}

fn beside(name: &str, whole: &Samples, bare: &Samples) {
    whole.minus(bare).print(name, "µs");
}

/// The query's answer for serde's derive.
#[derive(Debug, Deserialize)]
#[allow(dead_code, reason = "only read into")]
struct Derived {
    appid: Option<String>,
    mchid: String,
    out_trade_no: String,
    transaction_id: Option<String>,
    trade_type: Option<String>,
    trade_state: String,
    trade_state_desc: String,
    bank_type: Option<String>,
    attach: Option<String>,
    success_time: Option<String>,
    payer: Option<DerivedPayer>,
    amount: Option<DerivedAmount>,
    scene_info: Option<DerivedScene>,
    promotion_detail: Option<Vec<DerivedPromotion>>,
}

#[derive(Debug, Deserialize)]
#[allow(dead_code, reason = "only read into")]
struct DerivedPayer {
    openid: Option<String>,
}

#[derive(Debug, Deserialize)]
#[allow(dead_code, reason = "only read into")]
struct DerivedAmount {
    total: i64,
    payer_total: Option<i64>,
    currency: Option<String>,
    payer_currency: Option<String>,
}

#[derive(Debug, Deserialize)]
#[allow(dead_code, reason = "only read into")]
struct DerivedScene {
    device_id: Option<String>,
}

#[derive(Debug, Deserialize)]
#[allow(dead_code, reason = "only read into")]
struct DerivedPromotion {
    coupon_id: Option<String>,
    name: Option<String>,
    scope: Option<String>,
    r#type: Option<String>,
    amount: Option<i64>,
    stock_id: Option<String>,
    wechatpay_contribute: Option<i64>,
    merchant_contribute: Option<i64>,
    other_contribute: Option<i64>,
    currency: Option<String>,
    goods_detail: Option<Vec<DerivedGoods>>,
}

#[derive(Debug, Deserialize)]
#[allow(dead_code, reason = "only read into")]
struct DerivedGoods {
    goods_id: Option<String>,
    quantity: Option<i64>,
    unit_price: Option<i64>,
    discount_amount: Option<i64>,
    goods_remark: Option<String>,
}
