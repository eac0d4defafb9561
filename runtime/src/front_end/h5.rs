//! Payment in a browser outside of WeChat (H5): a URL to go to, signed by WeChat Pay itself.

use reqwest::Url;
use serde::Serialize;

use super::FrontEndError;
use crate::protocol::percent_encode;

/// Where a browser goes to pay, and where it comes back to. Lives 5 min.
///
/// Serializes to `h5_url`; `Display` is the URL.
#[derive(Clone, PartialEq, Eq, Serialize)]
pub struct H5Payment {
    h5_url: String,
}

impl H5Payment {
    /// The `h5_url` that placing the order gave.
    ///
    /// # Errors
    /// Where it is no `https` URL: sending a payer to another one must not be possible.
    pub fn new(h5_url: impl Into<String>) -> Result<Self, FrontEndError> {
        let h5_url = h5_url.into();
        let plain = h5_url.bytes().all(|byte| byte.is_ascii_graphic());
        match Url::parse(&h5_url) {
            Ok(url) if plain && url.scheme() == "https" => Ok(Self { h5_url }),
            _ => Err(FrontEndError::H5Url),
        }
    }

    /// The same, coming back to `url` afterwards, whether or not it was paid: the shop must
    /// query the order. `url` is given plainly and percent-encoded here; its domain must be
    /// registered with WeChat Pay.
    ///
    /// # Errors
    /// Where `url` is not a whole URL, or there is a `redirect_url` already.
    pub fn redirect_to(&self, url: &str) -> Result<Self, FrontEndError> {
        let visible = |c: char| !c.is_control() && !c.is_whitespace();
        if !url.chars().all(visible) || Url::parse(url).is_err() {
            return Err(FrontEndError::RedirectUrl);
        }
        let (base, fragment) = match self.h5_url.split_once('#') {
            None => (self.h5_url.as_str(), None),
            Some((base, fragment)) => (base, Some(fragment)),
        };
        let query = base.split_once('?').map(|(_, query)| query);
        let mut parameters = query.unwrap_or_default().split('&');
        if parameters.any(|parameter| parameter.starts_with("redirect_url=")) {
            return Err(FrontEndError::H5Url);
        }
        let mut h5_url = base.to_owned();
        h5_url.push(if query.is_some() { '&' } else { '?' });
        h5_url.push_str("redirect_url=");
        percent_encode(url, &mut h5_url);
        if let Some(fragment) = fragment {
            h5_url.push('#');
            h5_url.push_str(fragment);
        }
        Ok(Self { h5_url })
    }

    /// The URL.
    pub fn as_str(&self) -> &str {
        &self.h5_url
    }
}

impl std::fmt::Display for H5Payment {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.h5_url)
    }
}

/// Hides the URL, which opens the payment.
impl std::fmt::Debug for H5Payment {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("H5Payment").finish_non_exhaustive()
    }
}
