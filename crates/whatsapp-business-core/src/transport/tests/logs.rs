//! What is logged, and what is printed.

use std::fmt::{Debug, Write as _};
use std::sync::{Arc, Mutex};

use reqwest::Method;
use tracing::field::{Field, Visit};
use tracing::span::{Attributes, Id, Record};
use tracing::{Event, Metadata, Subscriber};

use super::call;
use crate::test_server::{Act, TOKEN, TestServer};

/// Remembers everything that this crate logs.
#[derive(Clone, Default)]
struct Log(Arc<Mutex<String>>);

struct Line<'a>(&'a mut String);

impl Visit for Line<'_> {
    fn record_debug(&mut self, field: &Field, value: &dyn Debug) {
        let _ = write!(self.0, "{field}={value:?} ");
    }
}

impl Subscriber for Log {
    fn enabled(&self, metadata: &Metadata<'_>) -> bool {
        metadata.target().starts_with("whatsapp_business_core")
    }

    fn new_span(&self, span: &Attributes<'_>) -> Id {
        span.record(&mut Line(&mut self.0.lock().expect("log")));
        Id::from_u64(1)
    }

    fn record(&self, _: &Id, values: &Record<'_>) {
        values.record(&mut Line(&mut self.0.lock().expect("log")));
    }

    fn record_follows_from(&self, _: &Id, _: &Id) {}

    fn event(&self, event: &Event<'_>) {
        event.record(&mut Line(&mut self.0.lock().expect("log")));
    }

    fn enter(&self, _: &Id) {}

    fn exit(&self, _: &Id) {}
}

#[tokio::test]
async fn logs_name_method_operation_and_outcome_only() {
    let log = Log::default();
    // With a second one, tests that run beside this one cannot switch off what it listens to.
    let _other = tracing::Dispatch::new(Log::default());
    let guard = tracing::subscriber::set_default(log.clone());
    let warning = "facebook-api-version: v25.0\r\nx-ad-api-version-warning: upgraded\r\n";
    let server = TestServer::start(vec![
        Act::with_headers(200, warning, "{}"),
        Act::with_headers(200, warning, "{}"),
        Act::json(
            400,
            r#"{"error":{"code":131047,"message":"not to 15550100042"}}"#,
        ),
    ])
    .await;
    let transport = server
        .builder()
        .app_secret("app-secret")
        .build()
        .expect("build");
    let path = "/1?to=15550100042";
    let answer = call(&transport, Method::POST, path).await.expect("answer");
    assert_eq!(answer.graph_version(), Some("v25.0"));
    assert_eq!(answer.version_warning(), Some("upgraded"));
    call(&transport, Method::POST, path).await.expect("answer");
    call(&transport, Method::POST, path)
        .await
        .expect_err("refused");
    drop(guard);
    let log = log.0.lock().expect("log").clone();
    for secret in [TOKEN, "15550100042", "app-secret", "proof", "127.0.0.1"] {
        assert!(!log.contains(secret), "{secret} in {log}");
    }
    assert!(
        log.contains("operation=\"send_message\" method=\"POST\""),
        "{log}"
    );
    assert_eq!(
        log.matches("configured=\"v24.0\" answered=\"v25.0\"")
            .count(),
        1,
        "{log}"
    );
}

#[tokio::test]
async fn debug_output_has_no_secrets() {
    let server = TestServer::start(vec![Act::json(200, r#"{"success":true}"#)]).await;
    let builder = server.builder().app_secret("app-secret");
    let builder_debug = format!("{builder:?}");
    let transport = builder.build().expect("build");
    let options = crate::RequestOptions::new().with_access_token(TOKEN);
    let transport = transport.with_options(options);
    let answer = call(&transport, Method::GET, "/1").await.expect("answer");
    let text = format!("{builder_debug} {transport:?} {transport:#?} {answer:?}");
    for secret in [TOKEN, "app-secret"] {
        assert!(!text.contains(secret), "{secret} in {text}");
    }
}
