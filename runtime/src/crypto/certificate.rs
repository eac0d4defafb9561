//! X.509 certificates: serial, validity and key, which is all that the protocol uses of them.
//!
//! Invariant: the fields before the key are read in their places and everything is DER with
//! nothing after it. What follows the key (extensions) is not looked into: a certificate is
//! trusted because of how it arrived, never because of who issued it.

use der::asn1::{AnyRef, GeneralizedTime, UtcTime};
use der::{Decode as _, ErrorKind, Reader, SliceReader, Tag, TagNumber, Tagged as _};

use super::{KeyError, PublicKey, hash, pem};

/// A certificate.
#[derive(Debug, Clone)]
pub struct Certificate {
    /// The serial in upper-case hex, two digits a byte, leading zeros kept.
    pub serial: String,
    /// Unix seconds from which it is valid.
    pub not_before: i64,
    /// Unix seconds up to which it is valid.
    pub not_after: i64,
    /// The key in it.
    pub key: PublicKey,
}

/// The parts of a certificate that are used, as they are in it.
struct Fields<'a> {
    serial: &'a [u8],
    not_before: i64,
    not_after: i64,
    public_key: &'a [u8],
}

/// `version [0] EXPLICIT`, which certificates of version 1 leave out.
const VERSION: Tag = Tag::ContextSpecific {
    constructed: true,
    number: TagNumber(0),
};

impl Certificate {
    /// Reads `BEGIN CERTIFICATE`.
    ///
    /// # Errors
    /// Where there is no such block, no X.509 in it, or no key in that that can be used.
    pub fn from_pem(text: &str) -> Result<Self, KeyError> {
        let block = pem::find(text, &["CERTIFICATE"], "the X.509 certificate")?;
        let fields = read(&block.der).map_err(|error| {
            let at = error.position().map_or(0, u32::from);
            let reason = format!("it is no X.509 in DER; see its byte {at}");
            KeyError::Certificate { reason }
        })?;
        Ok(Self {
            serial: serial(fields.serial),
            not_before: fields.not_before,
            not_after: fields.not_after,
            key: PublicKey::from_spki(fields.public_key)?,
        })
    }
}

/// `Certificate`: what is signed, the algorithm, the signature.
fn read(certificate: &[u8]) -> der::Result<Fields<'_>> {
    let mut reader = SliceReader::new(certificate)?;
    let fields = reader.sequence(|reader| {
        let fields = reader.sequence(to_be_signed)?;
        skip(reader, Tag::Sequence)?;
        skip(reader, Tag::BitString)?;
        Ok::<_, der::Error>(fields)
    })?;
    reader.finish()?;
    Ok(fields)
}

/// `TBSCertificate` of RFC 5280.
fn to_be_signed<'a>(reader: &mut SliceReader<'a>) -> der::Result<Fields<'a>> {
    if Tag::peek(reader)? == VERSION {
        skip(reader, VERSION)?;
    }
    let serial = skip(reader, Tag::Integer)?;
    let _algorithm = skip(reader, Tag::Sequence)?;
    let _issuer = skip(reader, Tag::Sequence)?;
    let (not_before, not_after) =
        reader.sequence(|reader| Ok::<_, der::Error>((time(reader)?, time(reader)?)))?;
    let _subject = skip(reader, Tag::Sequence)?;
    let public_key = reader.tlv_bytes()?;
    while !reader.is_finished() {
        AnyRef::decode(reader)?;
    }
    Ok(Fields {
        serial,
        not_before,
        not_after,
        public_key,
    })
}

/// The content of the next value, which must be a `tag`.
fn skip<'a>(reader: &mut SliceReader<'a>, tag: Tag) -> der::Result<&'a [u8]> {
    let value = AnyRef::decode(reader)?;
    value.tag().assert_eq(tag)?;
    Ok(value.value())
}

/// `UTCTime` up to 2049, `GeneralizedTime` from then on.
fn time(reader: &mut SliceReader<'_>) -> der::Result<i64> {
    let since_1970 = match Tag::peek(reader)? {
        Tag::GeneralizedTime => GeneralizedTime::decode(reader)?.to_unix_duration(),
        _ => UtcTime::decode(reader)?.to_unix_duration(),
    };
    i64::try_from(since_1970.as_secs()).map_err(|_| ErrorKind::DateTime.into())
}

/// Without the zero byte that DER puts before a number whose first bit is set.
fn serial(der: &[u8]) -> String {
    match der {
        [0, rest @ ..] if rest.first().is_some_and(|byte| byte & 0x80 != 0) => {
            hash::upper_hex(rest)
        }
        _ => hash::upper_hex(der),
    }
}
