//! What the front end needs, made with the client's credentials, clock and nonces.

use super::Client;
use crate::front_end::{AppPayment, FrontEndError, JsapiPayment, MiniProgramPayment, Order};
use crate::nonce::nonce;

impl Client {
    /// What a page inside of WeChat needs to invoke the payment (JSAPI调起支付). Nothing is
    /// sent; `app_id` is the one that the order was placed with.
    ///
    /// # Errors
    /// Where a value cannot be one, or the merchant's credentials cannot sign for a front end.
    pub async fn jsapi_payment(
        &self,
        app_id: &str,
        prepay_id: &str,
    ) -> Result<JsapiPayment, FrontEndError> {
        let nonce = nonce()?;
        let now = self.0.clock.unix_seconds();
        let merchant = self.merchant();
        let order = Order::new(merchant, app_id, prepay_id, now, &nonce)?;
        let signature = merchant.sign_async(&order.jsapi_message()).await?;
        Ok(JsapiPayment::signed(order, signature))
    }

    /// What a mini-program needs to invoke the payment (小程序调起支付). Nothing is sent.
    ///
    /// # Errors
    /// As [`jsapi_payment`](Self::jsapi_payment).
    pub async fn mini_program_payment(
        &self,
        app_id: &str,
        prepay_id: &str,
    ) -> Result<MiniProgramPayment, FrontEndError> {
        let payment = self.jsapi_payment(app_id, prepay_id).await?;
        Ok(payment.into())
    }

    /// What an app needs to invoke the payment (APP调起支付). Nothing is sent.
    ///
    /// # Errors
    /// As [`jsapi_payment`](Self::jsapi_payment).
    pub async fn app_payment(
        &self,
        app_id: &str,
        prepay_id: &str,
    ) -> Result<AppPayment, FrontEndError> {
        let nonce = nonce()?;
        let now = self.0.clock.unix_seconds();
        let merchant = self.merchant();
        let order = Order::new(merchant, app_id, prepay_id, now, &nonce)?;
        let signature = merchant.sign_async(&order.app_message()).await?;
        Ok(AppPayment::signed(merchant, order, signature))
    }
}
