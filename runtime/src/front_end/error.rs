//! Why there is nothing to hand to the front end.

use crate::crypto::CryptoError;
use crate::protocol::Scheme;

/// What the front end needs cannot be made. Nothing was sent.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum FrontEndError {
    /// A value that cannot be one: it is signed as a line of its own.
    #[error(
        "`{0}` is empty or holds something other than visible ASCII: give it as WeChat Pay gave it"
    )]
    Value(&'static str),
    /// Front ends know RSA signatures of merchants only.
    #[error(
        "front ends take a merchant's RSA signature only, and these credentials sign with `{}`: \
         use the merchant's RSA key for this",
        .0.as_str()
    )]
    Scheme(Scheme),
    /// The signer failed.
    #[error("{0}")]
    Crypto(#[from] CryptoError),
    /// The `h5_url` is none.
    #[error("the `h5_url` is no `https` URL: give it as WeChat Pay gave it")]
    H5Url,
    /// The URL to return to is none.
    #[error(
        "the URL to return to must be whole (`https://shop.example/paid?order=1`), and is encoded \
         here: give it as a browser would show it"
    )]
    RedirectUrl,
}
