//! Invoking the payment in the front end (调起支付): what a page, a mini-program or an app
//! hands to WeChat, made from a `prepay_id` and the merchant's signature.
//!
//! Each product has a type that serializes to exactly the keys that its front end needs.
//! A [`Client`](crate::Client) makes them with its own credentials, clock and nonces
//! ([`Client::jsapi_payment`](crate::Client::jsapi_payment) and its neighbours); the
//! functions `sign` of the types are the same without a client. Native payment needs
//! nothing of this: its `code_url` is shown as a QR code as it is.
//!
//! ```no_run
//! # async fn pay(client: wechatpay_runtime::Client) -> Result<(), Box<dyn std::error::Error>> {
//! let payment = client.jsapi_payment("wxd678efh567hg6787", "wx201410272009395522657a69").await?;
//! // {"appId":…,"timeStamp":…,"nonceStr":…,"package":…,"signType":"RSA","paySign":…}
//! let for_the_page = serde_json::to_string(&payment)?;
//! # drop(for_the_page); Ok(()) }
//! ```
//!
//! A `prepay_id` and a `code_url` live 2 h, an `h5_url` 5 min.
//!
//! Invariant: the values that are signed are the values that serialize; and whoever holds
//! a signed one can open the payment, so `Debug` shows neither `prepay_id` nor signature.

mod app;
mod error;
mod h5;
mod jsapi;
mod order;

pub use app::AppPayment;
pub use error::FrontEndError;
pub use h5::H5Payment;
pub use jsapi::{JsapiPayment, MiniProgramPayment};

pub(crate) use order::Order;
