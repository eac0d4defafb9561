//! What the front end gets: the exact keys, and a signature over the exact lines.

use serde_json::{Value, json};
use std::sync::Arc;
use wechatpay_runtime::crypto::RsaPrivateKey;
use wechatpay_runtime::protocol::Scheme;
use wechatpay_runtime::{
    AppPayment, Credentials, FrontEndError, H5Payment, JsapiPayment, MiniProgramPayment,
};

use crate::support::{MERCHANT, NOW, SERIAL, builder, merchant_key};

const PRIVATE: &str = include_str!("fixtures/test-only-private-key.pem");
const JSAPI: &str = include_str!("fixtures/jsapi-signature.txt");
const APP: &str = include_str!("fixtures/app-signature.txt");
const APP_ID: &str = "wx8888888888888888";
const PREPAY_ID: &str = "wx201410272009395522657a690389285100";
const TIME: i64 = 1_414_561_699;
const NONCE: &str = "5K8264ILTKCH16CQ2502SI8ZNMTM67VS";

fn credentials() -> Credentials {
    let key = RsaPrivateKey::from_pem(PRIVATE).unwrap();
    Credentials::merchant(MERCHANT, SERIAL, key).unwrap()
}

fn json_of(value: &impl serde::Serialize) -> Value {
    serde_json::to_value(value).unwrap()
}

#[test]
fn each_product_serializes_to_exactly_its_keys_with_the_signature_of_openssl() {
    let credentials = credentials();
    let jsapi = JsapiPayment::sign(&credentials, APP_ID, PREPAY_ID, TIME, NONCE).unwrap();
    let package = format!("prepay_id={PREPAY_ID}");
    let expected = json!({
        "appId": APP_ID,
        "timeStamp": "1414561699",
        "nonceStr": NONCE,
        "package": package,
        "signType": "RSA",
        "paySign": JSAPI,
    });
    assert_eq!(json_of(&jsapi), expected);
    let mini = MiniProgramPayment::sign(&credentials, APP_ID, PREPAY_ID, TIME, NONCE).unwrap();
    let mut without = expected;
    without.as_object_mut().unwrap().remove("appId");
    assert_eq!(json_of(&mini), without);
    assert_eq!(MiniProgramPayment::from(jsapi), mini);
    let app = AppPayment::sign(&credentials, APP_ID, PREPAY_ID, TIME, NONCE).unwrap();
    let expected = json!({
        "appid": APP_ID,
        "partnerid": MERCHANT,
        "prepayid": PREPAY_ID,
        "package": "Sign=WXPay",
        "noncestr": NONCE,
        "timestamp": "1414561699",
        "sign": APP,
    });
    assert_eq!(json_of(&app), expected);
    let app = app.with_partner_id("1900000109").unwrap();
    assert_eq!(json_of(&app)["partnerid"], "1900000109");
    assert_eq!(json_of(&app)["sign"], APP);
}

#[tokio::test]
async fn a_client_signs_with_its_own_key_clock_and_fresh_nonces() {
    let client = builder().build().unwrap();
    let public = merchant_key().public_key().unwrap();
    let jsapi = client.jsapi_payment(APP_ID, PREPAY_ID).await.unwrap();
    let lines = |nonce: &str, last: &str| format!("{APP_ID}\n{NOW}\n{nonce}\n{last}\n");
    let package = format!("prepay_id={PREPAY_ID}");
    let message = lines(&jsapi.nonce_str, &package);
    assert_eq!(public.verify(message.as_bytes(), &jsapi.pay_sign), Ok(()));
    let mini = client.mini_program_payment(APP_ID, PREPAY_ID).await;
    let mini = mini.unwrap();
    let message = lines(&mini.nonce_str, &package);
    assert_eq!(public.verify(message.as_bytes(), &mini.pay_sign), Ok(()));
    let app = client.app_payment(APP_ID, PREPAY_ID).await.unwrap();
    let message = lines(&app.nonce_str, PREPAY_ID);
    assert_eq!(public.verify(message.as_bytes(), &app.sign), Ok(()));
    assert_eq!(app.partner_id, MERCHANT);
    for nonce in [&jsapi.nonce_str, &mini.nonce_str, &app.nonce_str] {
        assert_eq!(nonce.len(), 32, "{nonce}");
        assert!(nonce.bytes().all(|byte| byte.is_ascii_alphanumeric()));
    }
    assert_ne!(jsapi.nonce_str, mini.nonce_str);
}

#[test]
fn what_would_break_its_line_is_refused_by_name() {
    let credentials = credentials();
    let sign = |app_id, prepay_id, nonce| {
        JsapiPayment::sign(&credentials, app_id, prepay_id, TIME, nonce).unwrap_err()
    };
    let value = FrontEndError::Value;
    for wrong in ["", "wx1\n2", "wx 1", "微信", "wx\0"] {
        assert_eq!(sign(wrong, PREPAY_ID, NONCE), value("appid"));
        assert_eq!(sign(APP_ID, wrong, NONCE), value("prepay_id"));
        assert_eq!(sign(APP_ID, PREPAY_ID, wrong), value("nonce"));
        let app = AppPayment::sign(&credentials, APP_ID, PREPAY_ID, TIME, NONCE).unwrap();
        let partner = app.with_partner_id(wrong).unwrap_err();
        assert_eq!(partner, value("partnerid"));
    }
}

#[test]
fn only_a_merchants_rsa_key_signs_for_a_front_end() {
    let key = RsaPrivateKey::from_pem(PRIVATE).unwrap();
    let mut schemes = vec![Scheme::BrandRsa];
    if cfg!(feature = "sm") {
        schemes.push(Scheme::MerchantSm);
    }
    for scheme in schemes {
        let signer = Arc::new(key.clone());
        let other = Credentials::with_signer(scheme, MERCHANT, SERIAL, signer, None).unwrap();
        let error = JsapiPayment::sign(&other, APP_ID, PREPAY_ID, TIME, NONCE).unwrap_err();
        assert_eq!(error, FrontEndError::Scheme(scheme));
        assert!(error.to_string().contains(scheme.as_str()), "{error}");
        let error = AppPayment::sign(&other, APP_ID, PREPAY_ID, TIME, NONCE).unwrap_err();
        assert_eq!(error, FrontEndError::Scheme(scheme));
    }
}

const H5: &str = "https://wx.tenpay.com/cgi-bin/mmpayweb-bin/checkmweb?prepay_id=wx2&package=40";

#[test]
fn an_h5_url_comes_back_to_where_it_is_told() {
    let payment = H5Payment::new(H5).unwrap();
    assert_eq!(payment.to_string(), H5);
    assert_eq!(json_of(&payment), json!({ "h5_url": H5 }));
    let back = payment.redirect_to("https://shop.example/已付?order=1&a=b+c");
    let expected = format!(
        "{H5}&redirect_url=https%3A%2F%2Fshop.example%2F%E5%B7%B2%E4%BB%98%3Forder%3D1%26a%3Db%2Bc"
    );
    let back = back.unwrap();
    assert_eq!(back.as_str(), expected);
    // As a browser splits it, the value is what was given.
    let url = wechatpay_runtime::reqwest::Url::parse(back.as_str()).unwrap();
    let values: Vec<_> = url.query_pairs().collect();
    assert_eq!(values.len(), 3);
    assert_eq!(values[2].1, "https://shop.example/已付?order=1&a=b+c");
    // What is encoded already is encoded once more, for it is decoded once.
    let twice = payment.redirect_to("https://shop.example/%E5").unwrap();
    assert!(twice.as_str().ends_with("%2F%25E5"), "{twice}");
    let plain = H5Payment::new("https://wx.tenpay.com/pay#top").unwrap();
    assert_eq!(
        plain.redirect_to("https://a.example").unwrap().as_str(),
        "https://wx.tenpay.com/pay?redirect_url=https%3A%2F%2Fa.example#top"
    );
}

#[test]
fn an_h5_url_or_a_way_back_that_is_none_is_refused() {
    for wrong in [
        "",
        "wx.tenpay.com",
        "http://wx.tenpay.com",
        "javascript:alert(1)",
        "https://a.example/ b",
    ] {
        assert_eq!(H5Payment::new(wrong), Err(FrontEndError::H5Url), "{wrong}");
    }
    let payment = H5Payment::new(H5).unwrap();
    for wrong in [
        "",
        "/paid",
        "shop.example/paid",
        "https://shop.example/a b",
        "https://a.example/\n",
    ] {
        let error = payment.redirect_to(wrong);
        assert_eq!(error, Err(FrontEndError::RedirectUrl), "{wrong}");
    }
    let back = payment.redirect_to("https://a.example").unwrap();
    assert_eq!(
        back.redirect_to("https://b.example"),
        Err(FrontEndError::H5Url)
    );
}

#[test]
fn debug_shows_nothing_that_opens_the_payment() {
    let credentials = credentials();
    let jsapi = JsapiPayment::sign(&credentials, APP_ID, PREPAY_ID, TIME, NONCE).unwrap();
    let app = AppPayment::sign(&credentials, APP_ID, PREPAY_ID, TIME, NONCE).unwrap();
    let mini = MiniProgramPayment::from(jsapi.clone());
    let h5 = H5Payment::new(H5).unwrap();
    let shown = format!("{jsapi:?} {app:?} {mini:?} {h5:?}");
    for hidden in [JSAPI, APP, PREPAY_ID, NONCE, "checkmweb"] {
        assert!(!shown.contains(hidden), "{shown}");
    }
}
