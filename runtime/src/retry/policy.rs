//! The policy of an application, and what it says after a failure.

use std::sync::Arc;
use std::time::Duration;

use super::Random;
use crate::error::{Error, ErrorKind, Next, Outcome};
use crate::operation::Repeat;

type Filter = Arc<dyn Fn(&Error) -> bool + Send + Sync>;

/// Whether, how often and after how long a call is sent again.
///
/// On by default, and conservative. What is sent again is
///
/// - any call that was not sent, because there was no connection: to the backup host at once;
/// - a call of an operation that is safe to do twice, or that carries a number of the
///   merchant's own by which WeChat Pay recognises the repeat ([`Repeat`]), after 202, 429,
///   500 `SYSTEM_ERROR`, 502 and 503, which ask for it;
/// - a call that only reads or sets a state, also after a timeout, a broken connection,
///   another 5xx, or one of WeChat Pay's test signatures.
///
/// Opening a download is such a call, until the file is handed out.
///
/// Everything else comes back at once. In particular, a call that may have moved money is
/// never sent again unless WeChat Pay would recognise it; and after a timeout it is for the
/// application to query, as WeChat Pay asks.
///
/// The pause is drawn evenly between nothing and a bound that doubles each time (full
/// jitter); `Retry-After` comes on top of it. Where the pause does not fit into what is
/// left of the call's whole timeout, the error comes back at once.
///
/// An attempt is the same request, byte for byte, while its signature is less than a
/// minute old, and is signed anew after that.
#[derive(Clone)]
#[must_use]
pub struct RetryPolicy {
    attempts: u32,
    base: Duration,
    longest: Duration,
    longest_asked: Duration,
    filter: Option<Filter>,
}

impl Default for RetryPolicy {
    /// [`RetryPolicy::on`].
    fn default() -> Self {
        Self::on()
    }
}

impl RetryPolicy {
    /// Three attempts in all; pauses of at most 0.5 s, then 1 s; a `Retry-After` of up to 10 s is waited for.
    pub fn on() -> Self {
        Self {
            attempts: 3,
            base: Duration::from_millis(500),
            longest: Duration::from_secs(5),
            longest_asked: Duration::from_secs(10),
            filter: None,
        }
    }

    /// One attempt; no backup host either.
    pub fn off() -> Self {
        Self::on().attempts(1)
    }

    /// How many attempts there are in all, the first included; 0 counts as 1.
    pub fn attempts(mut self, attempts: u32) -> Self {
        self.attempts = attempts;
        self
    }

    /// The longest first pause; it doubles each time, up to [`longest_pause`](Self::longest_pause).
    pub fn first_pause(mut self, pause: Duration) -> Self {
        self.base = pause;
        self
    }

    /// How far the pauses grow, `Retry-After` aside.
    pub fn longest_pause(mut self, pause: Duration) -> Self {
        self.longest = pause;
        self
    }

    /// The longest `Retry-After` that is waited for; with a longer one the error comes back at once.
    pub fn longest_retry_after(mut self, pause: Duration) -> Self {
        self.longest_asked = pause;
        self
    }

    /// Repeats only where `filter` says so too. It cannot allow what is not safe.
    pub fn only(mut self, filter: impl Fn(&Error) -> bool + Send + Sync + 'static) -> Self {
        self.filter = Some(Arc::new(filter));
        self
    }

    /// The pause after `error`, which was the attempt of this number (from 1); `None` where
    /// the call ends with it. `spare` says whether there is a host that was not tried yet,
    /// `remaining` what is left of the call's time.
    pub(crate) fn pause(
        &self,
        error: &Error,
        attempt: u32,
        spare: bool,
        remaining: Duration,
        random: &dyn Random,
    ) -> Option<Duration> {
        if attempt >= self.attempts || !repeats(error) {
            return None;
        }
        if self.filter.as_ref().is_some_and(|filter| !filter(error)) {
            return None;
        }
        if spare && matches!(error.kind(), ErrorKind::Connect(_)) {
            return (!remaining.is_zero()).then_some(Duration::ZERO);
        }
        let asked = error.api().and_then(|api| api.retry_after);
        let asked = asked.unwrap_or_default();
        let pause = asked.checked_add(self.jitter(attempt, random))?;
        (asked <= self.longest_asked && pause < remaining).then_some(pause)
    }

    /// Evenly between nothing and the bound for this attempt.
    fn jitter(&self, attempt: u32, random: &dyn Random) -> Duration {
        let doubled = 1_u32.checked_shl(attempt - 1).unwrap_or(u32::MAX);
        let bound = self.base.saturating_mul(doubled).min(self.longest);
        let bound = u64::try_from(bound.as_micros()).unwrap_or(u64::MAX);
        Duration::from_micros(random.below(bound.saturating_add(1)))
    }
}

/// Whether sending again is safe and asked for.
fn repeats(error: &Error) -> bool {
    let advice = error.advice();
    let recognised = error.repeat() != Repeat::Unknown;
    advice.next == Next::Repeat
        && advice.safe_to_repeat
        && (recognised || advice.outcome == Outcome::NotSent)
}

impl std::fmt::Debug for RetryPolicy {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("RetryPolicy")
            .field("attempts", &self.attempts)
            .field("first_pause", &self.base)
            .field("longest_pause", &self.longest)
            .field("longest_retry_after", &self.longest_asked)
            .field("only", &self.filter.is_some())
            .finish()
    }
}
