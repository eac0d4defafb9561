//! An application that uses five operations of the bindings.

use wechatpay_openapi::v3::bill::tradebill;
use wechatpay_openapi::v3::pay::AmountRequired;
use wechatpay_openapi::v3::pay::transactions::jsapi::post as prepay;
use wechatpay_openapi::v3::pay::transactions::out_trade_no::out_trade_no::{close, get as query};
use wechatpay_openapi::v3::refund::domestic::refunds::post as refund;
use wechatpay_openapi::{Client, Wechatpay};

type Failure = Box<dyn std::error::Error>;

fn main() -> Result<(), Failure> {
    tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?
        .block_on(run())
}

async fn run() -> Result<(), Failure> {
    let given = |name: &str| std::env::var(name);
    let (mchid, number) = (given("MERCHANT_ID")?, given("NUMBER")?);
    let wxpay = Wechatpay::new(
        Client::builder()
            .merchant_id(mchid.as_str())
            .certificate_serial(given("CERTIFICATE_SERIAL")?)
            .private_key_pem(&given("PRIVATE_KEY")?)
            .api_v3_key(given("API_V3_KEY")?)
            .public_key(given("PUBLIC_KEY_ID")?, &given("PUBLIC_KEY")?)
            .build()?,
    );
    let transactions = wxpay.v3().pay().transactions();
    let prepaid = transactions.jsapi().post(prepay::Required {
        appid: given("APPID")?,
        mchid: mchid.clone(),
        description: given("DESCRIPTION")?,
        out_trade_no: number.clone(),
        notify_url: given("NOTIFY_URL")?,
        amount: AmountRequired { total: 1 }.into(),
        payer: prepay::PayerRequired { openid: given("OPENID")? }.into(),
    });
    println!("{}", prepaid.await?.prepay_id);

    let order = transactions.out_trade_no().out_trade_no(&number);
    let found = order.get(query::Request { mchid: mchid.clone() }).await?;
    println!("{:?}", found.trade_state);
    order.close().post(close::post::Request { mchid }).await?;

    let refunded = wxpay.v3().refund().domestic().refunds().post(refund::Request {
        out_trade_no: Some(number.clone()),
        ..refund::Required {
            out_refund_no: number.clone(),
            amount: refund::AmountRequired {
                refund: 1,
                total: 1,
                currency: given("CURRENCY")?,
            }
            .into(),
        }
        .into()
    });
    println!("{:?}", refunded.await?.status);

    let bill = wxpay.v3().bill().tradebill().get(tradebill::get::Required {
        bill_date: given("BILL_DATE")?.as_str().into(),
    });
    println!("{}", bill.await?.download_url);
    Ok(())
}
