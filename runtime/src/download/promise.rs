//! The hash that a signed answer promised, and what the content's hash turns out to be.

use aws_lc_rs::digest::{self, Context};

use super::error::DownloadError;
use crate::crypto::hash::lower_hex;

/// The hash that a content must have.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Promise {
    kind: Kind,
    /// In lower hex.
    value: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Sha1,
    Sha256,
    #[cfg(feature = "sm")]
    Sm3,
}

/// What a caller wants of a download.
#[derive(Debug, Clone, Default)]
pub(crate) struct Wanted {
    /// The hash that was promised.
    pub(crate) promise: Option<Result<Promise, DownloadError>>,
    /// The longest content, instead of the client's limit.
    pub(crate) limit: Option<u64>,
}

impl Promise {
    /// Of the `hash_type` and `hash_value` that WeChat Pay's answers have.
    pub(crate) fn new(hash_type: &str, hash_value: &str) -> Result<Self, DownloadError> {
        let kind = match hash_type.to_ascii_uppercase().replace('-', "").as_str() {
            "SHA1" => Kind::Sha1,
            "SHA256" => Kind::Sha256,
            #[cfg(feature = "sm")]
            "SM3" => Kind::Sm3,
            _ => return Err(DownloadError::HashType),
        };
        let value = hash_value.to_ascii_lowercase();
        let is_hex = value.bytes().all(|byte| byte.is_ascii_hexdigit());
        if !is_hex || value.len() != kind.digits() {
            return Err(DownloadError::HashValue);
        }
        Ok(Self { kind, value })
    }
}

impl Kind {
    fn digits(self) -> usize {
        match self {
            Self::Sha1 => 40,
            Self::Sha256 => 64,
            #[cfg(feature = "sm")]
            Self::Sm3 => 64,
        }
    }
}

/// A hash being taken, to be compared with a promise.
pub(super) struct Check {
    hasher: Hasher,
    value: String,
}

enum Hasher {
    Sha(Box<Context>),
    #[cfg(feature = "sm")]
    Sm3(Box<sm3::Sm3>),
}

impl Check {
    pub(super) fn new(promise: Promise) -> Self {
        let sha = |algorithm| Hasher::Sha(Box::new(Context::new(algorithm)));
        let hasher = match promise.kind {
            Kind::Sha1 => sha(&digest::SHA1_FOR_LEGACY_USE_ONLY),
            Kind::Sha256 => sha(&digest::SHA256),
            #[cfg(feature = "sm")]
            Kind::Sm3 => Hasher::Sm3(Box::default()),
        };
        let value = promise.value;
        Self { hasher, value }
    }

    pub(super) fn update(&mut self, piece: &[u8]) {
        match &mut self.hasher {
            Hasher::Sha(context) => context.update(piece),
            #[cfg(feature = "sm")]
            Hasher::Sm3(hasher) => sm3::Digest::update(&mut **hasher, piece),
        }
    }

    /// Whether the content was what was promised.
    pub(super) fn finish(self) -> Result<(), DownloadError> {
        let found = match self.hasher {
            Hasher::Sha(context) => lower_hex(context.finish().as_ref()),
            #[cfg(feature = "sm")]
            Hasher::Sm3(hasher) => lower_hex(&sm3::Digest::finalize(*hasher)),
        };
        if found == self.value {
            Ok(())
        } else {
            Err(DownloadError::Hash)
        }
    }
}
