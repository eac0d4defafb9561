//! The shortest real program: starts a local WeChat Pay, returns a marketing subsidy, prints the receipt.

use wechatpay_openapi::Wechatpay;
use wechatpay_openapi::v3::marketing::busifavor::subsidy::return_receipts::post;
use wechatpay_sandbox::Sandbox;

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let sandbox = Sandbox::start().await?;
    let wxpay = Wechatpay::new(sandbox.client()?);

    let request = post::Request {
        stock_id: "128888000000001".into(),
        coupon_code: "ABCD12345678".into(),
        transaction_id: "4200000913202101152566792388".into(),
        refund_id: "50100506732021010105138718375".into(),
        payer_merchant: "1900000001".into(),
        payee_merchant: "1900000002".into(),
        amount: 100, // fen
        description: "20210115DESCRIPTION".into(),
        out_subsidy_return_no: "subsidy-abcd-12345678".into(),
    };
    let receipts = wxpay
        .v3()
        .marketing()
        .busifavor()
        .subsidy()
        .return_receipts();
    let receipt = receipts.post(request).await?;

    println!("{receipt:#?}");
    Ok(())
}
