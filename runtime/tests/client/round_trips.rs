//! What is written is read back, by a reader of our own or, better, by somebody else's.

use futures_util::stream;
use multer::Multipart;
use proptest::prelude::*;
use wechatpay_runtime::crypto::{ApiV3Key, BadSignature, Padding, RsaPrivateKey, Signer};
use wechatpay_runtime::{Call, Open, PreparedRequest, Secret, Upload};

use crate::support::{Added, Media, Meta, UPLOAD, builder, merchant_key, platform_key};

fn prepared(file: Upload) -> PreparedRequest {
    let client = builder().build().unwrap();
    let meta = Meta {
        filename: None,
        sha256: None,
    };
    let call = Call::<Added>::new(client.root(), &UPLOAD, Media { file, meta });
    call.prepare().unwrap()
}

/// Each part as `multer` reads it: name, file name, media type, content.
type ReadPart = (Option<String>, Option<String>, Option<String>, Vec<u8>);

fn read(prepared: &PreparedRequest) -> Vec<ReadPart> {
    let content_type = prepared.headers["content-type"].to_str().unwrap();
    let boundary = multer::parse_boundary(content_type).unwrap();
    let body = prepared.body.clone();
    let body = stream::once(async move { Ok::<_, std::io::Error>(body) });
    let runtime = tokio::runtime::Builder::new_current_thread().build();
    runtime.unwrap().block_on(async {
        let mut multipart = Multipart::new(body, boundary);
        let mut parts = Vec::new();
        while let Some(field) = multipart.next_field().await.unwrap() {
            let name = field.name().map(str::to_owned);
            let file_name = field.file_name().map(str::to_owned);
            let media_type = field.content_type().map(ToString::to_string);
            let content = field.bytes().await.unwrap().to_vec();
            parts.push((name, file_name, media_type, content));
        }
        parts
    })
}

/// The text with one character, of its base64, exchanged for another.
fn damaged(base64: &str, at: prop::sample::Index) -> String {
    let at = at.index(base64.len() - 2);
    let other = if base64[at..].starts_with('A') {
        "B"
    } else {
        "A"
    };
    format!("{}{other}{}", &base64[..at], &base64[at + 1..])
}

fn other_key() -> &'static RsaPrivateKey {
    // The platform's key is not the merchant's.
    platform_key()
}

proptest! {
    // RSA in a development build takes its time.
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn an_upload_is_read_by_another_library_as_it_was_given(
        name in "[0-9A-Za-z_()订单 -]{0,20}",
        content in prop::collection::vec(any::<u8>(), 0..300),
    ) {
        let file = Upload::from_bytes(format!("a{name}.png"), content.clone());
        let sha256 = file.sha256();
        let prepared = prepared(file);
        let parts = read(&prepared);
        let [meta, file] = parts.as_slice() else {
            panic!("{} parts", parts.len());
        };
        let json: serde_json::Value = serde_json::from_slice(&meta.3).unwrap();
        prop_assert_eq!(&json["filename"], &format!("a{name}.png"));
        prop_assert_eq!(&json["sha256"], &sha256);
        prop_assert_eq!(&meta.0, &Some("meta".to_owned()));
        prop_assert_eq!(&meta.1, &None);
        prop_assert_eq!(&meta.2, &Some("application/json".to_owned()));
        // What is signed is the content of `meta` as the other side reads it.
        let mut signed = meta.3.clone();
        signed.push(b'\n');
        prop_assert!(prepared.message.ends_with(&signed));
        let expected = (Some("file".to_owned()), Some(format!("a{name}.png")), Some("image/png".to_owned()), content);
        prop_assert_eq!(file, &expected);
    }

    #[test]
    fn a_signature_fits_its_message_and_key_only(
        message in prop::collection::vec(any::<u8>(), 0..200),
        at in any::<prop::sample::Index>(),
    ) {
        let public = merchant_key().public_key().unwrap();
        let signature = merchant_key().sign(&message).unwrap();
        prop_assert_eq!(public.verify(&message, &signature), Ok(()));
        let other = other_key().public_key().unwrap();
        prop_assert_eq!(other.verify(&message, &signature), Err(BadSignature));
        prop_assert_eq!(public.verify(&message, &damaged(&signature, at)), Err(BadSignature));
        let mut longer = message.clone();
        longer.push(0);
        prop_assert_eq!(public.verify(&longer, &signature), Err(BadSignature));
    }

    #[test]
    fn a_field_opens_under_its_key_and_padding_only(
        text in "\\PC{0,53}",
        at in any::<prop::sample::Index>(),
    ) {
        let public = merchant_key().public_key().unwrap();
        let secret = Secret::from(text);
        for padding in [Padding::OaepSha1, Padding::Pkcs1] {
            let sealed = public.seal(padding, &secret).unwrap();
            prop_assert_eq!(&merchant_key().open_padded(padding, &sealed).unwrap(), &secret);
            let strange = other_key().open_padded(padding, &sealed);
            prop_assert_ne!(strange, Ok(secret.clone()));
        }
        let sealed = public.seal(Padding::OaepSha1, &secret).unwrap();
        prop_assert!(merchant_key().open(&damaged(&sealed, at)).is_err());
    }

    #[test]
    fn a_resource_opens_with_what_it_was_sealed_with_only(
        key in prop::array::uniform32(any::<u8>()),
        nonce in "[0-9A-Za-z]{12}",
        data in "\\PC{0,20}",
        plaintext in prop::collection::vec(any::<u8>(), 0..200),
        at in any::<prop::sample::Index>(),
    ) {
        let key = ApiV3Key::new(key).unwrap();
        let sealed = key.seal(&nonce, &data, &plaintext).unwrap();
        let open = |nonce: &str, data: &str, sealed: &str| {
            key.open("AEAD_AES_256_GCM", nonce, data, sealed).map(|plain| plain.to_vec())
        };
        prop_assert_eq!(open(&nonce, &data, &sealed), Ok(plaintext));
        let other = data.clone() + ".";
        prop_assert!(open(&nonce, &other, &sealed).is_err());
        prop_assert!(open(&nonce, &data, &damaged(&sealed, at)).is_err());
    }
}
