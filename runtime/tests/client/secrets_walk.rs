//! Every public type of the crate is walked: what can hold something secret is made with a
//! canary in it and shown; of the rest it is said why there is nothing to hide. The list of
//! types is read from the source, so a new one fails the test until it is in here.

use std::collections::BTreeSet;
use std::fmt::{Debug, Display};
use std::path::Path;

use wechatpay_runtime::crypto::{
    ApiV3Key, FieldOpen, FieldSeal, Padding, PrivateKey, PublicKey, RsaPrivateKey,
};
use wechatpay_runtime::http::{HeaderMap, StatusCode};
use wechatpay_runtime::keys::{Keys, open_certificates};
use wechatpay_runtime::protocol::{Authorization, AuthorizationError, sign_request};
use wechatpay_runtime::transport::TransportReply;
use wechatpay_runtime::{
    AppPayment, Bytes, Call, Client, Credentials, Decoded, Error, ErrorKind, H5Payment,
    JsapiPayment, MemoryNotificationStore, Method, MiniProgramPayment, NotificationReceiver, Part,
    PartContent, PreparedRequest, RawReply, Secret, TrustedKey, Upload, record,
};

use crate::secrets::{CANARY, assert_hidden, client};
use crate::server::{Reply, Server};
use crate::support::*;

fn shown(value: &impl Debug) -> String {
    format!("{value:?} {value:#?}")
}

fn both<T: Debug + Display>(value: &T) -> String {
    format!("{value} {value:?} {value:#?}")
}

/// A type's name, and how it looks with a canary in it.
type Walk = (&'static str, fn() -> String);

/// The types that can hold something secret: how each looks with a canary in it.
const WALKED: &[Walk] = &[
    ("Answering", || {
        let client = client();
        let call = Call::<Added>::new(client.root().param(CANARY), &ADD, secret_request());
        shown(&std::future::IntoFuture::into_future(call))
    }),
    ("ApiV3Key", || shown(&ApiV3Key::new(CANARY).unwrap())),
    ("AppPayment", || shown(&payment(AppPayment::sign))),
    ("Authorization", || shown(&authorization())),
    ("AuthorizationError", || {
        let text = format!("WECHATPAY2-SHA256-RSA2048 mchid=\"{CANARY}\",x=\"{CANARY}\"");
        let error: AuthorizationError = text.parse::<Authorization>().unwrap_err();
        both(&error)
    }),
    ("Call", || {
        let client = client();
        let call = Call::<Added>::new(client.root().param(CANARY), &ADD, secret_request());
        shown(&call.header("x-a", CANARY))
    }),
    ("CertificatesError", || {
        let key = ApiV3Key::new(CANARY).unwrap();
        let open = |body: &str| {
            let headers = HeaderMap::new();
            let opened = open_certificates(&key, &Keys::default(), &headers, body.as_bytes(), NOW);
            both(&opened.unwrap_err())
        };
        let item = |text: &str| {
            format!(
                r#"{{"data":[{{"serial_no":"1","encrypt_certificate":{{"algorithm":"AEAD_AES_256_GCM","nonce":"fdasflkja484","ciphertext":"{text}"}}}}]}}"#
            )
        };
        let sealed = key.seal("fdasflkja484", "", CANARY.as_bytes()).unwrap();
        open(CANARY) + &open(&item(CANARY)) + &open(&item(&sealed))
    }),
    ("Client", || shown(&client())),
    ("ClientBuilder", || shown(&builder().api_v3_key(CANARY))),
    ("ConfigError", || {
        let wrong = format!("{CANARY}\n");
        both(&builder().api_v3_key(&wrong).build().unwrap_err())
            + &both(&builder().private_key_pem(&wrong).build().unwrap_err())
            + &both(&builder().certificate_serial(&wrong).build().unwrap_err())
            + &both(&builder().merchant_id(&wrong).build().unwrap_err())
            + &both(&builder().base_url(CANARY).build().unwrap_err())
            + &both(&builder().user_agent(&wrong).build().unwrap_err())
    }),
    ("Credentials", || shown(&credentials())),
    ("DecodeError", || {
        let decoded: Result<Decoded<Added>, _> = record::decode(CANARY.as_bytes(), None);
        let half = format!(r#"{{"account":"{CANARY}"#);
        let cut: Result<Decoded<Added>, _> = record::decode(half.as_bytes(), None);
        both(&decoded.err().unwrap()) + &both(&cut.err().unwrap())
    }),
    ("Decoded", || {
        let body = format!(r#"{{"account":"a","total":1,"name":"{CANARY}"}}"#);
        shown(&record::decode::<Added>(body.as_bytes(), Some(&InTheClear)).unwrap())
    }),
    ("DecryptedNotification", || shown(&notification())),
    ("Detail", || shown(&api_error().api().unwrap().detail)),
    ("ApiError", || both(api_error().api().unwrap())),
    ("Deviation", || {
        let body = format!(r#"{{"account":["{CANARY}"],"total":"{CANARY}","name":"{CANARY}"}}"#);
        let decoded = record::decode::<Added>(body.as_bytes(), None).unwrap();
        assert!(decoded.deviations.len() >= 2);
        let each = decoded.deviations.iter().map(both);
        each.collect()
    }),
    ("EncodeError", || {
        let long = Secret::from(CANARY.repeat(9));
        let request = Receiver {
            name: Some(long),
            ..receiver()
        };
        both(&record::encode_body(&request, None).unwrap_err()) + &both(&unsendable(request))
    }),
    ("Error", || {
        both(&unsendable(secret_request_too_long())) + &both(&api_error())
    }),
    ("ErrorKind", || {
        let of = |error: &Error| both::<ErrorKind>(error.kind());
        of(&unsendable(secret_request_too_long())) + &of(&api_error())
    }),
    ("FieldOpen", || {
        shown(&FieldOpen {
            key: merchant_key(),
            padding: Padding::OaepSha1,
        })
    }),
    ("FieldSeal", || {
        let key = PublicKey::Rsa(platform_key().public_key().unwrap());
        let padding = Padding::Pkcs1;
        shown(&FieldSeal { key: &key, padding })
    }),
    ("FrontEndError", || {
        let wrong = format!("{CANARY}\n");
        let sign = JsapiPayment::sign(&credentials(), "wx1", &wrong, NOW, NONCE);
        both(&sign.unwrap_err()) + &both(&H5Payment::new(CANARY).unwrap_err())
    }),
    ("H5Payment", || {
        let url = format!("https://wx.tenpay.com/?prepay_id={CANARY}");
        shown(&H5Payment::new(url).unwrap())
    }),
    ("JsapiPayment", || shown(&payment(JsapiPayment::sign))),
    ("KeyError", || {
        both(&RsaPrivateKey::from_pem(CANARY).unwrap_err())
            + &both(&ApiV3Key::new(format!("{CANARY}!")).unwrap_err())
            + &both(&TrustedKey::public_key(CANARY, CANARY).unwrap_err())
            + &both(&TrustedKey::certificate(&half_a_key()).unwrap_err())
            + &both(&RsaPrivateKey::from_pem(&half_a_key()).unwrap_err())
    }),
    ("MemoryNotificationStore", || {
        shown(&MemoryNotificationStore::new())
    }),
    ("MiniProgramPayment", || {
        shown(&payment(MiniProgramPayment::sign))
    }),
    ("NotificationError", || {
        let parser = client().notifications().unwrap();
        let parse = |body: String| {
            let headers = signed_headers(platform_key(), PLATFORM, NOW, body.as_bytes());
            both(&parser.parse(&headers, body.as_bytes()).unwrap_err())
        };
        parse(CANARY.to_owned()) + &parse(envelope(CANARY))
    }),
    ("NotificationParser", || {
        shown(&client().notifications().unwrap())
    }),
    ("NotificationReceiver", || {
        let parser = client().notifications().unwrap();
        shown(&NotificationReceiver::new(
            parser,
            MemoryNotificationStore::new(),
        ))
    }),
    ("Part", || {
        let part = |content| Part {
            name: "meta",
            content,
        };
        shown(&part(PartContent::Json(CANARY.into())))
            + &shown(&part(PartContent::Text(CANARY.into())))
    }),
    ("PartContent", || {
        let file = upload();
        shown(&PartContent::Text(CANARY.into())) + &shown(&PartContent::File(&file))
    }),
    ("Items", || {
        shown(&crate::pages::with_token(&client(), CANARY).items())
    }),
    ("Pages", || {
        shown(&crate::pages::with_token(&client(), CANARY).pages())
    }),
    ("Path", || shown(&client().root().param(CANARY))),
    ("PreparedRequest", || shown(&prepared())),
    ("PrivateKey", || {
        shown(&PrivateKey::from(merchant_key().clone()))
    }),
    ("RawReply", || shown(&raw_reply())),
    ("Reply", || shown(&answered())),
    ("RequestError", || {
        let client = client();
        let call = Call::<Added>::bare(client.root().param("1"), &QUERY);
        let header = call.header("x-a", format!("{CANARY}\n"));
        let dots = Call::<Added>::bare(client.root().param(".."), &QUERY);
        let many = Call::<Added>::bare(client.root().param(CANARY).param(CANARY), &QUERY);
        let calls = [header, dots, many];
        let errors = calls.map(|call| both(&call.prepare().unwrap_err()));
        errors.concat()
    }),
    ("RsaPrivateKey", || shown(merchant_key())),
    ("SealError", || {
        let key = platform_key().public_key().unwrap();
        let long = Secret::from(CANARY.repeat(9));
        both(&key.seal(Padding::OaepSha1, &long).unwrap_err())
    }),
    ("Secret", || shown(&Secret::from(CANARY))),
    ("SignedHead", || {
        let (method, body) = (Method::Post, CANARY.as_bytes());
        shown(&sign_request(&credentials(), method, "/", body, NOW, NONCE).unwrap())
    }),
    ("TransportReply", || {
        shown(&TransportReply {
            status: StatusCode::OK,
            headers: headers(&[("x-a", CANARY)]),
            body: Box::pin(NoBody),
        })
    }),
    ("Upload", || shown(&upload())),
    ("VerifyError", || {
        let keys: Keys = [platform_trusted()].into_iter().collect();
        let mut headers = signed_headers(platform_key(), PLATFORM, NOW, b"other");
        let verify = |headers: &HeaderMap| {
            let body = CANARY.as_bytes();
            let verified = wechatpay_runtime::protocol::verify_signature(&keys, headers, body, NOW);
            both(&verified.unwrap_err())
        };
        let forged = verify(&headers);
        headers.insert("wechatpay-nonce", CANARY.parse().unwrap());
        forged + &verify(&headers)
    }),
];

/// Those of features that are not always compiled in.
#[cfg(feature = "sm")]
const WALKED_SM: &[Walk] = &[("Sm2PrivateKey", || {
    use wechatpay_runtime::crypto::Sm2PrivateKey;
    let pem = include_str!("fixtures/test-only-sm2-private-key.pem");
    let key = Sm2PrivateKey::from_pem(pem).unwrap();
    let shown = shown(&key) + &shown(&PrivateKey::from(key));
    for line in pem.lines().filter(|line| !line.starts_with('-')) {
        assert!(!shown.contains(line), "{shown}");
    }
    // The number itself: its first bytes in hex, or in decimals, with or without commas.
    let dense: String = shown.chars().filter(|c| c.is_alphanumeric()).collect();
    for part in ["d3e333a215a7", "21122751162"] {
        assert!(!dense.to_lowercase().contains(part), "{shown}");
    }
    shown
})];
#[cfg(not(feature = "sm"))]
const WALKED_SM: &[Walk] = &[("Sm2PrivateKey", String::new)];

/// Why there is nothing to hide in the others.
const PLAIN: &[(&str, &[&str])] = &[
    (
        "only names that are known beforehand, numbers and the like",
        &[
            "Advice",
            "AeadError",
            "Answer",
            "Auth",
            "BadSignature",
            "Body",
            "CryptoError",
            "DeviationKind",
            "DownloadError",
            "Host",
            "Method",
            "Next",
            "OpenError",
            "Operation",
            "Outcome",
            "PagedOperation",
            "Paging",
            "Padding",
            "Presence",
            "Repeat",
            "RetryPolicy",
            "Schema",
            "Scheme",
            "Step",
            "Suite",
            "SystemClock",
            "SystemRandom",
            "Timeouts",
            "TokioTimer",
            "TypedOperation",
            "UploadLimits",
            "Claim",
        ],
    ),
    (
        "public: WeChat Pay's keys and certificates",
        &[
            "Certificate",
            "KeyStore",
            "Keys",
            "PublicKey",
            "RsaPublicKey",
            "Sm2PublicKey",
            "TrustedKey",
        ],
    ),
    (
        "a time or a date of the wire; one that is personal is a `Secret`",
        &["Date", "Timestamp"],
    ),
    (
        "what is answered to WeChat Pay, and is meant to be read",
        &["NotificationAnswer"],
    ),
    (
        "the transport's own cause, without URL",
        &["TransportError"],
    ),
    (
        "shows its head, not its content (see `downloads.rs`)",
        &["Download"],
    ),
    ("shows the `Pages` or `Items` in it", &["Blocking"]),
    (
        "neither `Debug` nor `Display`",
        &["Json", "Reader", "Ref", "Scalar", "Slot", "Uploading"],
    ),
    (
        "bills: rows show lines, not cells (see `bills.rs`); totals are not personal",
        &[
            "AmountError",
            "BillError",
            "BillReader",
            "CellError",
            "Cells",
            "CheckError",
            "Column",
            "Direction",
            "Fee",
            "FundFlowRow",
            "FundFlowSummary",
            "RawRow",
            "Refund",
            "RowError",
            "TradeRow",
            "TradeSummary",
            "Unavailable",
            "UntypedRow",
        ],
    ),
];

#[test]
fn nothing_secret_shows_in_any_public_type() {
    for (name, show) in WALKED.iter().chain(WALKED_SM) {
        println!("{name}");
        assert_hidden(show());
    }
}

/// Adds the names of `pub struct`s and `pub enum`s in the sources under `folder`.
fn collect(folder: &Path, names: &mut BTreeSet<String>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            collect(&path, names);
            continue;
        }
        let source = std::fs::read_to_string(&path).unwrap();
        for line in source.lines().map(str::trim_start) {
            let declared = ["pub struct ", "pub enum ", "pub union "];
            let rest = declared.iter().find_map(|start| line.strip_prefix(start));
            if let Some(rest) = rest {
                let end = rest.find(|c: char| !c.is_alphanumeric() && c != '_');
                names.insert(rest[..end.unwrap_or(rest.len())].to_owned());
            }
        }
    }
}

#[test]
fn every_public_type_of_the_source_is_in_the_walk() {
    let mut declared = BTreeSet::new();
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    collect(&source, &mut declared);
    let walked = WALKED.iter().chain(WALKED_SM).map(|(name, _)| *name);
    let plain = PLAIN.iter().flat_map(|(_, names)| names.iter().copied());
    let mut known = BTreeSet::new();
    for name in walked.chain(plain) {
        assert!(known.insert(name.to_owned()), "`{name}` is there twice");
    }
    let missing: Vec<_> = declared.difference(&known).collect();
    assert!(
        missing.is_empty(),
        "add these types to `WALKED`, with a canary in them, or to `PLAIN`, with the reason: {missing:?}"
    );
    let gone: Vec<_> = known.difference(&declared).collect();
    assert!(gone.is_empty(), "these types are no more: {gone:?}");
}

/// A key that opens nothing, but gives what it is given.
struct InTheClear;

impl wechatpay_runtime::Open for InTheClear {
    fn open(&self, ciphertext: &str) -> Result<Secret, wechatpay_runtime::OpenError> {
        Ok(ciphertext.into())
    }
}

struct NoBody;

impl futures_core::Stream for NoBody {
    type Item = Result<Bytes, wechatpay_runtime::transport::TransportError>;

    fn poll_next(
        self: std::pin::Pin<&mut Self>,
        _: &mut std::task::Context<'_>,
    ) -> std::task::Poll<Option<Self::Item>> {
        std::task::Poll::Ready(None)
    }
}

fn wait<T>(future: impl Future<Output = T>) -> T {
    tokio::runtime::Runtime::new().unwrap().block_on(future)
}

fn credentials() -> Credentials {
    Credentials::merchant(MERCHANT, SERIAL, merchant_key().clone()).unwrap()
}

/// What the front end gets, whose `prepay_id` is the canary.
fn payment<T, E: Debug>(sign: fn(&Credentials, &str, &str, i64, &str) -> Result<T, E>) -> T {
    sign(&credentials(), "wx1", CANARY, NOW, NONCE).unwrap()
}

fn authorization() -> Authorization {
    let prepared = prepared();
    let header = prepared.headers["authorization"].to_str().unwrap();
    Authorization {
        signature: CANARY.into(),
        ..header.parse().unwrap()
    }
}

fn secret_request() -> Receiver {
    Receiver {
        account: CANARY.into(),
        note: Some(CANARY.into()),
        name: Some(CANARY.into()),
        ..receiver()
    }
}

fn secret_request_too_long() -> Receiver {
    Receiver {
        name: Some(CANARY.repeat(9).into()),
        ..secret_request()
    }
}

fn prepared() -> PreparedRequest {
    let client = client();
    let call = Call::<Added>::new(client.root().param("1"), &ADD, secret_request());
    call.prepare().unwrap()
}

fn unsendable(request: Receiver) -> Error {
    let client = client();
    let call = Call::<Added>::new(client.root().param("1"), &ADD, request);
    call.prepare().unwrap_err()
}

fn called(reply: Reply) -> Result<wechatpay_runtime::Reply<Added>, Error> {
    wait(async {
        let server = Server::answering(reply).await;
        let client: Client = builder().base_url(&server.url).build().unwrap();
        let call = Call::<Added>::new(client.root().param("1"), &ADD, secret_request());
        call.reply().await
    })
}

fn api_error() -> Error {
    let detail = format!(r#"{{"code":"C","message":"m","detail":{{"value":"{CANARY}"}}}}"#);
    called(Reply::new(400, detail)).unwrap_err()
}

fn answered() -> wechatpay_runtime::Reply<Added> {
    let public = merchant_key().public_key().unwrap();
    let name = public.seal(Padding::OaepSha1, &CANARY.into()).unwrap();
    let body = format!(r#"{{"account":"a","total":1,"name":"{name}","other":"{CANARY}"}}"#);
    let reply = called(Reply::new(200, body).signed()).unwrap();
    let name = reply.value.name.as_ref().map(Secret::expose);
    assert_eq!(
        name,
        Some(CANARY),
        "or it would be hidden for another reason"
    );
    reply
}

fn raw_reply() -> RawReply {
    let headers = headers(&[("x-a", CANARY)]);
    RawReply::new(
        StatusCode::OK,
        headers,
        Bytes::from_static(CANARY.as_bytes()),
    )
}

fn upload() -> Upload {
    Upload {
        bytes: Bytes::from_static(CANARY.as_bytes()),
        file_name: "a.png".into(),
        media_type: "image/png".into(),
    }
}

fn envelope(ciphertext: &str) -> String {
    format!(
        r#"{{"event_type":"X","resource":{{"algorithm":"AEAD_AES_256_GCM","ciphertext":"{ciphertext}","nonce":"fdasflkja484"}}}}"#
    )
}

fn notification() -> wechatpay_runtime::DecryptedNotification {
    let key = ApiV3Key::new(CANARY).unwrap();
    let body = envelope(&key.seal("fdasflkja484", "", CANARY.as_bytes()).unwrap());
    let headers = signed_headers(platform_key(), PLATFORM, NOW, body.as_bytes());
    let parser = client().notifications().unwrap();
    let notification = parser.parse(&headers, body.as_bytes()).unwrap();
    assert_eq!(notification.plaintext(), CANARY.as_bytes());
    notification
}

fn half_a_key() -> String {
    merchant_key().to_pem().unwrap()[..900].to_owned()
}
