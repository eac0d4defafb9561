//! Payment in a page inside of WeChat (JSAPI), and in a mini-program.

use serde::Serialize;

use super::{FrontEndError, Order};
use crate::protocol::Credentials;

/// The value of `signType`.
const RSA: &str = "RSA";

/// What a page hands to `WeixinJSBridge.invoke("getBrandWCPayRequest", …)`.
///
/// Serializes to `appId`, `timeStamp`, `nonceStr`, `package`, `signType` and `paySign`.
#[derive(Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct JsapiPayment {
    /// The official account's id (`appId`).
    pub app_id: String,
    /// Unix seconds, as text (`timeStamp`).
    pub time_stamp: String,
    /// Letters and digits (`nonceStr`).
    pub nonce_str: String,
    /// `prepay_id=…`.
    pub package: String,
    /// `RSA` (`signType`).
    pub sign_type: &'static str,
    /// The signature, in base64 (`paySign`).
    pub pay_sign: String,
}

impl JsapiPayment {
    /// Signs with a key in this process; `timestamp` in Unix seconds.
    ///
    /// # Errors
    /// Where a value cannot be one, or the credentials cannot sign for a front end.
    pub fn sign(
        credentials: &Credentials,
        app_id: &str,
        prepay_id: &str,
        timestamp: i64,
        nonce: &str,
    ) -> Result<Self, FrontEndError> {
        let order = Order::new(credentials, app_id, prepay_id, timestamp, nonce)?;
        let signature = credentials.sign(&order.jsapi_message())?;
        Ok(Self::signed(order, signature))
    }

    pub(crate) fn signed(order: Order<'_>, signature: String) -> Self {
        Self {
            app_id: order.app_id.to_owned(),
            package: order.package(),
            nonce_str: order.nonce.to_owned(),
            time_stamp: order.timestamp,
            sign_type: RSA,
            pay_sign: signature,
        }
    }
}

impl std::fmt::Debug for JsapiPayment {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("JsapiPayment")
            .field("app_id", &self.app_id)
            .field("time_stamp", &self.time_stamp)
            .finish_non_exhaustive()
    }
}

/// What a mini-program hands to `wx.requestPayment`.
///
/// Serializes to `timeStamp`, `nonceStr`, `package`, `signType` and `paySign`.
#[derive(Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct MiniProgramPayment {
    /// Unix seconds, as text (`timeStamp`).
    pub time_stamp: String,
    /// Letters and digits (`nonceStr`).
    pub nonce_str: String,
    /// `prepay_id=…`.
    pub package: String,
    /// `RSA` (`signType`).
    pub sign_type: &'static str,
    /// The signature, in base64 (`paySign`).
    pub pay_sign: String,
}

impl MiniProgramPayment {
    /// Signs with a key in this process; `timestamp` in Unix seconds.
    ///
    /// # Errors
    /// Where a value cannot be one, or the credentials cannot sign for a front end.
    pub fn sign(
        credentials: &Credentials,
        app_id: &str,
        prepay_id: &str,
        timestamp: i64,
        nonce: &str,
    ) -> Result<Self, FrontEndError> {
        JsapiPayment::sign(credentials, app_id, prepay_id, timestamp, nonce).map(Self::from)
    }
}

/// The same without `appId`, which is signed but not handed over.
impl From<JsapiPayment> for MiniProgramPayment {
    fn from(payment: JsapiPayment) -> Self {
        Self {
            time_stamp: payment.time_stamp,
            nonce_str: payment.nonce_str,
            package: payment.package,
            sign_type: payment.sign_type,
            pay_sign: payment.pay_sign,
        }
    }
}

impl std::fmt::Debug for MiniProgramPayment {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("MiniProgramPayment")
            .field("time_stamp", &self.time_stamp)
            .finish_non_exhaustive()
    }
}
