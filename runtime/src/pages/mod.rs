//! Lists that come in pages, read to their end as a stream.
//!
//! Invariant: a page is asked for when somebody waits for it, one at a time; a walk ends
//! at the last page, at an empty one, or with an error, and asks for nothing after that.

mod cursor;

use std::future::{Future, poll_fn};
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use futures_core::Stream;

use crate::call::{Call, Parts};
use crate::error::{Error, ErrorKind};
use crate::operation::Operation;
use crate::path::Path;
use crate::record::Record;
use crate::reply::Reply;
use cursor::{Cursor, Onward};

/// How a list comes in pages: generated as one `static` for each operation that has pages.
/// All names are those on the wire.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Paging {
    /// The field of the request that chooses the page.
    pub by: &'static str,
    /// What that field holds.
    pub step: Step,
    /// The field of the request that chooses how many items a page has.
    pub size: Option<&'static str>,
    /// The list in the response.
    pub items: &'static str,
    /// The field of the response that says how many items there are in all.
    pub total: Option<&'static str>,
}

/// How the next page is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// By the number of items before it.
    Items,
    /// By its number.
    Pages {
        /// The number of the first page.
        first: i64,
    },
    /// By a token that the page before gave.
    Token {
        /// The field of the response that holds it; without one, the page was the last.
        next: &'static str,
    },
}

/// A response that is a page of a list. Implemented by generated code.
pub trait Paged: Record {
    /// What the list is of.
    type Item: Send;

    /// The page's items.
    fn into_items(self) -> Vec<Self::Item>;
}

/// A boxed stream of some operation's pages, of which only the number of items is told.
type Counts<'a> = Pin<Box<dyn Stream<Item = Result<usize, Error>> + Send + 'a>>;

/// A paged operation whose types are not known at compile time, for tests and tools that
/// walk over a table of all of them.
#[derive(Debug, Clone, Copy)]
pub struct PagedOperation {
    /// The operation.
    pub operation: &'static Operation,
    /// How its list comes in pages.
    pub paging: &'static Paging,
    /// Makes an empty request.
    pub request: fn() -> Box<dyn Record>,
    counts: for<'a> fn(Self, Path<'a>, Box<dyn Record>) -> Counts<'a>,
}

impl PagedOperation {
    /// An entry of the table; `R` is the response.
    #[must_use]
    pub const fn new<R: Paged + 'static>(
        operation: &'static Operation,
        paging: &'static Paging,
        request: fn() -> Box<dyn Record>,
    ) -> Self {
        Self {
            operation,
            paging,
            request,
            counts: counts::<R>,
        }
    }

    /// The number of items of each page, beginning with the one that `request` asks for.
    pub fn counts<'a>(
        self,
        path: Path<'a>,
        request: Box<dyn Record>,
    ) -> impl Stream<Item = Result<usize, Error>> + Send + 'a {
        (self.counts)(self, path, request)
    }
}

fn counts<'a, R: Paged + 'static>(
    paged: PagedOperation,
    path: Path<'a>,
    request: Box<dyn Record>,
) -> Counts<'a> {
    let mut call = Call::<R>::erased(path, paged.operation, Some(request));
    call.parts.paging = Some((paged.paging, paged.request));
    let mut pages = call.pages();
    Box::pin(Counted {
        poll: Box::new(move |context| {
            let page = ready!(Pin::new(&mut pages).poll_next(context));
            Poll::Ready(page.map(|page| page.map(|page| page.into_items().len())))
        }),
    })
}

/// Asks for the next count.
type Poller<'a> = dyn FnMut(&mut Context<'_>) -> Poll<Option<Result<usize, Error>>> + Send + 'a;

struct Counted<'a> {
    poll: Box<Poller<'a>>,
}

impl Stream for Counted<'_> {
    type Item = Result<usize, Error>;

    fn poll_next(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        (self.get_mut().poll)(context)
    }
}

impl<'a, R: Paged + 'a> Call<'a, R> {
    /// The pages, from the one that the request asks for to the last. Each is asked for when
    /// it is waited for, with all options of this call; an error is the stream's last item.
    pub fn pages(self) -> Pages<'a, R> {
        Pages {
            walk: Some(Walk::new(self.parts)),
            under_way: None,
            failure: None,
        }
    }

    /// The items of all pages, from the one that the request asks for to the last.
    ///
    /// ```no_run
    /// # use wechatpay_runtime::{Call, Error, Paged};
    /// # async fn walk<R: Paged>(call: Call<'_, R>) -> Result<(), Error> {
    /// let mut items = call.items();
    /// while let Some(item) = items.next().await {
    ///     let item = item?;
    /// }
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// Beside [`next`](Items::next), it is a [`Stream`] for those who use `futures`.
    pub fn items(self) -> Items<'a, R> {
        Items {
            pages: self.pages(),
            items: Vec::new().into_iter(),
        }
    }
}

/// A walk between two pages.
struct Walk<'a> {
    /// The call of the next page.
    parts: Parts<'a>,
    /// `None` where the call says nothing of pages: then there is one.
    cursor: Option<Cursor>,
}

impl<'a> Walk<'a> {
    fn new(parts: Parts<'a>) -> Self {
        let cursor = match (&parts.paging, &parts.request) {
            (Some((facts, _)), Some(request)) => Some(Cursor::begin(facts, &**request)),
            _ => None,
        };
        Self { parts, cursor }
    }

    fn onward<R: Record>(&mut self, reply: &Reply<R>) -> Onward {
        match (&mut self.cursor, &mut self.parts.request) {
            (Some(cursor), Some(request)) => {
                cursor.advance(&reply.value, &reply.raw, &mut **request)
            }
            _ => Onward::End,
        }
    }
}

/// A page that is on its way.
type UnderWay<'a, R> = Pin<Box<dyn Future<Output = Result<Reply<R>, Error>> + Send + 'a>>;

/// The pages of a list: [`Call::pages`].
#[must_use = "nothing is asked for until a page is waited for"]
pub struct Pages<'a, R> {
    /// `None` after the last page.
    walk: Option<Walk<'a>>,
    under_way: Option<UnderWay<'a, R>>,
    /// Why there is no page after the one that was given last.
    failure: Option<Error>,
}

impl<'a, R: Paged + 'a> Pages<'a, R> {
    /// The next page; `None` after the last, and after an error.
    pub async fn next(&mut self) -> Option<Result<R, Error>> {
        poll_fn(|context| Pin::new(&mut *self).poll_next(context)).await
    }

    /// Ends the walk; whether it was still going on.
    #[cfg(feature = "blocking")]
    pub(crate) fn stop(&mut self) -> bool {
        self.under_way = None;
        self.walk.take().is_some()
    }

    fn arrived(&mut self, reply: Result<Reply<R>, Error>) -> Option<Result<R, Error>> {
        let mut walk = self.walk.take()?;
        let reply = match reply {
            Ok(reply) => reply,
            Err(error) => return Some(Err(error)),
        };
        let subject = walk.parts.subject();
        let repeated = || Error::new(ErrorKind::RepeatedPage, subject);
        match walk.onward(&reply) {
            Onward::More => self.walk = Some(walk),
            Onward::End => {}
            Onward::Back => self.failure = Some(repeated()),
            Onward::Same => return Some(Err(repeated())),
        }
        Some(Ok(reply.value))
    }
}

impl<'a, R: Paged + 'a> Stream for Pages<'a, R> {
    type Item = Result<R, Error>;

    fn poll_next(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let this = self.get_mut();
        if let Some(error) = this.failure.take() {
            return Poll::Ready(Some(Err(error)));
        }
        let Some(walk) = &this.walk else {
            return Poll::Ready(None);
        };
        let under_way = this
            .under_way
            .get_or_insert_with(|| Box::pin(Call::from_parts(walk.parts.again()).reply()));
        let reply = ready!(under_way.as_mut().poll(context));
        this.under_way = None;
        Poll::Ready(this.arrived(reply))
    }
}

impl<R> std::fmt::Debug for Pages<'_, R> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let operation = self.walk.as_ref().map(|walk| walk.parts.operation.id);
        f.debug_struct("Pages")
            .field("operation", &operation)
            .finish_non_exhaustive()
    }
}

/// The items of all pages of a list: [`Call::items`].
#[must_use = "nothing is asked for until an item is waited for"]
pub struct Items<'a, R: Paged> {
    pages: Pages<'a, R>,
    items: std::vec::IntoIter<R::Item>,
}

impl<'a, R: Paged + 'a> Items<'a, R> {
    /// The next item; `None` after the last, and after an error.
    pub async fn next(&mut self) -> Option<Result<R::Item, Error>> {
        poll_fn(|context| Pin::new(&mut *self).poll_next(context)).await
    }

    /// Ends the walk; whether it was still going on.
    #[cfg(feature = "blocking")]
    pub(crate) fn stop(&mut self) -> bool {
        self.items = Vec::new().into_iter();
        self.pages.stop()
    }

    /// All items that are left.
    ///
    /// # Errors
    /// The first error of a page; the items before it are lost.
    pub async fn all(mut self) -> Result<Vec<R::Item>, Error> {
        let mut all = Vec::new();
        while let Some(item) = self.next().await {
            all.push(item?);
        }
        Ok(all)
    }
}

impl<R: Paged> Unpin for Items<'_, R> {}

impl<'a, R: Paged + 'a> Stream for Items<'a, R> {
    type Item = Result<R::Item, Error>;

    fn poll_next(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let this = self.get_mut();
        loop {
            if let Some(item) = this.items.next() {
                return Poll::Ready(Some(Ok(item)));
            }
            match ready!(Pin::new(&mut this.pages).poll_next(context)) {
                Some(Ok(page)) => this.items = page.into_items().into_iter(),
                Some(Err(error)) => return Poll::Ready(Some(Err(error))),
                None => return Poll::Ready(None),
            }
        }
    }
}

impl<R: Paged> std::fmt::Debug for Items<'_, R> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Items")
            .field("pages", &self.pages)
            .finish_non_exhaustive()
    }
}
