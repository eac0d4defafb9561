//! Self-signed certificates of either suite, as little of X.509 as the protocol reads:
//! serial, names, validity and key.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use wechatpay_runtime::Timestamp;
use wechatpay_runtime::crypto::{CryptoError, PrivateKey, Signer as _, Suite};

const INTEGER: u8 = 0x02;
const BIT_STRING: u8 = 0x03;
const UTF8_STRING: u8 = 0x0c;
const UTC_TIME: u8 = 0x17;
const GENERALIZED_TIME: u8 = 0x18;
const SEQUENCE: u8 = 0x30;
const SET: u8 = 0x31;

/// `sha256WithRSAEncryption` (1.2.840.113549.1.1.11), with its empty parameters.
const RSA_WITH_SHA256: &[u8] = b"\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x01\x0b\x05\x00";
/// `SM2-with-SM3` (1.2.156.10197.1.501).
const SM2_WITH_SM3: &[u8] = b"\x06\x08\x2a\x81\x1c\xcf\x55\x01\x83\x75";
/// `commonName` (2.5.4.3).
const COMMON_NAME: &[u8] = b"\x06\x03\x55\x04\x03";

/// The first year that does not fit into two digits.
const FOUR_DIGITS: &str = "2050";
/// How far the runtime's timestamps are ahead of UTC, in seconds.
const BEIJING: i64 = 8 * 3600;
/// The length of a line in PEM.
const LINE: usize = 64;

/// A certificate in PEM that says `key` is `name`'s from and to these Unix seconds. The
/// serial's first bit must not be set.
///
/// # Errors
/// Where the cryptographic library does not sign.
pub(crate) fn self_signed(
    key: &PrivateKey,
    name: &str,
    serial: &[u8],
    (from, until): (i64, i64),
) -> Result<String, CryptoError> {
    let algorithm = value(
        SEQUENCE,
        &[match key.suite() {
            Suite::Rsa => RSA_WITH_SHA256,
            _ => SM2_WITH_SM3,
        }],
    );
    let name = value(UTF8_STRING, &[name.as_bytes()]);
    let name = value(SET, &[&value(SEQUENCE, &[COMMON_NAME, &name])]);
    let name = value(SEQUENCE, &[&name]);
    let validity = value(SEQUENCE, &[&time(from), &time(until)]);
    let spki = bytes_of_pem(&key.public_key()?.to_pem());
    let serial = value(INTEGER, &[serial]);
    let parts = [&serial, &algorithm, &name, &validity, &name, &spki];
    let said = value(SEQUENCE, &parts.map(Vec::as_slice));
    let signature = STANDARD.decode(key.sign(&said)?).unwrap_or_default();
    // No bit of the last byte is unused.
    let signature = value(BIT_STRING, &[&[0], &signature]);
    Ok(pem(&value(SEQUENCE, &[&said, &algorithm, &signature])))
}

/// A value of ASN.1 in DER.
fn value(tag: u8, contents: &[&[u8]]) -> Vec<u8> {
    let length: usize = contents.iter().map(|content| content.len()).sum();
    let bytes = length.to_be_bytes();
    let significant = &bytes[bytes.iter().take_while(|byte| **byte == 0).count()..];
    let mut value = vec![tag];
    if length >= 0x80 {
        // At most eight bytes, so the count fits.
        value.push(0x80 | significant.len() as u8);
        value.extend(significant);
    } else {
        value.push(length as u8);
    }
    contents.iter().for_each(|content| value.extend(*content));
    value
}

/// A moment: two digits for the year up to 2049, as X.509 wants it.
fn time(seconds: i64) -> Vec<u8> {
    let text = Timestamp::from_unix_seconds(seconds.saturating_sub(BEIJING));
    let text = text.as_str().split('+').next().unwrap_or_default();
    let digits: String = text.chars().filter(char::is_ascii_digit).collect();
    let digits = format!("{digits}Z");
    match digits.as_str() < FOUR_DIGITS {
        true => value(UTC_TIME, &[digits.as_bytes().get(2..).unwrap_or_default()]),
        false => value(GENERALIZED_TIME, &[digits.as_bytes()]),
    }
}

fn bytes_of_pem(pem: &str) -> Vec<u8> {
    let lines = pem.lines().filter(|line| !line.starts_with('-'));
    STANDARD
        .decode(lines.collect::<String>())
        .unwrap_or_default()
}

fn pem(der: &[u8]) -> String {
    let mut text = "-----BEGIN CERTIFICATE-----\n".to_owned();
    let mut rest = STANDARD.encode(der);
    while !rest.is_empty() {
        let next = rest.split_off(rest.len().min(LINE));
        text += &rest;
        text.push('\n');
        rest = next;
    }
    text + "-----END CERTIFICATE-----\n"
}
