//! In a request with optional fields too, the required ones stand in `Required`, by name.
use wechatpay_openapi::v3::pay::{AmountRequired, transactions::jsapi::post};

fn main() {
    let _ = post::Request {
        attach: Some("自定义数据".into()),
        ..post::Required {
            appid: "wxd678efh567hg6787".into(),
            mchid: "1230000109".into(),
            description: "Image形象店-深圳腾大-QQ公仔".into(),
            out_trade_no: "1217752501201407033233368018".into(),
            amount: AmountRequired { total: 100 }.into(),
            payer: post::PayerRequired { openid: "oUpF8uMuAJO_M2pxb1Q9zNjWeS6o".into() }.into(),
        }
        .into()
    };
}
