//! Downloads, and which hosts get the token.

use std::time::Duration;

use futures_util::TryStreamExt as _;
use url::Url;

use crate::http::{Body, HttpError};
use crate::operation::OperationInfo;
use crate::test_service::{Outcome, TOKEN, TestService, broken, reply, with_header};
use crate::{Download, Error, RequestOptions, Sha256, Transport};

const DOWNLOAD: OperationInfo = OperationInfo::get("download_media", "");
const URL: &str = "https://lookaside.fbsbx.com/whatsapp_business/attachments/?mid=7";

fn picture() -> Outcome {
    let picture = with_header(reply(200, "0123456789"), "content-type", "image/png");
    with_header(picture, "content-length", "10")
}

fn redirect(location: &str) -> Outcome {
    with_header(reply(302, ""), "location", location)
}

async fn open(transport: &Transport, url: &str) -> Result<Download, Error> {
    transport.download(url, DOWNLOAD).await
}

#[tokio::test]
async fn downloads_are_read_in_every_way() {
    let service = TestService::new([picture(), picture(), picture(), picture()]);
    let transport = service.transport();
    let mut download = open(&transport, URL).await.expect("open");
    assert_eq!(download.content_type(), Some("image/png"));
    assert_eq!(download.content_length(), Some(10));
    assert_eq!(download.headers().len(), 2);
    let mut bytes = Vec::new();
    while let Some(chunk) = download.chunk().await.expect("chunk") {
        bytes.extend_from_slice(&chunk);
    }
    assert_eq!(bytes, b"0123456789");
    let download = open(&transport, URL).await.expect("open");
    let chunks: Vec<_> = download.try_collect().await.expect("stream");
    assert_eq!(chunks.concat(), b"0123456789");
    let download = open(&transport, URL).await.expect("open");
    assert_eq!(
        download.bytes(10).await.expect("bytes").as_ref(),
        b"0123456789"
    );
    let download = open(&transport, URL).await.expect("open");
    assert!(download.bytes(9).await.expect_err("too long").is_too_long());
    let sent = &service.sent()[0];
    assert_eq!((sent.method.as_str(), sent.url.as_str()), ("GET", URL));
    assert_eq!(
        sent.header("authorization"),
        Some(format!("Bearer {TOKEN}").as_str())
    );
    assert!(sent.header("user-agent").is_some());
    assert_eq!(sent.timeout, Duration::from_secs(600));
}

#[tokio::test]
async fn the_limit_holds_without_an_announced_length() {
    let endless = futures_util::stream::repeat_with(|| Ok::<_, std::io::Error>("0123456789"));
    let service = TestService::new([reply(200, Body::stream(endless, None))]);
    let download = open(&service.transport(), URL).await.expect("open");
    assert_eq!(download.content_length(), None);
    let error = download.bytes(1_000).await.expect_err("too long");
    assert!(error.is_too_long() && !error.is_ambiguous() && !error.is_transient());
    assert_eq!(
        error.to_string(),
        "download_media: the content is longer than 1000 bytes"
    );
}

#[cfg(feature = "fs")]
#[tokio::test]
async fn a_file_is_replaced_only_by_a_complete_one() {
    let cut = || reply(200, broken("0123", HttpError::maybe_sent("reset")));
    let service = TestService::new([picture(), cut(), picture()]);
    let transport = service.transport();
    let folder = tempfile::tempdir().expect("folder");
    let path = folder.path().join("picture.png");
    let download = open(&transport, URL).await.expect("open");
    assert_eq!(download.save_to(&path).await.expect("save"), 10);
    let download = open(&transport, URL).await.expect("open");
    let error = download.save_to(&path).await.expect_err("cut");
    assert!(error.is_transient() && !error.is_ambiguous());
    assert_eq!(std::fs::read(&path).expect("file"), b"0123456789");
    assert_eq!(std::fs::read_dir(folder.path()).expect("folder").count(), 1);
    let download = open(&transport, URL).await.expect("open");
    let error = download.save_to(folder.path().join("no/file")).await;
    assert!(error.expect_err("no folder").is_file());
}

#[tokio::test]
async fn redirects_lose_the_token_at_other_hosts() {
    let service = TestService::new([
        redirect("/next?a=b"),
        redirect("https://cdn.example.org/x?sig=1#part"),
        picture(),
    ]);
    let download = open(&service.transport(), URL).await.expect("open");
    assert_eq!(download.bytes(100).await.expect("bytes").len(), 10);
    let sent = service.sent();
    assert_eq!(sent[1].url, "https://lookaside.fbsbx.com/next?a=b");
    assert!(sent[1].header("authorization").is_some());
    assert_eq!(sent[2].url, "https://cdn.example.org/x?sig=1");
    assert_eq!(sent[2].header("authorization"), None);
    assert!(!format!("{:?}", sent[2]).contains(TOKEN));
}

#[tokio::test]
async fn redirects_that_lead_nowhere_are_errors() {
    for location in [
        "ftp://example.org/x",
        "http://example.org/x",
        "http://127.0.0.1/",
        "https://",
    ] {
        let service = TestService::new([redirect(location)]);
        let error = open(&service.transport(), URL).await.expect_err(location);
        assert_eq!(error.status().map(|status| status.as_u16()), Some(302));
        assert_eq!(service.sent().len(), 1);
    }
    let service = TestService::new([reply(304, "")]);
    let error = open(&service.transport(), URL)
        .await
        .expect_err("no location");
    assert_eq!(error.status().map(|status| status.as_u16()), Some(304));
    let service = TestService::new((0..6).map(|_| redirect("/again")));
    let error = open(&service.transport(), URL).await.expect_err("loop");
    assert_eq!(
        error.to_string(),
        "download_media: rejected without a Graph error (HTTP 302)"
    );
    assert!(!error.is_transient());
    assert_eq!(service.sent().len(), 6);
}

#[tokio::test]
async fn foreign_hosts_are_rejected() {
    let service = TestService::new([]);
    for url in [
        "https://example.org/x",
        "http://lookaside.fbsbx.com/x",
        "https://lookaside.fbsbx.com.example.org/x",
        "https://lookaside.fbsbx.com:8443/x",
        "https://lookaside.fbsbx.com@example.org/x",
        "file:///etc/passwd",
        "http://localhost:80/",
        "ftp://127.0.0.1/",
    ] {
        for base in ["https://graph.facebook.com", "http://127.0.0.1:9"] {
            let transport = service.builder().base_url(base).build().expect("build");
            let error = open(&transport, url).await.expect_err(url);
            assert!(error.is_config(), "{url}: {error}");
            assert_eq!(error.operation(), Some("download_media"));
        }
    }
    let error = open(&service.transport(), "/x")
        .await
        .expect_err("relative");
    assert!(error.is_invalid_request());
}

#[test]
fn the_token_goes_to_listed_hosts_only() {
    let builder = TestService::new([]).builder();
    let transport = builder
        .media_hosts(["Media.example"])
        .build()
        .expect("build");
    for (url, allowed) in [
        ("https://media.example/x", true),
        ("https://media.example:443/x", true),
        ("https://graph.facebook.com/x", true),
        ("https://lookaside.fbsbx.com/x", false),
        ("https://sub.media.example/x", false),
        ("http://media.example/x", false),
        ("http://127.0.0.1/x", false),
    ] {
        let url: Url = url.parse().expect("url");
        assert_eq!(transport.check_media_url(&url).is_ok(), allowed, "{url}");
        if transport.is_media_host(&url) {
            assert!(allowed || !transport.is_secure(&url), "{url}");
        }
    }
}

#[tokio::test]
async fn without_the_access_token_media_hosts_do_not_get_it() {
    let service = TestService::new([picture()]);
    let anonymous = RequestOptions::new().without_access_token();
    let transport = service.transport().with_options(anonymous);
    open(&transport, URL).await.expect("open");
    assert_eq!(service.sent()[0].header("authorization"), None);
}

#[tokio::test]
async fn expired_urls_and_slow_hosts_are_recognised() {
    let late = || HttpError::maybe_sent("late").timed_out();
    let service = TestService::new([
        reply(404, "gone"),
        Err(late()),
        reply(200, broken("0", late())),
    ]);
    let transport = service.transport();
    let error = open(&transport, URL).await.expect_err("expired");
    assert!(error.is_not_found());
    let error = open(&transport, URL).await.expect_err("slow");
    assert!(error.is_timeout() && !error.is_ambiguous());
    let mut download = open(&transport, URL).await.expect("open");
    assert_eq!(
        download.chunk().await.expect("chunk").as_deref(),
        Some(b"0".as_slice())
    );
    let error = download.chunk().await.expect_err("slow");
    assert!(error.is_timeout() && !error.is_ambiguous());
    assert_eq!(error.status().map(|status| status.as_u16()), Some(200));
    assert!(download.chunk().await.expect("end").is_none());
}

#[tokio::test]
async fn debug_output_has_no_url_and_no_content() {
    let service = TestService::new([picture()]);
    let download = open(&service.transport(), URL).await.expect("open");
    assert_eq!(
        format!("{download:?}"),
        r#"Download { content_type: Some("image/png"), content_length: Some(10), .. }"#
    );
}

#[tokio::test]
async fn the_content_is_checked_against_a_known_digest() {
    let service = TestService::new((0..6).map(|_| picture()));
    let transport = service.transport();
    let (right, wrong) = (Sha256::of("0123456789"), Sha256::of("0123456788"));
    let download = open(&transport, URL).await.expect("open");
    let bytes = download.with_sha256(right).bytes(10).await.expect("bytes");
    assert_eq!(bytes.as_ref(), b"0123456789");

    let download = open(&transport, URL).await.expect("open");
    let error = download.with_sha256(wrong).bytes(10).await;
    let error = error.expect_err("another digest");
    assert!(error.is_checksum_mismatch() && error.is_transient());
    assert!(!error.is_ambiguous() && !error.is_file() && error.status().is_some());
    assert_eq!(
        error.to_string(),
        "download_media: the content does not have the expected SHA-256 (HTTP 200)"
    );

    // Piece by piece the error replaces the end, once.
    let mut download = open(&transport, URL)
        .await
        .expect("open")
        .with_sha256(wrong);
    assert!(download.chunk().await.expect("chunk").is_some());
    let error = download.chunk().await.expect_err("another digest");
    assert!(error.is_checksum_mismatch());
    assert!(download.chunk().await.expect("end").is_none());
}

#[cfg(feature = "fs")]
#[tokio::test]
async fn content_with_another_digest_leaves_no_file() {
    let service = TestService::new((0..2).map(|_| picture()));
    let transport = service.transport();
    let folder = tempfile::tempdir().expect("folder");
    let path = folder.path().join("x");
    std::fs::write(&path, "old").expect("write");
    let download = open(&transport, URL).await.expect("open");
    let saved = download.with_sha256(Sha256::of("")).save_to(&path).await;
    assert!(saved.expect_err("another digest").is_checksum_mismatch());
    assert_eq!(std::fs::read(&path).expect("file"), b"old");
    let files = std::fs::read_dir(folder.path()).expect("folder").count();
    assert_eq!(files, 1);
    let download = open(&transport, URL).await.expect("open");
    let digest = Sha256::of("0123456789");
    let saved = download.with_sha256(digest).save_to(&path).await;
    assert_eq!(saved.expect("saved"), 10);
}
