//! Where the method tree begins.

use wechatpay_runtime::{Call, Client, Download};

/// A merchant's access to WeChat Pay. Cheap to clone.
///
/// Its methods are the first segments of URLs: `wxpay.v3().pay().transactions()…`.
#[derive(Clone, Debug)]
pub struct Wechatpay(Client);

impl Wechatpay {
    /// The method tree over `client`.
    pub fn new(client: Client) -> Self {
        Self(client)
    }

    /// The client that sends the calls.
    pub fn client(&self) -> &Client {
        &self.0
    }

    /// The file behind a `download_url` that an answer gave.
    pub fn download(&self, url: &str) -> Call<'_, Download> {
        self.0.download(url)
    }
}

impl From<Client> for Wechatpay {
    fn from(client: Client) -> Self {
        Self::new(client)
    }
}
