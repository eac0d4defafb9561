//! Statements, whose hash may come signed in the head of the answer.

use super::*;

/// A statement's answer, with the hash of `promised` signed in the place of its content.
fn statement(content: &str, promised: &str) -> Reply {
    let signed = format!(r#"{{"sha1":"{promised}"}}"#);
    let mut reply = Reply::new(200, signed).signed();
    reply.body = content.into();
    reply.header("Wechatpay-Statement-Sha1", promised)
}

#[tokio::test]
async fn a_statement_is_checked_against_the_hash_in_its_signed_head() {
    for path in ["/hk/v3/statements?date=1", "/v3/global/statements"] {
        let server = Server::answering(statement(CONTENT, SHA1)).await;
        let download = server.client().download(path).await.unwrap();
        assert!(download.is_checked());
        assert_eq!(download.bytes().await.unwrap(), CONTENT);

        let server = Server::answering(statement("other", SHA1)).await;
        let error = server.client().download(path).bytes().await.unwrap_err();
        assert_eq!(download_error(&error), &DownloadError::Hash);
    }
    // Without the header it is unsigned by design, and a promised hash counts beside it.
    let (_server, client) = serving(CONTENT).await;
    assert!(
        !client
            .download("/hk/v3/statements")
            .await
            .unwrap()
            .is_checked()
    );
    let server = Server::answering(statement(CONTENT, SHA1)).await;
    let both = server
        .client()
        .download("/hk/v3/statements")
        .sha256(&SHA256.replace('1', "2"))
        .bytes()
        .await;
    assert_eq!(download_error(&both.unwrap_err()), &DownloadError::Hash);
}

#[tokio::test]
async fn the_hash_in_the_head_is_believed_only_signed_whole_and_where_it_belongs() {
    let path = "/hk/v3/statements";
    let other = "0".repeat(40);
    let name = "Wechatpay-Statement-Sha1";
    let unsigned = Reply::new(200, CONTENT).header(name, SHA1);
    let mut resigned = statement(CONTENT, &other);
    resigned.headers.retain(|(header, _)| header != name);
    let resigned = resigned.header(name, SHA1);
    let twice = statement(CONTENT, SHA1).header(name, SHA1);
    let smuggled = statement(CONTENT, r#"x","code_url":"weixin://"#);
    for reply in [unsigned, resigned, twice, smuggled] {
        let server = Server::answering(reply).await;
        let error = server.client().download(path).bytes().await.unwrap_err();
        assert!(
            matches!(error.kind(), ErrorKind::Verification(_)),
            "{error}"
        );
    }
    // Elsewhere it means nothing: the file must be signed itself.
    let server = Server::answering(statement(CONTENT, SHA1)).await;
    let error = server
        .client()
        .download("/v3/other/file")
        .await
        .unwrap_err();
    assert!(
        matches!(error.kind(), ErrorKind::Verification(_)),
        "{error}"
    );
}
