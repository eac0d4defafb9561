//! The generated crate against the sandbox of its own tables, in strict mode: an answer
//! that differs from the spec in anything is an error. One call for each kind of answer.

#![allow(clippy::unwrap_used)]

use wechatpay_openapi::notifications::{Event, transaction_success};
use wechatpay_openapi::runtime::{KeyStore, NotificationParser, TrustedKey};
use wechatpay_openapi::{Upload, Wechatpay, v3};
use wechatpay_sandbox::Sandbox;

async fn strict(sandbox: &Sandbox) -> Wechatpay {
    sandbox
        .client_builder()
        .strict(true)
        .build()
        .unwrap()
        .into()
}

#[tokio::test]
async fn the_seed_call_gives_a_receipt() {
    use v3::marketing::busifavor::subsidy::return_receipts::post;
    let sandbox = Sandbox::start().await.unwrap();
    let request = post::Request {
        stock_id: "128888000000001".into(),
        coupon_code: "ABCD12345678".into(),
        transaction_id: "4200000913202101152566792388".into(),
        refund_id: "50100506732021010105138718375".into(),
        payer_merchant: "1900000001".into(),
        payee_merchant: "1900000002".into(),
        amount: 42,
        description: "退还".into(),
        out_subsidy_return_no: "subsidy-1".into(),
    };
    let wxpay = strict(&sandbox).await;
    let receipts = wxpay
        .v3()
        .marketing()
        .busifavor()
        .subsidy()
        .return_receipts();
    let receipt = receipts.post(request).await.unwrap();
    assert_eq!(
        (receipt.amount, receipt.out_subsidy_return_no.as_str()),
        (42, "subsidy-1")
    );
}

#[tokio::test]
async fn an_order_is_queried_and_closed() {
    use v3::pay::transactions::out_trade_no::out_trade_no::{close, get};
    let sandbox = Sandbox::start().await.unwrap();
    let wxpay = strict(&sandbox).await;
    let order = wxpay
        .v3()
        .pay()
        .transactions()
        .out_trade_no()
        .out_trade_no("Order-1");
    let mchid = sandbox.credentials().merchant_id.clone();
    let query = get::Request {
        mchid: mchid.clone(),
    };
    let transaction = order.get(query).await.unwrap();
    assert_eq!(transaction.out_trade_no, "Order-1");
    order
        .close()
        .post(close::post::Request { mchid })
        .await
        .unwrap();
    assert_eq!(sandbox.requests().last().unwrap().status, 204);
}

#[tokio::test]
async fn a_bill_is_downloaded_and_fits_its_hash() {
    use v3::bill::tradebill::get;
    let sandbox = Sandbox::start().await.unwrap();
    let wxpay = strict(&sandbox).await;
    for tar_type in [None, Some(v3::bill::TarType::Gzip)] {
        let request = get::Request {
            tar_type,
            ..get::Required {
                bill_date: "2019-06-11".into(),
            }
            .into()
        };
        let bill = wxpay.v3().bill().tradebill().get(request).await.unwrap();
        let download = wxpay
            .download(&bill.download_url)
            .hash(bill.hash_type.as_str(), &bill.hash_value);
        download.bytes().await.unwrap();
    }
}

#[tokio::test]
async fn a_picture_is_uploaded() {
    use v3::merchant::media::upload::post;
    let sandbox = Sandbox::start().await.unwrap();
    let wxpay = strict(&sandbox).await;
    let file = Upload::from_bytes("图.png", b"picture".to_vec());
    let request = post::Request { file, meta: None };
    let uploaded = wxpay
        .v3()
        .merchant()
        .media()
        .upload()
        .post(request)
        .await
        .unwrap();
    assert!(!uploaded.media_id.is_empty());
}

#[tokio::test]
async fn a_name_travels_encrypted_both_ways() {
    use v3::profitsharing::ReceiverType;
    use v3::profitsharing::receivers::add::{RelationType, post};
    let sandbox = Sandbox::start().await.unwrap();
    let wxpay = strict(&sandbox).await;
    let request = post::Request {
        name: Some("李四".into()),
        ..post::Required {
            appid: "wx8888888888888888".into(),
            r#type: ReceiverType::PersonalOpenid,
            account: "86693852".into(),
            relation_type: RelationType::Staff,
        }
        .into()
    };
    let receiver = wxpay
        .v3()
        .profitsharing()
        .receivers()
        .add()
        .post(request)
        .await
        .unwrap();
    assert_eq!(receiver.name.unwrap().expose(), "李四");
    let sent = String::from_utf8_lossy(&sandbox.requests()[0].body).into_owned();
    assert!(!sent.contains("李四"), "{sent}");
}

#[tokio::test]
async fn certificates_are_typed_too() {
    let sandbox = Sandbox::start().await.unwrap();
    let wxpay = strict(&sandbox).await;
    let request = v3::certificates::get::Request::default();
    let list = wxpay.v3().certificates().get(request).await.unwrap();
    let serial = list.data[0].serial_no.as_deref();
    assert_eq!(serial, Some(sandbox.credentials().platform_serial.as_str()));
}

#[tokio::test]
async fn notifications_become_typed_events() {
    let sandbox = Sandbox::start().await.unwrap();
    let credentials = sandbox.credentials();
    let key = TrustedKey::public_key(&credentials.public_key_id, &credentials.public_key_pem);
    let keys: KeyStore = [key.unwrap()].into_iter().collect();
    let parser = NotificationParser::new(keys, sandbox.keys().api_v3_key().clone());
    let event = |event_type: &str, shape: Option<&str>| {
        let mut builder = sandbox.notification(event_type);
        if let Some(shape) = shape {
            builder = builder.shape(shape);
        }
        let sent = builder.build().unwrap();
        let parsed = parser.parse(&sent.headers, &sent.body).unwrap();
        parsed.decode::<Event>().unwrap()
    };
    let direct = event("TRANSACTION.SUCCESS", None);
    assert!(
        matches!(
            direct,
            Event::TransactionSuccess(transaction_success::Resource::Direct(_))
        ),
        "{direct:?}"
    );
    let parking = event("TRANSACTION.SUCCESS", Some("Parking"));
    assert!(
        matches!(
            parking,
            Event::TransactionSuccess(transaction_success::Resource::Parking(_))
        ),
        "{parking:?}"
    );
    let refund = event("REFUND.SUCCESS", None);
    assert!(matches!(refund, Event::RefundSuccess(_)), "{refund:?}");
}
