//! What requests look like when they leave.

use std::sync::atomic::{AtomicUsize, Ordering};

use reqwest::{Method, Url};

use super::{Transport, call};
use crate::test_server::{Act, TOKEN, TestServer};
use crate::{AccessToken, BoxError, BoxFuture, RequestOptions, TokenSource};

fn ok() -> Vec<Act> {
    vec![Act::json(200, r#"{"success":true}"#)]
}

#[tokio::test]
async fn carry_the_token_and_the_agent() {
    let server = TestServer::start(ok()).await;
    let answer = call(&server.transport(), Method::GET, "/1/messages").await;
    assert_eq!(answer.expect("answer").value()["success"], true);
    let asked = &server.asked()[0];
    assert_eq!(asked.target(), "/v24.0/1/messages");
    assert_eq!(
        asked.header("authorization"),
        Some(format!("Bearer {TOKEN}").as_str())
    );
    let agent = asked.header("user-agent").expect("agent");
    assert!(agent.starts_with("whatsapp-business/"), "{agent}");
}

#[tokio::test]
async fn carry_the_proof_of_the_token_in_use() {
    let server = TestServer::start(ok()).await;
    let transport = server.builder().app_secret("Jefe").build().expect("build");
    let options = RequestOptions::new().with_access_token("what do ya want for nothing?");
    let transport = transport.with_options(options);
    call(&transport, Method::POST, "/1/messages?limit=2")
        .await
        .expect("answer");
    let asked = &server.asked()[0];
    assert_eq!(
        asked.target(),
        "/v24.0/1/messages?limit=2&appsecret_proof=\
         5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"
    );
    assert_eq!(
        asked.header("authorization"),
        Some("Bearer what do ya want for nothing?")
    );
}

struct Rotating(AtomicUsize);

impl TokenSource for Rotating {
    fn token(&self) -> BoxFuture<'_, Result<AccessToken, BoxError>> {
        Box::pin(async {
            match self.0.fetch_add(1, Ordering::Relaxed) {
                2 => Err("the vault is closed".into()),
                turn => Ok(AccessToken::new(format!("token-{turn}"))),
            }
        })
    }
}

#[tokio::test]
async fn ask_the_source_for_each_token() {
    let server = TestServer::start(ok()).await;
    let transport = server
        .builder()
        .token_source(Rotating(AtomicUsize::new(0)))
        .build()
        .expect("build");
    for token in ["Bearer token-0", "Bearer token-1"] {
        call(&transport, Method::GET, "/1").await.expect("answer");
        let asked = server.asked();
        let last = asked.last().expect("request");
        assert_eq!(last.header("authorization"), Some(token));
    }
    let error = call(&transport, Method::POST, "/1")
        .await
        .expect_err("none");
    assert!(error.is_auth() && !error.is_ambiguous());
    assert_eq!(server.asked().len(), 2);
}

#[tokio::test]
async fn stay_below_the_base_url() {
    let server = TestServer::start(ok()).await;
    let other = TestServer::start(ok()).await;
    let transport = server.transport();
    for url in [
        format!("{}/v24.0/1", other.url()),
        format!("http://localhost:{}/v24.0/1", server.port),
        format!("{}/v23.0/1", server.url()),
        format!("{}/v24.0", server.url()),
        format!("{}/v24.0/../1", server.url()),
        format!("{}/v24.0/%2e%2e/1", server.url()),
        format!("{}/v24.0/{}/x", server.url(), crate::rt::encode_path("..")),
        format!("{}/v24.0/{}", server.url(), crate::rt::encode_path("")),
    ] {
        let request = transport.http().delete(&url).build().expect("request");
        let error = transport
            .execute(request, &super::OPERATION)
            .await
            .expect_err(&url);
        assert!(error.is_invalid_request() && !error.is_ambiguous(), "{url}");
    }
    assert!(server.asked().is_empty() && other.asked().is_empty());
}

#[tokio::test]
async fn go_to_a_base_url_with_a_path() {
    let server = TestServer::start(ok()).await;
    let transport = server
        .builder()
        .base_url(format!("{}/graph/", server.url()))
        .graph_version("v25.0")
        .build()
        .expect("build");
    call(&transport, Method::GET, "/1").await.expect("answer");
    assert_eq!(server.asked()[0].target(), "/graph/v25.0/1");
}

#[test]
fn urls_of_paths_are_those_that_parsing_would_give() {
    let builder = crate::ClientBuilder::<Transport>::new().access_token(TOKEN);
    let builder = builder.base_url("https://gateway.example.org:8443/graph/");
    let transport = builder.build().expect("build");
    for id in ["1", "a b", "a/b?c#d", "100%", "..", "", "é", "a\\b", "\t\0"] {
        let segment = crate::rt::encode_path(id);
        let url = transport.url(format_args!("/{segment}/messages"));
        let parsed = format!("{}/{segment}/messages", transport.base_url());
        assert_eq!(url.as_str(), Url::parse(&parsed).expect("URL").as_str());
    }
}

#[tokio::test]
async fn upload_sessions_are_addressed_verbatim() {
    let server = TestServer::start(vec![Act::json(200, r#"{"h":"4::x"}"#)]).await;
    let transport = server.transport();
    let session = "upload:MTphd?sig=ARZq_uQ".into();
    let answer = transport
        .upload_part::<serde_json::Value>(
            &session,
            3,
            crate::Content::bytes("rest"),
            &super::OPERATION,
        )
        .await
        .expect("answer");
    assert_eq!(answer.value()["h"], "4::x");
    transport
        .upload_status::<serde_json::Value>(&session, &super::OPERATION)
        .await
        .expect("answer");
    let asked = server.asked();
    assert_eq!(asked[0].target(), "/v24.0/upload:MTphd?sig=ARZq_uQ");
    assert_eq!(asked[0].header("file_offset"), Some("3"));
    assert_eq!(asked[0].header("content-length"), Some("4"));
    assert_eq!(asked[0].body, b"rest");
    assert!(asked[1].head.starts_with("GET "));
    for asked in &asked {
        assert_eq!(
            asked.header("authorization"),
            Some(format!("OAuth {TOKEN}").as_str())
        );
    }
    for id in ["", "1", "upload:a/../../b", "upload:..", "upload:a#b"] {
        let error = transport
            .upload_status::<serde_json::Value>(&id.into(), &super::OPERATION)
            .await
            .expect_err(id);
        assert!(error.is_invalid_request(), "{id}");
    }
    assert_eq!(server.asked().len(), 2);
}

#[cfg(feature = "fs")]
#[tokio::test]
async fn multipart_files_are_streamed_with_their_length() {
    use crate::rt::multipart;

    let server = TestServer::start(vec![Act::json(200, r#"{"id":"1"}"#)]).await;
    let folder = tempfile::tempdir().expect("folder");
    let path = folder.path().join("door.jpg");
    std::fs::write(&path, vec![7; 300_000]).expect("write");
    let transport = server.transport();
    let mut form = multipart::Form::new();
    form.text("messaging_product", "whatsapp");
    form.value("ttl_minutes", &Some(60)).expect("value");
    form.value("none", &None::<i64>).expect("value");
    form.file("file", crate::FilePart::path(&path, "image/jpeg"));
    assert_eq!(
        format!("{form:?}"),
        r#"["messaging_product", "ttl_minutes", "file"]"#
    );
    let request = transport
        .http()
        .post(format!("{}/1/media", transport.base_url()));
    let answer =
        multipart::send::<serde_json::Value>(&transport, "upload_media", request, form).await;
    assert_eq!(answer.expect("answer").value()["id"], "1");
    let asked = &server.asked()[0];
    assert!(asked.header("content-length").is_some());
    let body = String::from_utf8_lossy(&asked.body);
    assert!(body.contains("name=\"messaging_product\"\r\n\r\nwhatsapp\r\n"));
    assert!(body.contains("name=\"ttl_minutes\"\r\n\r\n60\r\n"));
    assert!(body.contains("name=\"file\"; filename=\"door.jpg\"\r\nContent-Type: image/jpeg"));
    assert!(!body.contains("none"));
    assert_eq!(
        asked.body.iter().filter(|&&byte| byte == 7).count(),
        300_000
    );
}

#[tokio::test]
async fn a_file_that_is_missing_is_found_out_before_sending() {
    use crate::rt::multipart;

    let server = TestServer::start(ok()).await;
    let transport = server.transport();
    let mut form = multipart::Form::new();
    form.file("file", crate::FilePart::bytes("a", "no mime type", "x"));
    let request = transport.http().post(format!("{}/1", transport.base_url()));
    let error = multipart::send::<serde_json::Value>(&transport, "upload_media", request, form)
        .await
        .expect_err("mime");
    assert!(error.is_invalid_request() && !error.is_ambiguous());
    assert_eq!(error.operation(), Some("upload_media"));
    assert!(server.asked().is_empty());
}
