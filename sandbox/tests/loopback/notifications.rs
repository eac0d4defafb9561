//! Notifications that a receiver can be tried with.

#![allow(clippy::unwrap_used)]

use crate::support::{sandbox, trusted};
use serde_json::{Value, json};
use wechatpay_runtime::protocol::verify_signature;
use wechatpay_runtime::{Clock as _, SystemClock, VerifyError};
use wechatpay_sandbox::{Fault, Notification, NotificationError, Sandbox};

fn check(sandbox: &Sandbox, notification: &Notification) -> Result<(), VerifyError> {
    let now = SystemClock.unix_seconds();
    verify_signature(
        &trusted(sandbox),
        &notification.headers,
        &notification.body,
        now,
    )
}

/// The envelope, and the resource in it.
fn opened(sandbox: &Sandbox, notification: &Notification) -> (Value, Value) {
    check(sandbox, notification).unwrap();
    let envelope: Value = serde_json::from_slice(&notification.body).unwrap();
    let text = |name: &str| envelope["resource"][name].as_str().unwrap();
    let key = sandbox.keys().api_v3_key();
    let plaintext = key.open(
        text("algorithm"),
        text("nonce"),
        text("associated_data"),
        text("ciphertext"),
    );
    let resource = serde_json::from_slice(&plaintext.unwrap()).unwrap();
    (envelope, resource)
}

#[tokio::test]
async fn a_notification_is_made_from_the_samples() {
    let sandbox = sandbox().await;
    let notification = sandbox.notification("TRANSACTION.SUCCESS").build().unwrap();
    let (envelope, resource) = opened(&sandbox, &notification);
    assert_eq!(envelope["event_type"], "TRANSACTION.SUCCESS");
    assert_eq!(envelope["resource_type"], "encrypt-resource");
    assert_eq!(envelope["resource"]["original_type"], "transaction");
    assert_eq!(
        resource,
        json!({ "transaction_id": "1217752501", "payer": { "openid": "openid" } })
    );
    assert_eq!(
        notification.headers["wechatpay-serial"],
        sandbox.credentials().public_key_id
    );
}

#[tokio::test]
async fn a_notification_can_have_any_resource_shape_and_key() {
    let sandbox = sandbox().await;
    let notification = sandbox
        .notification("SOMETHING.NEW")
        .resource(json!({ "a": 1 }))
        .original_type("thing")
        .with_certificate()
        .build()
        .unwrap();
    let (envelope, resource) = opened(&sandbox, &notification);
    assert_eq!(
        (envelope["resource"]["original_type"].clone(), resource),
        (json!("thing"), json!({ "a": 1 }))
    );
    assert_eq!(
        notification.headers["wechatpay-serial"],
        sandbox.credentials().platform_serial
    );

    let notification = sandbox
        .notification("TRANSACTION.SUCCESS")
        .shape("Combined")
        .build()
        .unwrap();
    assert_eq!(opened(&sandbox, &notification).1["order_id"], "4200000913");
}

#[tokio::test]
async fn a_notification_can_be_one_to_refuse() {
    let sandbox = sandbox().await;
    let with = |fault| {
        sandbox
            .notification("TRANSACTION.SUCCESS")
            .faults([fault])
            .build()
            .unwrap()
    };
    assert_eq!(
        check(&sandbox, &with(Fault::Tampered)),
        Err(VerifyError::Signature)
    );
    assert_eq!(
        check(&sandbox, &with(Fault::SignTest)),
        Err(VerifyError::SignTest)
    );
    assert!(matches!(
        check(&sandbox, &with(Fault::ClockSkew(-301))),
        Err(VerifyError::Clock { .. })
    ));
}

#[tokio::test]
async fn unknown_names_are_told_with_those_that_are_known() {
    let sandbox = sandbox().await;
    let error = sandbox.notification("NOTHING").build().unwrap_err();
    assert!(
        matches!(&error, NotificationError::Unknown { known, .. } if known == "TRANSACTION.SUCCESS"),
        "{error}"
    );
    let error = sandbox
        .notification("TRANSACTION.SUCCESS")
        .shape("Other")
        .build()
        .unwrap_err();
    assert!(
        matches!(&error, NotificationError::Shape { known, .. } if known == "Combined, Direct"),
        "{error}"
    );
}
