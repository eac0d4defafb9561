//! A request whose fields are all required is a plain struct literal: leaving one out is an error.
use wechatpay_openapi::v3::marketing::busifavor::subsidy::return_receipts::post;

fn main() {
    let _ = post::Request {
        stock_id: "128888000000001".into(),
        coupon_code: "ABCD12345678".into(),
        transaction_id: "4200000913202101152566792388".into(),
        refund_id: "50100506732021010105138718375".into(),
        payer_merchant: "1900000001".into(),
        payee_merchant: "1900000002".into(),
        description: "20210115DESCRIPTION".into(),
        out_subsidy_return_no: "subsidy-abcd-12345678".into(),
    };
}
