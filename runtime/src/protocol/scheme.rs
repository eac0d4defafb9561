//! The schemes of the `Authorization` header.

use crate::crypto::Suite;

/// Who signs, and with which suite.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Scheme {
    /// `WECHATPAY2-SHA256-RSA2048`: a merchant, RSA.
    MerchantRsa,
    /// `WECHATPAY2-SM2-WITH-SM3`: a merchant, SM2; needs the feature `sm`.
    MerchantSm,
    /// `WECHATPAY-BRAND-SHA256-RSA2048`: a brand, RSA.
    BrandRsa,
}

impl Scheme {
    /// All schemes that are known.
    pub const ALL: [Scheme; 3] = [Scheme::MerchantRsa, Scheme::MerchantSm, Scheme::BrandRsa];

    /// The name at the head of the `Authorization` header, and the value of
    /// `Wechatpay-Signature-Type` for the same algorithm.
    pub const fn as_str(self) -> &'static str {
        match self {
            Scheme::MerchantRsa => "WECHATPAY2-SHA256-RSA2048",
            Scheme::MerchantSm => "WECHATPAY2-SM2-WITH-SM3",
            Scheme::BrandRsa => "WECHATPAY-BRAND-SHA256-RSA2048",
        }
    }

    /// The scheme of this name, in this very case.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|scheme| scheme.as_str() == name)
    }

    /// The scheme in which a merchant signs with a key of `suite`.
    pub const fn merchant(suite: Suite) -> Self {
        match suite {
            Suite::Rsa => Scheme::MerchantRsa,
            Suite::Sm => Scheme::MerchantSm,
        }
    }

    /// The suite that it signs in.
    pub const fn suite(self) -> Suite {
        match self {
            Scheme::MerchantRsa | Scheme::BrandRsa => Suite::Rsa,
            Scheme::MerchantSm => Suite::Sm,
        }
    }

    /// The attribute that says who signs.
    pub const fn id_attribute(self) -> &'static str {
        match self {
            Scheme::MerchantRsa | Scheme::MerchantSm => "mchid",
            Scheme::BrandRsa => "brand_id",
        }
    }
}
