//! A call: built by generated code, completed with options, sent by `.await`.
//!
//! Invariant: building a call does nothing; only its last step sends or signs. All that
//! is generic over the answer's type is the decoding of it.

use std::future::IntoFuture;
use std::marker::PhantomData;
use std::time::Duration;

use crate::answering::{Answering, exchange};
use crate::client::Client;
use crate::download::{Download, Wanted};
use crate::error::Error;
use crate::operation::{Answer, Auth, Body, Host, Method, Operation, Repeat, empty_record};
use crate::pages::Paging;
use crate::path::Path;
use crate::prepared::PreparedRequest;
use crate::record::{Record, copy_record};
use crate::reply::Reply;
use crate::respond::Respond;
use crate::retry::RetryPolicy;
use crate::timer::Timeouts;

/// One call of an operation. `.await` gives the answer, [`reply`](Call::reply) everything around it.
#[must_use = "a call does nothing until it is awaited"]
pub struct Call<'a, R> {
    pub(crate) parts: Parts<'a>,
    answer: PhantomData<fn() -> R>,
}

/// What a call is made of, whatever its answer's type.
pub(crate) type Parts<'a> = Box<PartsInside<'a>>;

/// What is in [`Parts`].
pub(crate) struct PartsInside<'a> {
    pub(crate) client: &'a Client,
    pub(crate) operation: &'static Operation,
    pub(crate) target: Target<'a>,
    pub(crate) request: Option<Box<dyn Record>>,
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) timeouts: Timeouts,
    pub(crate) retry: RetryPolicy,
    pub(crate) strict: bool,
    /// Whether the answer brings the keys that it is verified with.
    pub(crate) bootstrap: bool,
    /// What is wanted of the file that is the answer.
    pub(crate) wanted: Wanted,
    /// How the answer's list comes in pages, and the maker of an empty request.
    pub(crate) paging: Option<(&'static Paging, EmptyRecord)>,
}

/// Makes an empty request.
type EmptyRecord = fn() -> Box<dyn Record>;

/// What a call is sent to.
#[derive(Clone)]
pub(crate) enum Target<'a> {
    /// The operation's path, with these parameters.
    Path(Path<'a>),
    /// Path and query of a URL that an answer gave.
    Url(String),
}

/// The file behind a `download_url`; the path in it is never the one that is called.
static DOWNLOAD: Operation = Operation {
    id: "GET download_url",
    name: "下载文件",
    method: Method::Get,
    path: "download_url",
    body: Body::None,
    response: Answer::File,
    host: Host::Mainland,
    auth: Auth::Merchant,
    repeat: Repeat::Safe,
};
/// The same from the overseas host.
static OVERSEAS_DOWNLOAD: Operation = Operation {
    host: Host::Overseas,
    ..DOWNLOAD
};
/// The overseas hosts; the client uses the one that it was given.
const OVERSEAS: [&str; 3] = ["//apihk.", "//apius.", "//apieu."];

impl<'a> PartsInside<'a> {
    /// The parts of a call that has no options yet.
    pub(crate) fn of(
        client: &'a Client,
        target: Target<'a>,
        operation: &'static Operation,
        request: Option<Box<dyn Record>>,
    ) -> Parts<'a> {
        Box::new(Self {
            client,
            operation,
            target,
            request,
            headers: Vec::new(),
            timeouts: client.timeouts(),
            retry: client.retry_policy(),
            strict: false,
            bootstrap: false,
            wanted: Wanted::default(),
            paging: None,
        })
    }

    /// The same call once more; a request is copied where the call knows how, as those of
    /// paged operations do.
    pub(crate) fn again(&self) -> Parts<'a> {
        let request = self
            .request
            .as_deref()
            .zip(self.paging)
            .map(|(from, (_, empty))| {
                let mut copy = empty();
                copy_record(from, &mut *copy);
                copy
            });
        Box::new(Self {
            request,
            target: self.target.clone(),
            headers: self.headers.clone(),
            retry: self.retry.clone(),
            wanted: Wanted::default(),
            ..*self
        })
    }

    /// What errors are of.
    pub(crate) fn subject(&self) -> Option<&'static Operation> {
        Some(self.operation)
    }
}

impl<'a, R> Call<'a, R> {
    /// A call of `operation` with a request.
    pub fn new<Q: Record + 'static>(
        path: Path<'a>,
        operation: &'static Operation,
        request: Q,
    ) -> Self {
        Self::erased(path, operation, Some(Box::new(request)))
    }

    /// A call of `operation`, whose answer is a page of a list.
    pub fn paged<Q: Record + 'static>(
        path: Path<'a>,
        operation: &'static Operation,
        paging: &'static Paging,
        request: Q,
    ) -> Self {
        let mut call = Self::new(path, operation, request);
        call.parts.paging = Some((paging, empty_record::<Q>));
        call
    }

    pub(crate) fn from_parts(parts: Parts<'a>) -> Self {
        Self {
            parts,
            answer: PhantomData,
        }
    }

    /// A call of `operation`, which takes no request.
    pub fn bare(path: Path<'a>, operation: &'static Operation) -> Self {
        Self::erased(path, operation, None)
    }

    /// A call of an operation whose types are not known at compile time: for tests and
    /// tools that walk over a table of all operations. What the request is must fit `operation`.
    pub fn erased(
        path: Path<'a>,
        operation: &'static Operation,
        request: Option<Box<dyn Record>>,
    ) -> Self {
        Self::from_parts(PartsInside::of(
            path.client(),
            Target::Path(path),
            operation,
            request,
        ))
    }

    /// How long this call may take in all, instead of the client's timeout.
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.parts.timeouts.call = timeout;
        self
    }

    /// How long WeChat Pay may be silent, instead of the client's read timeout.
    pub fn read_timeout(mut self, timeout: Duration) -> Self {
        self.parts.timeouts.read = timeout;
        self
    }

    /// How long a connection may take to come up, instead of the client's connect timeout.
    ///
    /// Connections are kept apart by this time, so give the same few values. An HTTP client
    /// of your own ([`ClientBuilder::http_client`](crate::ClientBuilder::http_client)) keeps
    /// the time that it was made with.
    pub fn connect_timeout(mut self, timeout: Duration) -> Self {
        self.parts.timeouts.connect = timeout;
        self
    }

    /// Whether and how this call is sent again, instead of as the client's policy says.
    pub fn retry(mut self, policy: RetryPolicy) -> Self {
        self.parts.retry = policy;
        self
    }

    /// One more header. Those that the runtime writes itself cannot be given.
    pub fn header(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.parts.headers.push((name.into(), value.into()));
        self
    }

    /// Makes it an error if the answer differs from the documentation. For tests: the
    /// operation is done all the same.
    pub fn strict(mut self) -> Self {
        self.parts.strict = true;
        self
    }

    /// The signed request, without sending it.
    ///
    /// # Errors
    /// Where the call cannot be sent, or the key is behind an
    /// [`AsyncSigner`](crate::crypto::AsyncSigner); what would be sent never fails here.
    pub fn prepare(mut self) -> Result<PreparedRequest, Error> {
        let (client, subject) = (self.parts.client, self.parts.subject());
        let draft = client.draft(&mut self.parts);
        let prepared = draft.and_then(|draft| client.sign_here(draft));
        prepared.map_err(|kind| Error::new(kind, subject))
    }

    /// The signed request, without sending it, wherever the key is.
    ///
    /// # Errors
    /// As [`prepare`](Self::prepare).
    pub async fn prepare_async(mut self) -> Result<PreparedRequest, Error> {
        let (client, subject) = (self.parts.client, self.parts.subject());
        let fail = |kind| Error::new(kind, subject);
        let draft = client.draft(&mut self.parts).map_err(fail)?;
        client.sign(&draft).await.map_err(fail)
    }
}

impl<'a> Call<'a, Download> {
    pub(crate) fn download(client: &'a Client, url: &str) -> Self {
        let is_overseas = OVERSEAS.iter().any(|host| {
            let scheme = url.split_once(':').map(|(_, rest)| rest);
            scheme.is_some_and(|rest| rest.starts_with(host))
        });
        let operation = if is_overseas {
            &OVERSEAS_DOWNLOAD
        } else {
            &DOWNLOAD
        };
        let parts = PartsInside::of(client, Target::Url(url.to_owned()), operation, None);
        Self {
            parts,
            answer: PhantomData,
        }
    }
}

impl<R: Respond> Call<'_, R> {
    /// Sends the call and gives the answer with status, headers, raw bytes and deviations.
    ///
    /// # Errors
    /// See [`Error`]; [`Error::advice`] says whether the operation may have taken effect, and what to do.
    pub async fn reply(self) -> Result<Reply<R>, Error> {
        exchange(self.parts).await?.reply()
    }
}

impl<'a, R: Respond> IntoFuture for Call<'a, R> {
    type Output = Result<R, Error>;
    type IntoFuture = Answering<'a, R>;

    fn into_future(self) -> Self::IntoFuture {
        Answering::of(self.parts)
    }
}

/// Shows which operation is called, and nothing of the request.
impl<R> std::fmt::Debug for Call<'_, R> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Call")
            .field("operation", &self.parts.operation.id)
            .field("timeouts", &self.parts.timeouts)
            .field("strict", &self.parts.strict)
            .finish_non_exhaustive()
    }
}
