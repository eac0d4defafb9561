//! Reading and writing PEM.
//!
//! Invariant: what may be a private key is overwritten after use.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use zeroize::Zeroizing;

use super::KeyError;

const BEGIN: &str = "-----BEGIN ";
const DASHES: &str = "-----";
/// The longest label that a message repeats: a longer one is no label.
const LABEL_LIMIT: usize = 40;

/// The content of a PEM block.
pub(super) struct Block<'a> {
    /// `CERTIFICATE`, `PRIVATE KEY`, …
    pub(super) label: &'a str,
    /// The DER inside.
    pub(super) der: Zeroizing<Vec<u8>>,
}

/// The first block of `text` that has one of `labels`. Text around blocks is skipped.
pub(super) fn find<'a>(
    text: &'a str,
    labels: &[&str],
    expected: &'static str,
) -> Result<Block<'a>, KeyError> {
    let mut rest = text;
    let mut other = None;
    while let Some((_, after)) = rest.split_once(BEGIN) {
        let Some((label, after)) = after.split_once(DASHES) else {
            break;
        };
        rest = after;
        if !labels.contains(&label) {
            other.get_or_insert(label);
            continue;
        }
        let end = format!("-----END {label}-----");
        let body = after.split_once(end.as_str()).map(|(body, _)| body);
        let der = body
            .and_then(decode)
            .ok_or(KeyError::DamagedPem { expected })?;
        return Ok(Block { label, der });
    }
    Err(match other {
        None => KeyError::NoPem { expected },
        Some("ENCRYPTED PRIVATE KEY") => KeyError::EncryptedPrivateKey,
        Some(label) => KeyError::WrongPem {
            expected,
            found: shown(label),
        },
    })
}

/// Legacy encrypted keys have headers (`Proc-Type: …`), which are no base64 either.
fn decode(body: &str) -> Option<Zeroizing<Vec<u8>>> {
    let mut dense = Zeroizing::new(String::with_capacity(body.len()));
    dense.extend(body.split_ascii_whitespace());
    let der = Zeroizing::new(STANDARD.decode(dense.as_bytes()).ok()?);
    (!der.is_empty()).then_some(der)
}

fn shown(label: &str) -> String {
    let plain = |c: char| c.is_ascii_uppercase() || c.is_ascii_digit() || c == ' ';
    if label.len() <= LABEL_LIMIT && label.chars().all(plain) {
        format!("`{label}`")
    } else {
        "something else".to_owned()
    }
}

/// `der` as one PEM block.
pub(super) fn write(label: &str, der: &[u8]) -> Zeroizing<String> {
    let encoded = Zeroizing::new(STANDARD.encode(der));
    // Reserved at once, so that no half of a key stays behind in freed memory.
    let mut text = Zeroizing::new(String::with_capacity(encoded.len() * 66 / 64 + 128));
    text.push_str(BEGIN);
    text.push_str(label);
    text.push_str("-----\n");
    let mut rest = encoded.as_str();
    while !rest.is_empty() {
        let (line, after) = rest.split_at(rest.len().min(64));
        text.push_str(line);
        text.push('\n');
        rest = after;
    }
    text.push_str("-----END ");
    text.push_str(label);
    text.push_str("-----\n");
    text
}
