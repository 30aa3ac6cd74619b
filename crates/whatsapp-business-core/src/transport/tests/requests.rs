//! What requests carry when they are sent.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use serde::Deserialize;
use serde_json::{Value, json};

use crate::operation::{Host, Method, OperationInfo};
use crate::test_service::{TOKEN, TestService, call, reply};
use crate::{
    AccessToken, BoxError, BoxFuture, GRAPH_VERSION, Request, RequestOptions, TokenSource,
};

/// `appsecret_proof` of test case 2 of RFC 4231.
const PROOF: &str = "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843";
const PROOF_TOKEN: &str = "what do ya want for nothing?";

#[tokio::test]
async fn the_token_and_the_user_agent() {
    let service = TestService::succeeding(1);
    let response = call(&service.transport(), Method::Get, "/1/messages").await;
    assert_eq!(response.expect("response").value()["success"], true);
    let sent = &service.sent()[0];
    assert_eq!(sent.method, "GET");
    assert_eq!(
        sent.url,
        format!("https://graph.facebook.com/{GRAPH_VERSION}/1/messages")
    );
    assert_eq!(
        sent.header("authorization"),
        Some(format!("Bearer {TOKEN}").as_str())
    );
    assert!(sent.headers["authorization"].is_sensitive());
    let agent = sent.header("user-agent").expect("agent");
    assert!(agent.starts_with("whatsapp-business/"), "{agent}");
    assert_eq!(sent.header("accept"), Some("application/json"));
    assert_eq!(sent.length, Some(0));
}

#[tokio::test]
async fn the_host_of_the_operation() {
    let service = TestService::succeeding(2);
    let transport = service.builder().app_secret("Jefe").build().expect("build");
    let info = OperationInfo::put("replace_widget", "/{id}/widget").on(Host::Api);
    let request = Request::builder(info)
        .path("id", "7")
        .query("color", "red")
        .header("X-API-Version", "2.0.0")
        .build();
    transport
        .send_built::<Value>(request)
        .await
        .expect("success");
    // No version, and no proof, which the Graph API alone documents.
    let sent = service.sent().pop().expect("request");
    assert_eq!(sent.url, "https://api.facebook.com/7/widget?color=red");
    assert_eq!(sent.header("x-api-version"), Some("2.0.0"));
    assert_eq!(
        sent.header("authorization"),
        Some(format!("Bearer {TOKEN}").as_str())
    );
    let raw = transport
        .request(Method::Get, ["7", "widget"])
        .on(Host::Api)
        .header("X-API-Version", "1.0.0");
    raw.send::<Value>().await.expect("success");
    let sent = service.sent().pop().expect("request");
    assert_eq!(sent.url, "https://api.facebook.com/7/widget");
    assert_eq!(sent.header("x-api-version"), Some("1.0.0"));
}

#[tokio::test]
async fn headers_of_the_transport_win() {
    let service = TestService::succeeding(1);
    let request = Request::builder(OperationInfo::get("get_widget", "/7"))
        .header("Authorization", "Bearer other")
        .header("User-Agent", "other")
        .build();
    let sent = service.transport().send_built::<Value>(request).await;
    sent.expect("success");
    let sent = service.sent().pop().expect("request");
    assert_eq!(
        sent.header("authorization"),
        Some(format!("Bearer {TOKEN}").as_str())
    );
    assert_ne!(sent.header("user-agent"), Some("other"));
    for (name, value) in [("a b", "c"), ("a", "b\nc")] {
        let request = Request::builder(OperationInfo::get("get_widget", "/7")).header(name, value);
        let error = request.build().expect_err("invalid");
        assert!(error.is_invalid_request(), "{error:?}");
    }
}

#[tokio::test]
async fn each_method_by_its_name() {
    let service = TestService::succeeding(4);
    for method in [Method::Get, Method::Post, Method::Put, Method::Delete] {
        call(&service.transport(), method, "/1")
            .await
            .expect("success");
        assert_eq!(
            service.sent().pop().expect("request").method,
            method.as_str()
        );
    }
}

#[tokio::test]
async fn the_proof_of_the_token_in_use() {
    let service = TestService::succeeding(2);
    let transport = service.builder().app_secret("Jefe").build().expect("build");
    let transport = transport.with_options(RequestOptions::new().with_access_token(PROOF_TOKEN));
    for (target, expected) in [
        (
            "/1/messages?limit=2",
            format!("/1/messages?limit=2&appsecret_proof={PROOF}"),
        ),
        ("/1", format!("/1?appsecret_proof={PROOF}")),
    ] {
        call(&transport, Method::Post, target)
            .await
            .expect("success");
        let sent = service.sent().pop().expect("request");
        assert_eq!(sent.target(), expected);
        assert_eq!(
            sent.header("authorization"),
            Some(format!("Bearer {PROOF_TOKEN}").as_str())
        );
    }
}

#[tokio::test]
async fn no_token_and_no_proof_where_there_are_other_credentials() {
    let service = TestService::succeeding(2);
    let transport = service.builder().app_secret("Jefe").build().expect("build");
    let anonymous = transport.with_options(RequestOptions::new().without_access_token());
    call(&anonymous, Method::Get, "/oauth/access_token?code=1")
        .await
        .expect("success");
    let info = OperationInfo::get("exchange_code", "/oauth/access_token").anonymous();
    let request = Request::builder(info)
        .query("code", "1")
        .build()
        .expect("request");
    transport.send::<Value>(request).await.expect("success");
    for sent in service.sent() {
        assert_eq!(sent.target(), "/oauth/access_token?code=1");
        assert_eq!(sent.header("authorization"), None);
    }
}

struct Rotating(AtomicUsize);

impl TokenSource for Rotating {
    fn token(&self) -> BoxFuture<'_, Result<AccessToken, BoxError>> {
        Box::pin(async {
            match self.0.fetch_add(1, Ordering::Relaxed) {
                2 => Err("the vault is closed".into()),
                3 => Ok(AccessToken::new(" ")),
                4 => Ok(AccessToken::new("a\nsecret")),
                turn => Ok(AccessToken::new(format!("token-{turn}"))),
            }
        })
    }
}

#[tokio::test]
async fn a_token_of_the_source_each() {
    let service = TestService::succeeding(3);
    let transport = service
        .builder()
        .token_source(Rotating(AtomicUsize::new(0)))
        .build()
        .expect("build");
    for token in ["Bearer token-0", "Bearer token-1"] {
        call(&transport, Method::Get, "/1").await.expect("success");
        let sent = service.sent().pop().expect("request");
        assert_eq!(sent.header("authorization"), Some(token));
    }
    let error = call(&transport, Method::Post, "/1")
        .await
        .expect_err("none");
    assert!(error.is_auth() && !error.is_ambiguous());
    assert_eq!(
        error.to_string(),
        "send_message: no access token: the token source failed"
    );
    for problem in [
        "the access token is empty",
        "the access token contains invalid characters",
    ] {
        let error = call(&transport, Method::Post, "/1")
            .await
            .expect_err(problem);
        assert!(error.is_invalid_request() && !error.is_ambiguous());
        assert_eq!(error.to_string(), format!("send_message: {problem}"));
        assert!(!crate::test_service::texts(&error).contains("secret"));
    }
    assert_eq!(service.sent().len(), 2);
    // A token of the options replaces the source.
    let tenant = transport.with_options(RequestOptions::new().with_access_token("tenant"));
    call(&tenant, Method::Get, "/1").await.expect("success");
    assert_eq!(
        service.sent()[2].header("authorization"),
        Some("Bearer tenant")
    );
}

#[tokio::test]
async fn a_base_url_with_a_path() {
    let service = TestService::succeeding(1);
    let transport = service
        .builder()
        .base_url("https://gateway.example.org:8443/graph/")
        .graph_version("v25.0")
        .user_agent("shop/1")
        .build()
        .expect("build");
    call(&transport, Method::Get, "/1").await.expect("success");
    let sent = &service.sent()[0];
    assert_eq!(sent.url, "https://gateway.example.org:8443/graph/v25.0/1");
    assert_eq!(sent.header("user-agent"), Some("shop/1"));
}

#[tokio::test]
async fn addresses_below_the_base_url() {
    let service = TestService::succeeding(6);
    let transport = service.transport();
    let info = OperationInfo::get("get_object", "/{id}/messages");
    for id in ["1", "a b", "a/b?c#d", "../..", "@example.org", "é"] {
        let request = Request::builder(info)
            .path("id", id)
            .build()
            .expect("request");
        transport.send::<Value>(request).await.expect("success");
        let url = service.sent().pop().expect("request").url;
        let base = format!("{}/", transport.base_url());
        let below = url.strip_prefix(&base).expect("below");
        assert_eq!(below.split('/').collect::<Vec<_>>().len(), 2, "{url}");
        // Parsing changes nothing.
        assert_eq!(url::Url::parse(&url).expect("URL").as_str(), url);
    }
    for path in ["", "1", "../1", "@example.org/1"] {
        let error = call(&transport, Method::Delete, path)
            .await
            .expect_err(path);
        assert!(
            error.is_invalid_request() && !error.is_ambiguous(),
            "{path}"
        );
    }
    assert_eq!(service.sent().len(), 6);
}

#[tokio::test]
async fn urls_that_are_too_long_are_not_sent() {
    let service = TestService::new([]);
    // The first is too long only together with the host.
    for length in [65_520, 70_000] {
        let path = format!("/{}", "1".repeat(length));
        let error = call(&service.transport(), Method::Get, &path)
            .await
            .expect_err("long");
        assert!(error.is_invalid_request());
        assert_eq!(
            error.to_string(),
            "send_message: the URL is invalid or too long"
        );
    }
}

#[tokio::test]
async fn timeouts_by_what_is_transferred() {
    let service = TestService::succeeding(5);
    let transport = service
        .builder()
        .timeout(Duration::from_secs(1))
        .transfer_timeout(Duration::from_secs(2))
        .build()
        .expect("build");
    let post = OperationInfo::post("create_object", "/1");
    for (info, options, seconds) in [
        (post, RequestOptions::new(), 1),
        (post.oauth(), RequestOptions::new(), 2),
        (
            post,
            RequestOptions::new().with_timeout(Duration::from_secs(3)),
            3,
        ),
    ] {
        let request = Request::builder(info).json(&1).build().expect("request");
        let transport = transport.with_options(options);
        transport.send::<Value>(request).await.expect("success");
        let sent = service.sent().pop().expect("request");
        assert_eq!(sent.timeout, Duration::from_secs(seconds));
    }
    for request in [
        Request::builder(post).bytes(b"abc".as_slice()),
        Request::builder(post).multipart(crate::Multipart::new()),
    ] {
        let request = request.build().expect("request");
        transport.send::<Value>(request).await.expect("success");
        let sent = service.sent().pop().expect("request");
        assert_eq!(sent.timeout, Duration::from_secs(2));
    }
}

#[tokio::test]
async fn options_keep_what_they_do_not_set() {
    let service = TestService::succeeding(1);
    let transport = service
        .transport()
        .with_options(RequestOptions::new().with_access_token("tenant"))
        .with_options(RequestOptions::new().with_timeout(Duration::from_secs(3)));
    call(&transport, Method::Get, "/1").await.expect("success");
    let sent = &service.sent()[0];
    assert_eq!(sent.header("authorization"), Some("Bearer tenant"));
    assert_eq!(sent.timeout, Duration::from_secs(3));
}

#[tokio::test]
async fn operations_return_their_output() {
    struct Rename(Vec<u8>);

    #[derive(Debug, Deserialize, PartialEq)]
    struct Renamed {
        id: String,
    }

    impl crate::Operation for Rename {
        type Output = Option<Renamed>;
        const INFO: OperationInfo = OperationInfo::post("rename", "/7");

        fn request(&self) -> Result<Request, crate::Error> {
            Request::builder(Self::INFO)
                .json(&json!({"name": self.0}))
                .build()
        }
    }

    let headers = |body: &'static str| {
        crate::test_service::with_header(reply(201, body), "facebook-api-version", GRAPH_VERSION)
    };
    let service = TestService::new([
        headers(r#"{"id":"7","new":1}"#),
        headers(""),
        headers("null"),
    ]);
    let transport = service.transport();
    let response = transport.call(&Rename(vec![1])).await.expect("success");
    assert_eq!(response.status().as_u16(), 201);
    assert_eq!(response.graph_version(), Some(GRAPH_VERSION));
    assert_eq!(response.body().as_ref(), br#"{"id":"7","new":1}"#);
    let renamed = response
        .map(|value| value.map(|value| value.id))
        .into_inner();
    assert_eq!(renamed.as_deref(), Some("7"));
    assert_eq!(service.sent()[0].text(), r#"{"name":[1]}"#);
    // An empty body decodes as `null`.
    for _ in 0..2 {
        let response = transport.call(&Rename(vec![])).await.expect("success");
        assert_eq!(response.value(), &None);
    }
}
