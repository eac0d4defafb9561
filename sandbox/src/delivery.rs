//! How an answer travels: at once and whole, unless a fault says otherwise.

use std::convert::Infallible;
use std::future::pending;
use std::io;
use std::time::Duration;

use axum::body::Body;
use axum::response::Response;
use bytes::Bytes;
use futures_util::{Stream, StreamExt as _, stream};
use http::header::CONTENT_LENGTH;

use crate::engine::Outgoing;
use crate::fault::{Fault, Stage};
use crate::wire::Breaker;

/// So much of a head is sent before it breaks off: less than any status line and one header.
const PIECE_OF_HEAD: usize = 24;

/// How the bytes of a body come.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
enum Pace {
    /// As fast as they can.
    #[default]
    AtOnce,
    /// So many at a time, each time after this pause.
    Pieces(usize, Duration),
    /// Half of them, and then the end of the connection.
    HalfThenBroken,
    /// Half of them, and then nothing.
    HalfThenSilence,
}

/// How an answer travels.
#[derive(Debug, Default)]
struct Delivery {
    delay: Duration,
    /// After how many bytes of the head the connection breaks.
    breaks_after: Option<usize>,
    pace: Pace,
}

impl Delivery {
    fn with(faults: &[Fault], body: &[u8]) -> Self {
        let mut delivery = Self::default();
        for fault in faults {
            match fault {
                Fault::Delayed(delay) => delivery.delay += *delay,
                Fault::Broken(Stage::Request | Stage::Answer) => delivery.breaks_after = Some(0),
                Fault::Broken(Stage::Body) if !body.is_empty() => {
                    delivery.pace = Pace::HalfThenBroken;
                }
                Fault::Broken(Stage::Head | Stage::Body) => {
                    delivery.breaks_after = Some(PIECE_OF_HEAD);
                }
                Fault::Stalled => delivery.pace = Pace::HalfThenSilence,
                Fault::Slow { bytes, pause } => {
                    delivery.pace = Pace::Pieces((*bytes).max(1), *pause);
                }
                _ => {}
            }
        }
        delivery
    }
}

/// `outgoing` as it travels with `faults`; what HTTP does not allow is done by `breaker`.
pub(crate) async fn deliver(outgoing: Outgoing, faults: &[Fault], breaker: &Breaker) -> Response {
    let Outgoing {
        status,
        headers,
        body,
    } = outgoing;
    let delivery = Delivery::with(faults, &body);
    if !delivery.delay.is_zero() {
        tokio::time::sleep(delivery.delay).await;
    }
    if body.is_empty() && delivery.pace == Pace::HalfThenSilence {
        pending::<()>().await;
    }
    if let Some(bytes) = delivery.breaks_after {
        breaker.break_after(bytes);
    }
    let length = body.len();
    let mut response = Response::new(paced(body, delivery.pace));
    *response.status_mut() = status;
    *response.headers_mut() = headers;
    if delivery.pace != Pace::AtOnce && length > 0 {
        response.headers_mut().insert(CONTENT_LENGTH, length.into());
    }
    response
}

fn paced(content: Bytes, pace: Pace) -> Body {
    match pace {
        Pace::AtOnce => Body::from(content),
        Pace::Pieces(bytes, pause) => {
            let pieces = stream::unfold(content, move |mut rest| async move {
                if rest.is_empty() {
                    return None;
                }
                tokio::time::sleep(pause).await;
                let piece = rest.split_to(bytes.min(rest.len()));
                Some((Ok::<_, Infallible>(piece), rest))
            });
            Body::from_stream(pieces)
        }
        Pace::HalfThenBroken => {
            let end = async {
                // Lets the half go out before the error ends the connection.
                tokio::task::yield_now().await;
                Err::<Bytes, _>(io::Error::from(io::ErrorKind::BrokenPipe))
            };
            Body::from_stream(half(content).chain(stream::once(end)))
        }
        Pace::HalfThenSilence => Body::from_stream(half(content).chain(stream::pending())),
    }
}

/// The first half of `content`.
fn half(content: Bytes) -> impl Stream<Item = io::Result<Bytes>> + use<> {
    stream::iter([Ok(content.slice(..content.len() / 2))])
}
