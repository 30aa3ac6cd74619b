//! Every call that ends is logged once, with what it was and how it ended.

use std::fmt::{Debug, Write as _};
use std::sync::{Arc, Mutex};

use futures_util::stream;
use tracing::field::{Field, Visit};
use tracing::span::{Attributes, Id, Record};
use tracing::{Event, Metadata, Subscriber};

use crate::http::{Body, HttpError};
use crate::operation::{Method, OperationInfo};
use crate::test_service::{Outcome, TOKEN, TestService, broken, call, reply};
use crate::{
    AccessToken, BoxError, BoxFuture, Error, Operation, Request, Sha256, TokenSource, Transport,
    UploadBody,
};

const NUMBER: &str = "15550100042";

/// Collects events.
#[derive(Clone, Default)]
struct Events(Arc<Mutex<Vec<String>>>);

impl Events {
    fn take(&self) -> Vec<String> {
        std::mem::take(&mut *self.0.lock().expect("events"))
    }
}

struct Fields<'a>(&'a mut String);

impl Visit for Fields<'_> {
    fn record_debug(&mut self, field: &Field, value: &dyn Debug) {
        let _ = write!(self.0, " {field}={value:?}");
    }
}

impl Subscriber for Events {
    fn enabled(&self, metadata: &Metadata<'_>) -> bool {
        metadata.target().starts_with("whatsapp_business_core")
    }

    fn new_span(&self, _: &Attributes<'_>) -> Id {
        Id::from_u64(1)
    }

    fn record(&self, _: &Id, _: &Record<'_>) {}

    fn record_follows_from(&self, _: &Id, _: &Id) {}

    fn event(&self, event: &Event<'_>) {
        let mut line = event.metadata().level().to_string();
        event.record(&mut Fields(&mut line));
        self.0.lock().expect("events").push(line);
    }

    fn enter(&self, _: &Id) {}

    fn exit(&self, _: &Id) {}
}

struct Sealed;

impl TokenSource for Sealed {
    fn token(&self) -> BoxFuture<'_, Result<AccessToken, BoxError>> {
        Box::pin(async { Err("the vault is sealed".into()) })
    }
}

/// An operation whose id cannot be part of a path.
struct Impossible;

impl Operation for Impossible {
    type Output = serde_json::Value;
    const INFO: OperationInfo = OperationInfo::post("send_message", "/{id}");

    fn request(&self) -> Result<Request, Error> {
        Request::builder(Self::INFO).path("id", "..").build()
    }
}

/// What is called.
#[derive(Clone, Copy)]
enum Act {
    Post,
    Get,
    Impossible,
    Raw,
    Session,
    Upload,
    Length,
    Bytes,
    Chunks,
    Checked,
    Save,
    Foreign,
}

async fn run(act: Act, transport: &Transport) -> Result<(), Error> {
    const URL: &str = "https://lookaside.fbsbx.com/15550100042";
    let upload = OperationInfo::post("upload_file_data", "");
    let download = || transport.download(URL, OperationInfo::get("download_media", ""));
    match act {
        Act::Post => call(transport, Method::Post, "/1?to=15550100042")
            .await
            .map(|_| ()),
        Act::Get => call(transport, Method::Get, "/1").await.map(|_| ()),
        Act::Impossible => transport.call(&Impossible).await.map(|_| ()),
        Act::Raw => {
            let raw = transport.request(Method::Get, [""]);
            raw.send::<serde_json::Value>().await.map(|_| ())
        }
        Act::Session => {
            let session = "15550100042".into();
            let status = transport.upload_status::<serde_json::Value>(&session, upload);
            status.await.map(|_| ())
        }
        Act::Upload => {
            let failing = stream::iter([Err::<&[u8], _>(NUMBER)]);
            let body = UploadBody::stream(failing, Some(3));
            let session = "upload:1".into();
            let part = transport.upload_part::<serde_json::Value>(&session, 0, body, upload);
            part.await.map(|_| ())
        }
        Act::Length => {
            let body = UploadBody::stream(stream::empty::<Result<&[u8], BoxError>>(), None);
            transport.upload_length(&body, upload).await.map(|_| ())
        }
        Act::Bytes => download().await?.bytes(5).await.map(|_| ()),
        Act::Chunks => {
            let mut download = download().await?;
            let mut end = Ok(());
            // Reading on after an error changes nothing.
            for _ in 0..4 {
                end = end.and(download.chunk().await.map(|_| ()));
            }
            end
        }
        Act::Checked => {
            let expected = Sha256::new([0; 32]);
            let download = download().await?.with_sha256(expected);
            download.bytes(100).await.map(|_| ())
        }
        Act::Save => {
            #[cfg(feature = "fs")]
            return download()
                .await?
                .save_to(format!("/nowhere-{NUMBER}/file"))
                .await
                .map(|_| ());
            #[cfg(not(feature = "fs"))]
            Ok(())
        }
        Act::Foreign => {
            let operation = OperationInfo::get("download_media", "");
            let url = "https://example.org/15550100042";
            transport.download(url, operation).await.map(|_| ())
        }
    }
}

#[tokio::test]
async fn every_end_of_a_call_is_one_event() {
    let events = Events::default();
    // With a second one, tests that run beside this one cannot switch off what it listens to.
    let _other = tracing::Dispatch::new(Events::default());
    let _guard = tracing::subscriber::set_default(events.clone());
    let refused = r#"{"error":{"code":131048,"message":"to 15550100042","fbtrace_id":"AbC"}}"#;
    let rejected = "operation=\"send_message\" failure=\"rejected\"";
    let cases: Vec<(Act, Vec<Outcome>, String)> = vec![
        (Act::Post, vec![reply(200, "{}")], "DEBUG message=success".into()),
        (
            Act::Post,
            vec![reply(400, refused)],
            format!("DEBUG message=rejected {rejected} class=RateLimit status=400 code=131048 trace=\"AbC\""),
        ),
        (
            Act::Post,
            vec![reply(200, refused)],
            format!("DEBUG message=rejected {rejected} class=RateLimit status=200 code=131048 trace=\"AbC\""),
        ),
        (
            Act::Post,
            vec![reply(404, NUMBER)],
            format!("DEBUG message=failed {rejected} status=404"),
        ),
        (
            Act::Post,
            vec![reply(502, NUMBER)],
            format!("WARN message=a request may have been carried out {rejected} status=502"),
        ),
        (
            Act::Post,
            vec![Err(HttpError::not_sent(NUMBER))],
            "DEBUG message=failed operation=\"send_message\" failure=\"connect\"".into(),
        ),
        (
            Act::Post,
            vec![Err(HttpError::not_sent(NUMBER).timed_out())],
            "DEBUG message=failed operation=\"send_message\" failure=\"timeout\"".into(),
        ),
        (
            Act::Post,
            vec![Err(HttpError::maybe_sent(NUMBER).timed_out())],
            "WARN message=a request may have been carried out operation=\"send_message\" failure=\"timeout\"".into(),
        ),
        (
            Act::Post,
            vec![Err(HttpError::maybe_sent(NUMBER))],
            "WARN message=a request may have been carried out operation=\"send_message\" failure=\"connection\"".into(),
        ),
        (
            Act::Get,
            vec![Err(HttpError::maybe_sent(NUMBER))],
            "DEBUG message=failed operation=\"send_message\" failure=\"connection\"".into(),
        ),
        (
            Act::Post,
            vec![reply(200, broken("{", HttpError::maybe_sent(NUMBER)))],
            "WARN message=a request may have been carried out operation=\"send_message\" failure=\"body\" status=200".into(),
        ),
        (
            Act::Get,
            vec![reply(200, format!("{{\"{NUMBER}\""))],
            "WARN message=a response cannot be decoded operation=\"send_message\" failure=\"decode\" status=200".into(),
        ),
        (
            Act::Get,
            vec![reply(200, long())],
            "DEBUG message=failed operation=\"send_message\" failure=\"too_long\" status=200".into(),
        ),
        (
            Act::Impossible,
            vec![],
            "DEBUG message=failed operation=\"send_message\" failure=\"invalid_request\"".into(),
        ),
        (
            Act::Raw,
            vec![],
            "DEBUG message=failed operation=\"raw_request\" failure=\"invalid_request\"".into(),
        ),
        (
            Act::Session,
            vec![],
            "DEBUG message=failed operation=\"upload_file_data\" failure=\"invalid_request\"".into(),
        ),
        (
            Act::Length,
            vec![],
            "DEBUG message=failed operation=\"upload_file_data\" failure=\"invalid_request\"".into(),
        ),
        (
            Act::Upload,
            vec![],
            "DEBUG message=failed operation=\"upload_file_data\" failure=\"stream\"".into(),
        ),
        (Act::Chunks, vec![reply(200, NUMBER)], "DEBUG message=success".into()),
        (
            Act::Chunks,
            vec![reply(200, broken(NUMBER, HttpError::maybe_sent(NUMBER)))],
            "DEBUG message=failed operation=\"download_media\" failure=\"body\" status=200".into(),
        ),
        (
            Act::Bytes,
            vec![reply(200, NUMBER)],
            "DEBUG message=failed operation=\"download_media\" failure=\"too_long\"".into(),
        ),
        (
            Act::Bytes,
            vec![reply(206, NUMBER)],
            "DEBUG message=failed operation=\"download_media\" failure=\"partial\" status=206".into(),
        ),
        (
            Act::Bytes,
            vec![reply(404, NUMBER)],
            "DEBUG message=failed operation=\"download_media\" failure=\"rejected\" status=404".into(),
        ),
        (
            Act::Checked,
            vec![reply(200, NUMBER)],
            "DEBUG message=failed operation=\"download_media\" failure=\"checksum\" status=200".into(),
        ),
        #[cfg(feature = "fs")]
        (
            Act::Save,
            vec![reply(200, NUMBER)],
            "DEBUG message=failed operation=\"download_media\" failure=\"file\"".into(),
        ),
        (
            Act::Foreign,
            vec![],
            "DEBUG message=failed operation=\"download_media\" failure=\"config\"".into(),
        ),
    ];
    for (act, outcomes, expected) in cases {
        let service = TestService::new(outcomes);
        let end = run(act, &service.transport()).await;
        assert_eq!(events.take(), std::slice::from_ref(&expected));
        assert_eq!(end.is_ok(), expected.ends_with("success"), "{expected}");
    }

    let service = TestService::new([]);
    let transport = service.builder().token_source(Sealed).build();
    let end = run(Act::Post, &transport.expect("build")).await;
    assert!(end.is_err());
    let expected =
        "WARN message=there is no access token operation=\"send_message\" failure=\"token\"";
    assert_eq!(events.take(), [expected]);
}

/// A body that is longer than any response.
fn long() -> Body {
    let mebibyte = bytes::Bytes::from(vec![b'x'; 1 << 20]);
    let chunks = std::iter::repeat_n(mebibyte, 65).map(Ok::<_, std::io::Error>);
    Body::stream(stream::iter(chunks), None)
}

/// Collects the fields of spans.
#[derive(Clone, Default)]
struct Spans(Events);

impl Subscriber for Spans {
    fn enabled(&self, metadata: &Metadata<'_>) -> bool {
        self.0.enabled(metadata)
    }

    fn new_span(&self, span: &Attributes<'_>) -> Id {
        let mut line = String::new();
        span.record(&mut Fields(&mut line));
        self.0.0.lock().expect("spans").push(line);
        Id::from_u64(1)
    }

    fn record(&self, _: &Id, values: &Record<'_>) {
        let mut spans = self.0.0.lock().expect("spans");
        values.record(&mut Fields(spans.last_mut().expect("span")));
    }

    fn record_follows_from(&self, _: &Id, _: &Id) {}

    fn event(&self, _: &Event<'_>) {}

    fn enter(&self, _: &Id) {}

    fn exit(&self, _: &Id) {}
}

#[tokio::test]
async fn spans_name_the_number_or_account_of_the_business_and_nobody_else() {
    let spans = Spans::default();
    let _other = tracing::Dispatch::new(Spans::default());
    let _guard = tracing::subscriber::set_default(spans.clone());
    let transport = TestService::succeeding(4).transport();
    for (path, name) in [
        ("/{phone_number_id}/messages", "phone_number_id"),
        ("/{waba_id}/templates", "waba_id"),
        ("/{user_id}", "user_id"),
        ("/{group_id}/participants", "group_id"),
    ] {
        let request = Request::builder(OperationInfo::get("read", path));
        let request = request.path(name, NUMBER).build().expect("request");
        let sent = transport.send::<serde_json::Value>(request).await;
        sent.expect("success");
    }
    let ids = [
        " phone_number_id=\"15550100042\"",
        " waba_id=\"15550100042\"",
        "",
        "",
    ];
    let expected = ids.map(|id| format!(" operation=\"read\" method=\"GET\"{id} status=200"));
    assert_eq!(spans.0.take(), expected);
    assert!(!expected.concat().contains(TOKEN));
}
