//! Notifications of the sandbox, as a merchant's server reads them.

use serde_json::json;
use wechatpay_openapi::notifications::{Event, transaction_success::Resource};
use wechatpay_runtime::{NotificationError, VerifyError};
use wechatpay_sandbox::{Fault, NotificationBuilder, Sandbox};

use crate::support::{parser, sandbox};

fn event(sandbox: &Sandbox, notification: NotificationBuilder<'_>) -> Event {
    let sent = notification.build().unwrap();
    let parsed = parser(sandbox).parse(&sent.headers, &sent.body).unwrap();
    parsed.decode().unwrap()
}

#[tokio::test]
async fn a_payment_becomes_the_shape_that_its_keys_tell() {
    let sandbox = sandbox().await;
    let notification = || sandbox.notification("TRANSACTION.SUCCESS");
    for (shape, fits) in [
        (
            "Direct",
            (|it| matches!(it, Resource::Direct(_))) as fn(&Resource) -> bool,
        ),
        ("Partner", |it| matches!(it, Resource::Partner(_))),
        ("Combined", |it| matches!(it, Resource::Combined(_))),
        ("Parking", |it| matches!(it, Resource::Parking(_))),
        ("ProfitSharing", |it| {
            matches!(it, Resource::ProfitSharing(_))
        }),
        ("Overseas", |it| matches!(it, Resource::Overseas(_))),
        ("OverseasDeduction", |it| {
            matches!(it, Resource::OverseasDeduction(_))
        }),
    ] {
        let event = event(&sandbox, notification().shape(shape));
        let Event::TransactionSuccess(resource) = event else {
            panic!("{event:?}")
        };
        assert!(fits(&resource), "{shape}: {resource:?}");
    }
}

#[tokio::test]
async fn a_payments_values_arrive() {
    let sandbox = sandbox().await;
    let resource = json!({
        "transaction_id": "1217752501201407033233368018",
        "out_trade_no": "Order-1",
        "trade_state": "SUCCESS",
        "amount": { "total": 100, "payer_total": 90 },
        "a_new_field": true,
    });
    let notification = sandbox
        .notification("TRANSACTION.SUCCESS")
        .resource(resource);
    let event = event(&sandbox, notification.with_certificate());
    let Event::TransactionSuccess(Resource::Direct(payment)) = event else {
        panic!("{event:?}")
    };
    assert_eq!(payment.out_trade_no, "Order-1");
    assert_eq!(
        payment.transaction_id.as_deref(),
        Some("1217752501201407033233368018")
    );
    assert_eq!(payment.trade_state.unwrap().as_str(), "SUCCESS");
    assert_eq!(json!(payment.amount.total), json!(100));
}

#[tokio::test]
async fn a_refund_becomes_a_typed_event() {
    let sandbox = sandbox().await;
    let resource = json!({
        "mchid": "1900000100",
        "transaction_id": "1008450740201411110005820873",
        "out_trade_no": "20150806125346",
        "refund_id": "50200207182018070300011301001",
        "out_refund_no": "7752501201407033233368018",
        "refund_status": "SUCCESS",
        "amount": { "total": 528, "refund": 528, "payer_total": 528, "payer_refund": 528 },
    });
    let event = event(
        &sandbox,
        sandbox.notification("REFUND.SUCCESS").resource(resource),
    );
    let Event::RefundSuccess(refund) = event else {
        panic!("{event:?}")
    };
    assert_eq!(refund.out_refund_no, "7752501201407033233368018");
    assert_eq!(json!(refund.amount.payer_refund), json!(528));
}

#[tokio::test]
async fn an_event_that_is_not_known_keeps_what_it_said() {
    let sandbox = sandbox().await;
    let resource = json!({ "hello": [1, 2] });
    let event = event(
        &sandbox,
        sandbox
            .notification("SOMETHING.NEW")
            .resource(resource.clone()),
    );
    let Event::Unknown(notification) = event else {
        panic!("{event:?}")
    };
    assert_eq!(notification.event_type, "SOMETHING.NEW");
    let said: serde_json::Value = serde_json::from_slice(notification.plaintext()).unwrap();
    assert_eq!(said, resource);
}

#[tokio::test]
async fn every_notification_and_shape_has_a_sample_that_becomes_its_event() {
    let sandbox = sandbox().await;
    let mut shapes = 0;
    for entry in sandbox.table().notifications() {
        for shape in &entry.shapes {
            let notification = sandbox.notification(&entry.event_type).shape(&shape.name);
            let event = event(&sandbox, notification);
            assert!(!matches!(event, Event::Unknown(_)), "{event:?}");
            let shown = format!("{event:?}");
            if entry.shapes.len() > 1 {
                assert!(
                    shown.contains(&format!("({}(", shape.name)),
                    "{}: {shown}",
                    shape.name
                );
            }
            shapes += 1;
        }
    }
    assert!(shapes >= sandbox.table().notifications().len());
}

#[tokio::test]
async fn a_notification_that_is_not_genuine_is_not_read() {
    let sandbox = sandbox().await;
    let refused = |fault: Fault| {
        let sent = sandbox
            .notification("REFUND.SUCCESS")
            .faults([fault])
            .build()
            .unwrap();
        match parser(&sandbox)
            .parse(&sent.headers, &sent.body)
            .unwrap_err()
        {
            NotificationError::Verify(reason) => reason,
            other => panic!("{other}"),
        }
    };
    assert_eq!(refused(Fault::Tampered), VerifyError::Signature);
    assert_eq!(refused(Fault::SignTest), VerifyError::SignTest);
    assert!(matches!(
        refused(Fault::UnknownSerial),
        VerifyError::UnknownKey { .. }
    ));
    assert!(matches!(
        refused(Fault::ClockSkew(-301)),
        VerifyError::Clock { .. }
    ));
    assert!(matches!(
        refused(Fault::Unsigned),
        VerifyError::MissingHeader(_)
    ));
}
