//! SM4-GCM under the first 16 bytes of the APIv3 key's SM3 hash.

use aes_gcm::aead::consts::U12;
use aes_gcm::{AeadInOut as _, AesGcm, KeyInit as _};
use sm3::{Digest as _, Sm3};
use sm4::Sm4;
use zeroize::Zeroizing;

use crate::crypto::AeadError;

const KEY_LENGTH: usize = 16;

/// GCM is the same over every cipher with blocks of 16 bytes.
type Sm4Gcm = AesGcm<Sm4, U12>;

/// Decrypts `buffer`, whose last 16 bytes are the tag, in place.
pub(in crate::crypto) fn open(
    api_v3_key: &[u8],
    nonce: [u8; 12],
    associated_data: &[u8],
    buffer: &mut Vec<u8>,
) -> Result<(), AeadError> {
    cipher(api_v3_key)?
        .decrypt_in_place(&nonce.into(), associated_data, buffer)
        .map_err(|_| AeadError::Open)
}

/// Encrypts `buffer` in place and appends the tag.
pub(in crate::crypto) fn seal(
    api_v3_key: &[u8],
    nonce: [u8; 12],
    associated_data: &[u8],
    buffer: &mut Vec<u8>,
) -> Result<(), AeadError> {
    cipher(api_v3_key)?
        .encrypt_in_place(&nonce.into(), associated_data, buffer)
        .map_err(|_| AeadError::Open)
}

fn cipher(api_v3_key: &[u8]) -> Result<Sm4Gcm, AeadError> {
    let hash: Zeroizing<[u8; 32]> = Zeroizing::new(Sm3::digest(api_v3_key).into());
    let (key, _) = hash.split_at(KEY_LENGTH);
    Sm4Gcm::new_from_slice(key).map_err(|_| AeadError::Open)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    fn bytes(hex: &str) -> Vec<u8> {
        let pair = |at| u8::from_str_radix(&hex[at..at + 2], 16).unwrap();
        (0..hex.len()).step_by(2).map(pair).collect()
    }

    /// The key that is derived from an APIv3 key, which no published vector has.
    #[test]
    fn the_parts_are_those_of_the_standards() {
        // GB/T 32905, A.1.
        let hash = "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0";
        assert_eq!(Sm3::digest(b"abc").to_vec(), bytes(hash));
        // RFC 8998, A.1.
        let cipher = Sm4Gcm::new_from_slice(&bytes("0123456789abcdeffedcba9876543210")).unwrap();
        let nonce: [u8; 12] = bytes("00001234567800000000abcd").try_into().unwrap();
        let associated_data = bytes("feedfacedeadbeeffeedfacedeadbeefabaddad2");
        let mut buffer = Vec::new();
        for byte in [0xaa, 0xbb, 0xcc, 0xdd, 0xee, 0xff, 0xee, 0xaa] {
            buffer.extend([byte; 8]);
        }
        cipher
            .encrypt_in_place(&nonce.into(), &associated_data, &mut buffer)
            .unwrap();
        let sealed = "17f399f08c67d5ee19d0dc9969c4bb7d5fd46fd3756489069157b282bb200735\
                      d82710ca5c22f0ccfa7cbf93d496ac15a56834cbcf98c397b4024a2691233b8d\
                      83de3541e4c2b58177e065a9bf7b62ec";
        assert_eq!(buffer, bytes(sealed));
    }
}
