//! What is wrong before anything is sent.

use crate::crypto::KeyError;

/// A client, or credentials, cannot be made of what was given.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ConfigError {
    /// Something that every client needs was not given.
    #[error("the client builder was not given `{0}`: call that method")]
    Missing(&'static str),
    /// A merchant's or brand's id that cannot be one.
    #[error("`{attribute}` must be letters and digits only: copy it from the merchant platform")]
    Id {
        /// `mchid` or `brand_id`.
        attribute: &'static str,
    },
    /// A certificate serial that cannot be one.
    #[error(
        "the serial of the merchant's API certificate must be hex digits: \
         `openssl x509 -in apiclient_cert.pem -noout -serial` prints it"
    )]
    CertificateSerial,
    /// The merchant's private key cannot be used.
    #[error("private key: {0}")]
    PrivateKey(#[source] KeyError),
    /// The merchant's certificate cannot be read.
    #[error("the merchant's API certificate: {0}")]
    MerchantCertificate(#[source] KeyError),
    /// The APIv3 key cannot be used.
    #[error("{0}")]
    ApiV3Key(#[source] KeyError),
    /// A key of WeChat Pay cannot be used.
    #[error("key of WeChat Pay: {0}")]
    TrustedKey(#[source] KeyError),
    /// The base URL is none.
    #[error(
        "the base URL must be `http(s)://host[:port]` and nothing more, for the path is part of \
         what is signed"
    )]
    BaseUrl,
    /// The HTTP client could not be made.
    #[error("the HTTP client could not be made: {0}")]
    Http(String),
    /// There is a proxy, and what sends was given ready-made.
    #[error(
        "the builder was given a proxy, and an HTTP client, a transport or another client to \
         send with: set the proxy there"
    )]
    Proxy,
    /// The user agent cannot be sent.
    #[error("the user agent must be visible ASCII")]
    UserAgent,
    /// The scheme is of the SM suite, which is not compiled in.
    #[error(
        "`WECHATPAY2-SM2-WITH-SM3` needs the SM suite (国密): enable the feature `sm` of \
         `wechatpay-openapi` (or of `wechatpay-runtime`)"
    )]
    SmFeature,
    /// A call that blocks, where blocking would stop an async runtime.
    #[error(
        "a blocking call inside of an async runtime would stop it: `.await` the call (from \
         `spawn_blocking`, use the runtime's `Handle::block_on`)"
    )]
    BlockingInAsync,
    /// The system refused the thread that blocking calls need.
    #[error("the thread behind blocking calls could not be started")]
    NoThread,
    /// There is no key of WeChat Pay to verify an answer with.
    #[error(
        "the client has no key of WeChat Pay, so it could not verify the answer: give the builder \
         a WeChat Pay public key or a platform certificate (one that has not expired), or the \
         APIv3 key, and call `download_certificates` first"
    )]
    NoTrustedKey,
    /// The APIv3 key is needed and was not given.
    #[error("the APIv3 key is needed for this: give it to the client builder with `api_v3_key`")]
    NoApiV3Key,
    /// The operation is a brand's, and no brand was given.
    #[error(
        "this operation is signed by a brand: give its credentials to the client builder with `brand`"
    )]
    NoBrand,
}

/// A call's parameters cannot be sent.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum RequestError {
    /// A path parameter whose value cannot be part of a path.
    #[error("the path parameter `{name}` is empty, `.` or `..`, which would call another URL")]
    PathParameter {
        /// The parameter.
        name: String,
    },
    /// Too few or too many path parameters.
    #[error("the number of path parameters is not that of `{template}`")]
    PathParameterCount {
        /// The path's template.
        template: String,
    },
    /// A header that HTTP cannot carry.
    #[error("the header `{name}` has a name or a value that HTTP cannot carry")]
    Header {
        /// The header.
        name: String,
    },
    /// A header that the runtime writes itself.
    #[error("the header `{name}` is written by the client and cannot be given")]
    ReservedHeader {
        /// The header.
        name: String,
    },
    /// A URL that cannot be sent as it is signed.
    #[error("the URL cannot be sent as it was signed: give a plain path and query")]
    Url,
}
