//! Files: fetched without a signature, uncompressed on the way, checked by their hash.

mod content;
mod opening;
mod saving;
mod statements;
mod streaming;

use std::io::Write as _;
use std::path::Path;

use wechatpay_runtime::{Client, DownloadError, Error, ErrorKind};

use crate::server::{Reply, Server};

const URL: &str = "/v3/billdownload/file?token=x";
const CONTENT: &str = "\u{feff}交易时间,公众账号ID\r\n`2025-01-31,`wx1\r\n";
/// `printf '…' | sha1sum` of the above.
const SHA1: &str = "beb6018b1fdbba45bc50a4550c71b805bfaba842";
/// The same for SHA-256.
const SHA256: &str = "199f1a9ed00fea573fabc44b17f4f6b2d8e8de6d6cc8fd6a79a7296ab0090f22";

fn gzip(content: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    encoder.write_all(content).unwrap();
    encoder.finish().unwrap()
}

async fn serving(content: impl Into<Vec<u8>>) -> (Server, Client) {
    let server = Server::answering(Reply::new(200, content)).await;
    let client = server.client();
    (server, client)
}

fn download_error(error: &Error) -> &DownloadError {
    match error.kind() {
        ErrorKind::Download(error) => error,
        _ => panic!("{error}"),
    }
}

fn sha1(content: &[u8]) -> String {
    let digest = aws_lc_rs::digest::digest(&aws_lc_rs::digest::SHA1_FOR_LEGACY_USE_ONLY, content);
    digest
        .as_ref()
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect()
}

/// The names in a folder.
fn names(folder: &Path) -> Vec<String> {
    let entries = std::fs::read_dir(folder).unwrap();
    entries
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect()
}
