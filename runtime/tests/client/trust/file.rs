//! Downloaded certificates that outlive the process.

use super::world::*;

#[tokio::test]
async fn a_restart_with_a_file_needs_no_download() {
    let world = World::new().await;
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("certificates.json");
    let restarted = || world.builder().certificate_file(&path).build().unwrap();
    call(&restarted()).await.unwrap();
    assert_eq!(world.downloads(), 1);
    let client = restarted();
    call(&client).await.unwrap();
    assert_eq!(world.downloads(), 1);
    // Their age is that of the download, not of the restart; and the old one is kept.
    world.pass(8 * HOUR);
    world.rotate();
    let client = restarted();
    world.change(|platform| platform.serial = CERTIFICATE_SERIAL);
    call(&client).await.unwrap();
    world.background(&client, 2, HIGH_BIT_SERIAL).await;
    let both = [CERTIFICATE_SERIAL, HIGH_BIT_SERIAL];
    assert_eq!(restarted().keys().snapshot().ids(), both);
    let left = std::fs::read_dir(folder.path()).unwrap().count();
    assert_eq!(left, 1, "nothing but the file is left");
    // What has expired is not taken from it.
    let end = Certificate::from_pem(CERTIFICATE).unwrap().not_after;
    world
        .time
        .store(end.max(begin()) + 365 * 24 * HOUR, Ordering::SeqCst);
    assert!(restarted().keys().snapshot().is_empty());
}

#[tokio::test]
async fn a_file_that_was_damaged_or_tampered_with_is_as_good_as_none() {
    let world = World::new().await;
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("certificates.json");
    let restarted = || world.builder().certificate_file(&path).build().unwrap();
    call(&restarted()).await.unwrap();
    let good = std::fs::read_to_string(&path).unwrap();
    let place = good.rfind("ciphertext").unwrap() + 60;
    let mut flipped = good.clone();
    let other_letter = if good[place..].starts_with('A') {
        "B"
    } else {
        "A"
    };
    flipped.replace_range(place..=place, other_letter);
    let mut other: serde_json::Value = serde_json::from_str(&good).unwrap();
    let forged = serde_json::json!({ "downloaded_at": world.now(), "certificates": [HIGH_BIT] });
    other["ciphertext"] = forged.to_string().into();
    let unsealed = other.to_string();
    let key = wechatpay_runtime::crypto::ApiV3Key::new("AnotherApiV3Key00123456789abcdef").unwrap();
    let sealed = key.seal(
        other["nonce"].as_str().unwrap(),
        "",
        forged.to_string().as_bytes(),
    );
    other["ciphertext"] = sealed.unwrap().into();
    for bad in [
        "",
        "{}",
        &good[..good.len() / 2],
        &flipped,
        &unsealed,
        &other.to_string(),
    ] {
        std::fs::write(&path, bad).unwrap();
        let client = restarted();
        assert!(client.keys().snapshot().is_empty(), "{bad}");
        let before = world.downloads();
        call(&client).await.unwrap();
        assert_eq!(world.downloads(), before + 1);
        assert!(!restarted().keys().snapshot().is_empty(), "it is replaced");
    }
    // Another merchant's is not taken either.
    let other = world.builder().merchant_id("1900000002");
    let other = other.certificate_file(&path).build().unwrap();
    assert!(other.keys().snapshot().is_empty());
    // A folder that cannot be written to breaks no call.
    let nowhere = folder.path().join("nowhere").join("certificates.json");
    let client = world.builder().certificate_file(nowhere).build().unwrap();
    call(&client).await.unwrap();
}

/// The file is made one that cannot be read for as long as the test wants: a pipe.
#[cfg(unix)]
#[tokio::test]
async fn a_disk_that_is_slow_holds_up_no_other_task() {
    let world = World::new().await;
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("certificates.json");
    let client = world.builder().certificate_file(&path).build().unwrap();
    let made = std::process::Command::new("mkfifo").arg(&path).status();
    assert!(made.unwrap().success());
    let (reading, read) = tokio::sync::oneshot::channel();
    let (alive, answered) = std::sync::mpsc::channel();
    let pipe = path.clone();
    let disk = std::thread::spawn(move || {
        // It opens when somebody reads at the other end, who then waits until it is closed.
        let pipe = std::fs::OpenOptions::new().write(true).open(pipe).unwrap();
        reading.send(()).unwrap();
        let answer = answered.recv_timeout(Duration::from_secs(20));
        drop(pipe);
        answer.is_ok()
    });
    let other = tokio::spawn(async move {
        read.await.unwrap();
        alive.send(()).unwrap();
    });
    call(&client).await.unwrap();
    // Where nobody else did, lest the thread wait for ever.
    drop(std::fs::File::open(&path).unwrap());
    let went_on = disk.join().unwrap();
    assert!(went_on, "nothing else was done while the file was read");
    other.await.unwrap();
    assert_eq!(world.downloads(), 1);
    let saved = world.builder().certificate_file(&path);
    let saved = saved.build().unwrap();
    assert_eq!(saved.keys().snapshot().ids(), [CERTIFICATE_SERIAL]);
}

#[tokio::test]
async fn a_file_takes_an_api_v3_key() {
    let builder = Client::builder()
        .merchant_id(MERCHANT)
        .certificate_serial(SERIAL)
        .private_key_pem(&merchant_key().to_pem().unwrap())
        .certificate_file("certificates.json");
    assert_eq!(
        builder.build().unwrap_err(),
        wechatpay_runtime::ConfigError::NoApiV3Key
    );
}
