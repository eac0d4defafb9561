//! Receives notifications with axum. Nothing outside of this machine is needed: a local
//! WeChat Pay sends two, the second of them twice, and then somebody else sends a third.
//!
//! What counts: the body is taken as [`Bytes`], raw as it came. An extractor that parses it
//! (`Json`) would lose the bytes that are signed.

use std::sync::Arc;

use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::State;
use axum::http::{HeaderMap, Response};
use axum::routing::post;
use wechatpay_openapi::notifications::{Event, transaction_success::Resource};
use wechatpay_openapi::runtime::{
    DecodeError, DecryptedNotification, MemoryNotificationStore, NotificationAnswer,
    NotificationReceiver,
};
use wechatpay_sandbox::Sandbox;

/// What each request is received with. Where one process is not enough, put a table of your
/// database in the place of the store in memory.
type Receiver = Arc<NotificationReceiver<MemoryNotificationStore>>;

/// The routes of the shop.
pub(crate) fn routes(receiver: Receiver) -> Router {
    Router::new()
        .route("/wechatpay/notify", post(notify))
        .with_state(receiver)
}

async fn notify(
    State(receiver): State<Receiver>,
    headers: HeaderMap,
    body: Bytes,
) -> Response<Body> {
    // In a task of its own, for axum drops this future when the connection breaks, and what
    // the handler has begun should come to its end. And if the handler panics, there still
    // is an answer.
    let received = tokio::spawn(async move { receiver.receive(&headers, &body, handle).await });
    let answer = received.await.unwrap_or(NotificationAnswer::failure());
    answer.into_response().map(Body::from)
}

/// What the shop does with a notification. If this fails, the notification comes again.
async fn handle(notification: DecryptedNotification) -> Result<(), DecodeError> {
    match notification.decode::<Event>()? {
        Event::TransactionSuccess(Resource::Direct(payment)) => {
            println!("paid: {}", payment.out_trade_no);
        }
        Event::RefundSuccess(refund) => println!("refunded: {}", refund.out_refund_no),
        _ => println!("not for us: {}", notification.event_type),
    }
    Ok(())
}

#[tokio::main]
#[allow(dead_code)]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let sandbox = Sandbox::start().await?;
    // In earnest: `Client::builder()` with your keys.
    let client = sandbox.client()?;
    let store = MemoryNotificationStore::new();
    let receiver = Arc::new(NotificationReceiver::new(client.notifications()?, store));

    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await?;
    let url = format!("http://{}/wechatpay/notify", listener.local_addr()?);
    tokio::spawn(async move { axum::serve(listener, routes(receiver)).await });

    let payment = sandbox.notification("TRANSACTION.SUCCESS").build()?;
    println!("answered: {}", payment.post(&url).await?.status());
    let refund = sandbox.notification("REFUND.SUCCESS").build()?;
    for _ in 0..2 {
        println!("answered: {}", refund.post(&url).await?.status());
    }
    let mut forged = refund.clone();
    forged.body = "{}".into();
    println!("answered: {}", forged.post(&url).await?.status());
    Ok(())
}
