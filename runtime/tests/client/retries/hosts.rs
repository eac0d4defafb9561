//! Which host an attempt goes to.

use super::world::*;

#[tokio::test]
async fn a_host_that_cannot_be_reached_is_replaced_at_once_whatever_the_operation() {
    let world = Shared::new([NotConnected, good()]);
    add(&world.client(), &UNKNOWN).await.unwrap();
    assert_eq!(world.hosts(), [USUAL, BACKUP]);
    assert!(world.slept().is_empty());
    let [first, second] = &world.sent()[..] else {
        panic!()
    };
    assert_eq!(first.headers, second.headers, "the same signature");
    assert_eq!(first.body, second.body);
    assert_eq!(first.canonical_url, second.canonical_url);

    // Both are down: back to the first, after a pause.
    let world = Shared::new([NotConnected, NotConnected, NotConnected]);
    let error = add(&world.client(), &UNKNOWN).await.unwrap_err();
    assert_eq!(world.hosts(), [USUAL, BACKUP, USUAL]);
    assert_eq!(world.slept(), [Duration::from_secs(1)]);
    assert_eq!((error.outcome(), error.attempts()), (Outcome::NotSent, 3));
}

#[tokio::test]
async fn the_backup_is_used_where_the_host_is_at_fault_and_not_for_what_is_behind_it() {
    for (step, moved) in [
        (Broken, true),
        (TimedOut, true),
        (error(502, ""), true),
        (error(503, ""), true),
        (error(500, "SYSTEM_ERROR"), false),
        (error(429, ""), false),
        (error(202, ""), false),
        (sign_test(), false),
    ] {
        let world = Shared::new([step, good()]);
        add(&world.client(), &SAFE).await.unwrap();
        let second = if moved { BACKUP } else { USUAL };
        assert_eq!(world.hosts(), [USUAL, second]);
        assert_eq!(world.slept().len(), 1, "with a pause");
    }
}

#[tokio::test]
async fn the_backup_can_be_another_or_none() {
    static OVERSEAS: Operation = Operation {
        host: Host::Overseas,
        ..SAFE
    };
    let hosts = |change: fn(ClientBuilder) -> ClientBuilder, operation| async move {
        let world = Shared::new([NotConnected, good()]);
        let client = change(world.builder()).build().unwrap();
        add(&client, operation).await.unwrap();
        world.hosts()
    };
    let own = hosts(
        |builder| builder.backup_url("https://api2.wechatpay.cn"),
        &SAFE,
    )
    .await;
    assert_eq!(own, [USUAL, "https://api2.wechatpay.cn"]);
    assert_eq!(hosts(ClientBuilder::no_backup, &SAFE).await, [USUAL, USUAL]);
    let overseas = hosts(|builder| builder, &OVERSEAS).await;
    assert_eq!(overseas, ["https://apihk.mch.weixin.qq.com"; 2]);
    let based = hosts(|builder| builder.base_url("http://a"), &SAFE).await;
    assert_eq!(based, ["http://a", "http://a"]);
    let both = hosts(
        |builder| builder.base_url("http://a").backup_url("http://b"),
        &OVERSEAS,
    )
    .await;
    assert_eq!(both, ["http://a", "http://b"]);
}
