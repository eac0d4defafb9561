//! How the fields of an operation are padded where they travel encrypted.

use crate::crypto::Padding;

/// How the paths of the global region begin.
const GLOBAL: [&str; 2] = ["/v3/global/", "/global/v3/"];

/// How the operation at `path` (a template or a filled one) pads, in requests and in answers.
pub fn field_padding(path: &str) -> Padding {
    if GLOBAL.iter().any(|prefix| path.starts_with(prefix)) {
        Padding::Pkcs1
    } else {
        Padding::OaepSha1
    }
}
