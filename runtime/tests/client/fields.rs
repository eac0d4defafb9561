//! Fields that travel encrypted: in the query, in answers, in the global region.

use wechatpay_runtime::crypto::{Decryptor, FieldOpen, Padding};
use wechatpay_runtime::{
    Call, DeviationKind, EncodeError, ErrorKind, Open as _, OpenError, Outcome, SealError, Secret,
};

use crate::server::{Reply, Server};
use crate::support::*;

fn asked(name: &str) -> Asked {
    Asked {
        name: Some(name.into()),
        names: Some(vec!["李四".into(), "王五".into()]),
    }
}

#[test]
fn values_of_the_query_are_encrypted_and_then_percent_encoded() {
    let client = builder().build().unwrap();
    let call = Call::<Added>::new(client.root().param("1"), &QUERY, asked("张三"));
    let prepared = call.prepare().unwrap();
    assert_eq!(prepared.headers["wechatpay-serial"], PLATFORM);
    // Base64 has `+`, `/` and `=`, which mean something else in a query.
    let query = prepared.canonical_url.split_once('?').unwrap().1;
    let plain = |c: char| c.is_ascii_alphanumeric() || "-._~%&=".contains(c);
    assert!(query.chars().all(plain), "{query}");
    assert_eq!(query.matches('=').count(), 3, "{query}");
    let pairs = prepared.url.query_pairs().map(|(name, value)| {
        let opened = platform_key().open(&value).unwrap();
        (name.to_string(), opened.expose().to_owned())
    });
    let pairs: Vec<_> = pairs.collect();
    let expected = [("name", "张三"), ("names", "李四"), ("names", "王五")];
    assert_eq!(pairs, expected.map(|(n, v)| (n.to_owned(), v.to_owned())));
}

#[test]
fn too_long_a_value_of_the_query_is_an_error_that_names_the_field() {
    let client = builder().build().unwrap();
    let long = "y".repeat(215);
    let prepare = |request| {
        let call = Call::<Added>::new(client.root().param("1"), &QUERY, request);
        call.prepare().unwrap_err()
    };
    let mut in_list = asked("x");
    in_list.names = Some(vec!["x".into(), long.as_str().into()]);
    for (request, field) in [(asked(&long), "$.name"), (in_list, "$.names[1]")] {
        let error = prepare(request);
        let ErrorKind::Encode(EncodeError::Seal { path, source }) = error.kind() else {
            panic!("{error}");
        };
        assert_eq!(path, field);
        let too_long = SealError::TooLong {
            length: 215,
            limit: 214,
        };
        assert_eq!(*source, too_long);
        assert_eq!(error.outcome(), Outcome::NotSent);
    }
}

/// What comes of a field of an answer to `operation`, sealed with `padding`: the value, and
/// what was wrong with it.
async fn answered(
    operation: &'static wechatpay_runtime::Operation,
    padding: Padding,
) -> (Option<Secret>, Vec<DeviationKind>) {
    let public = merchant_key().public_key().unwrap();
    let sealed = public.seal(padding, &"李四".into()).unwrap();
    let body = format!(r#"{{"account":"a","total":1,"name":"{sealed}"}}"#);
    let server = Server::answering(Reply::new(200, body).signed()).await;
    let client = server.client();
    let call = Call::<Added>::new(client.root().param("1"), operation, receiver());
    let reply = call.reply().await.unwrap();
    let kinds = reply.deviations.into_iter().map(|deviation| deviation.kind);
    (reply.value.name, kinds.collect())
}

#[tokio::test]
async fn answers_of_the_global_region_open_in_either_padding_and_others_in_one() {
    let name = || Some(Secret::from("李四"));
    for padding in [Padding::Pkcs1, Padding::OaepSha1] {
        assert_eq!(answered(&GLOBAL_ADD, padding).await, (name(), Vec::new()));
    }
    assert_eq!(
        answered(&ADD, Padding::OaepSha1).await,
        (name(), Vec::new())
    );
    let (value, deviations) = answered(&ADD, Padding::Pkcs1).await;
    assert_ne!(value, name());
    assert_eq!(deviations.len(), 1);
}

#[test]
fn whatever_does_not_open_fails_in_the_same_way() {
    let key = merchant_key();
    let public = key.public_key().unwrap();
    let other = platform_key().public_key().unwrap();
    let binary = "00".repeat(9);
    let sealed = |public: &wechatpay_runtime::crypto::RsaPublicKey, padding| {
        public.seal(padding, &binary.as_str().into()).unwrap()
    };
    for padding in [Padding::OaepSha1, Padding::Pkcs1] {
        let opener = FieldOpen { key, padding };
        let good = sealed(&public, padding);
        assert!(opener.open(&good).is_ok());
        let mut cut = good.clone();
        cut.truncate(good.len() - 4);
        for bad in ["", "不是", "AAAA", &cut, &sealed(&other, padding)] {
            assert_eq!(opener.open(bad), Err(OpenError), "{bad}");
            assert_eq!(key.decrypt(padding, bad), Err(OpenError), "{bad}");
        }
        assert!(!format!("{opener:?}").contains("key"));
    }
}
