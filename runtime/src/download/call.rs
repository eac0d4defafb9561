//! The call of a download: what was promised, and where it goes.

use std::future::{Future, IntoFuture};
use std::path::Path;
use std::pin::Pin;

use bytes::Bytes;

use super::{Download, Promise, save};
use crate::call::Call;
use crate::error::{Error, ErrorKind};

impl Call<'_, Download> {
    /// The promised SHA-1: `hash_value` of the answer that named the download.
    ///
    /// The hash is of the uncompressed content, which is taken care of.
    pub fn sha1(self, hash_value: &str) -> Self {
        self.hash("SHA1", hash_value)
    }

    /// The promised SHA-256, which electronic receipts (电子回单) have.
    pub fn sha256(self, hash_value: &str) -> Self {
        self.hash("SHA256", hash_value)
    }

    /// The promised hash: `hash_type` and `hash_value` of the answer that named the download.
    ///
    /// SHA1, SHA256, and with the feature `sm` SM3. What cannot be checked is an error
    /// before anything is sent. Content with a promised hash need not be signed.
    pub fn hash(mut self, hash_type: &str, hash_value: &str) -> Self {
        self.parts.wanted.promise = Some(Promise::new(hash_type, hash_value));
        self
    }

    /// The longest content in bytes, uncompressed, instead of the client's limit.
    pub fn limit(mut self, bytes: u64) -> Self {
        self.parts.wanted.limit = Some(bytes);
        self
    }

    /// Fetches the file into memory; see [`Download::bytes`].
    ///
    /// # Errors
    /// Where there is no such file, it does not come whole, or is not what was promised.
    pub async fn bytes(self) -> Result<Bytes, Error> {
        self.await?.bytes().await
    }

    /// Fetches the file to `path`, which must not exist yet; see [`Download::save`].
    ///
    /// # Errors
    /// As [`bytes`](Call::bytes), and where the file cannot be written.
    pub async fn save(self, path: impl AsRef<Path>) -> Result<u64, Error> {
        let path = path.as_ref();
        let subject = self.parts.subject();
        save::check_free(path, false)
            .map_err(|error| Error::new(ErrorKind::Download(error), subject))?;
        self.await?.save(path).await
    }

    /// Fetches the file to `path`, in the place of what is there; see [`Download::save_over`].
    ///
    /// # Errors
    /// As [`save`](Call::save).
    pub async fn save_over(self, path: impl AsRef<Path>) -> Result<u64, Error> {
        self.await?.save_over(path).await
    }
}

impl<'a> IntoFuture for Call<'a, Download> {
    type Output = Result<Download, Error>;
    type IntoFuture = Pin<Box<dyn Future<Output = Self::Output> + Send + 'a>>;

    fn into_future(self) -> Self::IntoFuture {
        Box::pin(async move {
            let client = self.parts.client;
            client.open(self.parts).await
        })
    }
}
