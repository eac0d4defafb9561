//! Downloads: gunzip, limit and hash, whatever the pieces are that the body comes in.

use std::io::Write as _;
use std::sync::Arc;

use flate2::write::GzEncoder;
use futures_util::FutureExt as _;
use futures_util::stream::iter;
use wechatpay_runtime::crypto::{CryptoError, Signer};
use wechatpay_runtime::http::{HeaderMap, StatusCode};
use wechatpay_runtime::protocol::{Credentials, Scheme};
use wechatpay_runtime::transport::{Sending, Transport, TransportReply};
use wechatpay_runtime::{
    Bytes, Client, DownloadError, ErrorKind, PreparedRequest, Timeouts, Upload,
};

use super::keys::trusted;

const URL: &str = "/v3/billdownload/file?token=x";
/// The longest content that is taken, in bytes.
const LIMIT: usize = 1 << 14;
/// The longest piece that is handed out at once, in bytes: what a step uncompresses at most.
const PIECE: usize = 1 << 17;

/// The first byte says what the others are: `g`, a content that WeChat Pay compressed; `t`,
/// such a one cut off; `b`, a bomb of it; any other, the body as it comes. The second byte
/// says how long the pieces are.
///
/// Promises: pieces make no difference; never more than the limit is handed out; a content
/// comes out as it went in, and one that is cut off, too long or another one never ends well.
pub fn download(data: &[u8]) {
    let [first, second, rest @ ..] = data else {
        return;
    };
    if rest.len() > LIMIT / 2 {
        return;
    }
    let piece = usize::from(*second) + 1;
    match first {
        b'g' => compressed(rest, piece),
        b't' => cut_off(rest, piece),
        b'b' => bomb(rest, piece),
        _ => {
            // Which of two faults is seen first may differ.
            let whole = fetch(rest, rest.len().max(1), None).ok();
            let pieces = fetch(rest, piece, None).ok();
            assert_eq!(pieces, whole, "pieces make a difference");
        }
    }
}

fn compressed(content: &[u8], piece: usize) {
    let body = gzip(content);
    let came = fetch(&body, piece, Some(&sha256(content)));
    assert_eq!(came, Ok(content.to_vec()));
    let another = sha256(&[content, b"!"].concat());
    let came = fetch(&body, piece, Some(&another));
    assert_eq!(came, Err(DownloadError::Hash));
}

/// `rest` begins with two bytes that say how much of the body is missing at its end.
fn cut_off(rest: &[u8], piece: usize) {
    let [high, low, content @ ..] = rest else {
        return;
    };
    let mut body = gzip(content);
    let missing = usize::from(u16::from_be_bytes([*high, *low])) % body.len();
    let end = body.len() - 1 - missing;
    body.truncate(end);
    let came = fetch(&body, piece, Some(&sha256(content)));
    // With less than two bytes nothing says that it was compressed.
    let expected = match end {
        0 if content.is_empty() => Ok(Vec::new()),
        0 | 1 => Err(DownloadError::Hash),
        _ => Err(DownloadError::Gzip),
    };
    assert_eq!(came, expected);
}

fn bomb(seed: &[u8], piece: usize) {
    let content: Vec<u8> = seed.iter().copied().cycle().take(8 * LIMIT).collect();
    if content.is_empty() {
        return;
    }
    let came = fetch(&gzip(&content), piece, Some(&sha256(&content)));
    let limit = LIMIT as u64;
    assert_eq!(came, Err(DownloadError::TooLong { limit }));
}

fn sha256(content: &[u8]) -> String {
    Upload::from_bytes("content", content.to_vec()).sha256()
}

fn gzip(content: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), flate2::Compression::fast());
    encoder.write_all(content).unwrap();
    encoder.finish().unwrap()
}

/// What comes of a download whose body is `body`, in pieces of so many bytes.
fn fetch(body: &[u8], piece: usize, promise: Option<&str>) -> Result<Vec<u8>, DownloadError> {
    let pieces = body.chunks(piece).map(Bytes::copy_from_slice).collect();
    let client = client(pieces);
    let mut call = client.download(URL).limit(LIMIT as u64);
    if let Some(sha256) = promise {
        call = call.sha256(sha256);
    }
    let reading = async {
        let mut download = call.await?;
        let mut content = Vec::new();
        while let Some(piece) = download.chunk().await? {
            assert!(!piece.is_empty() && piece.len() <= PIECE);
            content.extend_from_slice(&piece);
            assert!(content.len() <= LIMIT, "more than the limit is handed out");
        }
        assert!(
            matches!(download.chunk().await, Ok(None)),
            "it has two ends"
        );
        Ok::<_, wechatpay_runtime::Error>(content)
    };
    let came = reading
        .now_or_never()
        .expect("nothing has to be waited for");
    came.map_err(|error| match error.kind() {
        ErrorKind::Download(error) => error.clone(),
        kind => panic!("{kind:?}"),
    })
}

fn client(pieces: Vec<Bytes>) -> Client {
    let signer = Arc::new(NoKey);
    let scheme = Scheme::MerchantRsa;
    let credentials = Credentials::with_signer(scheme, "1900000001", "0A", signer, None);
    let builder = Client::builder().credentials(credentials.unwrap());
    let builder = builder.keys([trusted()].into_iter().collect());
    builder.transport(Body(pieces)).build().unwrap()
}

/// Signs nothing: a download's request goes nowhere.
struct NoKey;

impl Signer for NoKey {
    fn sign(&self, _: &[u8]) -> Result<String, CryptoError> {
        Ok("AAAA".to_owned())
    }
}

/// Answers with a body in these pieces.
struct Body(Vec<Bytes>);

impl Transport for Body {
    fn send<'a>(&'a self, _: &'a PreparedRequest, _: &'a Timeouts) -> Sending<'a> {
        let pieces: Vec<_> = self.0.iter().cloned().map(Ok).collect();
        let reply = TransportReply {
            status: StatusCode::OK,
            headers: HeaderMap::new(),
            body: Box::pin(iter(pieces)),
        };
        Box::pin(async { Ok(reply) })
    }
}
