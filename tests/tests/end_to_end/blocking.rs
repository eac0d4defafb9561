//! A program without async: calls and a whole list, against the sandbox.

use wechatpay_openapi::v3;

use crate::support::sandbox;

#[test]
fn a_plain_program_calls_and_walks_a_list() {
    // The sandbox is a server of its own here; the program below knows nothing of async.
    let server = tokio::runtime::Runtime::new().unwrap();
    let sandbox = server.block_on(sandbox());
    let wxpay = wechatpay_openapi::Wechatpay::new(sandbox.client().unwrap());

    use v3::pay::transactions::out_trade_no::out_trade_no::get as query;
    let order = wxpay.v3().pay().transactions().out_trade_no();
    let found = order
        .out_trade_no("1217752501")
        .get(query::Request {
            mchid: "1900000001".into(),
        })
        .blocking()
        .unwrap();
    assert_eq!(found.out_trade_no, "1217752501");

    use v3::webizpay::avail_mch_ranges::range_id::merchant_identifiers::get as list;
    let request = list::Request {
        sp_mchid: "1900000001".into(),
        offset: 0,
        limit: 3,
    };
    let ranges = wxpay.v3().webizpay().avail_mch_ranges().range_id("1");
    let items = ranges
        .merchant_identifiers()
        .get(request)
        .items()
        .blocking();
    let items: Vec<String> = items.map(Result::unwrap).collect();
    assert_eq!(items.len(), 7, "all that the sandbox has, over three pages");
    assert_eq!(sandbox.requests().len(), 4);
}
