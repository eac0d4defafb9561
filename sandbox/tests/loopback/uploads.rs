//! Multipart uploads: parts, hashes, and the signature over `meta` only.

#![allow(clippy::unwrap_used)]

use crate::support::{Call, call, sandbox};
use serde_json::{Value, json};
use wechatpay_runtime::Upload;

const CODE: &str = "PARAM_ERROR";
const BOUNDARY: &str = "bound";

fn part(disposition: &str, content: &str) -> String {
    format!("--{BOUNDARY}\r\nContent-Disposition: form-data; {disposition}\r\n\r\n{content}\r\n")
}

fn upload(parts: &[String], meta: &str) -> Call {
    upload_to("/v3/media/upload", parts, meta)
}

fn upload_to(path: &str, parts: &[String], meta: &str) -> Call {
    let mut call = call("POST", path);
    call.body = format!("{}--{BOUNDARY}--\r\n", parts.concat()).into_bytes();
    call.signed_body = Some(meta.as_bytes().to_vec());
    call.header(
        "content-type",
        &format!("multipart/form-data; boundary={BOUNDARY}"),
    )
}

fn file() -> String {
    part("name=\"file\"; filename=\"图.png\"", "picture")
}

fn meta() -> Value {
    let upload = Upload::from_bytes("图.png", b"picture".to_vec());
    json!({ "filename": "图.png", "sha256": upload.sha256() })
}

fn with_meta(meta: &Value) -> Call {
    let meta = meta.to_string();
    upload(&[part("name=\"meta\"", &meta), file()], &meta)
}

#[tokio::test]
async fn an_upload_is_signed_over_its_meta() {
    let sandbox = sandbox().await;
    let body = with_meta(&meta()).ok(&sandbox).await;
    assert_eq!(body["media_id"], "6uqyGjGrCf2GtyXP8bxrbuH9");
    let received = &sandbox.requests()[0];
    let signed = String::from_utf8(received.string_to_sign.clone().unwrap()).unwrap();
    assert!(signed.ends_with(&format!("\n{}\n", meta())), "{signed}");

    let mut call = with_meta(&meta());
    call.signed_body = None;
    call.refused(&sandbox, 401, "SIGN_ERROR", "signature", "authorization")
        .await;
}

#[tokio::test]
async fn name_and_hash_must_be_those_of_the_file() {
    let sandbox = sandbox().await;
    for (member, value) in [("filename", "other.png"), ("sha256", "00")] {
        let mut meta = meta();
        meta[member] = json!(value);
        let field = format!("meta/{member}");
        let refusal = with_meta(&meta)
            .refused(&sandbox, 400, CODE, &field, "form")
            .await;
        assert_eq!(refusal["detail"]["value"], value);
    }
}

#[tokio::test]
async fn parts_follow_the_table() {
    let sandbox = sandbox().await;
    let text = meta().to_string();
    let meta_part = || part("name=\"meta\"", &text);
    let refused = [
        (vec![meta_part()], "file"),
        (vec![file()], "meta"),
        (
            vec![meta_part(), file(), part("name=\"more\"", "x")],
            "more",
        ),
        (vec![meta_part(), part("name=\"file\"", "picture")], "file"),
        (
            vec![meta_part(), part("name=\"file\"; filename=\"a\"", "")],
            "file",
        ),
    ];
    for (parts, field) in refused {
        let signed = if field == "meta" { "" } else { &text };
        upload(&parts, signed)
            .refused(&sandbox, 400, CODE, field, "form")
            .await;
    }
    let mut unknown = meta();
    unknown["size"] = json!(7);
    with_meta(&unknown)
        .refused(&sandbox, 400, CODE, "meta/size", "form")
        .await;
    let mut broken = with_meta(&meta());
    broken.body.truncate(20);
    broken.signed_body = None;
    broken.refused(&sandbox, 400, CODE, "", "form").await;
}

#[tokio::test]
async fn a_file_is_short_enough_and_of_a_type_that_is_taken() {
    let sandbox = sandbox().await;
    let typed = |media_type: &str, length: usize| {
        format!(
            "--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a\"\r\n\
             Content-Type: {media_type}\r\n\r\n{}\r\n",
            "x".repeat(length)
        )
    };
    let pictures = |file: String| upload_to("/v3/media/pictures", &[file], "");
    pictures(typed("image/png", 16)).ok(&sandbox).await;
    for file in [typed("image/png", 17), typed("image/gif", 1)] {
        pictures(file)
            .refused(&sandbox, 400, CODE, "file", "form")
            .await;
    }
}
