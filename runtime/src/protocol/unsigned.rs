//! The answers that WeChat Pay does not sign: files, whose hash another answer promises,
//! or of which a header holds the hash and only that is signed.

use http::HeaderMap;

use super::{VerifyError, header};

/// Statements, which may have the header with their hash.
const STATEMENTS: [&str; 2] = ["/v3/statements", "/v3/global/statements"];

/// Paths whose answer is a file without a signature. Their requests are signed as usual.
const PATHS: [&str; 6] = [
    "/v3/billdownload/file",
    "/v3/new-tax-control-fapiao/download",
    "/v3/transferdownload/elecvoucherfile",
    "/v3/transferdownload/signfile",
    STATEMENTS[0],
    STATEMENTS[1],
];

/// Folders of images; the one name below them that is an upload, and signed.
const IMAGES: [&str; 2] = [
    "/v3/merchant-service/images/",
    "/v3/global/merchant-service/images/",
];
const UPLOAD: &str = "upload";

/// Whether the successful answer of `path` (without a query; a template or a filled one)
/// comes without a signature by design.
///
/// That of a statement may come with the hash of its content signed: see [`statement_sha1`].
pub fn is_unsigned_by_design(path: &str) -> bool {
    let path = without_region(path);
    let image = |folder: &str| {
        path.strip_prefix(folder)
            .is_some_and(|name| !name.is_empty() && name != UPLOAD)
    };
    PATHS.contains(&path) || IMAGES.into_iter().any(image)
}

/// The hash in `Wechatpay-Statement-Sha1`, where `path` is that of a statement and the header is there.
///
/// Believe it only after the signature over [`signed_statement`] was verified. On any other
/// path the header means nothing.
///
/// # Errors
/// Where the header is there twice, or is not 40 hex digits: anything else could make a
/// signature fit that was given for another answer.
pub fn statement_sha1<'a>(
    path: &str,
    headers: &'a HeaderMap,
) -> Result<Option<&'a str>, VerifyError> {
    if !STATEMENTS.contains(&without_region(path)) {
        return Ok(None);
    }
    let mut values = headers.get_all(header::STATEMENT_SHA1).iter();
    let Some(value) = values.next() else {
        return Ok(None);
    };
    let hash = value
        .to_str()
        .ok()
        .filter(|hash| hash.len() == 40 && hash.bytes().all(|byte| byte.is_ascii_hexdigit()));
    match (hash, values.next()) {
        (Some(hash), None) => Ok(Some(hash)),
        _ => Err(VerifyError::MalformedHeader(header::STATEMENT_SHA1)),
    }
}

/// What is signed in the place of a statement's content.
pub fn signed_statement(sha1: &str) -> Vec<u8> {
    format!(r#"{{"sha1":"{sha1}"}}"#).into_bytes()
}

fn without_region(path: &str) -> &str {
    path.strip_prefix("/hk").unwrap_or(path)
}
