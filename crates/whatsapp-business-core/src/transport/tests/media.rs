//! Downloads, and who gets the token.

use std::time::Duration;

use futures_util::TryStreamExt as _;
use reqwest::Url;

use crate::test_server::{Act, TOKEN, TestServer};
use crate::transport::Scheme;
use crate::{ClientBuilder, Download, Error, OperationInfo, RequestOptions, Transport};

const OPERATION: OperationInfo = OperationInfo {
    operation_id: "download_media",
};

fn picture() -> Act {
    Act::with_headers(200, "content-type: image/png\r\n", "0123456789")
}

async fn open(transport: &Transport, url: &str) -> Result<Download, Error> {
    transport.download(url, &OPERATION).await
}

#[tokio::test]
async fn downloads_are_read_in_every_way() {
    let server = TestServer::start(vec![picture()]).await;
    let transport = server.transport();
    let url = format!("{}/media/?mid=7", server.url());
    let mut download = open(&transport, &url).await.expect("open");
    assert_eq!(download.content_type(), Some("image/png"));
    assert_eq!(download.content_length(), Some(10));
    assert_eq!(download.headers().len(), 3);
    let mut bytes = Vec::new();
    while let Some(chunk) = download.chunk().await.expect("chunk") {
        bytes.extend_from_slice(&chunk);
    }
    assert_eq!(bytes, b"0123456789");
    let download = open(&transport, &url).await.expect("open");
    let chunks: Vec<_> = download.try_collect().await.expect("stream");
    assert_eq!(chunks.concat(), b"0123456789");
    let download = open(&transport, &url).await.expect("open");
    assert_eq!(
        download.bytes(10).await.expect("bytes").as_ref(),
        b"0123456789"
    );
    let download = open(&transport, &url).await.expect("open");
    assert!(download.bytes(9).await.expect_err("too long").is_too_long());
    let asked = server.asked();
    assert_eq!(asked[0].target(), "/media/?mid=7");
    assert_eq!(
        asked[0].header("authorization"),
        Some(format!("Bearer {TOKEN}").as_str())
    );
    assert!(asked[0].header("user-agent").is_some());
}

#[cfg(feature = "fs")]
#[tokio::test]
async fn a_file_is_replaced_only_by_a_complete_one() {
    let cut = b"HTTP/1.1 200 -\r\ncontent-length: 100\r\n\r\n0123".to_vec();
    let server = TestServer::start(vec![picture(), Act::Answer(cut)]).await;
    let transport = server.transport();
    let folder = tempfile::tempdir().expect("folder");
    let path = folder.path().join("picture.png");
    let download = open(&transport, &server.url()).await.expect("open");
    assert_eq!(download.save_to(&path).await.expect("save"), 10);
    let download = open(&transport, &server.url()).await.expect("open");
    let error = download.save_to(&path).await.expect_err("cut");
    assert!(error.is_transient() && !error.is_ambiguous());
    assert_eq!(std::fs::read(&path).expect("file"), b"0123456789");
    assert_eq!(std::fs::read_dir(folder.path()).expect("folder").count(), 1);
    let download = open(&transport, &server.url()).await.expect("open");
    let error = download.save_to(folder.path().join("no/file")).await;
    assert!(error.expect_err("no folder").is_file());
}

#[tokio::test]
async fn redirects_lead_on_but_not_the_token() {
    let other = TestServer::start(vec![picture()]).await;
    let foreign = format!("http://localhost:{}/x", other.port);
    let server = TestServer::start(vec![
        Act::redirect("/next"),
        Act::redirect(&foreign),
        Act::redirect("ftp://example.org/"),
        Act::redirect("/loop"),
    ])
    .await;
    let transport = server.transport();
    let download = open(&transport, &server.url()).await.expect("open");
    assert_eq!(download.bytes(100).await.expect("bytes").len(), 10);
    assert_eq!(server.asked()[1].target(), "/next");
    assert!(server.asked()[1].header("authorization").is_some());
    let asked = &other.asked()[0];
    assert_eq!(asked.header("authorization"), None);
    assert!(!format!("{asked:?}").contains(TOKEN));
    let error = open(&transport, &server.url()).await.expect_err("ftp");
    assert_eq!(error.status().map(|status| status.as_u16()), Some(302));
    let error = open(&transport, &server.url()).await.expect_err("loop");
    assert!(error.to_string().starts_with("download_media: "));
    assert!(server.asked().len() < 12);
}

#[tokio::test]
async fn foreign_hosts_are_refused() {
    let server = TestServer::start(vec![picture()]).await;
    let transport = server.transport();
    for url in [
        "https://example.org/x".to_owned(),
        "http://lookaside.fbsbx.com/x".to_owned(),
        "https://lookaside.fbsbx.com.example.org/x".to_owned(),
        "https://lookaside.fbsbx.com:8443/x".to_owned(),
        "file:///etc/passwd".to_owned(),
        format!("http://localhost:{}/", server.port),
    ] {
        let error = open(&transport, &url).await.expect_err(&url);
        assert!(error.is_config(), "{url}: {error}");
    }
    assert!(
        open(&transport, "/x")
            .await
            .expect_err("relative")
            .is_invalid_request()
    );
    assert!(server.asked().is_empty());
}

#[test]
fn the_token_goes_to_listed_hosts_only() {
    let transport: Transport = ClientBuilder::new()
        .access_token(TOKEN)
        .media_hosts(["Media.example"])
        .build()
        .expect("build");
    for (url, allowed) in [
        ("https://media.example/x", true),
        ("https://graph.facebook.com/x", true),
        ("https://lookaside.fbsbx.com/x", false),
        ("https://sub.media.example/x", false),
        ("http://media.example/x", false),
        ("http://127.0.0.1/x", false),
    ] {
        let url: Url = url.parse().expect("url");
        assert_eq!(transport.check_media_url(&url).is_ok(), allowed, "{url}");
        if transport.media_scheme(&url) != Scheme::Anonymous {
            assert!(allowed || !transport.is_secure(&url), "{url}");
        }
    }
}

#[tokio::test]
async fn expired_urls_and_slow_hosts_are_told() {
    let server = TestServer::start(vec![Act::json(404, "gone"), Act::Stall]).await;
    let options = RequestOptions::new().with_timeout(Duration::from_millis(50));
    let transport = server.transport().with_options(options);
    let error = open(&transport, &server.url()).await.expect_err("expired");
    assert!(error.is_not_found());
    let error = open(&transport, &server.url()).await.expect_err("slow");
    assert!(error.is_timeout() && !error.is_ambiguous());
}
