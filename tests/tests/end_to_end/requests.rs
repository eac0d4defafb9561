//! The requests of the twelve endpoints byte by byte: method, URL, headers, body, and the
//! string that is signed. What differs from run to run (nonce, signature, boundary) is
//! replaced by its name, and what is encrypted by what it decrypts to.

use std::sync::OnceLock;

use serde_json::Value;
use wechatpay_openapi::runtime::{Client, Method, Open as _, PreparedRequest};
use wechatpay_openapi::{Upload, Wechatpay, v3};
use wechatpay_runtime::crypto::RsaPrivateKey;

const MERCHANT: &str = "1900009191";
const SERIAL: &str = "00ABC4567890ABCDEF1234567890ABCDEF123456";
const PUBLIC_KEY: &str = "PUB_KEY_ID_0119000091912024112800000000000001";

/// The private half of the key that fields are encrypted with.
fn platform() -> &'static RsaPrivateKey {
    static KEY: OnceLock<RsaPrivateKey> = OnceLock::new();
    KEY.get_or_init(|| RsaPrivateKey::generate().unwrap())
}

fn merchant() -> &'static RsaPrivateKey {
    static KEY: OnceLock<RsaPrivateKey> = OnceLock::new();
    KEY.get_or_init(|| RsaPrivateKey::generate().unwrap())
}

/// A client of WeChat Pay's own hosts that lives in November 2023.
fn wxpay() -> Wechatpay {
    let client = Client::builder()
        .merchant_id(MERCHANT)
        .certificate_serial(SERIAL)
        .private_key_pem(&merchant().to_pem().unwrap())
        .public_key(PUBLIC_KEY, &platform().public_key().unwrap().to_pem())
        .clock(|| 1_700_000_000)
        .build();
    client.unwrap().into()
}

/// The text between `begin` and the next quote.
fn quoted<'t>(text: &'t str, begin: &str) -> &'t str {
    let (_, rest) = text.split_once(begin).unwrap();
    rest.split('"').next().unwrap()
}

/// The strings of `body` that are encrypted, and what they say.
fn secrets(value: &Value, found: &mut Vec<(String, String)>) {
    match value {
        Value::String(text) if text.len() == 344 => {
            let opened = platform().open(text).unwrap();
            found.push((text.clone(), format!("<encrypted: {}>", opened.expose())));
        }
        Value::Array(items) => items.iter().for_each(|item| secrets(item, found)),
        Value::Object(members) => members.values().for_each(|value| secrets(value, found)),
        _ => {}
    }
}

fn rendered(request: &PreparedRequest) -> String {
    let header = |name: &str| {
        request
            .headers
            .get(name)
            .map(|value| value.to_str().unwrap())
    };
    let authorization = header("authorization").unwrap();
    let signature = quoted(authorization, "signature=\"");
    let nonce = quoted(authorization, "nonce_str=\"");
    let public = merchant().public_key().unwrap();
    public.verify(&request.message, signature).unwrap();
    assert_eq!((signature.len(), nonce.len()), (344, 32));
    assert!(header("user-agent").is_some_and(|agent| !agent.is_empty()));

    let body = String::from_utf8(request.body.to_vec()).unwrap();
    let message = String::from_utf8(request.message.clone()).unwrap();
    let mut text = format!("{} {}\n", request.method, request.url);
    for name in [
        "accept",
        "content-type",
        "wechatpay-serial",
        "idempotency-key",
        "authorization",
    ] {
        if let Some(value) = header(name) {
            text += &format!("{name}: {value}\n");
        }
    }
    text += &format!("\n{body}\n\n--- signed ---\n{message}--- end ---\n");
    let mut replaced = vec![
        (nonce.to_owned(), "<nonce>".to_owned()),
        (signature.to_owned(), "<signature>".to_owned()),
    ];
    if let Some((_, boundary)) = header("content-type").and_then(|it| it.split_once("boundary=")) {
        replaced.push((
            boundary.trim_matches('"').to_owned(),
            "<boundary>".to_owned(),
        ));
    }
    secrets(
        &serde_json::from_str(&body).unwrap_or_default(),
        &mut replaced,
    );
    for (from, to) in replaced {
        text = text.replace(&from, &to);
    }
    text.replace('\r', "␍")
}

macro_rules! assert_request {
    ($call:expr) => {
        insta::assert_snapshot!(rendered(&$call.prepare().unwrap()))
    };
}

#[test]
fn return_receipts_post() {
    use v3::marketing::busifavor::subsidy::return_receipts::post;
    let wxpay = wxpay();
    let request = post::Request {
        stock_id: "128888000000001".into(),
        coupon_code: "ABCD12345678".into(),
        transaction_id: "4200000913202101152566792388".into(),
        refund_id: "50100506732021010105138718375".into(),
        payer_merchant: "1900000001".into(),
        payee_merchant: "1900000002".into(),
        amount: 42,
        description: "20210115DESCRIPTION \"退款\"\n".into(),
        out_subsidy_return_no: "subsidy-abcd-12345678".into(),
    };
    let busifavor = wxpay.v3().marketing().busifavor();
    assert_request!(busifavor.subsidy().return_receipts().post(request));
}

#[test]
fn return_receipts_get() {
    let wxpay = wxpay();
    let receipts = wxpay
        .v3()
        .marketing()
        .busifavor()
        .subsidy()
        .return_receipts();
    assert_request!(receipts.subsidy_return_receipt_id("112020/Ab 单+~").get());
}

fn goods() -> v3::pay::GoodsDetail {
    use v3::pay::*;
    GoodsDetail {
        goods_name: Some("iPhoneX 256G".into()),
        ..GoodsDetailRequired {
            merchant_goods_id: "1246464644".into(),
            quantity: 1,
            unit_price: 528_800,
        }
        .into()
    }
}

fn subsidy() -> v3::pay::SubsidyDetail {
    use v3::pay::*;
    let plan = SubsidyPlan {
        subsidy_installment_num: 3.into(),
        subsidy_percent: 50.into(),
    };
    SubsidyDetail {
        subsidy_period_type: "FIXED_PERIOD".into(),
        subsidy_plan: vec![plan],
    }
}

#[test]
fn jsapi_post() {
    use v3::pay::transactions::jsapi::post;
    use v3::pay::*;
    let wxpay = wxpay();
    let identity = Identity {
        r#type: "IDCARD".into(),
        number: "43102119910910XXXX".into(),
        name: "张三".into(),
    };
    let payer = post::Payer {
        identity: Some(identity),
        ..post::PayerRequired {
            openid: "oUpF8uMuAJO_M2pxb1Q9zNjWeS6o".into(),
        }
        .into()
    };
    let request = post::Request {
        attach: Some("自定义数据".into()),
        time_expire: Some("2018-06-08T10:34:56+08:00".into()),
        limit_pay: Some(vec!["no_balance".into(), "no_credit".into()]),
        support_fapiao: Some(false),
        detail: Some(TransactionDetail {
            cost_price: Some(608_800),
            goods_detail: Some(vec![goods()]),
            ..Default::default()
        }),
        settle_info: Some(SettleInfo {
            profit_sharing: Some(true),
        }),
        subsidy_info: Some(SubsidyInfo {
            subsidy_detail: Some(vec![subsidy()]),
        }),
        ..post::Required {
            appid: "wxd678efh567hg6787".into(),
            mchid: "1230000109".into(),
            description: "Image形象店-深圳腾大-QQ公仔".into(),
            out_trade_no: "1217752501201407033233368018".into(),
            amount: Amount {
                currency: Some("CNY".into()),
                ..AmountRequired { total: 100 }.into()
            },
            notify_url: "https://www.weixin.qq.com/wxpay/pay.php".into(),
            payer,
        }
        .into()
    };
    assert_request!(wxpay.v3().pay().transactions().jsapi().post(request));
}

#[test]
fn out_trade_no_get() {
    use v3::pay::transactions::out_trade_no::out_trade_no::get;
    let wxpay = wxpay();
    let orders = wxpay.v3().pay().transactions().out_trade_no();
    let request = get::Request {
        mchid: "1230000109".into(),
    };
    assert_request!(orders.out_trade_no("T_a-B*1").get(request));
}

#[test]
fn out_trade_no_close_post() {
    use v3::pay::transactions::out_trade_no::out_trade_no::close::post;
    let wxpay = wxpay();
    let orders = wxpay.v3().pay().transactions().out_trade_no();
    let request = post::Request {
        mchid: "1230000109".into(),
    };
    assert_request!(
        orders
            .out_trade_no("1217752501201407033233368018")
            .close()
            .post(request)
    );
}

#[test]
fn refunds_post() {
    use v3::refund::domestic::{FundsFrom, refunds::post};
    let wxpay = wxpay();
    let amount = post::Amount {
        from: Some(vec![FundsFrom {
            account: "AVAILABLE".into(),
            amount: 444,
        }]),
        ..post::AmountRequired {
            refund: 888,
            total: 888,
            currency: "CNY".into(),
        }
        .into()
    };
    let request = post::Request {
        out_trade_no: Some("1217752501201407033233368018".into()),
        reason: Some("商品已售完".into()),
        funds_account: Some("AVAILABLE".into()),
        ..post::Required {
            out_refund_no: "1217752501201407033233368018".into(),
            amount,
        }
        .into()
    };
    assert_request!(wxpay.v3().refund().domestic().refunds().post(request));
}

#[test]
fn refunds_get() {
    use v3::refund::domestic::refunds::out_refund_no::get;
    let wxpay = wxpay();
    let refund = wxpay
        .v3()
        .refund()
        .domestic()
        .refunds()
        .out_refund_no("1217752501");
    assert_request!(refund.get(get::Request::default()));
}

#[test]
fn certificates_get() {
    use v3::certificates::get;
    let wxpay = wxpay();
    let request = get::Request {
        algorithm_type: Some("ALL".into()),
    };
    assert_request!(wxpay.v3().certificates().get(request));
}

#[test]
fn tradebill_get() {
    use v3::bill::tradebill::get;
    let wxpay = wxpay();
    let request = get::Request {
        bill_type: Some("ALL".into()),
        tar_type: Some("GZIP".into()),
        ..get::Required {
            bill_date: "2019-06-11".into(),
        }
        .into()
    };
    assert_request!(wxpay.v3().bill().tradebill().get(request));
}

#[test]
fn the_download_of_a_bill() {
    let url = "https://api.mch.weixin.qq.com/v3/billdownload/file?token=a%2Fb%3D&x=1";
    assert_request!(wxpay().download(url));
}

#[test]
fn media_upload_post() {
    use v3::merchant::media::upload::post;
    let file = Upload::from_bytes("营业 \"执照\".png", b"picture".to_vec());
    assert_request!(
        wxpay()
            .v3()
            .merchant()
            .media()
            .upload()
            .post(post::Required { file })
    );
}

#[test]
fn serviceorder_post() {
    use v3::payscore::{self, serviceorder::post};
    let wxpay = wxpay();
    let request = post::Required {
        out_order_no: "1234323JKHDFE1243252".into(),
        appid: "wxd678efh567hg6787".into(),
        service_id: "2002000000000558128851361561536".into(),
        service_introduction: "XX充电宝".into(),
        time_range: payscore::TimeRangeRequired {
            start_time: "OnAccept".into(),
        }
        .into(),
        risk_fund: payscore::RiskFundRequired {
            name: "DEPOSIT".into(),
            amount: 10_000,
        }
        .into(),
        notify_url: "https://api.test.com".into(),
    };
    assert_request!(wxpay.v3().payscore().serviceorder().post(request));
}

#[test]
fn serviceorder_get() {
    use v3::payscore::serviceorder::get;
    let wxpay = wxpay();
    let request = get::Request {
        query_id: Some("15646546545165651651".into()),
        ..get::Required {
            service_id: "2002".into(),
            appid: "wxd678efh567hg6787".into(),
        }
        .into()
    };
    assert_request!(wxpay.v3().payscore().serviceorder().get(request));
}

#[test]
fn stocks_patch() {
    use v3::marketing::busifavor::stocks::stock_id::patch;
    let wxpay = wxpay();
    let request = patch::Request {
        comment: Some("活动使用".into()),
        subsidy: Some(false),
        ..patch::Required {
            out_request_no: "6122352020010133287985742".into(),
        }
        .into()
    };
    let stocks = wxpay.v3().marketing().busifavor().stocks();
    assert_request!(stocks.stock_id("101156451224").patch(request));
}

#[test]
fn receivers_add_post() {
    use v3::profitsharing::receivers::add::post;
    let wxpay = wxpay();
    let request = post::Request {
        name: Some("张三".into()),
        ..post::Required {
            appid: "wx8888888888888888".into(),
            r#type: "MERCHANT_ID".into(),
            account: "86693852".into(),
            relation_type: "STORE".into(),
        }
        .into()
    };
    assert_request!(wxpay.v3().profitsharing().receivers().add().post(request));
}

/// So that what is shown above is the whole of what can differ.
#[test]
fn no_two_requests_have_one_nonce() {
    let wxpay = wxpay();
    let nonces: std::collections::BTreeSet<String> = (0..100)
        .map(|_| {
            let call = wxpay
                .v3()
                .certificates()
                .get(v3::certificates::get::Request::default());
            let request = call.prepare().unwrap();
            assert_eq!(request.method, Method::Get);
            let header = request.headers["authorization"].to_str().unwrap();
            quoted(header, "nonce_str=\"").to_owned()
        })
        .collect();
    assert_eq!(nonces.len(), 100);
}
