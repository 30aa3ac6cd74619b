//! What becomes of answers that are no success, and of no answer at all.

use std::time::Duration;

use reqwest::{Method, StatusCode};

use super::call;
use crate::test_server::{Act, TOKEN, TestServer};
use crate::{Error, ErrorClass, RequestOptions};

async fn fail(method: Method, act: Act) -> Error {
    let server = TestServer::start(vec![act]).await;
    let options = RequestOptions::new().with_timeout(Duration::from_millis(100));
    let transport = server.transport().with_options(options);
    let error = call(&transport, method, "/1/messages?to=15550100042")
        .await
        .expect_err("failure");
    for text in [
        error.to_string(),
        format!("{error:?} {error:#?}"),
        chain(&error),
    ] {
        for secret in [TOKEN, "15550100042", "127.0.0.1", "http:"] {
            assert!(!text.contains(secret), "{secret} in {text}");
        }
    }
    assert!(!error.to_string().contains('\n'));
    assert_eq!(error.operation(), Some("send_message"));
    error
}

fn chain(error: &Error) -> String {
    let mut text = String::new();
    let mut source = std::error::Error::source(error);
    while let Some(error) = source {
        text.push_str(&format!("{error} {error:?}; "));
        source = error.source();
    }
    text
}

fn graph(code: i64, subcode: i64) -> String {
    format!(
        r#"{{"error":{{"message":"(#{code}) not to 15550100042","type":"OAuthException",
        "code":{code},"error_subcode":{subcode},"error_data":{{"details":"to 15550100042"}},
        "fbtrace_id":"AbC-1_2"}}}}"#
    )
}

#[tokio::test]
async fn errors_of_the_platform_are_understood() {
    let error = fail(Method::POST, Act::json(400, &graph(131_047, 0))).await;
    assert_eq!(error.class(), Some(ErrorClass::Recipient));
    assert!(error.is_recipient() && !error.is_ambiguous() && !error.is_transient());
    assert_eq!(error.status(), Some(StatusCode::BAD_REQUEST));
    assert_eq!(error.trace_id(), Some("AbC-1_2"));
    assert_eq!(
        error.to_string(),
        "send_message: recipient cannot receive this (code 131047, HTTP 400, trace AbC-1_2)"
    );
    let details = error.graph().and_then(|graph| graph.error_data.clone());
    assert_eq!(
        details.and_then(|data| data.details).as_deref(),
        Some("to 15550100042")
    );
    assert!(error.body().is_some_and(|body| body.starts_with(b"{")));
}

#[tokio::test]
async fn rate_limits_are_recognised_by_code() {
    let error = fail(
        Method::POST,
        Act::with_headers(400, "retry-after: 7\r\n", &graph(130_429, 2_494_055)),
    )
    .await;
    assert!(error.is_rate_limited() && error.is_transient() && !error.is_ambiguous());
    assert_eq!(error.retry_after(), Some(Duration::from_secs(7)));
    assert_eq!(
        error.to_string(),
        "send_message: rate limit reached (code 130429, subcode 2494055, HTTP 400, trace AbC-1_2)"
    );
    let error = fail(Method::POST, Act::json(500, &graph(131_056, 0))).await;
    assert!(error.is_rate_limited() && !error.is_ambiguous());
    assert_eq!(error.retry_after(), Some(Duration::from_secs(6)));
    let usage = r#"x-business-use-case-usage: {"1":[{"estimated_time_to_regain_access":2}]}"#;
    let error = fail(
        Method::GET,
        Act::with_headers(400, &format!("{usage}\r\n"), &graph(80_007, 0)),
    )
    .await;
    assert_eq!(error.retry_after(), Some(Duration::from_secs(120)));
    let error = fail(Method::POST, Act::json(429, "slow down")).await;
    assert!(error.is_rate_limited() && error.is_transient() && !error.is_ambiguous());
}

#[tokio::test]
async fn refusals_without_an_error_object_keep_their_body() {
    let error = fail(Method::POST, Act::json(502, "<html>15550100042</html>")).await;
    assert!(error.is_ambiguous() && error.is_transient() && error.graph().is_none());
    assert_eq!(
        error.body().map(|body| body.as_ref()),
        Some(b"<html>15550100042</html>".as_slice())
    );
    assert_eq!(
        error.to_string(),
        "send_message: refused without an error of the platform (HTTP 502)"
    );
    let error = fail(Method::POST, Act::json(404, "")).await;
    assert!(error.is_not_found() && !error.is_ambiguous() && error.body().is_none());
    let error = fail(Method::POST, Act::json(401, "{\"error\":\"no\"}")).await;
    assert!(error.is_auth() && error.graph().is_none());
    let error = fail(Method::POST, Act::json(413, &"x".repeat(3 << 20))).await;
    assert!(error.is_invalid_request());
    assert_eq!(error.body().map(bytes::Bytes::len), Some(1 << 20));
}

#[tokio::test]
async fn garbage_in_a_success_is_ambiguous_when_something_may_have_changed() {
    let post = fail(Method::POST, Act::json(200, "<html>15550100042")).await;
    assert!(post.is_decode() && post.is_ambiguous() && !post.is_transient());
    assert!(post.body().is_some());
    assert_eq!(
        post.to_string(),
        "send_message: the answer does not decode: it is not JSON at line 1 column 1 (HTTP 200)"
    );
    let get = fail(Method::GET, Act::json(200, "")).await;
    assert!(get.is_decode() && !get.is_ambiguous());
}

#[tokio::test]
async fn an_error_object_in_a_success_is_an_error() {
    #[derive(Debug, serde::Deserialize)]
    struct Sent {
        #[expect(dead_code, reason = "only its presence matters")]
        messages: Vec<serde_json::Value>,
    }
    let server = TestServer::start(vec![Act::json(200, &graph(190, 463))]).await;
    let transport = server.transport();
    let request = transport.http().post(format!("{}/1", transport.base_url()));
    let response = transport
        .execute(request.build().expect("request"), &super::OPERATION)
        .await
        .expect("success");
    let error = crate::Response::<Sent>::from_http(response)
        .await
        .expect_err("error");
    assert!(error.is_auth() && !error.is_decode() && !error.is_ambiguous());
}

#[tokio::test]
async fn the_place_of_a_decoding_error_is_named_without_values() {
    #[derive(Debug, serde::Deserialize)]
    #[expect(dead_code, reason = "only decoded")]
    struct Sent {
        messages: Vec<std::collections::BTreeMap<String, u8>>,
    }
    for (body, place) in [
        (
            r#"{"messages":[{"id":1},{"id":"15550100042"}]}"#,
            "$.messages[1].id",
        ),
        (r#"{"messages":[{"15550100042":"x"}]}"#, "$.messages[0].*"),
    ] {
        let server = TestServer::start(vec![Act::json(200, body)]).await;
        let transport = server.transport();
        let request = transport.http().post(format!("{}/1", transport.base_url()));
        let response = transport
            .execute(request.build().expect("request"), &super::OPERATION)
            .await
            .expect("success");
        let error = crate::Response::<Sent>::from_http(response)
            .await
            .expect_err("undecodable");
        assert!(error.is_decode() && error.is_ambiguous());
        assert_eq!(
            error.to_string(),
            format!("send_message: the answer does not decode: at {place} (HTTP 200)")
        );
    }
}

#[tokio::test]
async fn lost_connections_and_timeouts_are_ambiguous() {
    let cut = b"HTTP/1.1 200 -\r\ncontent-length: 100\r\n\r\n{".to_vec();
    for (act, is_timeout) in [
        (Act::HangUp, false),
        (Act::Stall, true),
        (Act::Answer(cut.clone()), false),
        (Act::AnswerAndStall(cut), true),
    ] {
        let post = fail(Method::POST, act.clone()).await;
        assert!(post.is_ambiguous() && post.is_transient() && !post.is_connect());
        assert_eq!(post.is_timeout(), is_timeout);
        let get = fail(Method::GET, act).await;
        assert!(!get.is_ambiguous() && get.is_transient());
    }
}

#[tokio::test]
async fn without_a_connection_nothing_was_sent() {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0")
        .await
        .expect("bind");
    let port = listener.local_addr().expect("address").port();
    drop(listener);
    let transport: crate::Transport = crate::ClientBuilder::new()
        .access_token(TOKEN)
        .base_url(format!("http://127.0.0.1:{port}"))
        .build()
        .expect("build");
    let error = call(&transport, Method::POST, "/1")
        .await
        .expect_err("refused");
    assert!(error.is_connect() && error.is_transient() && !error.is_ambiguous());
    assert_eq!(error.to_string(), "send_message: no connection");
    assert!(!chain(&error).contains(TOKEN));
}

#[tokio::test]
async fn redirects_of_calls_are_not_followed() {
    let other = TestServer::start(vec![Act::json(200, "{}")]).await;
    let error = fail(Method::POST, Act::redirect(&other.url())).await;
    assert_eq!(error.status(), Some(StatusCode::FOUND));
    assert!(!error.is_ambiguous());
    assert!(other.asked().is_empty());
}
