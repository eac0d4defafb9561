//! The value types: times, dates, secrets, files.
#![allow(missing_docs, clippy::unwrap_used)]

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use proptest::prelude::*;
use wechatpay_runtime::{Date, Secret, Timestamp, Upload};

#[test]
fn timestamps_convert_what_rfc_3339_allows() {
    for (text, seconds, nanoseconds) in [
        ("1970-01-01T00:00:00Z", 0, 0),
        ("2018-06-08T10:34:56+08:00", 1_528_425_296, 0),
        ("2018-06-08t02:34:56z", 1_528_425_296, 0),
        ("2018-06-07T21:04:56.5-05:30", 1_528_425_296, 500_000_000),
        (
            "2018-06-08T10:34:56.123456789123+08:00",
            1_528_425_296,
            123_456_789,
        ),
        ("1969-12-31T23:59:59.25Z", -1, 250_000_000),
        ("2016-12-31T23:59:60Z", 1_483_228_800, 0),
        ("2000-02-29T00:00:00-00:00", 951_782_400, 0),
        ("0000-01-01T00:00:00Z", -62_167_219_200, 0),
        ("9999-12-31T23:59:59Z", 253_402_300_799, 0),
    ] {
        let timestamp = Timestamp::from(text);
        assert_eq!(timestamp.as_str(), text);
        assert_eq!(timestamp.unix_seconds(), Some(seconds), "{text}");
        let whole = Duration::from_secs(seconds.unsigned_abs());
        let second = if seconds < 0 {
            UNIX_EPOCH - whole
        } else {
            UNIX_EPOCH + whole
        };
        let moment = second + Duration::from_nanos(nanoseconds);
        assert_eq!(timestamp.to_system_time(), Some(moment), "{text}");
    }
}

#[test]
fn other_texts_are_kept_and_do_not_convert() {
    for text in [
        "",
        "20180608103456",
        "2018-06-08",
        "2018-06-08T10:34:56",
        "2018-06-08 10:34:56+08:00",
        "2018-06-08T10:34:56+0800",
        "2018-06-08T10:34:56+08:00 ",
        " 2018-06-08T10:34:56+08:00",
        "2018-6-08T10:34:56Z",
        "2018-13-08T10:34:56Z",
        "2018-00-08T10:34:56Z",
        "2019-02-29T10:34:56Z",
        "1900-02-29T10:34:56Z",
        "2018-06-31T10:34:56Z",
        "2018-06-00T10:34:56Z",
        "2018-06-08T24:00:00Z",
        "2018-06-08T10:60:00Z",
        "2018-06-08T10:34:61Z",
        "2018-06-08T10:34:56.Z",
        "2018-06-08T10:34:56+24:00",
        "2018-06-08T10:34:56+08:60",
        "2018-06-08T10:34:5６Z",
        "+018-06-08T10:34:56Z",
        "2018-06-08T10:34:56",
    ] {
        let timestamp = Timestamp::from(text);
        assert_eq!(timestamp.as_str(), text);
        assert_eq!(timestamp.unix_seconds(), None, "{text}");
        assert_eq!(timestamp.to_system_time(), None, "{text}");
    }
}

#[test]
fn a_moment_is_written_as_wechat_pay_does() {
    let at = |seconds: u64| Timestamp::from(UNIX_EPOCH + Duration::from_secs(seconds));
    assert_eq!(at(1_528_425_296).as_str(), "2018-06-08T10:34:56+08:00");
    assert_eq!(at(0).as_str(), "1970-01-01T08:00:00+08:00");
    let before = Timestamp::from(UNIX_EPOCH - Duration::from_millis(500));
    assert_eq!(before.as_str(), "1970-01-01T07:59:59+08:00");
    let far = Timestamp::from_unix_seconds(i64::MAX);
    assert_eq!(far.as_str(), "9999-12-31T23:59:59+08:00");
    let early = Timestamp::from_unix_seconds(i64::MIN);
    assert_eq!(early.as_str(), "0000-01-01T00:00:00+08:00");
    assert!(Timestamp::from(SystemTime::now()).unix_seconds().unwrap() > 1_700_000_000);
}

#[test]
fn dates_have_parts_where_they_are_days() {
    let date = Date::from("2025-01-31");
    assert_eq!(
        (date.year(), date.month(), date.day()),
        (Some(2025), Some(1), Some(31))
    );
    for text in [
        "",
        "2025-02-29",
        "20250131",
        "2025-01-31 ",
        "2025-1-31",
        "2025-01-31T00:00:00Z",
    ] {
        let date = Date::from(text);
        assert_eq!(date.as_str(), text);
        assert_eq!(
            (date.year(), date.month(), date.day()),
            (None, None, None),
            "{text}"
        );
    }
    assert_eq!(Date::from_ymd(33, 12, 1).unwrap().as_str(), "0033-12-01");
    for (year, month, day) in [
        (2025, 2, 29),
        (2025, 0, 1),
        (2025, 13, 1),
        (2025, 4, 31),
        (10_000, 1, 1),
    ] {
        assert_eq!(Date::from_ymd(year, month, day), None);
    }
}

#[cfg(feature = "time")]
#[test]
fn times_and_days_convert_to_time() {
    use time::format_description::well_known::Rfc3339;
    for text in MOMENTS {
        let converted = Timestamp::from(*text).to_time().unwrap();
        assert_eq!(
            converted,
            time::OffsetDateTime::parse(text, &Rfc3339).unwrap(),
            "{text}"
        );
        assert_eq!(converted.offset().whole_seconds(), offset(text));
        assert_eq!(Timestamp::from(converted).as_str(), at_beijing(text));
    }
    assert_eq!(Timestamp::from("20180608").to_time(), None);
    let day = time::Date::from_calendar_date(2024, time::Month::February, 29).unwrap();
    assert_eq!(Date::from("2024-02-29").to_time(), Some(day));
    assert_eq!(Date::from_time(day).unwrap().as_str(), "2024-02-29");
    assert_eq!(Date::from("2025-02-29").to_time(), None);
    assert_eq!(Date::from_time(time::Date::MIN), None);
}

#[cfg(feature = "chrono")]
#[test]
fn times_and_days_convert_to_chrono() {
    for text in MOMENTS {
        let converted = Timestamp::from(*text).to_chrono().unwrap();
        assert_eq!(
            converted,
            chrono::DateTime::parse_from_rfc3339(text).unwrap(),
            "{text}"
        );
        assert_eq!(converted.offset().local_minus_utc(), offset(text));
        assert_eq!(Timestamp::from(converted).as_str(), at_beijing(text));
    }
    assert_eq!(Timestamp::from("20180608").to_chrono(), None);
    let day = chrono::NaiveDate::from_ymd_opt(2024, 2, 29).unwrap();
    assert_eq!(Date::from("2024-02-29").to_chrono(), Some(day));
    assert_eq!(Date::from_chrono(day).unwrap().as_str(), "2024-02-29");
    assert_eq!(Date::from("2025-02-29").to_chrono(), None);
    assert_eq!(Date::from_chrono(chrono::NaiveDate::MAX), None);
}

#[cfg(feature = "jiff")]
#[test]
fn times_and_days_convert_to_jiff() {
    for text in MOMENTS {
        let converted = Timestamp::from(*text).to_jiff().unwrap();
        assert_eq!(
            converted,
            text.parse::<jiff::Timestamp>().unwrap(),
            "{text}"
        );
        assert_eq!(Timestamp::from(converted).as_str(), at_beijing(text));
    }
    assert_eq!(Timestamp::from("20180608").to_jiff(), None);
    let day = jiff::civil::date(2024, 2, 29);
    assert_eq!(Date::from("2024-02-29").to_jiff(), Some(day));
    assert_eq!(Date::from_jiff(day).unwrap().as_str(), "2024-02-29");
    assert_eq!(Date::from("2025-02-29").to_jiff(), None);
    assert_eq!(Date::from_jiff(jiff::civil::date(-1, 1, 1)), None);
}

/// Moments on both sides of 1970, with offsets and fractions.
#[cfg(any(feature = "chrono", feature = "jiff", feature = "time"))]
const MOMENTS: &[&str] = &[
    "2018-06-08T10:34:56+08:00",
    "2018-06-07T21:04:56.5-05:30",
    "2018-06-08T02:34:56.123456789Z",
    "1969-12-31T23:59:59.25Z",
    "1901-01-01T00:00:00+00:00",
];

/// The offset at the end of `text`, in seconds.
#[cfg(any(feature = "chrono", feature = "time"))]
fn offset(text: &str) -> i32 {
    match text {
        _ if text.ends_with("+08:00") => 8 * 3600,
        _ if text.ends_with("-05:30") => -(5 * 3600 + 1800),
        _ => 0,
    }
}

/// The same moment to the second, as WeChat Pay writes it.
#[cfg(any(feature = "chrono", feature = "jiff", feature = "time"))]
fn at_beijing(text: &str) -> String {
    let seconds = Timestamp::from(text).unix_seconds().unwrap();
    Timestamp::from_unix_seconds(seconds).as_str().to_owned()
}

#[test]
fn secrets_compare_and_are_copied() {
    let secret = Secret::from("张三");
    assert_eq!(secret.expose(), "张三");
    assert_eq!(secret, Secret::from("张三".to_owned()));
    assert_eq!(secret, secret.clone());
    assert_ne!(secret, Secret::from("张四"));
    assert_ne!(secret, Secret::from("张"));
    assert_eq!(Secret::default().expose(), "");
}

#[test]
fn an_upload_knows_its_type_and_hash() {
    for (name, media_type) in [
        ("a.jpg", "image/jpeg"),
        ("a.b.JPEG", "image/jpeg"),
        ("图.png", "image/png"),
        ("a.bmp", "image/bmp"),
        ("a.mp4", "video/mp4"),
        ("jpg", "application/octet-stream"),
        ("", "application/octet-stream"),
    ] {
        assert_eq!(
            Upload::from_bytes(name, &b""[..]).media_type,
            media_type,
            "{name}"
        );
    }
    let upload = Upload::from_bytes("a.png", b"abc".to_vec());
    let abc = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
    assert_eq!(upload.sha256(), abc);
    let shown = format!("{upload:?}");
    assert_eq!(
        shown,
        r#"Upload { file_name: "a.png", media_type: "image/png", bytes: 3 bytes }"#
    );
}

#[test]
fn the_content_of_an_upload_says_more_than_its_name() {
    for (content, media_type) in [
        (&b"\xff\xd8\xff\xe0\0\x10JFIF"[..], "image/jpeg"),
        (b"\x89PNG\r\n\x1a\n\0\0", "image/png"),
        (b"BM\x46\0\0\0\0\0\0\0\x36\0\0\0", "image/bmp"),
        (b"GIF89a", "image/gif"),
        (b"%PDF-1.7", "application/pdf"),
        (b"\0\0\0\x18ftypmp42\0\0", "video/mp4"),
        (b"\0\0\0\x14ftypqt  \0\0", "video/quicktime"),
        (b"\0\0\0\x14ftypM4V \0\0", "video/x-m4v"),
        (b"RIFF\0\0\0\0AVI LIST", "video/x-msvideo"),
        (b"\x1a\x45\xdf\xa3\x01", "video/x-matroska"),
        (b"BM is a brand", "text/plain"),
        (b"\xff\xd8", "text/plain"),
        (b"", "text/plain"),
    ] {
        let upload = Upload::from_bytes("name.txt", content);
        assert_eq!(upload.media_type, media_type);
    }
}

#[test]
fn an_upload_is_read_from_a_reader() {
    let content = b"%PDF-1.7 and so on";
    let upload = Upload::from_reader("a.pdf", &content[..]).unwrap();
    assert_eq!(upload, Upload::from_bytes("a.pdf", &content[..]));
    let endless = std::io::repeat(b'x');
    let error = Upload::from_reader("a.pdf", endless).unwrap_err();
    assert_eq!(error.kind(), std::io::ErrorKind::InvalidData);
    assert!(error.to_string().contains("64 MiB"), "{error}");
}

#[tokio::test]
async fn an_upload_is_read_from_an_async_reader_piece_by_piece() {
    use tokio::io::AsyncWriteExt as _;
    let content: Vec<u8> = (0..100_000_u32).map(|i| (i % 251) as u8).collect();
    let (mut theirs, ours) = tokio::io::duplex(1000);
    let sent = content.clone();
    tokio::spawn(async move {
        for piece in sent.chunks(777) {
            theirs.write_all(piece).await.unwrap();
            tokio::task::yield_now().await;
        }
    });
    let upload = Upload::from_async_reader("a.pdf", ours).await.unwrap();
    assert_eq!(upload, Upload::from_bytes("a.pdf", content));

    let empty = Upload::from_async_reader("a.pdf", tokio::io::empty()).await;
    assert_eq!(empty.unwrap(), Upload::from_bytes("a.pdf", &b""[..]));
}

#[tokio::test]
async fn an_upload_from_an_async_reader_is_bounded_and_its_failure_an_error() {
    use tokio::io::AsyncReadExt as _;
    const LONGEST: u64 = 64 << 20;
    let zeros = |length| Upload::from_async_reader("a.pdf", tokio::io::repeat(0).take(length));
    let longest = zeros(LONGEST).await.unwrap();
    assert_eq!(u64::try_from(longest.bytes.len()), Ok(LONGEST));
    let error = zeros(LONGEST + 1).await.unwrap_err();
    assert_eq!(error.kind(), std::io::ErrorKind::InvalidData);
    assert!(error.to_string().contains("64 MiB"), "{error}");
    let endless = Upload::from_async_reader("a.pdf", tokio::io::repeat(0)).await;
    endless.unwrap_err();

    let failing = Failing { left: 3 };
    let error = Upload::from_async_reader("a.pdf", failing).await;
    let error = error.unwrap_err();
    assert_eq!(error.kind(), std::io::ErrorKind::ConnectionReset);
}

/// Gives some bytes, one at a time, and then an error.
struct Failing {
    left: usize,
}

impl tokio::io::AsyncRead for Failing {
    fn poll_read(
        mut self: std::pin::Pin<&mut Self>,
        _: &mut std::task::Context<'_>,
        buffer: &mut tokio::io::ReadBuf<'_>,
    ) -> std::task::Poll<std::io::Result<()>> {
        if self.left == 0 {
            return std::task::Poll::Ready(Err(std::io::ErrorKind::ConnectionReset.into()));
        }
        self.left -= 1;
        buffer.put_slice(b"x");
        std::task::Poll::Ready(Ok(()))
    }
}

#[test]
fn an_upload_is_read_from_a_file() {
    let folder = std::env::temp_dir().join(format!("wechatpay-upload-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let path = folder.join("营业执照.PNG");
    std::fs::write(&path, b"abc").unwrap();
    let upload = Upload::from_path(&path).unwrap();
    assert_eq!(upload, Upload::from_bytes("营业执照.PNG", &b"abc"[..]));
    assert_eq!(upload.media_type, "image/png");
    // It takes no place on most disks, and would take it in memory.
    let long = std::fs::File::create(&path).unwrap();
    long.set_len((64 << 20) + 1).unwrap();
    let error = Upload::from_path(&path).unwrap_err();
    assert_eq!(error.kind(), std::io::ErrorKind::InvalidData);
    assert!(error.to_string().contains("营业执照.PNG"), "{error}");
    long.set_len(64 << 20).unwrap();
    assert_eq!(Upload::from_path(&path).unwrap().bytes.len(), 64 << 20);
    std::fs::remove_dir_all(&folder).unwrap();

    let error = Upload::from_path(&path).unwrap_err();
    assert_eq!(error.kind(), std::io::ErrorKind::NotFound);
    assert!(error.to_string().contains("营业执照.PNG"));
}

proptest! {
    #[test]
    fn seconds_survive_the_text(seconds in -62_167_248_000_i64..=253_402_271_999) {
        let timestamp = Timestamp::from_unix_seconds(seconds);
        prop_assert_eq!(timestamp.unix_seconds(), Some(seconds));
    }

    #[test]
    fn any_text_is_kept(text in "\\PC*|[0-9TZ:+. -]{0,40}") {
        let timestamp = Timestamp::from(text.as_str());
        let _ = (timestamp.unix_seconds(), timestamp.to_system_time());
        prop_assert_eq!(timestamp.as_str(), text.as_str());
        prop_assert_eq!(Date::from(text.as_str()).year().is_some(), text.len() == 10
            && Date::from(text.as_str()).day().is_some());
    }
}
