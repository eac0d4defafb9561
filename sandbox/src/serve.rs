//! HTTP on loopback: turns connections into [`Incoming`] requests and sends what the
//! engine answers.

use std::net::SocketAddr;
use std::sync::Arc;

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::{ConnectInfo, Request, State};
use axum::response::Response;
use http::StatusCode;
use tokio::net::TcpListener;
use tokio::sync::oneshot;

use crate::delivery::deliver;
use crate::engine::Engine;
use crate::fault::{Fault, Stage};
use crate::incoming::Incoming;
use crate::validate::read_parts;
use crate::wire::{Breaker, Wires};

/// The longest body that is read: more than the largest upload.
const LONGEST_BODY: usize = 32 * 1024 * 1024;

/// Serves `engine` until `stop` is dropped or sent.
pub(crate) fn serve(
    listener: TcpListener,
    engine: Arc<Engine>,
    stop: oneshot::Receiver<()>,
) -> tokio::task::JoinHandle<()> {
    let router = Router::new().fallback(handle).with_state(engine);
    tokio::spawn(async move {
        let stopped = async move {
            // Both a message and a dropped sender mean the same.
            let _ = stop.await;
        };
        let service = router.into_make_service_with_connect_info::<Breaker>();
        // The listener's errors are retried inside; nothing else comes back.
        let _ = axum::serve(Wires(listener), service)
            .with_graceful_shutdown(stopped)
            .await;
    })
}

/// A listener on this port of loopback; port 0 takes a free one.
pub(crate) async fn listen(port: u16) -> std::io::Result<(TcpListener, SocketAddr)> {
    let listener = TcpListener::bind(("127.0.0.1", port)).await?;
    let address = listener.local_addr()?;
    Ok((listener, address))
}

async fn handle(
    State(engine): State<Arc<Engine>>,
    ConnectInfo(breaker): ConnectInfo<Breaker>,
    request: Request,
) -> Response {
    let (parts, body) = request.into_parts();
    let visit = engine.meet(parts.method.as_str(), parts.uri.path());
    if visit.faults.contains(&Fault::Broken(Stage::Request)) {
        breaker.break_after(0);
        return Response::default();
    }
    let Ok(body) = to_bytes(body, LONGEST_BODY).await else {
        let mut response = Response::new(Body::empty());
        *response.status_mut() = StatusCode::PAYLOAD_TOO_LARGE;
        return response;
    };
    let target = parts
        .uri
        .path_and_query()
        .map_or("/", |target| target.as_str());
    let request = Incoming {
        method: parts.method,
        target: target.to_owned(),
        parts: read_parts(&parts.headers, &body).await,
        headers: parts.headers,
        body,
    };
    let faults = visit.faults.clone();
    let outgoing = engine.handle(&request, visit);
    deliver(outgoing, &faults, &breaker).await
}
