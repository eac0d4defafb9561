//! Payment in an app.

use serde::Serialize;

use super::order::checked;
use super::{FrontEndError, Order};
use crate::protocol::Credentials;

/// The value of `package`.
const PACKAGE: &str = "Sign=WXPay";

/// What an app hands to the WeChat SDK.
///
/// Serializes to `appid`, `partnerid`, `prepayid`, `package`, `noncestr`, `timestamp` and `sign`.
#[derive(Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct AppPayment {
    /// The app's id (`appid`).
    #[serde(rename = "appid")]
    pub app_id: String,
    /// The merchant's id (`partnerid`).
    #[serde(rename = "partnerid")]
    pub partner_id: String,
    /// The `prepay_id` (`prepayid`).
    #[serde(rename = "prepayid")]
    pub prepay_id: String,
    /// `Sign=WXPay`.
    pub package: &'static str,
    /// Letters and digits (`noncestr`).
    #[serde(rename = "noncestr")]
    pub nonce_str: String,
    /// Unix seconds, as text.
    pub timestamp: String,
    /// The signature, in base64.
    pub sign: String,
}

impl AppPayment {
    /// Signs with a key in this process; `timestamp` in Unix seconds. `partnerid` is the
    /// merchant who signs; see [`with_partner_id`](Self::with_partner_id).
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
        let signature = credentials.sign(&order.app_message())?;
        Ok(Self::signed(credentials, order, signature))
    }

    pub(crate) fn signed(credentials: &Credentials, order: Order<'_>, signature: String) -> Self {
        Self {
            app_id: order.app_id.to_owned(),
            partner_id: credentials.id().to_owned(),
            prepay_id: order.prepay_id.to_owned(),
            package: PACKAGE,
            nonce_str: order.nonce.to_owned(),
            timestamp: order.timestamp,
            sign: signature,
        }
    }

    /// With another `partnerid`, which is not signed: for a service provider whose
    /// product's page asks for the sub-merchant's id there.
    ///
    /// # Errors
    /// Where it cannot be one.
    pub fn with_partner_id(mut self, partner_id: &str) -> Result<Self, FrontEndError> {
        self.partner_id = checked("partnerid", partner_id)?.to_owned();
        Ok(self)
    }
}

impl std::fmt::Debug for AppPayment {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("AppPayment")
            .field("app_id", &self.app_id)
            .field("partner_id", &self.partner_id)
            .field("timestamp", &self.timestamp)
            .finish_non_exhaustive()
    }
}
