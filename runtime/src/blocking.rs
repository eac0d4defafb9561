//! Calls without `async`: the calling thread waits.
//!
//! Invariant: one runtime for the whole process, driven by a thread of its own, so that
//! connections stay open between calls and a waiting thread never has to drive another's.

use std::future::{Future, pending};
use std::sync::OnceLock;

use tokio::runtime::{Builder, Handle};

use crate::call::Call;
use crate::error::{ConfigError, Error};
use crate::pages::{Items, Paged, Pages};
use crate::reply::Reply;
use crate::respond::Respond;

/// Runs `future` to its end on this thread, for everything here that is `async` and is no
/// call: `wait(client.download_certificates())`.
///
/// # Errors
/// Inside of an async runtime, whose thread would stand still, and where the system
/// refuses a thread.
pub fn wait<F: Future>(future: F) -> Result<F::Output, ConfigError> {
    if Handle::try_current().is_ok() {
        return Err(ConfigError::BlockingInAsync);
    }
    Ok(runtime()?.block_on(future))
}

/// The runtime that all blocking calls share.
fn runtime() -> Result<&'static Handle, ConfigError> {
    static RUNTIME: OnceLock<Option<Handle>> = OnceLock::new();
    let start = || {
        let runtime = Builder::new_current_thread().enable_all().build().ok()?;
        let handle = runtime.handle().clone();
        let drive = move || runtime.block_on(pending::<()>());
        let name = "wechatpay-blocking".to_owned();
        std::thread::Builder::new().name(name).spawn(drive).ok()?;
        Some(handle)
    };
    RUNTIME
        .get_or_init(start)
        .as_ref()
        .ok_or(ConfigError::NoThread)
}

impl<R: Respond> Call<'_, R> {
    /// Sends the call and waits for the answer, without `async`.
    ///
    /// ```no_run
    /// # use wechatpay_runtime::{Call, Error, Respond};
    /// # fn pay<R: Respond>(call: Call<'_, R>) -> Result<R, Error> {
    /// let answer = call.blocking()?; // instead of `call.await?`
    /// # Ok(answer)
    /// # }
    /// ```
    ///
    /// # Errors
    /// See [`Error`]. Inside of an async runtime nothing is sent, and the error says so:
    /// `.await` the call there.
    pub fn blocking(self) -> Result<R, Error> {
        self.reply_blocking().map(|reply| reply.value)
    }

    /// Like [`reply`](Call::reply), without `async`.
    ///
    /// # Errors
    /// Those of [`blocking`](Call::blocking).
    pub fn reply_blocking(self) -> Result<Reply<R>, Error> {
        wait(self.reply())?
    }
}

/// An iterator over pages or items, each of which is waited for. After an error it ends.
#[derive(Debug)]
pub struct Blocking<S>(S);

impl<'a, R: Paged + 'a> Pages<'a, R> {
    /// The pages without `async`.
    pub fn blocking(self) -> Blocking<Self> {
        Blocking(self)
    }
}

impl<'a, R: Paged + 'a> Items<'a, R> {
    /// The items without `async`: `for item in call.items().blocking()`.
    pub fn blocking(self) -> Blocking<Self> {
        Blocking(self)
    }
}

impl<'a, R: Paged + 'a> Iterator for Blocking<Pages<'a, R>> {
    type Item = Result<R, Error>;

    fn next(&mut self) -> Option<Self::Item> {
        match wait(self.0.next()) {
            Ok(next) => next,
            Err(error) => self.0.stop().then(|| Err(error.into())),
        }
    }
}

impl<'a, R: Paged + 'a> Iterator for Blocking<Items<'a, R>> {
    type Item = Result<R::Item, Error>;

    fn next(&mut self) -> Option<Self::Item> {
        match wait(self.0.next()) {
            Ok(next) => next,
            Err(error) => self.0.stop().then(|| Err(error.into())),
        }
    }
}
