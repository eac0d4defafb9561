//! The calls that are measured: a JSAPI order, and a query of a paid order whose answer has
//! what answers have at most, 1.5 KB of it. Keys and time are fixed, so that a server
//! in another process signs what the client here takes.

use std::sync::Arc;

use http::{HeaderMap, HeaderValue};
use wechatpay_openapi::Wechatpay;
use wechatpay_openapi::v3::pay::transactions::jsapi::post;
use wechatpay_openapi::v3::pay::{AmountRequired, SceneInfo};
use wechatpay_runtime::crypto::{CryptoError, RsaPrivateKey, Signer};
use wechatpay_runtime::keys::Keys;
use wechatpay_runtime::protocol::{Credentials, Scheme, header, response_message};
use wechatpay_runtime::{Client, ClientBuilder, TrustedKey};

/// The key that signs requests and answers.
pub const PRIVATE_KEY: &str =
    include_str!("../../runtime/tests/client/fixtures/test-only-private-key.pem");
/// Its public half.
pub const PUBLIC_KEY: &str =
    include_str!("../../runtime/tests/client/fixtures/test-only-public-key.pem");
/// The id of the public half.
pub const PUBLIC_KEY_ID: &str = "PUB_KEY_ID_0114232134912410000000000000";
/// The serial of the merchant's certificate.
pub const SERIAL: &str = "0A3F5C1E7B9D2468ACE013579BDF02468ACE1357";
const NONCE: &str = "c5ac7061fccab6bf3e254dcf98995b8c";

/// The time at which everything happens, in Unix seconds.
pub const NOW: i64 = 1_700_000_000;
/// The merchant's number of the order.
pub const OUT_TRADE_NO: &str = "1217752501201407033233368018";
/// The merchant's id.
pub const MERCHANT: &str = "1230000109";
/// What the order is answered with.
pub const ORDER_ANSWER: &[u8] = br#"{"prepay_id":"wx201410272009395522657a690389285100"}"#;
/// What the query is answered with.
pub const QUERY_ANSWER: &[u8] = include_bytes!("query_answer.json");

type Failure = Box<dyn std::error::Error>;

/// An order as a shop makes it: new text in every field.
#[must_use]
pub fn order() -> post::Request {
    post::Request {
        attach: Some("自定义数据".into()),
        goods_tag: Some("WXG".into()),
        scene_info: Some(SceneInfo {
            payer_client_ip: Some("14.23.150.211".into()),
            device_id: Some("013467007045764".into()),
            ..SceneInfo::default()
        }),
        ..post::Required {
            appid: "wxd678efh567hg6787".into(),
            mchid: MERCHANT.into(),
            description: "Image形象店-深圳腾大-QQ公仔".into(),
            out_trade_no: OUT_TRADE_NO.into(),
            amount: AmountRequired { total: 100 }.into(),
            notify_url: "https://www.weixin.qq.com/wxpay/pay.php".into(),
            payer: post::PayerRequired {
                openid: "oUpF8uMuAJO_M2pxb1Q9zNjWeS6o".into(),
            }
            .into(),
        }
        .into()
    }
}

/// A builder of a client that lives at [`NOW`].
#[must_use]
pub fn builder() -> ClientBuilder {
    Client::builder()
        .merchant_id(MERCHANT)
        .certificate_serial(SERIAL)
        .private_key_pem(PRIVATE_KEY)
        .public_key(PUBLIC_KEY_ID, PUBLIC_KEY)
        .clock(|| NOW)
}

/// [`builder`], of a client whose signatures are there already: what is left of preparing a
/// request is what is not RSA.
///
/// # Errors
/// Where the key cannot sign.
pub fn without_rsa() -> Result<ClientBuilder, Failure> {
    let signature = RsaPrivateKey::from_pem(PRIVATE_KEY)?.sign(b"any")?;
    let signer = Arc::new(Ready(signature));
    let scheme = Scheme::MerchantRsa;
    let credentials = Credentials::with_signer(scheme, MERCHANT, SERIAL, signer, None)?;
    Ok(builder().credentials(credentials))
}

/// Always the same signature.
struct Ready(String);

impl Signer for Ready {
    fn sign(&self, _: &[u8]) -> Result<String, CryptoError> {
        Ok(self.0.clone())
    }
}

/// The client as applications have it.
///
/// # Errors
/// Where it cannot be built.
pub fn wxpay(builder: ClientBuilder) -> Result<Wechatpay, Failure> {
    Ok(Wechatpay::new(builder.build()?))
}

/// What the client trusts.
///
/// # Errors
/// Where the key cannot be read.
pub fn trusted() -> Result<Keys, Failure> {
    let key = TrustedKey::public_key(PUBLIC_KEY_ID, PUBLIC_KEY)?;
    Ok(Keys::from_iter([key]))
}

/// The headers that WeChat Pay sends with `body`.
///
/// # Errors
/// Where the key cannot sign.
pub fn answer_headers(body: &[u8]) -> Result<HeaderMap, Failure> {
    let message = answer_message(body);
    let signature = RsaPrivateKey::from_pem(PRIVATE_KEY)?.sign(&message)?;
    let pairs = [
        ("content-type", "application/json; charset=utf-8"),
        ("request-id", "08F78BB5AF0610D302189F8F0420B7E2C11E-0"),
        ("server", "nginx"),
        ("cache-control", "no-cache, must-revalidate"),
        ("x-content-type-options", "nosniff"),
        (header::NONCE, NONCE),
        (header::SERIAL, PUBLIC_KEY_ID),
        (header::SIGNATURE, &signature),
        (header::SIGNATURE_TYPE, "WECHATPAY2-SHA256-RSA2048"),
        (header::TIMESTAMP, &NOW.to_string()),
    ];
    let mut headers = HeaderMap::new();
    for (name, value) in pairs {
        headers.insert(
            http::HeaderName::from_bytes(name.as_bytes())?,
            HeaderValue::from_str(value)?,
        );
    }
    Ok(headers)
}

/// The string that is signed of an answer.
#[must_use]
pub fn answer_message(body: &[u8]) -> Vec<u8> {
    response_message(&NOW.to_string(), NONCE, body)
}
