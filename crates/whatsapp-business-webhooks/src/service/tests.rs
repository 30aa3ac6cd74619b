mod cancelled;

use std::sync::Mutex;

use hmac::{Hmac, Mac};
use sha2::Sha256;
use whatsapp_business_core::{BoxError, BoxFuture};

use super::*;
use crate::Event;
use crate::dedup::{Claim, ClaimToken, DedupKey, MemoryDeduplicator};
use crate::signature::SIGNATURE_HEADER;

const SECRET: &str = "s";
const BODY: &str = r#"{"entry":[{"id":"1","changes":[{"field":"messages","value":{"messages":[
    {"id":"wamid.A","type":"text","text":{"body":"a"}},
    {"id":"wamid.B","type":"text","text":{"body":"fail"}},
    {"id":"wamid.C","type":"text","text":{"body":"panic"}},
    {"id":"wamid.D","type":"text","text":{"body":"d"}}]}}]}]}"#;

fn signed(body: &str) -> Request<Bytes> {
    let mut mac = Hmac::<Sha256>::new_from_slice(SECRET.as_bytes()).expect("mac");
    mac.update(body.as_bytes());
    let digits: String = mac
        .finalize()
        .into_bytes()
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect();
    Request::post("/")
        .header(SIGNATURE_HEADER, format!("sha256={digits}"))
        .body(Bytes::copy_from_slice(body.as_bytes()))
        .expect("request")
}

fn receiver() -> Receiver {
    let receiver = Receiver::builder()
        .app_secret(SECRET)
        .verify_token("t")
        .body_limit(4096);
    receiver.build().expect("receiver")
}

type Log = Arc<Mutex<Vec<String>>>;

/// A service whose handler fails or panics, as the text of the message demands, while `broken`.
fn service(broken: &Arc<Mutex<bool>>) -> (WebhookService, Log) {
    let log = Log::default();
    let (seen, broken) = (Arc::clone(&log), Arc::clone(broken));
    let service = WebhookService::new(receiver(), move |event: Event| {
        let (seen, broken) = (Arc::clone(&seen), *broken.lock().expect("lock"));
        async move {
            let Event::Message(message) = event else {
                return Ok(());
            };
            seen.lock().expect("lock").push(message.id.to_string());
            let text = message.text.as_ref().and_then(|text| text.body.as_deref());
            match text {
                Some("fail") if broken => Err(HandlerError::retry("no")),
                Some("panic") if broken => panic!("no"),
                _ => Ok(()),
            }
        }
    });
    (service, log)
}

fn taken(log: &Log) -> Vec<String> {
    std::mem::take(&mut log.lock().expect("lock"))
}

#[tokio::test]
async fn every_event_is_tried_and_a_failure_requests_redelivery() {
    let broken = Arc::new(Mutex::new(true));
    let (service, log) = service(&broken);
    assert_eq!(service.handle(signed(BODY)).await.status(), 500);
    assert_eq!(taken(&log), ["wamid.A", "wamid.B", "wamid.C", "wamid.D"]);
    *broken.lock().expect("lock") = false;
    assert_eq!(service.handle(signed(BODY)).await.status(), 200);
    assert_eq!(taken(&log).len(), 4);
}

#[tokio::test]
async fn a_redelivery_only_handles_what_failed() {
    let broken = Arc::new(Mutex::new(true));
    let (service, log) = service(&broken);
    let service = service.with_deduplicator(MemoryDeduplicator::default());
    assert_eq!(service.handle(signed(BODY)).await.status(), 500);
    assert_eq!(taken(&log).len(), 4);
    *broken.lock().expect("lock") = false;
    assert_eq!(service.handle(signed(BODY)).await.status(), 200);
    assert_eq!(taken(&log), ["wamid.B", "wamid.C"]);
    assert_eq!(service.handle(signed(BODY)).await.status(), 200);
    assert!(taken(&log).is_empty());
}

#[tokio::test]
async fn forged_requests_do_not_reach_the_handler() {
    let (service, log) = service(&Arc::default());
    let post = |signature: Option<&[u8]>| {
        let mut request = Request::post("/");
        if let Some(signature) = signature {
            request = request.header(SIGNATURE_HEADER, signature);
        }
        request
            .body(Bytes::from_static(BODY.as_bytes()))
            .expect("request")
    };
    let wrong = format!("sha256={}", "0".repeat(64));
    for (request, status) in [
        (post(None), 401),
        (post(Some(b"")), 403),
        (post(Some(b"\xff")), 403),
        (post(Some(wrong.as_bytes())), 403),
        (signed("{"), 400),
        (signed("5"), 400),
        (signed(&"x".repeat(4097)), 413),
        (Request::put("/").body(Bytes::new()).expect("request"), 405),
    ] {
        let response = service.handle(request).await;
        assert_eq!(response.status(), status);
        assert!(response.body().is_empty());
    }
    assert!(taken(&log).is_empty());
}

#[tokio::test]
async fn challenges_are_returned() {
    let (service, _) = service(&Arc::default());
    let get = async |uri: &str| {
        let request = Request::get(uri).body(Bytes::new()).expect("request");
        service.handle(request).await
    };
    let right = get("/?hub.mode=subscribe&hub.challenge=12&hub.verify_token=t").await;
    assert_eq!(
        (right.status(), &right.body()[..]),
        (StatusCode::OK, &b"12"[..])
    );
    assert_eq!(right.headers()["content-type"], "text/plain");
    let wrong = get("/?hub.mode=subscribe&hub.challenge=12&hub.verify_token=u").await;
    assert_eq!(
        (wrong.status(), wrong.body().len()),
        (StatusCode::FORBIDDEN, 0)
    );
    assert_eq!(get("/").await.status(), 400);
}

#[test]
fn secrets_are_not_printed() {
    let (service, _) = service(&Arc::default());
    let printed = format!("{service:?}");
    assert!(
        !printed.contains("\"s\"") && !printed.contains("\"t\""),
        "{printed}"
    );
}

/// How a method of the deduplicator under test fails.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum Fault {
    Error,
    Panic,
    PanicLater,
    Hang,
}

/// A deduplicator one of whose methods fails for the first event, and the calls that it gets.
#[derive(Clone)]
struct Faulty {
    inner: Arc<MemoryDeduplicator>,
    fault: Option<(&'static str, Fault)>,
    first: Arc<Mutex<Option<DedupKey>>>,
    calls: Arc<Mutex<Vec<&'static str>>>,
}

impl Faulty {
    fn new(fault: Option<(&'static str, Fault)>) -> Self {
        Self {
            inner: Arc::default(),
            fault,
            first: Arc::default(),
            calls: Arc::default(),
        }
    }

    fn call<'a, T: 'a>(
        &self,
        method: &'static str,
        key: &DedupKey,
        result: BoxFuture<'a, Result<T, BoxError>>,
    ) -> BoxFuture<'a, Result<T, BoxError>> {
        self.calls.lock().expect("lock").push(method);
        let first = *self.first.lock().expect("lock").get_or_insert(*key);
        let fault = self.fault.filter(|(at, _)| *at == method && first == *key);
        match fault.map(|(_, fault)| fault) {
            None => result,
            Some(Fault::Error) => Box::pin(async { Err("no".into()) }),
            Some(Fault::Panic) => panic!("no"),
            Some(Fault::PanicLater) => Box::pin(async { panic!("no") }),
            Some(Fault::Hang) => Box::pin(std::future::pending()),
        }
    }

    fn calls(&self) -> Vec<&'static str> {
        std::mem::take(&mut self.calls.lock().expect("lock"))
    }
}

impl Deduplicator for Faulty {
    fn claim<'a>(
        &'a self,
        key: &'a DedupKey,
        token: ClaimToken,
    ) -> BoxFuture<'a, Result<Claim, BoxError>> {
        self.call("claim", key, self.inner.claim(key, token))
    }

    fn complete<'a>(
        &'a self,
        key: &'a DedupKey,
        token: ClaimToken,
    ) -> BoxFuture<'a, Result<(), BoxError>> {
        self.call("complete", key, self.inner.complete(key, token))
    }

    fn release<'a>(
        &'a self,
        key: &'a DedupKey,
        token: ClaimToken,
    ) -> BoxFuture<'a, Result<(), BoxError>> {
        self.call("release", key, self.inner.release(key, token))
    }
}

/// A body with one message.
const ONE: &str = r#"{"entry":[{"id":"1","changes":[{"field":"messages","value":{"messages":[
    {"id":"wamid.A","type":"text","text":{"body":"a"}}]}}]}]}"#;

/// A service whose handler never ends while `stuck`, and counts how often it is called.
fn stuck(faulty: &Faulty) -> (WebhookService, Arc<Mutex<bool>>, Arc<Mutex<usize>>) {
    let (stuck, count) = (Arc::new(Mutex::new(true)), Arc::new(Mutex::new(0)));
    let (is_stuck, counter) = (Arc::clone(&stuck), Arc::clone(&count));
    let service = WebhookService::new(receiver(), move |_: Event| {
        *counter.lock().expect("lock") += 1;
        let stuck = *is_stuck.lock().expect("lock");
        async move {
            if stuck {
                std::future::pending::<()>().await;
            }
            Ok::<(), HandlerError>(())
        }
    });
    (service.with_deduplicator(faulty.clone()), stuck, count)
}

#[tokio::test]
async fn a_dropped_request_releases_its_claim() {
    // The drop of the claim must not panic either.
    for fault in [
        None,
        Some(Fault::Error),
        Some(Fault::Panic),
        Some(Fault::Hang),
    ] {
        let faulty = Faulty::new(fault.map(|fault| ("release", fault)));
        let (service, stuck, count) = stuck(&faulty);
        assert!(service.handle(signed(ONE)).now_or_never().is_none());
        assert_eq!(faulty.calls(), ["claim", "release"], "{fault:?}");
        *stuck.lock().expect("lock") = false;
        let status = service.handle(signed(ONE)).await.status();
        let released = fault.is_none();
        assert_eq!(status, if released { 200 } else { 500 }, "{fault:?}");
        assert_eq!(*count.lock().expect("lock"), if released { 2 } else { 1 });
    }
}

#[tokio::test]
async fn a_handled_event_of_a_dropped_request_is_not_released() {
    let faulty = Faulty::new(Some(("complete", Fault::Hang)));
    let (service, stuck, _) = stuck(&faulty);
    *stuck.lock().expect("lock") = false;
    assert!(service.handle(signed(ONE)).now_or_never().is_none());
    assert_eq!(faulty.calls(), ["claim", "complete", "complete"]);
}

#[tokio::test]
async fn a_deduplicator_that_fails_affects_one_event_only() {
    let all = ["wamid.A", "wamid.B", "wamid.C", "wamid.D"];
    for fault in [Fault::Error, Fault::Panic, Fault::PanicLater] {
        // Not claimed, so not handled.
        let faulty = Faulty::new(Some(("claim", fault)));
        let (service, log) = service(&Arc::default());
        let service = service.with_deduplicator(faulty);
        assert_eq!(service.handle(signed(BODY)).await.status(), 500);
        assert_eq!(taken(&log), all[1..], "{fault:?}");
        // Handled, but not recorded.
        let faulty = Faulty::new(Some(("complete", fault)));
        let (service, log) = self::service(&Arc::default());
        let service = service.with_deduplicator(faulty);
        assert_eq!(service.handle(signed(BODY)).await.status(), 200);
        assert_eq!(taken(&log), all, "{fault:?}");
        // Not handled, and not released.
        let faulty = Faulty::new(Some(("release", fault)));
        let (service, log) = self::service(&Arc::new(Mutex::new(true)));
        let service = service.with_deduplicator(faulty);
        let failing = BODY.replace("\"a\"", "\"fail\"");
        assert_eq!(service.handle(signed(&failing)).await.status(), 500);
        assert_eq!(taken(&log), all, "{fault:?}");
    }
}

/// The cause, whether the event is retried, the error, and the event.
type Report = (FailureCause, bool, String, Option<DedupKey>);

#[tokio::test]
async fn errors_and_panics_reach_the_hook() {
    let reports: Arc<Mutex<Vec<Report>>> = Arc::default();
    let seen = Arc::clone(&reports);
    let hook = move |failure: &Failure<'_>| {
        let (cause, error) = (failure.cause(), failure.error().to_string());
        assert_eq!(
            failure.metadata().map(|m| m.field().as_str()),
            Some("messages")
        );
        let report = (cause, failure.is_retried(), error, failure.dedup_key());
        seen.lock().expect("lock").push(report);
        panic!("a hook that panics affects nothing");
    };
    for deduplicated in [false, true] {
        let (service, log) = service(&Arc::new(Mutex::new(true)));
        let mut service = service.on_error(hook.clone());
        if deduplicated {
            service = service.with_deduplicator(MemoryDeduplicator::default());
        }
        assert_eq!(service.handle(signed(BODY)).await.status(), 500);
        assert_eq!(taken(&log).len(), 4);
        let events: Vec<Event> = Payload::parse(BODY).expect("parse").events().collect();
        let reports = std::mem::take(&mut *reports.lock().expect("lock"));
        let key = |index: usize| Some(events[index].dedup_key());
        assert_eq!(
            reports,
            [
                (FailureCause::Handler, true, "no".to_owned(), key(1)),
                (FailureCause::Panic, true, "no".to_owned(), key(2)),
            ]
        );
    }
    // Errors of the deduplicator, too.
    let (service, _) = service(&Arc::default());
    let service = service
        .with_deduplicator(Faulty::new(Some(("complete", Fault::Panic))))
        .on_error(hook);
    assert_eq!(service.handle(signed(BODY)).await.status(), 200);
    let reports = reports.lock().expect("lock");
    let [(FailureCause::Deduplicator, false, ..)] = reports.as_slice() else {
        panic!("{reports:?}");
    };
}

#[tokio::test]
async fn a_discarded_event_is_not_delivered_again() {
    let calls = Arc::new(Mutex::new(0));
    let count = Arc::clone(&calls);
    let service = WebhookService::new(receiver(), move |_: Event| {
        *count.lock().expect("lock") += 1;
        async { Err(HandlerError::discard("no")) }
    })
    .with_deduplicator(MemoryDeduplicator::default());
    for _ in 0..2 {
        assert_eq!(service.handle(signed(ONE)).await.status(), 200);
    }
    assert_eq!(*calls.lock().expect("lock"), 1);
}

#[tokio::test]
async fn a_payload_is_accepted_only_after_it_is_stored() {
    let (queue, broken) = (
        Arc::new(Mutex::new(Vec::new())),
        Arc::new(Mutex::new(Some(false))),
    );
    let causes: Arc<Mutex<Vec<FailureCause>>> = Arc::default();
    let (stored, fault, seen) = (Arc::clone(&queue), Arc::clone(&broken), Arc::clone(&causes));
    let service = WebhookService::storing(receiver(), move |payload: Payload| {
        let (stored, fault) = (Arc::clone(&stored), *fault.lock().expect("lock"));
        async move {
            match fault {
                Some(true) => panic!("no"),
                Some(false) => return Err(BoxError::from("no")),
                None => stored.lock().expect("lock").push(payload),
            }
            Ok(())
        }
    })
    .on_error(move |failure| {
        assert_eq!((failure.kind(), failure.dedup_key()), (None, None));
        seen.lock().expect("lock").push(failure.cause());
    });
    assert_eq!(service.handle(signed(BODY)).await.status(), 500);
    *broken.lock().expect("lock") = Some(true);
    assert_eq!(service.handle(signed(BODY)).await.status(), 500);
    assert_eq!(
        *causes.lock().expect("lock"),
        [FailureCause::Store, FailureCause::Panic]
    );
    assert!(queue.lock().expect("lock").is_empty());
    *broken.lock().expect("lock") = None;
    assert_eq!(service.handle(signed(BODY)).await.status(), 200);
    let stored = std::mem::take(&mut *queue.lock().expect("lock"));
    let [payload] = stored.as_slice() else {
        panic!("one payload is stored");
    };
    assert_eq!(payload.body(), BODY);

    // A worker handles what failed again, and nothing else.
    let handled = Log::default();
    let (log, fails) = (Arc::clone(&handled), Arc::new(Mutex::new(true)));
    let failing = Arc::clone(&fails);
    let worker = EventWorker::new(move |event: Event| {
        let (log, fails) = (Arc::clone(&log), *failing.lock().expect("lock"));
        async move {
            let Event::Message(message) = event else {
                return Ok(());
            };
            log.lock().expect("lock").push(message.id.to_string());
            if fails && message.id.as_str() == "wamid.C" {
                return Err(HandlerError::retry("no"));
            }
            Ok(())
        }
    })
    .with_deduplicator(MemoryDeduplicator::default());
    let unhandled = worker.handle(payload).await.map_err(|error| error.events());
    assert_eq!(unhandled, Err(1));
    assert_eq!(taken(&handled).len(), 4);
    *fails.lock().expect("lock") = false;
    assert_eq!(worker.handle(payload).await, Ok(()));
    assert_eq!(taken(&handled), ["wamid.C"]);
}
