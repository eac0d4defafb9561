//! Certificates are read as another library reads them, also where they are damaged.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use wechatpay_runtime::crypto::Certificate;
use x509_parser::prelude::{FromDer as _, X509Certificate};

const CERTIFICATE: &str = include_str!("fixtures/test-only-certificate.pem");
const HIGH_BIT: &str = include_str!("fixtures/test-only-certificate-high-bit.pem");

/// Serial, validity and key.
type Facts = (String, i64, i64, Vec<u8>);

fn der(pem: &str) -> Vec<u8> {
    let lines = pem.lines().filter(|line| !line.starts_with('-'));
    STANDARD.decode(lines.collect::<String>()).unwrap()
}

fn pem(label: &str, der: &[u8]) -> String {
    let base64 = STANDARD.encode(der);
    format!("-----BEGIN {label}-----\n{base64}\n-----END {label}-----\n")
}

fn ours(bytes: &[u8]) -> Option<Facts> {
    let read = Certificate::from_pem(&pem("CERTIFICATE", bytes)).ok()?;
    let key = der(&read.key.to_pem());
    Some((read.serial, read.not_before, read.not_after, key))
}

fn theirs(bytes: &[u8]) -> Option<Facts> {
    let (rest, read) = X509Certificate::from_der(bytes).ok()?;
    if !rest.is_empty() {
        return None;
    }
    // A zero only says that the number is not negative.
    let serial = match read.raw_serial() {
        [0, serial @ ..] if serial.first() >= Some(&0x80) => serial,
        serial => serial,
    };
    let serial = serial.iter().map(|byte| format!("{byte:02X}")).collect();
    let validity = read.validity();
    let (not_before, not_after) = (validity.not_before, validity.not_after);
    let key = read.public_key().raw.to_vec();
    Some((serial, not_before.timestamp(), not_after.timestamp(), key))
}

#[test]
fn a_certificate_says_what_another_library_reads_in_it() {
    for text in [CERTIFICATE, HIGH_BIT] {
        let bytes = der(text);
        let read = ours(&bytes);
        assert!(read.is_some());
        assert_eq!(read, theirs(&bytes));
    }
}

/// Every byte but those of the key is changed in turn. What comes out must be either no
/// certificate or what the other library reads.
#[test]
fn a_damaged_certificate_is_refused_or_read_as_another_library_reads_it() {
    let bytes = der(HIGH_BIT);
    let mut both = 0;
    for at in 0..bytes.len() {
        for bit in [1, 0x10, 0x80] {
            let mut damaged = bytes.clone();
            damaged[at] ^= bit;
            if let (Some(read), Some(other)) = (ours(&damaged), theirs(&damaged)) {
                both += 1;
                assert_eq!(read, other, "byte {at}, bit {bit}");
            }
        }
    }
    assert!(both > 100, "only {both} were read by both");
}

#[test]
fn a_certificate_that_is_cut_off_or_followed_by_something_is_refused() {
    let bytes = der(CERTIFICATE);
    for length in 0..bytes.len() {
        assert_eq!(ours(&bytes[..length]), None, "{length} bytes");
    }
    assert_eq!(ours(&[&bytes[..], &[0]].concat()), None);
}
