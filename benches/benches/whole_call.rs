//! A whole call over loopback beside a bare HTTP call with the same bytes, one RSA
//! signature and one RSA verification, in the same rounds. CPU time of the client; the
//! server is another process.
#![allow(missing_docs)]

use std::cell::RefCell;
use std::future::Future;
use std::time::Duration;

use tokio::runtime::{Builder, Runtime};
use wechatpay_benches::bare::Rsa;
use wechatpay_benches::example::{
    MERCHANT, ORDER_ANSWER, OUT_TRADE_NO, QUERY_ANSWER, answer_message, builder, order, wxpay,
};
use wechatpay_benches::paired::{Subject, measure, rounds};
use wechatpay_benches::server::{Server, serve_if_asked};
use wechatpay_openapi::Wechatpay;
use wechatpay_openapi::v3::pay::transactions::out_trade_no::out_trade_no::get;
use wechatpay_runtime::{Call, PreparedRequest};

type Failure = Box<dyn std::error::Error>;

fn main() -> Result<(), Failure> {
    if serve_if_asked()? {
        return Ok(());
    }
    let rounds = rounds(300);
    let server = Server::start()?;
    let runtime = Builder::new_current_thread().enable_all().build()?;
    let wxpay = wxpay(builder().base_url(&server.url))?;
    println!("POST /v3/pay/transactions/jsapi");
    let order = || wxpay.v3().pay().transactions().jsapi().post(order());
    compare(rounds, &runtime, order, ORDER_ANSWER)?;
    println!("\nGET /v3/pay/transactions/out-trade-no/{{out_trade_no}}");
    compare(rounds, &runtime, || query(&wxpay), QUERY_ANSWER)
}

fn query(wxpay: &Wechatpay) -> Call<'_, get::Response> {
    let mchid = MERCHANT.into();
    let transactions = wxpay.v3().pay().transactions();
    let place = transactions.out_trade_no().out_trade_no(OUT_TRADE_NO);
    place.get(get::Request { mchid })
}

fn compare<'a, R: wechatpay_runtime::Respond + 'a>(
    rounds: usize,
    runtime: &Runtime,
    call: impl Fn() -> Call<'a, R>,
    answer: &[u8],
) -> Result<(), Failure> {
    let prepared = call().prepare()?;
    // The settings that the runtime gives its own client.
    let http = reqwest::Client::builder()
        .pool_idle_timeout(Duration::from_secs(7))
        .connect_timeout(Duration::from_secs(5))
        .redirect(reqwest::redirect::Policy::none())
        .build()?;
    let method: http::Method = prepared.method.as_str().parse()?;
    let answered = answer_message(answer);
    let mut rsa = Rsa::new()?;
    let signature = rsa.sign(&answered).to_vec();
    let (one, mut two) = (RefCell::new(Rsa::new()?), Rsa::new()?);
    let bare_call = async || bare_call(&http, &method, &prepared).await == answer.len();
    let [whole, sequence, bare, sign, verify] = measure(
        rounds,
        [
            Subject::batch("whole call", |times| {
                repeat(runtime, times, async || call().await.is_ok());
            }),
            Subject::batch(
                "signature, bare HTTP call, verification, in turn",
                |times| {
                    repeat(runtime, times, async || {
                        std::hint::black_box(one.borrow_mut().sign(&prepared.message).len());
                        let called = bare_call().await;
                        rsa.verify(&answered, &signature);
                        called
                    });
                },
            ),
            Subject::batch("bare HTTP call, the same bytes, by itself", |times| {
                repeat(runtime, times, bare_call);
            }),
            Subject::new("RSA-2048 signature, by itself", || {
                two.sign(&prepared.message).len()
            }),
            Subject::new("RSA-2048 verification, by itself", || {
                rsa.verify(&answered, &signature);
            }),
        ],
    );
    let sum = bare.plus(&sign).plus(&verify);
    for (name, base) in [
        ("the three in turn", &sequence),
        ("the sum of the last three", &sum),
    ] {
        println!("whole call beyond {name}:");
        whole.minus(base).print("", "µs");
        let more = whole.with(base, |whole, base| (whole / base - 1.0) * 100.0);
        more.print("  target: at most 10 %", "%");
    }
    Ok(())
}

fn repeat<F: Future<Output = bool>>(runtime: &Runtime, times: u32, once: impl Fn() -> F) {
    runtime.block_on(async {
        for _ in 0..times {
            assert!(
                once().await,
                "a call failed, which makes the benchmark void"
            );
        }
    });
}

/// Sends the prepared request, reads the answer, and gives its length.
async fn bare_call(
    http: &reqwest::Client,
    method: &http::Method,
    prepared: &PreparedRequest,
) -> usize {
    let mut request = http
        .request(method.clone(), prepared.url.clone())
        .headers(prepared.headers.clone());
    if !prepared.body.is_empty() {
        request = request.body(prepared.body.clone());
    }
    let Ok(response) = request.send().await else {
        return 0;
    };
    response.bytes().await.map_or(0, |body| body.len())
}
