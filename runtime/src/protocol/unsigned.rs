//! The answers that WeChat Pay never signs: files, whose hash another answer promises.

/// Paths whose answer is a file without a signature. Their requests are signed as usual.
const PATHS: [&str; 6] = [
    "/v3/billdownload/file",
    "/v3/new-tax-control-fapiao/download",
    "/v3/transferdownload/elecvoucherfile",
    "/v3/transferdownload/signfile",
    "/v3/statements",
    "/v3/global/statements",
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
/// `Wechatpay-Statement-Sha1`, the signed hash that statements may carry, is not read yet.
pub fn is_unsigned_by_design(path: &str) -> bool {
    let path = path.strip_prefix("/hk").unwrap_or(path);
    let image = |folder: &str| {
        path.strip_prefix(folder)
            .is_some_and(|name| !name.is_empty() && name != UPLOAD)
    };
    PATHS.contains(&path) || IMAGES.into_iter().any(image)
}
