use std::sync::Mutex;

use hmac::{Hmac, Mac};
use sha2::Sha256;
use whatsapp_business_core::BoxError;

use super::*;
use crate::dedup::MemoryDeduplicator;
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
                Some("fail") if broken => Err(BoxError::from("no")),
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
