//! The same inside a nested object.
use wechatpay_openapi::v3::pay::{Amount, AmountRequired};

fn main() {
    let _ = Amount {
        currency: Some("CNY".into()),
        ..AmountRequired {}.into()
    };
}
