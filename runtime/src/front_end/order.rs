//! The order that is about to be paid, and the four lines that are signed of it.

use super::FrontEndError;
use crate::protocol::{Credentials, Scheme, lines};

/// What every product signs, checked: no value can end its line.
pub(crate) struct Order<'a> {
    pub(super) app_id: &'a str,
    pub(super) prepay_id: &'a str,
    pub(super) timestamp: String,
    pub(super) nonce: &'a str,
}

impl<'a> Order<'a> {
    /// The order, as `credentials` may sign it.
    pub(crate) fn new(
        credentials: &Credentials,
        app_id: &'a str,
        prepay_id: &'a str,
        timestamp: i64,
        nonce: &'a str,
    ) -> Result<Self, FrontEndError> {
        if credentials.scheme() != Scheme::MerchantRsa {
            return Err(FrontEndError::Scheme(credentials.scheme()));
        }
        Ok(Self {
            app_id: checked("appid", app_id)?,
            prepay_id: checked("prepay_id", prepay_id)?,
            timestamp: timestamp.to_string(),
            nonce: checked("nonce", nonce)?,
        })
    }

    /// The `package` of JSAPI and mini-program: signed as it is handed over.
    pub(super) fn package(&self) -> String {
        format!("prepay_id={}", self.prepay_id)
    }

    /// The string to sign of JSAPI and mini-program.
    pub(crate) fn jsapi_message(&self) -> Vec<u8> {
        self.message(&self.package())
    }

    /// The string to sign of an app, whose fourth line is the bare `prepay_id`.
    pub(crate) fn app_message(&self) -> Vec<u8> {
        self.message(self.prepay_id)
    }

    fn message(&self, last: &str) -> Vec<u8> {
        let all = [self.app_id, &self.timestamp, self.nonce, last];
        lines(&all.map(str::as_bytes))
    }
}

/// `value`, if it can stand on a line of its own.
pub(super) fn checked<'a>(name: &'static str, value: &'a str) -> Result<&'a str, FrontEndError> {
    if value.is_empty() || !value.bytes().all(|byte| byte.is_ascii_graphic()) {
        return Err(FrontEndError::Value(name));
    }
    Ok(value)
}
