//! A plain HTTP server in a process of its own, whose CPU time therefore counts nowhere.
//!
//! It answers every request at once with bytes that were signed before: what is measured
//! is the client.

use std::io::{BufRead as _, BufReader, Read as _};
use std::process::{Child, Command, Stdio};

use axum::Router;
use axum::body::Body;
use axum::response::Response;
use bytes::Bytes;
use http::{HeaderMap, Method};
use tokio::net::TcpListener;

use crate::example::{ORDER_ANSWER, QUERY_ANSWER, answer_headers};

/// The argument that makes a benchmark's program the server.
const SERVE: &str = "serve-the-benchmark";

type Failure = Box<dyn std::error::Error>;

/// A server in another process. It ends when this is dropped.
pub struct Server {
    child: Child,
    /// `http://127.0.0.1:38213`
    pub url: String,
}

impl Server {
    /// Starts this very program once more, as the server.
    ///
    /// # Errors
    /// Where it does not start.
    pub fn start() -> Result<Self, Failure> {
        let mut child = Command::new(std::env::current_exe()?)
            .arg(SERVE)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()?;
        let out = child.stdout.take().ok_or("the server has no output")?;
        let mut line = String::new();
        BufReader::new(out).read_line(&mut line)?;
        let url = line.trim_end().to_owned();
        Ok(Self { child, url })
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // The end of its input ends it; waiting leaves no dead process behind.
        drop(self.child.stdin.take());
        let _ = self.child.wait();
    }
}

/// Where this program was started as the server: serves until its input ends, and says so.
///
/// # Errors
/// Where it cannot listen.
pub fn serve_if_asked() -> Result<bool, Failure> {
    if !std::env::args().any(|argument| argument == SERVE) {
        return Ok(false);
    }
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(1)
        .enable_all()
        .build()?;
    let order = (
        answer_headers(ORDER_ANSWER)?,
        Bytes::from_static(ORDER_ANSWER),
    );
    let query = (
        answer_headers(QUERY_ANSWER)?,
        Bytes::from_static(QUERY_ANSWER),
    );
    let listener = runtime.block_on(TcpListener::bind("127.0.0.1:0"))?;
    println!("http://{}", listener.local_addr()?);
    let router = Router::new().fallback(async move |method: Method, _body: Bytes| {
        answer(if method == Method::GET {
            &query
        } else {
            &order
        })
    });
    runtime.spawn(async move { axum::serve(listener, router).await });
    std::io::stdin().read_to_end(&mut Vec::new())?;
    Ok(true)
}

fn answer((headers, body): &(HeaderMap, Bytes)) -> Response {
    let mut response = Response::new(Body::from(body.clone()));
    *response.headers_mut() = headers.clone();
    response
}
