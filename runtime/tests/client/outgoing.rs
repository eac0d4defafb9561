//! What is sent: URL, headers, body, signature; first as data, then over the wire.

use wechatpay_runtime::http::HeaderMap;
use wechatpay_runtime::protocol::{Authorization, Credentials, header};
use wechatpay_runtime::{
    Body, Bytes, Call, Client, ConfigError, EncodeError, ErrorKind, Method, Operation, Outcome,
    PreparedRequest, RequestError, TrustedKey, Upload, UploadLimits,
};
use wechatpay_runtime::{Open as _, SealError};

use crate::server::{Reply, Server};
use crate::support::*;

fn client() -> Client {
    builder().build().unwrap()
}

fn text(headers: &HeaderMap, name: &str) -> String {
    headers[name].to_str().unwrap().to_owned()
}

/// The header parses, and its signature is that of `signed` under the merchant's key.
fn assert_signed(request: &PreparedRequest, signed: &[u8]) -> Authorization {
    let authorization: Authorization = text(&request.headers, "authorization").parse().unwrap();
    let message = authorization.message(request.method, &request.canonical_url, signed);
    assert_eq!(message, request.message);
    let key = merchant_key().public_key().unwrap();
    key.verify(&message, &authorization.signature).unwrap();
    authorization
}

#[test]
fn a_json_request_is_signed_as_it_is_sent() {
    let client = client();
    let request = Receiver {
        note: Some("a b/中".into()),
        ..receiver()
    };
    let path = client.root().param("AbC/1");
    let prepared = Call::<Added>::new(path, &ADD, request).prepare().unwrap();

    assert_eq!(prepared.method, Method::Post);
    assert_eq!(
        prepared.canonical_url,
        "/v3/receivers/AbC%2F1?note=a%20b%2F%E4%B8%AD"
    );
    let url = format!("https://api.mch.weixin.qq.com{}", prepared.canonical_url);
    assert_eq!(prepared.url.as_str(), url);
    assert_eq!(prepared.body, r#"{"account":"a1"}"#);
    assert_eq!(text(&prepared.headers, "accept"), "application/json");
    assert_eq!(text(&prepared.headers, "content-type"), "application/json");
    assert_eq!(text(&prepared.headers, header::SERIAL), PLATFORM);
    let agent = text(&prepared.headers, "user-agent");
    assert_eq!(
        agent,
        concat!("wechatpay-openapi-rust/", env!("CARGO_PKG_VERSION"))
    );

    let authorization = assert_signed(&prepared, &prepared.body);
    assert_eq!(authorization.id, MERCHANT);
    assert_eq!(authorization.serial, SERIAL);
    assert_eq!(authorization.timestamp, NOW);
    assert_eq!(authorization.nonce.len(), 32);
}

#[test]
fn a_list_in_the_query_repeats_its_name() {
    let client = client();
    let request = Receiver {
        tag: Some(vec!["x&y".into(), "z".into()]),
        ..receiver()
    };
    let prepared = Call::<Added>::new(client.root().param("1"), &ADD, request)
        .prepare()
        .unwrap();
    assert_eq!(prepared.canonical_url, "/v3/receivers/1?tag=x%26y&tag=z");
}

#[test]
fn a_get_has_no_body_and_no_content_type() {
    let client = client();
    let prepared = Call::<Added>::bare(client.root().param("1"), &QUERY)
        .prepare()
        .unwrap();
    assert_eq!(prepared.method, Method::Get);
    assert!(prepared.body.is_empty());
    assert!(!prepared.headers.contains_key("content-type"));
    assert_signed(&prepared, b"");
}

#[test]
fn a_trailing_slash_is_sent_and_signed() {
    let client = client();
    let prepared = Call::<Added>::new(client.root(), &SLASHED, receiver())
        .prepare()
        .unwrap();
    assert_eq!(prepared.canonical_url, "/v3/applyment/");
    assert_eq!(
        prepared.url.as_str(),
        "https://api.mch.weixin.qq.com/v3/applyment/"
    );
    assert_signed(&prepared, &prepared.body);
}

#[test]
fn a_secret_field_is_encrypted_with_the_key_that_the_header_names() {
    let client = client();
    let request = Receiver {
        name: Some("张三".into()),
        ..receiver()
    };
    let prepared = Call::<Added>::new(client.root().param("1"), &ADD, request)
        .prepare()
        .unwrap();
    assert_eq!(text(&prepared.headers, header::SERIAL), PLATFORM);
    let body: serde_json::Value = serde_json::from_slice(&prepared.body).unwrap();
    let sealed = body["name"].as_str().unwrap();
    assert_eq!(platform_key().open(sealed).unwrap().expose(), "张三");
}

#[test]
fn the_header_and_the_encryption_follow_the_store() {
    const CERTIFICATE: &str = include_str!("fixtures/test-only-certificate.pem");
    // Within the fixture's validity.
    let client = without_trust().clock(|| 1_800_000_000).build().unwrap();
    client
        .keys()
        .add([TrustedKey::certificate(CERTIFICATE).unwrap()]);
    let call = |client: &Client| {
        let request = Receiver {
            name: Some("x".into()),
            ..receiver()
        };
        Call::<Added>::new(client.root().param("1"), &ADD, request)
            .prepare()
            .unwrap()
    };
    let serial = text(&call(&client).headers, header::SERIAL);
    assert_eq!(serial, "0123456789ABCDEF0123456789ABCDEF01234567");
    client.keys().add([platform_trusted()]);
    assert_eq!(text(&call(&client).headers, header::SERIAL), PLATFORM);
}

#[test]
fn the_global_region_pads_differently_and_has_its_host() {
    let client = client();
    let long = "y".repeat(230);
    let request = || Receiver {
        name: Some(long.as_str().into()),
        ..receiver()
    };
    let path = || client.root().param("1");
    let prepared = Call::<Added>::new(path(), &GLOBAL_ADD, request())
        .prepare()
        .unwrap();
    assert_eq!(prepared.url.host_str(), Some("apihk.mch.weixin.qq.com"));
    let error = Call::<Added>::new(path(), &ADD, request())
        .prepare()
        .unwrap_err();
    let ErrorKind::Encode(EncodeError::Seal { path, source }) = error.kind() else {
        panic!("{error}");
    };
    assert_eq!(path, "$.name");
    assert_eq!(
        *source,
        SealError::TooLong {
            length: 230,
            limit: 214
        }
    );
    assert_eq!(error.outcome(), Outcome::NotSent);
}

#[test]
fn a_brand_signs_its_own_operations() {
    let path = |client: &Client| Call::<Added>::bare(client.root().param("1"), &BRAND).prepare();
    let error = path(&client()).unwrap_err();
    assert!(matches!(
        error.kind(),
        ErrorKind::Config(ConfigError::NoBrand)
    ));
    let brand = Credentials::brand("40001", "0A", merchant_key().clone()).unwrap();
    let prepared = path(&builder().brand(brand).build().unwrap()).unwrap();
    let header = text(&prepared.headers, "authorization");
    assert!(
        header.starts_with("WECHATPAY-BRAND-SHA256-RSA2048 brand_id=\"40001\","),
        "{header}"
    );
    assert_signed(&prepared, b"");
}

#[test]
fn a_header_field_and_an_extra_header_travel() {
    let client = client();
    let request = Keyed {
        mchid: "19".into(),
        idempotency: "key-1".into(),
    };
    let call = Call::<Added>::new(client.root().param("1"), &QUERY, request);
    let prepared = call.header("X-Trace", "t-1").prepare().unwrap();
    assert_eq!(text(&prepared.headers, "idempotency"), "key-1");
    assert_eq!(text(&prepared.headers, "x-trace"), "t-1");
    assert_eq!(prepared.canonical_url, "/v3/receivers/1?mchid=19");
}

#[test]
fn a_header_that_cannot_be_sent_is_an_error_before_sending() {
    let client = client();
    let error = |name: &str, value: &str| {
        let call = Call::<Added>::bare(client.root().param("1"), &QUERY);
        match call.header(name, value).prepare().unwrap_err().kind() {
            ErrorKind::Request(error) => error.clone(),
            other => panic!("{other}"),
        }
    };
    for name in [
        "Authorization",
        "content-type",
        "Wechatpay-Serial",
        "Host",
        "User-Agent",
    ] {
        assert_eq!(
            error(name, "x"),
            RequestError::ReservedHeader { name: name.into() }
        );
    }
    assert_eq!(
        error("X-A", "a\r\nb: c"),
        RequestError::Header { name: "X-A".into() }
    );
    assert_eq!(
        error("a b", "x"),
        RequestError::Header { name: "a b".into() }
    );
}

#[test]
fn nothing_is_sent_without_a_key_to_verify_the_answer_with() {
    let client = without_trust().build().unwrap();
    let error = Call::<Added>::bare(client.root().param("1"), &QUERY)
        .prepare()
        .unwrap_err();
    assert!(
        matches!(error.kind(), ErrorKind::Config(ConfigError::NoTrustedKey)),
        "{error}"
    );
    assert_eq!(error.outcome(), Outcome::NotSent);
    assert_eq!(error.operation(), Some("GET /v3/receivers/{id}"));
    // A file is not signed anyway.
    assert!(
        client
            .download("/v3/billdownload/file?token=x")
            .prepare()
            .is_ok()
    );
}

#[test]
fn wrong_path_parameters_and_groups_are_errors_before_sending() {
    let client = client();
    let path = client.root();
    let error = Call::<Added>::bare(path, &QUERY).prepare().unwrap_err();
    assert!(matches!(
        error.kind(),
        ErrorKind::Request(RequestError::PathParameterCount { .. })
    ));
    let many = (0..9).fold(path, |path, _| path.param("x"));
    let error = Call::<Added>::bare(many, &QUERY).prepare().unwrap_err();
    assert!(matches!(
        error.kind(),
        ErrorKind::Request(RequestError::PathParameterCount { .. })
    ));
    let error = Call::<Added>::bare(path.param(".."), &QUERY)
        .prepare()
        .unwrap_err();
    assert!(matches!(
        error.kind(),
        ErrorKind::Request(RequestError::PathParameter { .. })
    ));

    let request = Either {
        transaction_id: None,
        out_trade_no: None,
    };
    let error = Call::<Added>::new(path, &SLASHED, request)
        .prepare()
        .unwrap_err();
    assert!(matches!(
        error.kind(),
        ErrorKind::Encode(EncodeError::ExactlyOneOf { .. })
    ));
}

#[test]
fn a_path_that_a_url_library_would_change_is_not_sent() {
    static ODD: Operation = Operation {
        path: "/v3/a b",
        ..SLASHED
    };
    let client = client();
    let error = Call::<Added>::bare(client.root(), &ODD)
        .prepare()
        .unwrap_err();
    assert!(
        matches!(error.kind(), ErrorKind::Request(RequestError::Url)),
        "{error}"
    );
}

#[test]
fn an_upload_signs_its_meta_only() {
    let client = client();
    let file = Upload::from_bytes("图\"1\".png", Bytes::from_static(b"\x89PNG\r\n--x\r\n\0"));
    let sha256 = file.sha256();
    let request = Media {
        file,
        meta: Meta {
            filename: None,
            sha256: None,
        },
    };
    let prepared = Call::<Added>::new(client.root(), &UPLOAD, request)
        .prepare()
        .unwrap();

    let meta = format!(r#"{{"filename":"图\"1\".png","sha256":"{sha256}"}}"#);
    assert_signed(&prepared, meta.as_bytes());
    let content_type = text(&prepared.headers, "content-type");
    let boundary = content_type
        .strip_prefix("multipart/form-data; boundary=")
        .unwrap();
    let mut expected = format!(
        "--{boundary}\r\nContent-Disposition: form-data; name=\"meta\"\r\n\
         Content-Type: application/json\r\n\r\n{meta}\r\n--{boundary}\r\n\
         Content-Disposition: form-data; name=\"file\"; filename=\"图%221%22.png\"\r\n\
         Content-Type: image/png\r\n\r\n"
    )
    .into_bytes();
    expected.extend_from_slice(b"\x89PNG\r\n--x\r\n\0\r\n");
    expected.extend_from_slice(format!("--{boundary}--\r\n").as_bytes());
    assert_eq!(prepared.body, expected);
}

#[test]
fn a_file_beyond_what_is_taken_is_an_error_before_sending() {
    static PICTURES: Operation = Operation {
        body: Body::Multipart(UploadLimits {
            max_bytes: Some(4096),
            media_types: &["image/png", "image/bmp"],
        }),
        ..UPLOAD
    };
    let prepare = |name: &str, length: usize| {
        let request = Media {
            file: Upload::from_bytes(name, vec![b'x'; length]),
            meta: Meta {
                filename: None,
                sha256: None,
            },
        };
        Call::<Added>::new(client().root(), &PICTURES, request).prepare()
    };
    assert!(prepare("a.png", 4096).is_ok());
    let error = prepare("a.png", 4097).unwrap_err().to_string();
    assert!(error.contains("`file` has 4097 bytes"), "{error}");
    assert!(error.contains("at most 4096"), "{error}");
    let error = prepare("a.gif", 1).unwrap_err().to_string();
    assert!(error.contains("`file` is image/gif"), "{error}");
    assert!(error.contains("image/png, image/bmp"), "{error}");
}

#[test]
fn an_upload_without_a_file_is_an_error_before_sending() {
    let client = client();
    let call = Call::<Added>::new(client.root(), &UPLOAD, receiver());
    let error = call.prepare().unwrap_err();
    assert!(matches!(
        error.kind(),
        ErrorKind::Encode(EncodeError::NoFile)
    ));
    assert_eq!(error.outcome(), Outcome::NotSent);
}

#[test]
fn a_file_name_makes_no_header() {
    let client = client();
    let mut file = Upload::from_bytes("a\r\nX-Evil: 1\r\n.png", Bytes::from_static(b"x"));
    file.media_type = "image/png\r\nX-Evil: 2".into();
    let request = Media {
        file,
        meta: Meta {
            filename: Some("a".into()),
            sha256: None,
        },
    };
    let prepared = Call::<Added>::new(client.root(), &UPLOAD, request)
        .prepare()
        .unwrap();
    let body = String::from_utf8(prepared.body.to_vec()).unwrap();
    assert!(!body.contains("\nX-Evil"), "{body}");
    assert!(body.contains("a%0D%0AX-Evil: 1%0D%0A.png"), "{body}");
}

#[test]
fn nonces_are_fresh_and_of_the_whole_alphabet() {
    let nonces: Vec<String> = (0..2000)
        .map(|_| wechatpay_runtime::nonce().unwrap())
        .collect();
    let mut seen = std::collections::BTreeMap::<char, u32>::new();
    for nonce in &nonces {
        assert_eq!(nonce.len(), 32);
        nonce.chars().for_each(|c| *seen.entry(c).or_default() += 1);
    }
    assert_eq!(seen.len(), 62);
    assert!(seen.keys().all(char::is_ascii_alphanumeric));
    // A byte modulo 62 without more ado would favour the first eight: 10,000 of the 64,000
    // characters instead of 8,258, which is twenty standard deviations away.
    let first_eight: u32 = seen.values().take(8).sum();
    assert!((7_400..9_100).contains(&first_eight), "{seen:?}");
    let distinct: std::collections::BTreeSet<&String> = nonces.iter().collect();
    assert_eq!(distinct.len(), nonces.len());
}

#[tokio::test]
async fn the_bytes_on_the_wire_are_the_signed_ones() {
    let body = r#"{"account":"a","total":1}"#;
    let server = Server::answering(Reply::new(200, body).signed()).await;
    let client = server.client();
    for id in [
        "AbC",
        "a/b",
        "50%",
        "%2F",
        "a b+c",
        "订单",
        "'\"",
        "a;b:c@d,e",
        "~...",
    ] {
        let request = Receiver {
            note: Some(format!("{id}'&=")),
            ..receiver()
        };
        let call = || Call::<Added>::new(client.root().param(id), &ADD, request.clone());
        let prepared = call().prepare().unwrap();
        call().await.unwrap();
        let received = server.received().pop().unwrap();
        assert_eq!(received.target(), prepared.canonical_url, "{id}");
        assert_eq!(received.body, prepared.body);
        let header = received.header("authorization").unwrap();
        let authorization: Authorization = header.parse().unwrap();
        let message = authorization.message(Method::Post, received.target(), &received.body);
        let key = merchant_key().public_key().unwrap();
        assert_eq!(
            key.verify(&message, &authorization.signature),
            Ok(()),
            "{id}"
        );
        assert_eq!(received.header("wechatpay-serial"), Some(PLATFORM));
        assert_eq!(received.header("accept-encoding"), None);
    }
}
