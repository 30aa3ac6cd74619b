//! Errors that are made from responses.

use std::collections::BTreeMap;

use std::time::Duration;

use http::StatusCode;
use serde::Deserialize;
use serde::de::DeserializeOwned;

use crate::http::Body;
use crate::operation::{Method, OperationInfo};
use crate::test_service::{Outcome, TOKEN, TestService, call, reply, texts, with_header};
use crate::{Error, ErrorClass, Request};

async fn fail(method: Method, outcome: Outcome) -> Error {
    let service = TestService::new([outcome]);
    let transport = service
        .builder()
        .app_secret("app-secret")
        .build()
        .expect("build");
    let error = call(&transport, method, "/1/messages?to=15550100042")
        .await
        .expect_err("failure");
    let text = texts(&error);
    for secret in [
        TOKEN,
        "15550100042",
        "graph.facebook.com",
        "https:",
        "app-secret",
        "proof",
    ] {
        assert!(!text.contains(secret), "{secret} in {text}");
    }
    assert!(!error.to_string().contains('\n'));
    assert_eq!(error.operation(), Some("send_message"));
    error
}

/// Decodes a response as `T`.
async fn undecodable<T: DeserializeOwned>(body: impl Into<Body>) -> Error {
    let service = TestService::new([reply(200, body)]);
    let request = Request::builder(OperationInfo::post("send_message", "/1/messages")).build();
    let response = service
        .transport()
        .send::<T>(request.expect("request"))
        .await;
    response.map(|_| ()).expect_err("undecodable")
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
    let error = fail(Method::Post, reply(400, graph(131_047, 0))).await;
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
    let outcome = with_header(reply(400, graph(130_429, 2_494_055)), "retry-after", "7");
    let error = fail(Method::Post, outcome).await;
    assert!(error.is_rate_limited() && error.is_transient() && !error.is_ambiguous());
    assert_eq!(error.retry_after(), Some(Duration::from_secs(7)));
    assert_eq!(
        error.to_string(),
        "send_message: rate limit reached (code 130429, subcode 2494055, HTTP 400, trace AbC-1_2)"
    );
    let error = fail(Method::Post, reply(500, graph(131_056, 0))).await;
    assert!(error.is_rate_limited() && !error.is_ambiguous());
    assert_eq!(error.retry_after(), Some(Duration::from_secs(6)));
    let usage = r#"{"1":[{"estimated_time_to_regain_access":2}]}"#;
    let outcome = with_header(
        reply(400, graph(80_007, 0)),
        "x-business-use-case-usage",
        usage,
    );
    let error = fail(Method::Get, outcome).await;
    assert_eq!(error.retry_after(), Some(Duration::from_secs(120)));
    let error = fail(Method::Post, reply(429, "slow down")).await;
    assert!(error.is_rate_limited() && error.is_transient() && !error.is_ambiguous());
}

#[tokio::test]
async fn responses_without_an_error_object_keep_their_body() {
    let error = fail(Method::Post, reply(502, "<html>15550100042</html>")).await;
    assert!(error.is_ambiguous() && error.is_transient() && error.graph().is_none());
    assert_eq!(
        error.body().map(|body| body.as_ref()),
        Some(b"<html>15550100042</html>".as_slice())
    );
    assert_eq!(
        error.to_string(),
        "send_message: rejected without a Graph error (HTTP 502)"
    );
    let error = fail(Method::Post, reply(404, "")).await;
    assert!(error.is_not_found() && !error.is_ambiguous() && error.body().is_none());
    let error = fail(Method::Post, reply(401, "{\"error\":\"no\"}")).await;
    assert!(error.is_auth() && error.graph().is_none());
    let error = fail(Method::Post, reply(302, "")).await;
    assert_eq!(error.status(), Some(StatusCode::FOUND));
    assert!(!error.is_ambiguous() && !error.is_transient());
}

#[tokio::test]
async fn bodies_of_errors_are_cut() {
    let error = fail(Method::Post, reply(413, "x".repeat(3 << 20))).await;
    assert!(error.is_invalid_request());
    assert_eq!(error.body().map(bytes::Bytes::len), Some(1 << 20));
    // What follows the limit is not even read.
    let endless = futures_util::stream::repeat_with(|| Ok::<_, std::io::Error>("0123456789"));
    let error = fail(Method::Post, reply(500, Body::stream(endless, None))).await;
    assert_eq!(error.body().map(bytes::Bytes::len), Some(1 << 20));
}

#[tokio::test]
async fn garbage_in_a_success_is_ambiguous_when_something_may_have_changed() {
    let post = fail(Method::Post, reply(200, "<html>15550100042")).await;
    assert!(post.is_decode() && post.is_ambiguous() && !post.is_transient());
    assert!(post.body().is_some());
    assert_eq!(
        post.to_string(),
        "send_message: cannot decode the response: it is not JSON at line 1 column 1 (HTTP 200)"
    );
    let get = fail(Method::Get, reply(200, "{\"a\"")).await;
    assert!(get.is_decode() && !get.is_ambiguous());
    assert_eq!(
        get.to_string(),
        "send_message: cannot decode the response: it ends early at line 1 column 4 (HTTP 200)"
    );
}

#[derive(Debug, Deserialize)]
#[expect(dead_code, reason = "only decoded")]
struct Sent {
    messages: Vec<std::collections::BTreeMap<String, u8>>,
}

#[tokio::test]
async fn an_error_object_in_a_success_is_an_error() {
    let error = undecodable::<Sent>(graph(190, 463)).await;
    assert!(error.is_auth() && !error.is_decode() && !error.is_ambiguous());
    assert_eq!(error.status(), Some(StatusCode::OK));
}

#[tokio::test]
async fn the_place_of_a_decoding_error_is_named_without_values() {
    for (body, place) in [
        (
            r#"{"message":{"price":1},"messages":{"price":"15550100042"}}"#,
            "$.messages.price",
        ),
        (r#"{"messages":{"15550100042":"x"}}"#, "$.messages.*"),
        ("", "$"),
    ] {
        let error = undecodable::<BTreeMap<String, BTreeMap<String, u64>>>(body).await;
        assert!(error.is_decode() && error.is_ambiguous());
        assert_eq!(
            error.to_string(),
            format!("send_message: cannot decode the response: at {place} (HTTP 200)")
        );
        assert!(!texts(&error).contains("15550100042"));
    }
}

#[tokio::test]
async fn bodies_of_successes_have_a_limit() {
    let mebibyte = bytes::Bytes::from(vec![b'x'; 1 << 20]);
    let chunks = |count| {
        let chunk = mebibyte.clone();
        let chunks = std::iter::repeat_n(chunk, count).map(Ok::<_, std::io::Error>);
        Body::stream(futures_util::stream::iter(chunks), None)
    };
    let error = undecodable::<Sent>(chunks(64)).await;
    assert!(error.is_decode() && error.body().is_some());
    let error = undecodable::<Sent>(chunks(65)).await;
    assert!(error.is_too_long() && error.is_ambiguous() && !error.is_transient());
    assert!(error.body().is_none());
    assert_eq!(
        error.to_string(),
        "send_message: the content is longer than 67108864 bytes (HTTP 200)"
    );
}
