//! The router.

use std::sync::{Arc, Mutex};

use whatsapp_business_webhooks::{Event, HandlerError, MemoryDeduplicator, WebhookService, axum};

use super::client::{BODY, PREVIOUS, SECRET, get, post, receiver, send, serve, signature};

type Texts = Arc<Mutex<Vec<String>>>;

/// The address of a server that stores the texts it receives, and fails on `no`.
async fn server() -> (String, Texts) {
    let texts = Texts::default();
    let seen = Arc::clone(&texts);
    let service = WebhookService::new(receiver(), move |event: Event| {
        let seen = Arc::clone(&seen);
        async move {
            if let Event::Message(message) = event {
                let text = message
                    .into_inner()
                    .text
                    .and_then(|text| text.body)
                    .unwrap_or_default();
                if text == "no" {
                    return Err(HandlerError::retry("rejected"));
                }
                seen.lock().expect("lock").push(text);
            }
            Ok(())
        }
    })
    .with_deduplicator(MemoryDeduplicator::default());
    (serve(axum::router("/webhooks", service)).await, texts)
}

#[tokio::test]
async fn signed_payloads_reach_the_handler_once() {
    let (address, texts) = server().await;
    let body = BODY.as_bytes();
    assert_eq!(
        post(&address, Some(&signature(SECRET, body)), body).await,
        200
    );
    assert_eq!(
        post(&address, Some(&signature(PREVIOUS, body)), body).await,
        200
    );
    assert_eq!(*texts.lock().expect("lock"), ["Café?"]);
}

#[tokio::test]
async fn a_failing_handler_requests_redelivery() {
    let (address, texts) = server().await;
    let body = BODY.replace("Caf\\u00e9?", "no");
    for _ in 0..2 {
        let status = post(
            &address,
            Some(&signature(SECRET, body.as_bytes())),
            body.as_bytes(),
        )
        .await;
        assert_eq!(status, 500);
    }
    assert!(texts.lock().expect("lock").is_empty());
}

#[tokio::test]
async fn forged_and_malformed_requests_are_rejected() {
    let (address, texts) = server().await;
    let body = BODY.as_bytes();
    assert_eq!(post(&address, None, body).await, 401);
    assert_eq!(post(&address, Some(""), body).await, 403);
    assert_eq!(
        post(&address, Some(&signature("guess", body)), body).await,
        403
    );
    let decoded = BODY.replace("\\u00e9", "é");
    assert_eq!(
        post(&address, Some(&signature(SECRET, body)), decoded.as_bytes()).await,
        403
    );
    assert_eq!(
        post(&address, Some(&signature(SECRET, b"{")), b"{").await,
        400
    );
    let large = vec![b' '; 64 * 1024 + 1];
    assert_eq!(
        post(&address, Some(&signature(SECRET, &large)), &large).await,
        413
    );
    assert_eq!(
        send(&address, "DELETE /webhooks HTTP/1.1\r\n", b"").await.0,
        405
    );
    assert!(texts.lock().expect("lock").is_empty());
}

#[tokio::test]
async fn bodies_of_unknown_length_are_limited() {
    let (address, _) = server().await;
    let chunk = format!("8000\r\n{}\r\n", " ".repeat(0x8000));
    let digits = "0".repeat(64);
    let head = format!(
        "POST /webhooks HTTP/1.1\r\ntransfer-encoding: chunked\r\nx-hub-signature-256: sha256={digits}\r\n"
    );
    let body = format!("{chunk}{chunk}{chunk}0\r\n\r\n");
    assert_eq!(send(&address, &head, body.as_bytes()).await.0, 413);
    let small = format!("{chunk}0\r\n\r\n");
    assert_eq!(send(&address, &head, small.as_bytes()).await.0, 403);
}

#[tokio::test]
async fn the_callback_url_is_verified() {
    let (address, _) = server().await;
    let path = "/webhooks?hub.mode=subscribe&hub.challenge=1158201444&hub.verify_token=";
    let (status, response) = get(&address, &format!("{path}my-verify-token")).await;
    assert_eq!(status, 200);
    assert!(response.ends_with("\r\n\r\n1158201444"), "{response}");
    assert!(response.contains("content-type: text/plain"), "{response}");
    assert_eq!(get(&address, &format!("{path}another-text")).await.0, 403);
    assert_eq!(get(&address, "/webhooks").await.0, 400);
}
