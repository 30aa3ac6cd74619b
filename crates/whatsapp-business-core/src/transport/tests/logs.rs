//! What is logged, and what is printed.

use std::fmt::{Debug, Write as _};
use std::sync::{Arc, Mutex};

use tracing::field::{Empty, Field, Visit};
use tracing::span::{Attributes, Id, Record};
use tracing::{Event, Instrument as _, Level, Metadata, Subscriber};

use crate::GRAPH_VERSION;
use crate::operation::{Method, OperationInfo};
use crate::test_service::{TOKEN, TestService, call, reply, with_header};

/// Remembers what it hears.
#[derive(Clone)]
struct Log(Arc<Mutex<String>>, fn(&Metadata<'_>) -> bool);

impl Log {
    /// Hears all that this crate logs.
    fn of_this_crate() -> Self {
        let hears =
            |metadata: &Metadata<'_>| metadata.target().starts_with("whatsapp_business_core");
        Self(Arc::default(), hears)
    }

    /// Hears what has the level INFO, and so none of the spans of requests.
    fn of_info() -> Self {
        Self(Arc::default(), |metadata| *metadata.level() <= Level::INFO)
    }
}

struct Line<'a>(&'a mut String);

impl Visit for Line<'_> {
    fn record_debug(&mut self, field: &Field, value: &dyn Debug) {
        let _ = write!(self.0, "{field}={value:?} ");
    }
}

impl Subscriber for Log {
    fn enabled(&self, metadata: &Metadata<'_>) -> bool {
        (self.1)(metadata)
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
async fn nothing_is_recorded_on_the_span_of_the_caller() {
    let log = Log::of_info();
    let _other = tracing::Dispatch::new(Log::of_this_crate());
    let _guard = tracing::subscriber::set_default(log.clone());
    let service = TestService::new([
        reply(200, "{}"),
        reply(400, r#"{"error":{"code":131026}}"#),
        reply(200, "a file"),
        reply(404, ""),
    ]);
    let transport = service.transport();
    let span = tracing::info_span!("request of a server", status = Empty, code = Empty);
    async {
        let _ = call(&transport, Method::Post, "/1").await;
        let _ = call(&transport, Method::Post, "/1").await;
        for _ in 0..2 {
            let url = "https://lookaside.fbsbx.com/1";
            let operation = OperationInfo::get("download_media", "");
            let _ = transport.download(url, operation).await;
        }
    }
    .instrument(span.clone())
    .await;
    assert_eq!(service.sent().len(), 4);
    assert_eq!(*log.0.lock().expect("log"), "");
    // The subscriber does hear what is recorded there.
    span.record("status", 200);
    assert_eq!(*log.0.lock().expect("log"), "status=200 ");
}

fn upgraded() -> crate::test_service::Outcome {
    let response = with_header(reply(200, "{}"), "facebook-api-version", "v25.0");
    with_header(response, "x-ad-api-version-warning", "upgraded")
}

#[tokio::test]
async fn logs_name_method_operation_and_outcome_only() {
    let log = Log::of_this_crate();
    // With a second one, tests that run beside this one cannot switch off what it listens to.
    let _other = tracing::Dispatch::new(Log::of_this_crate());
    let guard = tracing::subscriber::set_default(log.clone());
    let body = r#"{"error":{"code":131047,"message":"not to 15550100042"}}"#;
    let service = TestService::new([
        upgraded(),
        upgraded(),
        reply(400, body),
        with_header(reply(302, ""), "location", "/next"),
        reply(200, ""),
    ]);
    let transport = service
        .builder()
        .app_secret("app-secret")
        .build()
        .expect("build");
    let path = "/1?to=15550100042";
    let response = call(&transport, Method::Post, path).await.expect("success");
    assert_eq!(response.graph_version(), Some("v25.0"));
    assert_eq!(response.version_warning(), Some("upgraded"));
    call(&transport, Method::Post, path).await.expect("success");
    call(&transport, Method::Post, path)
        .await
        .expect_err("rejected");
    let calls = log.0.lock().expect("log").clone();
    transport
        .download(
            "https://lookaside.fbsbx.com/15550100042",
            OperationInfo::get("download_media", ""),
        )
        .await
        .expect("open");
    drop(guard);
    let log = log.0.lock().expect("log").clone();
    for secret in [
        TOKEN,
        "15550100042",
        "app-secret",
        "proof",
        "graph.facebook",
        "lookaside",
    ] {
        assert!(!log.contains(secret), "{secret} in {log}");
    }
    assert!(
        calls.starts_with("operation=\"send_message\" method=\"POST\" status=200"),
        "{calls}"
    );
    assert!(calls.contains("status=400 code=131047"), "{calls}");
    let versions = format!("configured=\"{GRAPH_VERSION}\" used=\"v25.0\"");
    assert_eq!(calls.matches(&versions).count(), 1, "{calls}");
    // One span for a download and its redirects.
    let download = log.strip_prefix(&calls).expect("what follows");
    assert_eq!(download.matches("operation=").count(), 1, "{download}");
    assert!(
        download.starts_with("operation=\"download_media\" method=\"GET\" status=200"),
        "{download}"
    );
}

#[tokio::test]
async fn debug_output_has_no_secrets() {
    let service = TestService::succeeding(1);
    let builder = service.builder().app_secret("app-secret");
    let builder_debug = format!("{builder:?}");
    let transport = builder.build().expect("build");
    let options = crate::RequestOptions::new().with_access_token(TOKEN);
    let transport = transport.with_options(options);
    let response = call(&transport, Method::Get, "/1").await.expect("success");
    let text = format!("{builder_debug} {transport:?} {transport:#?} {response:?}");
    for secret in [TOKEN, "app-secret"] {
        assert!(!text.contains(secret), "{secret} in {text}");
    }
}
