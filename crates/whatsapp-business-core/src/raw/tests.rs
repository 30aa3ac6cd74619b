//! Calls of operations that exist nowhere else.

use serde_json::{Value, json};

use crate::test_service::{TOKEN, TestService, reply, texts};
use crate::{ErrorClass, FilePart, Method, Multipart, RequestOptions};

#[derive(Debug, PartialEq, serde::Deserialize)]
struct Widget {
    id: String,
}

#[tokio::test]
async fn a_path_that_is_made_up_is_like_any_other() {
    let service = TestService::new([reply(200, r#"{"id":"7"}"#)]);
    let transport = service
        .builder()
        .app_secret("secret")
        .build()
        .expect("build");
    let response = transport
        .request(Method::Post, ["102290129340398", "wid gets"])
        .query("validate_only", &true)
        .query("fields", &["id", "name"])
        .query("none", &None::<i64>)
        .json(&json!({"name": "first"}))
        .send::<Widget>()
        .await
        .expect("success");
    assert_eq!(response.into_inner(), Widget { id: "7".to_owned() });
    let sent = &service.sent()[0];
    assert_eq!(sent.method, "POST");
    let start = "/102290129340398/wid%20gets?validate_only=true&fields=id%2Cname&appsecret_proof=";
    assert!(sent.target().starts_with(start), "{}", sent.target());
    assert_eq!(sent.text(), r#"{"name":"first"}"#);
    assert_eq!(
        sent.header("authorization"),
        Some(format!("Bearer {TOKEN}").as_str())
    );
}

#[tokio::test]
async fn each_kind_of_body_can_be_sent() {
    let service = TestService::succeeding(3);
    let transport = service.transport();
    let request = || transport.request(Method::Post, ["1"]);
    request()
        .form(&json!({"a": [1]}))
        .send::<Value>()
        .await
        .expect("form");
    assert_eq!(service.sent()[0].text(), "a=%5B1%5D");
    let file = FilePart::bytes("a.txt", "text/plain", "content");
    let parts = Multipart::new().file("file", &file);
    request()
        .multipart(parts)
        .send::<Value>()
        .await
        .expect("multipart");
    assert!(service.sent()[1].text().contains("\r\n\r\ncontent\r\n"));
    request().send::<Value>().await.expect("none");
    assert!(service.sent()[2].body.is_empty());
}

#[tokio::test]
async fn options_apply_to_the_request() {
    let service = TestService::succeeding(1);
    let options = RequestOptions::new().with_access_token("tenant");
    service
        .transport()
        .request(Method::Get, ["1"])
        .with_options(options)
        .send::<Value>()
        .await
        .expect("success");
    assert_eq!(
        service.sent()[0].header("authorization"),
        Some("Bearer tenant")
    );
}

#[tokio::test]
async fn errors_are_those_of_operations() {
    let service = TestService::new([
        reply(400, r#"{"error":{"code":190,"message":"to 15550100042"}}"#),
        reply(200, r#"{"id":{}}"#),
    ]);
    let transport = service.transport();
    let request = || transport.request(Method::Post, ["15550100042", "widgets"]);
    let error = request().send::<Widget>().await.expect_err("rejected");
    assert_eq!(error.class(), Some(ErrorClass::Auth));
    assert_eq!(error.operation(), Some("raw_request"));
    let undecodable = request().operation("create_widget").send::<Widget>().await;
    let undecodable = undecodable.expect_err("no text");
    assert!(undecodable.is_decode() && undecodable.is_ambiguous());
    assert_eq!(undecodable.operation(), Some("create_widget"));
    for error in [error, undecodable] {
        assert!(!texts(&error).contains("15550100042"));
    }
}

#[tokio::test]
async fn impossible_paths_are_not_sent() {
    let service = TestService::new([]);
    let paths: [&[&str]; 6] = [&[], &[""], &["1", ""], &["1", ".."], &["."], &["1", "a\0"]];
    for path in paths {
        let request = service.transport().request(Method::Delete, path);
        let error = request.send::<Value>().await.expect_err("impossible");
        assert!(
            error.is_invalid_request() && !error.is_ambiguous(),
            "{path:?}"
        );
        assert_eq!(error.operation(), Some("raw_request"));
    }
    assert!(service.sent().is_empty());
}

#[tokio::test]
async fn segments_stay_segments() {
    let service = TestService::succeeding(1);
    let segments = ["../v23.0/1", "a?b#c", "{id}"].map(str::to_owned);
    let request = service.transport().request(Method::Get, segments);
    request.send::<Value>().await.expect("success");
    assert_eq!(
        service.sent()[0].target(),
        "/..%2Fv23.0%2F1/a%3Fb%23c/%7Bid%7D"
    );
}

#[test]
fn debug_output_has_no_arguments() {
    let transport = TestService::new([]).transport();
    let request = transport
        .request(Method::Post, ["15550100042"])
        .query("to", "15550100042")
        .json(&json!({"to": "15550100042"}));
    let text = format!("{request:?} {request:#?}");
    assert!(
        text.contains("raw_request") && !text.contains("15550100042"),
        "{text}"
    );
    assert!(!text.contains(TOKEN));
}
