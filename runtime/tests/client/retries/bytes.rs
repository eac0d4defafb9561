//! What an attempt has in common with the one before.

use wechatpay_runtime::TrustedKey;

use super::world::*;

/// Two attempts, between which `seconds` go by.
async fn two(seconds: i64) -> [PreparedRequest; 2] {
    let world = Shared::new([error(503, ""), good()]);
    let clock = Arc::clone(&world.0);
    let happens = move |_| {
        clock.seconds.fetch_add(seconds, Ordering::SeqCst);
    };
    *world.0.happens.lock().unwrap() = Some(Box::new(happens));
    let client = world.client();
    let mut request = receiver();
    request.name = Some("李四".into());
    let call: Call<'_, Added> = Call::new(client.root().param("1"), &KEYED, request);
    // The answers stay as they were signed, so the last one may be too old.
    let _ = call.await;
    world.sent().try_into().unwrap()
}

#[tokio::test]
async fn the_signature_is_used_again_for_a_minute_and_the_ciphertext_longer() {
    for (seconds, same) in [
        (0, true),
        (60, true),
        (61, false),
        (-1, false),
        (250, false),
    ] {
        let [first, second] = two(seconds).await;
        let authorization = |request: &PreparedRequest| request.headers["authorization"].clone();
        assert_eq!(
            authorization(&first) == authorization(&second),
            same,
            "{seconds}"
        );
        assert_eq!(second.timestamp, if same { NOW } else { NOW + seconds });
        assert_eq!(first.body, second.body, "the ciphertext too");
        assert_eq!(
            first.headers["wechatpay-serial"],
            second.headers["wechatpay-serial"]
        );
    }
}

#[tokio::test]
async fn a_key_that_is_gone_is_not_encrypted_with_again() {
    const NEW: &str = "PUB_KEY_ID_9";
    let world = Shared::new([Answer(Reply::new(503, "")), good()]);
    let client = world.client();
    let keys = client.keys().clone();
    *world.0.happens.lock().unwrap() = Some(Box::new(move |number| {
        if number == 1 {
            keys.add([TrustedKey::public_key(NEW, &platform_pem()).unwrap()]);
        } else {
            keys.add([platform_trusted()]);
        }
        keys.remove(if number == 1 { PLATFORM } else { NEW });
    }));
    let mut request = receiver();
    request.name = Some("李四".into());
    let _ = Call::<Added>::new(client.root().param("1"), &KEYED, request).await;
    let [first, second] = &world.sent()[..] else {
        panic!()
    };
    assert_eq!(first.headers["wechatpay-serial"], PLATFORM);
    assert_eq!(second.headers["wechatpay-serial"], NEW);
    assert_ne!(first.body, second.body);
}
