//! Receives notifications with actix-web. Nothing outside of this machine is needed: a local
//! WeChat Pay sends two, the second of them twice, and then somebody else sends a third.
//!
//! What counts: the body is taken as [`Bytes`], raw as it came. An extractor that parses it
//! (`Json`) would lose the bytes that are signed.

use actix_web::web::{self, Bytes, Data};
use actix_web::{App, HttpRequest, HttpResponse, HttpServer, http};
use wechatpay_openapi::notifications::{Event, transaction_success::Resource};
use wechatpay_openapi::runtime::http::{HeaderMap, HeaderName, HeaderValue};
use wechatpay_openapi::runtime::{
    DecodeError, DecryptedNotification, MemoryNotificationStore, NotificationAnswer,
    NotificationReceiver,
};
use wechatpay_sandbox::Sandbox;

/// What each request is received with. Where one process is not enough, put a table of your
/// database in the place of the store in memory.
type Receiver = NotificationReceiver<MemoryNotificationStore>;

async fn notify(receiver: Data<Receiver>, request: HttpRequest, body: Bytes) -> HttpResponse {
    let headers = headers(&request);
    // In a task of its own, for actix-web drops this future when the connection breaks, and
    // what the handler has begun should come to its end. And if the handler panics, there
    // still is an answer.
    let received =
        actix_web::rt::spawn(async move { receiver.receive(&headers, &body, handle).await });
    let answer = received.await.unwrap_or(NotificationAnswer::failure());
    let status = http::StatusCode::from_u16(answer.status().as_u16());
    let mut response =
        HttpResponse::build(status.unwrap_or(http::StatusCode::INTERNAL_SERVER_ERROR));
    if answer.body().is_empty() {
        return response.finish();
    }
    response
        .content_type("application/json")
        .body(answer.body().clone())
}

/// The request's headers as the runtime takes them: actix-web is built on an older version of
/// the `http` crate.
fn headers(request: &HttpRequest) -> HeaderMap {
    let mut headers = HeaderMap::new();
    for (name, value) in request.headers() {
        let name = HeaderName::from_bytes(name.as_str().as_bytes());
        let value = HeaderValue::from_bytes(value.as_bytes());
        if let (Ok(name), Ok(value)) = (name, value) {
            headers.append(name, value);
        }
    }
    headers
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

async fn run() -> Result<(), Box<dyn std::error::Error>> {
    let sandbox = Sandbox::start().await?;
    // In earnest: `Client::builder()` with your keys.
    let client = sandbox.client()?;
    let store = MemoryNotificationStore::new();
    let receiver = Data::new(NotificationReceiver::new(client.notifications()?, store));

    let server = HttpServer::new(move || {
        let route = web::post().to(notify);
        App::new()
            .app_data(receiver.clone())
            .route("/wechatpay/notify", route)
    });
    let server = server.workers(1).disable_signals().bind("127.0.0.1:0")?;
    let address = server.addrs().first().copied().ok_or("no address")?;
    let url = format!("http://{address}/wechatpay/notify");
    let running = server.run();
    let handle = running.handle();
    actix_web::rt::spawn(running);

    let payment = sandbox.notification("TRANSACTION.SUCCESS").build()?;
    println!("answered: {}", payment.post(&url).await?.status());
    let refund = sandbox.notification("REFUND.SUCCESS").build()?;
    for _ in 0..2 {
        println!("answered: {}", refund.post(&url).await?.status());
    }
    let mut forged = refund.clone();
    forged.body = "{}".into();
    println!("answered: {}", forged.post(&url).await?.status());
    handle.stop(true).await;
    Ok(())
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    actix_web::rt::System::new().block_on(run())
}
