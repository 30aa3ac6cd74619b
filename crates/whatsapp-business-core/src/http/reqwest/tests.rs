//! What only a network shows.

use std::time::Duration;

use futures_util::stream;
use serde_json::{Value, json};

use super::*;
use crate::operation::{Method, OperationInfo};
use crate::test_server::{Act, TestServer};
use crate::test_service::{TOKEN, call, texts};
use crate::{
    ClientBuilder, Error, FilePart, GRAPH_VERSION, Multipart, RequestOptions, Transport, UploadBody,
};

const POST: OperationInfo = OperationInfo::post("send_message", "/{id}/messages");

fn success() -> Act {
    Act::json(200, r#"{"success":true}"#)
}

async fn fail(method: Method, act: Act) -> Error {
    let server = TestServer::start(vec![act]).await;
    let options = RequestOptions::new().with_timeout(Duration::from_millis(100));
    let transport = server.transport().with_options(options);
    let error = call(&transport, method, "/1/messages?to=15550100042")
        .await
        .expect_err("failure");
    let text = texts(&error);
    for secret in [TOKEN, "15550100042", "127.0.0.1", "http:"] {
        assert!(!text.contains(secret), "{secret} in {text}");
    }
    assert_eq!(error.operation(), Some("send_message"));
    error
}

/// Variables of the environment belong to the process, so that the test runs itself in another one.
#[tokio::test]
async fn a_proxy_of_the_environment_is_not_asked_for_this_computer() {
    const NAME: &str =
        "http::reqwest::tests::a_proxy_of_the_environment_is_not_asked_for_this_computer";
    const CHILD: &str = "WHATSAPP_TEST_CHILD";
    if std::env::var_os(CHILD).is_some() {
        let server = TestServer::start(vec![success()]).await;
        let options = RequestOptions::new().with_timeout(Duration::from_secs(2));
        let transport = server.transport().with_options(options);
        call(&transport, Method::Get, "/1").await.expect("success");
        return;
    }
    let proxy = std::net::TcpListener::bind("127.0.0.1:0").expect("proxy");
    proxy.set_nonblocking(true).expect("proxy");
    let url = format!("http://{}", proxy.local_addr().expect("address"));
    let output = std::process::Command::new(std::env::current_exe().expect("this test"))
        .args([NAME, "--exact"])
        .env(CHILD, "1")
        .envs(["HTTP_PROXY", "http_proxy", "ALL_PROXY"].map(|name| (name, &url)))
        .env_remove("REQUEST_METHOD")
        .output()
        .expect("child");
    let text = String::from_utf8_lossy(&output.stdout);
    assert!(
        output.status.success() && text.contains("1 passed"),
        "{text}"
    );
    let asked = proxy.accept().expect_err("the proxy was asked");
    assert_eq!(asked.kind(), std::io::ErrorKind::WouldBlock);
}

#[tokio::test]
async fn requests_arrive_as_they_were_described() {
    let server = TestServer::start(vec![success()]).await;
    let transport = server.builder().app_secret("Jefe").build().expect("build");
    let id = "a/b?c#d%e \"<>^`{|}\\~'[]@:!$&()*+,;=é";
    let request = crate::Request::builder(POST)
        .path("id", id)
        .query("text", "'<>\"{}|\\^`#&é")
        .json(&json!({"text": "é"}))
        .build()
        .expect("request");
    let path = request.path().to_owned();
    let query = request.query().to_owned();
    let response = transport.send::<Value>(request).await.expect("success");
    assert_eq!(response.value()["success"], true);
    let arrived = &server.requests()[0];
    let (target, proof) = arrived
        .target()
        .split_once("&appsecret_proof=")
        .expect("proof");
    assert_eq!(target, format!("/{GRAPH_VERSION}{path}?{query}"));
    assert_eq!(proof.len(), 64);
    assert!(arrived.head.starts_with("POST "));
    assert_eq!(arrived.body, r#"{"text":"é"}"#.as_bytes());
    for (name, value) in [
        ("authorization", format!("Bearer {TOKEN}").as_str()),
        ("content-type", "application/json"),
        ("content-length", "13"),
        ("accept", "application/json"),
        ("host", server.url().trim_start_matches("http://")),
    ] {
        assert_eq!(arrived.header(name), Some(value), "{name}");
    }
    let agent = arrived.header("user-agent").expect("agent");
    assert!(agent.starts_with("whatsapp-business/"), "{agent}");
    assert_eq!(arrived.header("referer"), None);
}

#[tokio::test]
async fn every_byte_of_an_id_arrives() {
    let server = TestServer::start(vec![success()]).await;
    let id: String = (1..0x80).map(char::from).collect();
    let request = crate::Request::builder(POST)
        .path("id", &id)
        .build()
        .expect("request");
    server
        .transport()
        .send::<Value>(request)
        .await
        .expect("success");
    let arrived = &server.requests()[0];
    let segment = arrived.target().split('/').nth(2).expect("segment");
    let decoded = percent_encoding::percent_decode_str(segment);
    assert_eq!(decoded.decode_utf8().expect("text"), id);
}

#[tokio::test]
async fn requests_without_a_body_send_none() {
    let server = TestServer::start(vec![success()]).await;
    for method in [Method::Get, Method::Delete, Method::Post] {
        call(&server.transport(), method, "/1")
            .await
            .expect("success");
        let arrived = server.requests().pop().expect("request");
        assert!(arrived.body.is_empty());
        assert_eq!(arrived.header("transfer-encoding"), None);
        assert_eq!(arrived.header("content-type"), None);
    }
}

#[tokio::test]
async fn uploads_are_streamed() {
    let server = TestServer::start(vec![success()]).await;
    let transport = server.transport();
    let chunks = || stream::iter([7; 5].map(|byte| Ok::<_, std::io::Error>(vec![byte; 60_000])));
    for (length, header) in [(Some(300_000), Some("300000")), (None, None)] {
        let request = crate::Request::builder(POST)
            .path("id", "1")
            .bytes(UploadBody::stream(chunks(), length))
            .build()
            .expect("request");
        transport.send::<Value>(request).await.expect("success");
        let arrived = server.requests().pop().expect("request");
        assert_eq!(arrived.header("content-length"), header);
        let chunked = arrived.header("transfer-encoding");
        assert_eq!(chunked, header.is_none().then_some("chunked"));
        let sevens = arrived.body.iter().filter(|&&byte| byte == 7).count();
        assert_eq!(sevens, 300_000);
    }
}

#[tokio::test]
async fn multipart_has_a_content_length() {
    let server = TestServer::start(vec![success()]).await;
    let chunks = stream::iter([Ok::<_, std::io::Error>(vec![7; 300_000])]);
    let file = FilePart::new(
        "door.jpg",
        "image/jpeg",
        UploadBody::stream(chunks, Some(300_000)),
    );
    let parts = Multipart::new()
        .field("messaging_product", "whatsapp")
        .file("file", &file);
    let request = crate::Request::builder(POST)
        .path("id", "1")
        .multipart(parts)
        .build();
    server
        .transport()
        .send::<Value>(request.expect("request"))
        .await
        .expect("success");
    let arrived = &server.requests()[0];
    let length = arrived.header("content-length").expect("length");
    assert_eq!(length, arrived.body.len().to_string());
    assert_eq!(
        arrived.body.iter().filter(|&&byte| byte == 7).count(),
        300_000
    );
    assert!(arrived.body.ends_with(b"--\r\n"));
}

#[tokio::test]
async fn lost_connections_and_timeouts_are_ambiguous() {
    let cut = b"HTTP/1.1 200 -\r\ncontent-length: 100\r\n\r\n{".to_vec();
    for (act, is_timeout) in [
        (Act::HangUp, false),
        (Act::Stall, true),
        (Act::Respond(cut.clone()), false),
        (Act::RespondAndStall(cut), true),
        (Act::Respond(b"no HTTP\r\n\r\n".to_vec()), false),
    ] {
        let post = fail(Method::Post, act.clone()).await;
        assert!(post.is_ambiguous() && post.is_transient() && !post.is_connect());
        assert_eq!(post.is_timeout(), is_timeout);
        let get = fail(Method::Get, act).await;
        assert!(!get.is_ambiguous() && get.is_transient());
    }
}

#[tokio::test]
async fn a_lost_connection_is_not_retried() {
    let server = TestServer::start(vec![Act::HangUp]).await;
    for method in [Method::Get, Method::Post] {
        call(&server.transport(), method, "/1")
            .await
            .expect_err("hang-up");
    }
    assert_eq!(server.requests().len(), 2);
}

#[tokio::test]
async fn a_stream_that_fails_is_not_taken_for_a_lost_connection() {
    type Item = std::io::Result<Vec<u8>>;
    let chunk = |length: usize| Item::Ok(vec![7; length]);
    let longer = "send_message: the stream is longer than its stated length of";
    let shorter = "send_message: the stream ended after";
    for (chunks, stated, expected) in [
        (vec![chunk(100)], Some(5), format!("{longer} 5 bytes")),
        (
            vec![chunk(5), chunk(95)],
            Some(5),
            format!("{longer} 5 bytes"),
        ),
        (
            vec![chunk(5), chunk(1)],
            Some(5),
            format!("{longer} 5 bytes"),
        ),
        (vec![chunk(1)], Some(0), format!("{longer} 0 bytes")),
        (
            vec![chunk(10), chunk(0)],
            Some(20),
            format!("{shorter} 10 of its stated 20 bytes"),
        ),
        (
            vec![],
            Some(20),
            format!("{shorter} 0 of its stated 20 bytes"),
        ),
        (
            vec![chunk(10), Err(std::io::Error::other("disk"))],
            Some(20),
            "send_message: the stream of the upload failed".to_owned(),
        ),
        (
            vec![chunk(10), Err(std::io::Error::other("disk"))],
            None,
            "send_message: the stream of the upload failed".to_owned(),
        ),
    ] {
        let chunks = || {
            stream::iter(
                chunks
                    .iter()
                    .map(|chunk| match chunk {
                        Ok(chunk) => Ok(chunk.clone()),
                        Err(error) => Err(std::io::Error::other(error.to_string())),
                    })
                    .collect::<Vec<_>>(),
            )
        };
        let body = || UploadBody::stream(chunks(), stated);
        let request = || crate::Request::builder(POST).path("id", "1");
        let file = FilePart::new("a", "text/plain", body());
        for request in [
            request().bytes(body()),
            request().multipart(Multipart::new().file("file", &file)),
        ] {
            let server = TestServer::start(vec![success()]).await;
            let transport = server.transport();
            let sent = transport.send::<Value>(request.build().expect("request"));
            let error = sent.await.expect_err("body");
            assert_eq!(error.to_string(), expected);
            assert!(!error.is_ambiguous() && !error.is_transient() && !error.is_connect());
            assert_eq!(error.is_invalid_request(), !expected.ends_with("failed"));
            let text = texts(&error);
            assert!(!text.contains("127.0.0.1"), "{text}");
            assert_eq!(
                text.contains("disk"),
                expected.ends_with("failed"),
                "{text}"
            );
            // What has arrived has no end.
            assert_eq!(server.connections() == 0, stated == Some(0));
            for arrived in server.requests() {
                let length = arrived.header("content-length").map(str::parse::<usize>);
                let length = length.map(|length| length.expect("length"));
                assert!(length.is_none_or(|length| arrived.body.len() < length));
                assert!(!arrived.body.ends_with(b"0\r\n\r\n"));
            }
        }
    }
}

#[cfg(feature = "fs")]
#[tokio::test]
async fn a_file_that_changes_while_it_is_sent_is_not_taken_for_a_lost_connection() {
    let folder = tempfile::tempdir().expect("folder");
    for (length, change) in [(100_000, "shorter"), (300_001, "longer")] {
        let path = folder.path().join(change);
        std::fs::write(&path, vec![7; 300_000]).expect("write");
        let file = std::fs::File::options().write(true).open(&path);
        let file = file.expect("file");
        // All files are open when the first part is read.
        let changing = stream::once(async move { file.set_len(length).map(|()| "x") });
        let first = FilePart::new("a", "text/plain", UploadBody::stream(changing, Some(1)));
        let parts = Multipart::new()
            .file("first", &first)
            .file("file", &FilePart::path(&path, "image/jpeg"));
        let request = crate::Request::builder(POST).path("id", "1");
        let request = request.multipart(parts).build().expect("request");
        let server = TestServer::start(vec![success()]).await;
        let transport = server.transport();
        let error = transport.send::<Value>(request).await.expect_err("change");
        assert_eq!(
            error.to_string(),
            format!("send_message: the file is {change} than its size when it was opened")
        );
        assert!(error.is_file() && !error.is_ambiguous() && !error.is_transient());
        assert!(!texts(&error).contains(&*folder.path().to_string_lossy()));
        for arrived in server.requests() {
            let stated = arrived.header("content-length").expect("length");
            assert!(arrived.body.len() < stated.parse().expect("length"));
        }
    }
}

#[tokio::test]
async fn without_a_connection_nothing_was_sent() {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0")
        .await
        .expect("bind");
    let port = listener.local_addr().expect("address").port();
    drop(listener);
    let transport: Transport = ClientBuilder::new()
        .access_token(TOKEN)
        .base_url(format!("http://127.0.0.1:{port}"))
        .build()
        .expect("build");
    let error = call(&transport, Method::Post, "/1")
        .await
        .expect_err("no server");
    assert!(error.is_connect() && error.is_transient() && !error.is_ambiguous());
    assert_eq!(error.to_string(), "send_message: no connection");
    assert!(!texts(&error).contains(TOKEN));
}

#[tokio::test]
async fn redirects_are_not_followed() {
    let other = TestServer::start(vec![success()]).await;
    for status in [301, 302, 303, 307, 308] {
        let location = format!("location: {}\r\n", other.url());
        let error = fail(Method::Post, Act::with_headers(status, &location, "")).await;
        assert_eq!(error.status().map(|found| found.as_u16()), Some(status));
        assert!(!error.is_ambiguous());
    }
    assert!(other.requests().is_empty());
}

#[tokio::test]
async fn media_follow_redirects_to_other_hosts_without_the_token() {
    let other = TestServer::start(vec![Act::with_headers(
        200,
        "content-type: image/png\r\n",
        "0123456789",
    )])
    .await;
    let target = format!("http://localhost:{}/x?a=b", other.port);
    let server = TestServer::start(vec![Act::redirect(&target)]).await;
    let download = server
        .transport()
        .download(&server.url(), OperationInfo::get("download_media", ""))
        .await
        .expect("open");
    assert_eq!(download.content_length(), Some(10));
    assert_eq!(
        download.bytes(10).await.expect("bytes").as_ref(),
        b"0123456789"
    );
    assert!(server.requests()[0].header("authorization").is_some());
    let arrived = &other.requests()[0];
    assert_eq!(arrived.target(), "/x?a=b");
    assert_eq!(arrived.header("authorization"), None);
}

#[tokio::test]
async fn urls_that_parsing_would_change_are_not_sent() {
    let base = Url::parse("http://127.0.0.1:9").expect("URL");
    let service = Reqwest::new(&Settings::default(), base).expect("build");
    for (uri, expected) in [
        (
            "http://127.0.0.1:9/graph/1?a=b",
            Some("http://127.0.0.1:9/graph/1?a=b"),
        ),
        ("http://127.0.0.1:9", Some("http://127.0.0.1:9/")),
        (
            "https://example.org/a%20b?c='",
            Some("https://example.org/a%20b?c=%27"),
        ),
        ("http://[::1]:9/x", Some("http://[::1]:9/x")),
        ("http://127.0.0.1:9/a/../b", None),
        ("http://127.0.0.1:9/a/%2e%2E/b", None),
        ("https://example.org/a/./b", None),
        ("http://127.0.0.1:9/a\\b", None),
        ("/relative", None),
    ] {
        let uri = uri.parse().expect(uri);
        let url = service.url(&uri);
        assert_eq!(url.as_ref().map(Url::as_str).ok(), expected, "{uri}");
        assert!(url.is_ok() || url.is_err_and(|error| !error.is_maybe_sent()));
    }
}

#[tokio::test]
async fn names_are_resolved_as_set() {
    let server = TestServer::start(vec![success()]).await;
    let address = ([127, 0, 0, 1], server.port).into();
    // Only https URLs may lead to other hosts, so this one ends while connecting, at the server.
    let transport: Transport = ClientBuilder::new()
        .access_token(TOKEN)
        .no_proxy()
        .base_url("https://graph.example")
        .resolve("Graph.Example", address)
        .build()
        .expect("build");
    let error = call(&transport, Method::Post, "/1")
        .await
        .expect_err("no TLS");
    assert!(error.is_connect() && !error.is_ambiguous(), "{error:?}");
    assert_eq!(server.connections(), 1);
}

#[tokio::test]
async fn proxies_are_used() {
    let proxy = TestServer::start(vec![Act::json(407, "")]).await;
    let transport: Transport = ClientBuilder::new()
        .access_token(TOKEN)
        .proxy(format!("http://user:pa55@127.0.0.1:{}", proxy.port))
        .build()
        .expect("build");
    let error = call(&transport, Method::Post, "/1?to=15550100042")
        .await
        .expect_err("rejected by the proxy");
    assert!(error.is_connect() && !error.is_ambiguous());
    let text = texts(&error);
    assert!(
        !text.contains("pa55") && !text.contains("15550100042"),
        "{text}"
    );
    let arrived = &proxy.requests()[0];
    assert!(arrived.head.starts_with("CONNECT graph.facebook.com:443 "));
    assert!(!arrived.head.contains(TOKEN));
}
