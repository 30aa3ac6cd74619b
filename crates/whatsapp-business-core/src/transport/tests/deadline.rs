//! The timeout of a call limits what precedes the exchange, too.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use futures_util::stream;

use crate::operation::{Method, OperationInfo};
use crate::test_service::{TestService, call, reply, with_header};
use crate::{
    AccessToken, BoxError, BoxFuture, ClientBuilder, Error, RequestOptions, Secret, Timer,
    TokenSource, Transport, UploadBody,
};

const SECOND: Duration = Duration::from_secs(1);

/// A clock that only the test moves. Sleeping takes no time: it moves the clock.
#[derive(Clone, Debug, Default)]
struct ManualTimer(Arc<Mutex<Duration>>);

impl ManualTimer {
    fn advance(&self, duration: Duration) {
        *self.0.lock().expect("clock") += duration;
    }
}

impl Timer for ManualTimer {
    fn now(&self) -> Duration {
        *self.0.lock().expect("clock")
    }

    fn sleep(&self, duration: Duration) -> BoxFuture<'static, ()> {
        self.advance(duration);
        Box::pin(async {})
    }
}

/// A source that never has a token.
struct Silent;

impl TokenSource for Silent {
    fn token(&self) -> BoxFuture<'_, Result<AccessToken, BoxError>> {
        Box::pin(std::future::pending())
    }
}

/// A source that needs this long.
struct Slow(ManualTimer, Duration);

impl TokenSource for Slow {
    fn token(&self) -> BoxFuture<'_, Result<AccessToken, BoxError>> {
        Box::pin(async {
            tokio::task::yield_now().await;
            self.0.advance(self.1);
            tokio::task::yield_now().await;
            Ok(AccessToken::new("EAAB"))
        })
    }
}

/// A timer of which nothing is heard until the clock has moved.
#[derive(Clone, Debug)]
struct Patient(ManualTimer);

impl Timer for Patient {
    fn now(&self) -> Duration {
        self.0.now()
    }

    fn sleep(&self, _: Duration) -> BoxFuture<'static, ()> {
        Box::pin(std::future::pending())
    }
}

fn is_late(error: &Error, text: &str) {
    assert!(error.is_timeout() && error.is_transient(), "{error:?}");
    assert!(!error.is_ambiguous() && !error.is_connect() && !error.is_auth());
    assert_eq!(error.to_string(), text);
}

#[tokio::test]
async fn a_token_source_that_does_not_respond_ends_with_the_timeout() {
    let service = TestService::new([]);
    let timer = ManualTimer::default();
    let builder = service.builder().token_source(Silent).timer(timer.clone());
    let transport = builder.timeout(SECOND * 3).build().expect("build");
    let text = "send_message: timeout while waiting for the access token";
    let error = call(&transport, Method::Post, "/1").await;
    is_late(&error.expect_err("late"), text);
    assert_eq!(timer.now(), SECOND * 3);
    let options = RequestOptions::new().with_timeout(SECOND);
    let transport = transport.with_options(options);
    let error = call(&transport, Method::Post, "/1").await;
    is_late(&error.expect_err("late"), text);
    assert_eq!(timer.now(), SECOND * 4);
    let download = OperationInfo::get("download_media", "");
    let url = "https://lookaside.fbsbx.com/1";
    let error = transport.download(url, download).await;
    is_late(
        &error.expect_err("late"),
        "download_media: timeout while waiting for the access token",
    );
    assert!(service.sent().is_empty());
}

/// With the clock of tokio, which is paused here.
#[cfg(feature = "reqwest")]
#[tokio::test(start_paused = true)]
async fn the_default_clock_is_that_of_tokio() {
    let service = TestService::new([]);
    let builder = service.builder().token_source(Silent);
    let transport = builder.timeout(SECOND * 30).build().expect("build");
    let start = tokio::time::Instant::now();
    let error = call(&transport, Method::Post, "/1").await;
    is_late(
        &error.expect_err("late"),
        "send_message: timeout while waiting for the access token",
    );
    // The timer of tokio has milliseconds.
    assert!((SECOND * 30..SECOND * 31).contains(&start.elapsed()));
}

#[tokio::test]
async fn the_exchange_gets_the_time_that_is_left() {
    let timer = ManualTimer::default();
    let service = TestService::succeeding(2);
    let build = |wait: Duration| -> Transport {
        let builder = service
            .builder()
            .token_source(Slow(timer.clone(), wait))
            .timer(Patient(timer.clone()));
        builder.timeout(SECOND * 5).build().expect("build")
    };
    let sent = call(&build(SECOND * 2), Method::Post, "/1").await;
    sent.expect("success");
    assert_eq!(service.sent()[0].timeout, SECOND * 3);
    // The token came, but too late.
    let error = call(&build(SECOND * 5), Method::Post, "/1").await;
    is_late(
        &error.expect_err("late"),
        "send_message: timeout while preparing the request",
    );
    assert_eq!(service.sent().len(), 1);
    // Without a wait the clock is not read.
    let transport = service.builder().timer(timer.clone()).build();
    let sent = call(&transport.expect("build"), Method::Post, "/1").await;
    sent.expect("success");
    assert_eq!(service.sent()[1].timeout, SECOND * 30);
}

#[tokio::test]
async fn content_that_cannot_be_opened_ends_with_the_timeout() {
    let service = TestService::new([]);
    let builder = service.builder().timer(ManualTimer::default());
    let transport: Transport = builder.build().expect("build");
    // The end of a stream that states to be empty is awaited before anything is sent.
    let silent = UploadBody::stream(stream::pending::<Result<&[u8], BoxError>>(), Some(0));
    let session = "upload:1".into();
    let operation = OperationInfo::post("upload_file_data", "");
    let uploaded = transport.upload_part::<serde_json::Value>(&session, 0, silent, operation);
    is_late(
        &uploaded.await.expect_err("late"),
        "upload_file_data: timeout while opening the content",
    );
    assert!(service.sent().is_empty());
}

#[tokio::test]
async fn all_redirects_of_a_download_have_one_timeout() {
    let timer = ManualTimer::default();
    let service = TestService::new([
        with_header(reply(302, ""), "location", "/next"),
        reply(200, "content"),
    ]);
    let builder = service
        .builder()
        .token_source(Slow(timer.clone(), SECOND * 2))
        .timer(Patient(timer))
        .transfer_timeout(SECOND * 5);
    let transport: Transport = builder.build().expect("build");
    let operation = OperationInfo::get("download_media", "");
    let url = "https://lookaside.fbsbx.com/1";
    let download = transport.download(url, operation).await;
    download.expect("open");
    let timeouts: Vec<_> = service.sent().iter().map(|sent| sent.timeout).collect();
    assert_eq!(timeouts, [SECOND * 3, SECOND]);
}

#[tokio::test]
async fn blank_tokens_are_refused_wherever_they_come_from() {
    struct Blank;

    impl TokenSource for Blank {
        fn token(&self) -> BoxFuture<'_, Result<AccessToken, BoxError>> {
            Box::pin(async { Ok(AccessToken::new(" \n")) })
        }
    }

    let service = TestService::new([]);
    let source = service.builder().token_source(Blank).build();
    let options = |token: AccessToken| RequestOptions::new().with_access_token(token);
    for transport in [
        source.expect("build"),
        service.transport().with_options(options(" ".into())),
        service
            .transport()
            .with_options(options(Secret::new("\t").into())),
        service
            .transport()
            .with_options(options(AccessToken::of_app("1", " "))),
    ] {
        let error = call(&transport, Method::Post, "/1").await;
        let error = error.expect_err("blank");
        assert!(error.is_invalid_request() && !error.is_ambiguous());
        assert_eq!(error.to_string(), "send_message: the access token is empty");
    }
    assert!(service.sent().is_empty());
    for builder in [
        ClientBuilder::<Transport>::new().access_token(Secret::new(" ")),
        ClientBuilder::new().access_token(AccessToken::of_app(" ", "secret")),
        service.builder().app_secret(Secret::new(" \n")),
    ] {
        assert!(builder.http(service.clone()).build().is_err());
    }
}
