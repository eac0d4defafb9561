//! What can be wrong with keys and with what they are used on.
//!
//! Invariant: no message repeats a byte of a key, not even of a wrong one.

/// A key or a certificate cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum KeyError {
    /// The text has no PEM block.
    #[error(
        "no PEM block was found where {expected} was expected: give the file's whole content, \
         the `-----BEGIN …-----` and `-----END …-----` lines included"
    )]
    NoPem {
        /// What was expected.
        expected: &'static str,
    },
    /// The text has PEM blocks, but not of the right kind.
    #[error("{expected} was expected, and the PEM holds {found}: give the right file")]
    WrongPem {
        /// What was expected.
        expected: &'static str,
        /// The kind of block that was found.
        found: String,
    },
    /// The PEM block's content is not base64.
    #[error("the PEM block of {expected} is damaged: copy the file again, whole")]
    DamagedPem {
        /// What was expected.
        expected: &'static str,
    },
    /// The private key is protected by a password.
    #[error(
        "the private key is encrypted with a password: decrypt it first \
         (`openssl pkey -in key.pem -out decrypted.pem`)"
    )]
    EncryptedPrivateKey,
    /// The content is not a key that can be used.
    #[error("{expected} cannot be used ({reason}): an RSA key of at least 2048 bits is needed")]
    Rejected {
        /// What was expected.
        expected: &'static str,
        /// What the cryptographic library says.
        reason: String,
    },
    /// The content is not an SM2 key that can be used.
    #[error(
        "{expected} cannot be used: a key on the curve of SM2 is needed, a private one in PKCS#8 \
         (`BEGIN PRIVATE KEY`), a public one in SPKI (`BEGIN PUBLIC KEY`)"
    )]
    RejectedSm {
        /// What was expected.
        expected: &'static str,
    },
    /// The key is of the SM suite, which is not compiled in.
    #[error(
        "{expected} is an SM2 key (国密): enable the feature `sm` of `wechatpay-openapi` \
         (or of `wechatpay-runtime`)"
    )]
    SmFeature {
        /// What was expected.
        expected: &'static str,
    },
    /// The certificate cannot be read.
    #[error("the X.509 certificate cannot be read ({reason}): give the PEM file as it was issued")]
    Certificate {
        /// What is wrong.
        reason: String,
    },
    /// The APIv3 key has the wrong length.
    #[error(
        "the APIv3 key has {length} bytes and must have exactly 32: \
         copy it from the merchant platform, without quotes or line ends"
    )]
    ApiV3KeyLength {
        /// How many bytes were given.
        length: usize,
    },
    /// The id of a WeChat Pay public key is not one.
    #[error(
        "the id of a WeChat Pay public key begins with `PUB_KEY_ID_` and has only letters, digits \
         and `_`: copy it from the merchant platform, in the case that it is shown"
    )]
    PublicKeyId,
}

/// A cryptographic operation failed for no fault of its input.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum CryptoError {
    /// The system gives no random bytes.
    #[error("the system's random generator failed")]
    Random,
    /// The private key did not sign.
    #[error("signing with the private key failed")]
    Sign,
    /// A signer that is elsewhere did not sign.
    #[error("the signer did not sign ({reason})")]
    Signer {
        /// Why, in words that hold no secret.
        reason: String,
    },
    /// The key is elsewhere and was asked to sign at once.
    #[error("the key is behind an `AsyncSigner`: use the async form of what signs")]
    SignsAsync,
    /// A key could not be made or written.
    #[error("making a key failed")]
    Generate,
}

/// A signature is not that of the message under the key, or no signature at all.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the signature does not fit")]
pub struct BadSignature;
