//! Keys that change: unknown serials, old and expired certificates, migration.

use wechatpay_runtime::crypto::Suite;

use super::world::*;

#[tokio::test]
async fn an_unknown_serial_is_downloaded_at_once_and_the_answer_verified() {
    let world = World::new().await;
    let client = world.client();
    call(&client).await.unwrap();
    world.rotate();
    call(&client).await.unwrap();
    assert_eq!(world.downloads(), 2);
    // The old one is not in the new list, and may sign still.
    world.change(|platform| platform.serial = CERTIFICATE_SERIAL);
    call(&client).await.unwrap();
    assert_eq!(world.downloads(), 2);
    let both = client.keys().snapshot();
    assert_eq!(both.ids(), [CERTIFICATE_SERIAL, HIGH_BIT_SERIAL]);
}

#[tokio::test]
async fn fifty_answers_with_an_unknown_serial_make_one_download() {
    let world = World::new().await;
    let client = world.client();
    call(&client).await.unwrap();
    world.rotate();
    world.change(|platform| platform.after = Duration::from_millis(100));
    let calls = (0..50).map(|_| {
        let client = client.clone();
        tokio::spawn(async move { call(&client).await })
    });
    for call in calls.collect::<Vec<_>>() {
        call.await.unwrap().unwrap();
    }
    assert_eq!(world.downloads(), 2);
}

#[tokio::test]
async fn unknown_serials_make_no_storm() {
    let world = World::new().await;
    let client = world.client();
    call(&client).await.unwrap();
    // Signed with what no list has.
    world.change(|platform| platform.serial = HIGH_BIT_SERIAL);
    for _ in 0..5 {
        let error = call(&client).await.unwrap_err();
        let ErrorKind::Verification(VerifyError::UnknownKey { serial, .. }) = error.kind() else {
            panic!("{error}")
        };
        assert_eq!(serial, HIGH_BIT_SERIAL);
        assert_eq!(error.outcome(), Outcome::Unknown);
    }
    assert_eq!(world.downloads(), 2);
    world.pass(59);
    client.seek("0123").await;
    assert_eq!(world.downloads(), 2);
    world.pass(1);
    client.seek("4567").await;
    assert_eq!(world.downloads(), 3);
    // What cannot be downloaded causes nothing, whenever.
    world.pass(HOUR);
    let long = "A".repeat(65);
    for id in ["PUB_KEY_ID_1", "", "../../x", &long, CERTIFICATE_SERIAL] {
        client.seek(id).await;
        assert_eq!(world.downloads(), 3, "{id}");
    }
}

#[tokio::test]
async fn old_certificates_are_downloaded_again_while_calls_go_on() {
    let world = World::new().await;
    let client = world.client();
    call(&client).await.unwrap();
    world.pass(8 * HOUR - 1);
    call(&client).await.unwrap();
    assert_eq!(world.downloads(), 1);
    world.change(|platform| {
        platform.certificates.push((HIGH_BIT_SERIAL, HIGH_BIT));
        platform.after = Duration::from_millis(100);
    });
    world.pass(1);
    for _ in 0..5 {
        // Would wait for the download, if it waited.
        call(&client).await.unwrap();
    }
    world.background(&client, 2, HIGH_BIT_SERIAL).await;
    call(&client).await.unwrap();
    assert_eq!(world.downloads(), 2);
}

#[tokio::test]
async fn certificates_that_were_given_grow_old_too() {
    let world = World::new().await;
    let client = world.builder().platform_certificate(CERTIFICATE).build();
    let client = client.unwrap();
    call(&client).await.unwrap();
    assert_eq!(world.downloads(), 0);
    world.pass(8 * HOUR);
    world.change(|platform| platform.certificates.push((HIGH_BIT_SERIAL, HIGH_BIT)));
    call(&client).await.unwrap();
    world.background(&client, 1, HIGH_BIT_SERIAL).await;
}

#[tokio::test]
async fn a_refresh_that_fails_breaks_no_call() {
    let world = World::new().await;
    let client = world.client();
    call(&client).await.unwrap();
    world.change(|platform| platform.instead = Some(Reply::new(500, "")));
    for _ in 0..3 {
        world.pass(9 * HOUR);
        call(&client).await.unwrap();
    }
    assert_eq!(client.keys().snapshot().ids(), [CERTIFICATE_SERIAL]);
}

#[tokio::test]
async fn during_a_migration_both_kinds_of_key_verify() {
    let world = World::new().await;
    let client = world.builder().public_key(PLATFORM, &platform_pem());
    let client = client.build().unwrap();
    // An answer that is still signed with a certificate, which was never configured.
    call(&client).await.unwrap();
    world.change(|platform| platform.serial = PLATFORM);
    call(&client).await.unwrap();
    assert_eq!(world.downloads(), 1);
    let sent = world.server.received().pop().unwrap();
    assert_eq!(sent.header("wechatpay-serial"), Some(PLATFORM));
}

#[tokio::test]
async fn an_expired_certificate_verifies_nothing_and_is_replaced() {
    let world = World::new().await;
    let client = world.client();
    call(&client).await.unwrap();
    let end = Certificate::from_pem(CERTIFICATE).unwrap().not_after;
    world.time.store(end + 300, Ordering::SeqCst);
    assert!(
        client
            .keys()
            .snapshot()
            .sealing(Suite::Rsa, world.now())
            .is_none()
    );
    call(&client).await.unwrap();
    world.pass(1);
    // Nothing is left to verify an answer with, so nothing is sent without a new one.
    let error = call(&client).await.unwrap_err();
    let expired = VerifyError::ExpiredKey {
        serial: CERTIFICATE_SERIAL.into(),
    };
    assert!(
        matches!(reason(&error).kind(), ErrorKind::Certificates(CertificatesError::Verify(it)) if *it == expired),
        "{error}"
    );
    assert_eq!(error.outcome(), Outcome::NotSent);
    let client = world
        .builder()
        .automatic_certificates(false)
        .keys(client.keys().clone())
        .build();
    let client = client.unwrap();
    let error = call(&client).await.unwrap_err();
    assert_eq!(error.outcome(), Outcome::NotSent);
    client.keys().add([platform_trusted()]);
    let error = call(&client).await.unwrap_err();
    assert!(matches!(error.kind(), ErrorKind::Verification(it) if *it == expired));
}

#[tokio::test]
async fn a_notification_with_an_unknown_serial_causes_a_download() {
    let world = World::new().await;
    let client = world.client();
    let parser = client.notifications().unwrap();
    let body = crate::notifications::body_with(|_| {});
    let headers = |serial| signed_headers(&certified_key(), serial, world.now(), &body);
    assert!(parser.parse(&headers(CERTIFICATE_SERIAL), &body).is_err());
    let all = (0..50).map(|_| {
        let (parser, body, headers) = (parser.clone(), body.clone(), headers(CERTIFICATE_SERIAL));
        tokio::spawn(async move { parser.parse_refreshing(&headers, &body).await })
    });
    for parsed in all.collect::<Vec<_>>() {
        parsed.await.unwrap().unwrap();
    }
    assert_eq!(world.downloads(), 1);
    parser.parse(&headers(CERTIFICATE_SERIAL), &body).unwrap();
    // A replay is refused before anybody looks for its key.
    world.pass(HOUR);
    let replayed = signed_headers(&certified_key(), HIGH_BIT_SERIAL, world.now() - 301, &body);
    assert!(parser.parse_refreshing(&replayed, &body).await.is_err());
    let unknown = headers(HIGH_BIT_SERIAL);
    assert_eq!(world.downloads(), 1);
    for _ in 0..5 {
        assert!(parser.parse_refreshing(&unknown, &body).await.is_err());
    }
    assert_eq!(world.downloads(), 2);
}

/// Somebody knows the APIv3 key and has the connection: the list is well sealed, and what
/// signs it and the answer is a certificate of theirs.
#[tokio::test]
async fn a_certificate_that_was_slipped_in_beside_a_trusted_key_is_not_trusted() {
    let world = World::new().await;
    let theirs = list(&[item(HIGH_BIT_SERIAL, HIGH_BIT, API_V3_KEY)]);
    let theirs = Reply::new(200, theirs).signed_by(&certified_key(), HIGH_BIT_SERIAL, world.now());
    world.change(|platform| {
        platform.instead = Some(theirs);
        platform.serial = HIGH_BIT_SERIAL;
    });
    let with_key = world.builder().public_key(PLATFORM, &platform_pem());
    let with_certificate = world.builder().platform_certificate(CERTIFICATE);
    for (client, trusted) in [(with_key, PLATFORM), (with_certificate, CERTIFICATE_SERIAL)] {
        let client = client.build().unwrap();
        let before = world.downloads();
        let error = call(&client).await.unwrap_err();
        assert!(
            matches!(error.kind(), ErrorKind::Verification(VerifyError::UnknownKey { serial, .. })
                if serial == HIGH_BIT_SERIAL),
            "{error}"
        );
        assert_eq!(world.downloads(), before + 1, "it was offered");
        let error = client.download_certificates().await.unwrap_err();
        assert!(matches!(
            error.kind(),
            ErrorKind::Certificates(CertificatesError::Verify(VerifyError::UnknownKey { .. }))
        ));
        assert_eq!(client.keys().snapshot().ids(), [trusted]);
    }
}
