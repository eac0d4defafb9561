//! The two suites of algorithms that WeChat Pay speaks.

/// A suite of algorithms: keys, signatures and ciphers of one never mix with the other's.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Suite {
    /// RSA with SHA-256, AES-256-GCM.
    Rsa,
    /// SM2 with SM3, SM4-GCM (国密); needs the feature `sm`.
    Sm,
}

impl Suite {
    /// The algorithm's name in envelopes that the APIv3 key opens.
    pub const fn aead(self) -> &'static str {
        match self {
            Suite::Rsa => "AEAD_AES_256_GCM",
            Suite::Sm => "AEAD_SM4_GCM",
        }
    }

    /// The suite whose envelopes have this algorithm.
    pub(super) fn of_aead(name: &str) -> Option<Self> {
        let both = [Suite::Rsa, Suite::Sm];
        both.into_iter().find(|suite| suite.aead() == name)
    }

    /// What `GET /v3/certificates` takes as `algorithm_type` to list this suite's certificates.
    pub const fn algorithm_type(self) -> &'static str {
        match self {
            Suite::Rsa => "RSA",
            Suite::Sm => "SM2",
        }
    }
}

/// The object identifier of the curve of SM2 (1.2.156.10197.1.301), as DER writes it.
const SM2_CURVE: [u8; 10] = [0x06, 0x08, 0x2a, 0x81, 0x1c, 0xcf, 0x55, 0x01, 0x82, 0x2d];
/// The algorithm stands at the head of PKCS#8 and of SPKI, before the key itself.
const HEAD: usize = 40;

/// The suite of a key in PKCS#8 or SPKI: told by the curve, without reading the key.
pub(super) fn suite_of(der: &[u8]) -> Suite {
    let head = der.get(..HEAD).unwrap_or(der);
    let is_sm = head.windows(SM2_CURVE.len()).any(|at| at == SM2_CURVE);
    if is_sm { Suite::Sm } else { Suite::Rsa }
}
