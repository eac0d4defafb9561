//! The first download, and what becomes of calls when there is none.

use super::world::*;

#[tokio::test]
async fn the_first_call_downloads_what_it_needs_and_the_next_one_does_not() {
    let world = World::new().await;
    let client = world.client();
    call(&client).await.unwrap();
    assert_eq!(client.keys().snapshot().ids(), [CERTIFICATE_SERIAL]);
    let sent = world.server.received();
    let targets: Vec<&str> = sent.iter().map(|it| it.target()).collect();
    assert_eq!(targets, ["/v3/certificates", "/v3/receivers/1"]);
    assert_eq!(
        sent[1].header("wechatpay-serial"),
        Some(CERTIFICATE_SERIAL),
        "what was downloaded is used at once"
    );
    call(&client).await.unwrap();
    assert_eq!(world.downloads(), 1);
}

#[tokio::test]
async fn fifty_first_calls_at_once_make_one_download() {
    let world = World::new().await;
    world.change(|platform| platform.after = Duration::from_millis(100));
    let client = world.client();
    let calls = (0..50).map(|_| {
        let client = client.clone();
        tokio::spawn(async move { call(&client).await })
    });
    for call in calls.collect::<Vec<_>>() {
        call.await.unwrap().unwrap();
    }
    assert_eq!(world.downloads(), 1);
}

#[tokio::test]
async fn fifty_calls_at_once_share_one_failure() {
    let world = World::new().await;
    let mut reply = Reply::new(500, r#"{"code":"SYSTEM_ERROR","message":"系统错误"}"#);
    reply.after = Duration::from_millis(100);
    world.change(|platform| platform.instead = Some(reply));
    let client = world.client();
    let calls = (0..50).map(|_| {
        let client = client.clone();
        tokio::spawn(async move { call(&client).await })
    });
    for call in calls.collect::<Vec<_>>() {
        let error = call.await.unwrap().unwrap_err();
        assert_eq!(error.outcome(), Outcome::NotSent, "{error}");
        assert_eq!(reason(&error).api().unwrap().code, "SYSTEM_ERROR");
    }
    assert_eq!(world.server.received().len(), 1);
}

#[tokio::test]
async fn who_gives_up_waiting_does_not_stop_the_download() {
    let world = World::new().await;
    world.change(|platform| platform.after = Duration::from_millis(100));
    let client = world.client();
    let first = tokio::time::timeout(Duration::from_millis(50), call(&client));
    assert!(first.await.is_err());
    call(&client).await.unwrap();
    assert_eq!(world.downloads(), 1);
}

#[tokio::test]
async fn a_download_that_failed_is_tried_again_after_a_pause_that_grows() {
    let world = World::new().await;
    let gateway = Reply::new(502, "<html>Bad Gateway</html>");
    world.change(|platform| platform.instead = Some(gateway));
    let client = world.client();
    let mut downloads = 0;
    for pause in [2, 4, 8, 16, 32, 64, 128, 256, 300, 300] {
        assert!(call(&client).await.is_err());
        downloads += 1;
        world.pass(pause - 1);
        let error = call(&client).await.unwrap_err();
        assert_eq!(reason(&error).api().unwrap().status, 502);
        assert_eq!(world.downloads(), downloads, "within {pause} s");
        world.pass(1);
    }
    world.change(|platform| platform.instead = None);
    call(&client).await.unwrap();
}

#[tokio::test]
async fn a_clock_that_jumps_back_does_not_stop_the_downloads() {
    let world = World::new().await;
    world.change(|platform| platform.instead = Some(Reply::new(502, "")));
    world.pass(10 * 24 * HOUR);
    let client = world.client();
    assert!(call(&client).await.is_err());
    world.pass(-10 * 24 * HOUR);
    world.change(|platform| platform.instead = None);
    call(&client).await.unwrap();
}

#[tokio::test]
async fn a_forged_list_is_not_trusted_and_the_call_not_sent() {
    let world = World::new().await;
    let body = list(&[item(CERTIFICATE_SERIAL, CERTIFICATE, API_V3_KEY)]);
    let forged = Reply::new(200, body).signed_by(platform_key(), CERTIFICATE_SERIAL, world.now());
    world.change(|platform| platform.instead = Some(forged));
    let client = world.client();
    let error = call(&client).await.unwrap_err();
    assert!(matches!(
        reason(&error).kind(),
        ErrorKind::Certificates(CertificatesError::Verify(VerifyError::Signature))
    ));
    assert_eq!(error.outcome(), Outcome::NotSent);
    assert!(client.keys().snapshot().is_empty());
    assert_eq!(world.server.received().len(), 1);
}

#[tokio::test]
async fn a_merchant_with_a_public_key_only_needs_no_certificates() {
    let world = World::new().await;
    world.change(|platform| {
        platform.instead = Some(Reply::new(404, ABSENT));
        platform.serial = PLATFORM;
    });
    let client = world.builder().public_key(PLATFORM, &platform_pem());
    let client = client.build().unwrap();
    for _ in 0..3 {
        call(&client).await.unwrap();
        world.pass(9 * HOUR);
    }
    assert_eq!(world.downloads(), 0);
    // That there are none is asked once, and then known for a while.
    for _ in 0..5 {
        client.seek(CERTIFICATE_SERIAL).await;
        world.pass(119);
    }
    assert_eq!(world.downloads(), 1);
    world.pass(5);
    client.seek(CERTIFICATE_SERIAL).await;
    assert_eq!(world.downloads(), 2);
    call(&client).await.unwrap();
}

#[tokio::test]
async fn a_merchant_without_any_key_is_told_which_one_to_give() {
    let world = World::new().await;
    world.change(|platform| platform.instead = Some(Reply::new(404, ABSENT)));
    let client = world.client();
    for _ in 0..3 {
        let error = call(&client).await.unwrap_err();
        assert!(error.to_string().contains("public key"), "{error}");
        assert_eq!(error.outcome(), Outcome::NotSent);
    }
    assert_eq!(world.server.received().len(), 1);
}

#[tokio::test]
async fn a_client_that_is_told_not_to_downloads_nothing() {
    let world = World::new().await;
    let client = world.builder().automatic_certificates(false);
    let client = client.build().unwrap();
    let error = call(&client).await.unwrap_err();
    assert!(matches!(error.kind(), ErrorKind::Config(_)), "{error}");
    client.seek(CERTIFICATE_SERIAL).await;
    assert_eq!(world.downloads(), 0);
    client.download_certificates().await.unwrap();
    world.pass(9 * HOUR);
    call(&client).await.unwrap();
    assert_eq!(world.downloads(), 1);
}
