//! The `Authorization` header.

use wechatpay_runtime::protocol::Authorization;

/// A header. Promise: what is read is written as it was read, whatever the order was.
pub fn authorization(data: &[u8]) {
    let Ok(header) = std::str::from_utf8(data) else {
        return;
    };
    let Ok(read) = header.parse::<Authorization>() else {
        return;
    };
    let written = read.to_string();
    assert_eq!(written.len(), header.len());
    assert_eq!(written.parse(), Ok(read));
}
