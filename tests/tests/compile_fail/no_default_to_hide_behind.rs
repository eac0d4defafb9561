//! A request with required fields has no `Default` that would fill them in silently.
use wechatpay_openapi::v3::marketing::busifavor::subsidy::return_receipts::post;

fn main() {
    let _ = post::Request {
        stock_id: "128888000000001".into(),
        ..Default::default()
    };
}
