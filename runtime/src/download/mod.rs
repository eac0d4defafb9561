//! Downloads: a file that arrives piece by piece, uncompressed on the way and checked at its end.
//!
//! ```text
//! pieces of the body ── content.rs: gunzip, limit ──▶ promise.rs: hash ──▶ stream, bytes, or save.rs: a file
//! ```
//!
//! Invariant: the end is reported as good only after all of the uncompressed content has
//! the promised hash; no more is held in memory than a piece or two, unless the caller
//! collects it; a saved file appears only when the hash is right.

mod call;
mod content;
mod error;
mod promise;
mod save;

pub use error::DownloadError;
pub(crate) use promise::{Promise, Wanted};

use std::future::{Future, poll_fn};
use std::path::Path;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use bytes::Bytes;
use futures_core::Stream;
use http::{HeaderMap, StatusCode};

use crate::error::{Error, ErrorKind};
use crate::operation::Operation;
use crate::reply::request_id;
use crate::transport::arrival::Arrival;
use content::Content;

/// A file on its way: a stream of its uncompressed content.
///
/// Gzip is recognized by how the content begins, and uncompressed. **Believe nothing of the
/// content before the stream's end**: where it has not the promised hash, the last item is
/// an error. [`bytes`](Download::bytes) and [`save`](Download::save) wait for the end.
///
/// Nothing is read from the connection before the stream is asked for more.
#[must_use = "the content is fetched only as far as the stream is read"]
pub struct Download {
    status: StatusCode,
    headers: HeaderMap,
    operation: &'static Operation,
    /// The number of the attempt that opened it.
    attempt: u32,
    checked: bool,
    source: Source,
    content: Content,
}

/// Where the body comes from.
enum Source {
    /// Between two pieces; boxed, for an answer is large.
    Waiting(Box<Arrival>),
    /// The next piece is awaited.
    Pulling(Pulling),
    /// The whole body, verified already.
    Whole(Bytes),
    /// There is no more.
    Ended,
}

type Pulling =
    Pin<Box<dyn Future<Output = (Box<Arrival>, Result<Option<Bytes>, ErrorKind>)> + Send>>;

/// What is known of a download when its head is there.
pub(crate) struct Head {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) operation: &'static Operation,
    /// The number of the attempt that it answers.
    pub(crate) attempt: u32,
    /// The longest content that is handed out, in bytes.
    pub(crate) limit: u64,
    /// The hashes that the content must have.
    pub(crate) promises: Vec<Promise>,
}

impl Download {
    /// A download whose body is still to come.
    pub(crate) fn arriving(head: Head, arrival: Arrival) -> Self {
        let checked = !head.promises.is_empty();
        Self::new(head, Source::Waiting(Box::new(arrival)), checked)
    }

    /// A download that was read and verified as a whole.
    pub(crate) fn verified(head: Head, body: Bytes) -> Self {
        Self::new(head, Source::Whole(body), true)
    }

    fn new(head: Head, source: Source, checked: bool) -> Self {
        Self {
            status: head.status,
            headers: head.headers,
            operation: head.operation,
            attempt: head.attempt,
            checked,
            source,
            content: Content::new(head.promises, head.limit),
        }
    }

    /// The number of the attempt that opened it.
    pub(crate) fn attempt(&self) -> u32 {
        self.attempt
    }

    /// The status.
    pub fn status(&self) -> StatusCode {
        self.status
    }

    /// The headers.
    pub fn headers(&self) -> &HeaderMap {
        &self.headers
    }

    /// `Content-Type`.
    pub fn content_type(&self) -> Option<&str> {
        self.headers.get(http::header::CONTENT_TYPE)?.to_str().ok()
    }

    /// `Request-ID`, which WeChat Pay's support asks for.
    pub fn request_id(&self) -> Option<&str> {
        request_id(&self.headers)
    }

    /// Whether a good end means that the content is what WeChat Pay promised: because its
    /// hash was given, or came signed. `false` only for files that WeChat Pay does not sign
    /// and for which no hash was given.
    pub fn is_checked(&self) -> bool {
        self.checked
    }

    /// The next piece of the uncompressed content; `None` at its good end.
    ///
    /// # Errors
    /// Where the connection breaks, or the content is not what was promised.
    pub async fn chunk(&mut self) -> Result<Option<Bytes>, Error> {
        poll_fn(|context| self.poll_piece(context))
            .await
            .transpose()
    }

    /// The whole uncompressed content, checked.
    ///
    /// # Errors
    /// As [`chunk`](Download::chunk).
    pub async fn bytes(mut self) -> Result<Bytes, Error> {
        let Some(first) = self.chunk().await? else {
            return Ok(Bytes::new());
        };
        let Some(second) = self.chunk().await? else {
            return Ok(first);
        };
        let mut content = [first, second].concat();
        while let Some(piece) = self.chunk().await? {
            content.extend_from_slice(&piece);
        }
        Ok(content.into())
    }

    /// Saves the uncompressed content to `path`, which must not exist yet, and gives its
    /// length in bytes.
    ///
    /// The file appears only when all of it is written and its hash is right. Until then it
    /// is a hidden one beside it, which is removed if anything fails or the future is dropped.
    ///
    /// # Errors
    /// As [`chunk`](Download::chunk); where the file cannot be written; and
    /// [`DownloadError::Exists`] where there is one of that name.
    pub async fn save(self, path: impl AsRef<Path>) -> Result<u64, Error> {
        save::save(self, path.as_ref(), false).await
    }

    /// As [`save`](Download::save), but an existing file is replaced, at once and only by a good one.
    ///
    /// # Errors
    /// As [`save`](Download::save), save for a file that exists.
    pub async fn save_over(self, path: impl AsRef<Path>) -> Result<u64, Error> {
        save::save(self, path.as_ref(), true).await
    }

    fn poll_piece(&mut self, context: &mut Context<'_>) -> Poll<Option<Result<Bytes, Error>>> {
        let piece = ready!(self.poll_content(context));
        if !matches!(piece, Some(Ok(_))) {
            self.source = Source::Ended;
            self.content.close();
        }
        Poll::Ready(piece.map(|piece| piece.map_err(|kind| self.error(kind))))
    }

    fn poll_content(
        &mut self,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Bytes, ErrorKind>>> {
        loop {
            match self.content.next() {
                Err(error) => return Poll::Ready(Some(Err(ErrorKind::Download(error)))),
                Ok(Some(piece)) => return Poll::Ready(Some(Ok(piece))),
                Ok(None) if self.content.is_over() => return Poll::Ready(None),
                Ok(None) => {}
            }
            match ready!(self.source.poll(context)) {
                Err(kind) => return Poll::Ready(Some(Err(kind))),
                Ok(Some(piece)) => self.content.feed(piece),
                Ok(None) => self.content.end(),
            }
        }
    }

    fn error(&self, kind: ErrorKind) -> Error {
        Error::new(kind, Some(self.operation)).after(self.attempt, false)
    }
}

impl Source {
    fn poll(&mut self, context: &mut Context<'_>) -> Poll<Result<Option<Bytes>, ErrorKind>> {
        if let Self::Waiting(_) = self
            && let Self::Waiting(mut arrival) = std::mem::replace(self, Self::Ended)
        {
            *self = Self::Pulling(Box::pin(async move {
                let piece = arrival.chunk().await;
                (arrival, piece)
            }));
        }
        match self {
            Self::Pulling(pulling) => {
                let (arrival, piece) = ready!(pulling.as_mut().poll(context));
                *self = match &piece {
                    Ok(Some(_)) => Self::Waiting(arrival),
                    _ => Self::Ended,
                };
                Poll::Ready(piece)
            }
            Self::Whole(body) => {
                let body = std::mem::take(body);
                *self = Self::Ended;
                Poll::Ready(Ok(Some(body)))
            }
            Self::Waiting(_) | Self::Ended => Poll::Ready(Ok(None)),
        }
    }
}

impl Stream for Download {
    type Item = Result<Bytes, Error>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.poll_piece(cx)
    }
}

impl std::fmt::Debug for Download {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Download")
            .field("status", &self.status)
            .field("content_type", &self.content_type())
            .field("checked", &self.checked)
            .finish_non_exhaustive()
    }
}
