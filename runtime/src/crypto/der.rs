//! The one piece of ASN.1 that we write ourselves: a PKCS#1 private key in a PKCS#8 wrapper,
//! for the cryptographic library decrypts only with the latter.

use zeroize::Zeroizing;

/// `INTEGER 0`, then the algorithm: rsaEncryption with NULL parameters.
const VERSION_AND_ALGORITHM: [u8; 18] = [
    0x02, 0x01, 0x00, 0x30, 0x0d, 0x06, 0x09, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x01,
    0x05, 0x00,
];
const SEQUENCE: u8 = 0x30;
const OCTET_STRING: u8 = 0x04;

/// `PrivateKeyInfo` around `RSAPrivateKey`.
pub(super) fn pkcs8_from_pkcs1(pkcs1: &[u8]) -> Zeroizing<Vec<u8>> {
    let key = tagged(OCTET_STRING, &[pkcs1]);
    tagged(SEQUENCE, &[&VERSION_AND_ALGORITHM, &key])
}

fn tagged(tag: u8, contents: &[&[u8]]) -> Zeroizing<Vec<u8>> {
    let length: usize = contents.iter().map(|content| content.len()).sum();
    let mut der = Zeroizing::new(Vec::with_capacity(length + 10));
    der.push(tag);
    let bytes = length.to_be_bytes();
    let significant = bytes
        .iter()
        .position(|byte| *byte != 0)
        .unwrap_or(bytes.len());
    let digits = &bytes[significant..];
    match digits {
        [] => der.push(0),
        [short @ 0..=0x7f] => der.push(*short),
        // At most eight bytes long, so the count fits.
        _ => {
            der.push(0x80 | u8::try_from(digits.len()).unwrap_or(0));
            der.extend_from_slice(digits);
        }
    }
    for content in contents {
        der.extend_from_slice(content);
    }
    der
}
