//! A server on the loopback interface, and raw requests to it.

use ::axum::Router;
use hmac::{Hmac, Mac};
use sha2::Sha256;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use whatsapp_business_webhooks::Receiver;

pub(super) const SECRET: &str = "9b0f7c1e5a2d4836b1c0de24f7a96e35";
pub(super) const PREVIOUS: &str = "the-secret-before";
pub(super) const BODY: &str = r#"{"object":"whatsapp_business_account","entry":[{"id":"102290129340398","changes":[{"value":{"messaging_product":"whatsapp","metadata":{"display_phone_number":"15550100077","phone_number_id":"106540352242922"},"contacts":[{"profile":{"name":"Ada Fictional"},"wa_id":"15550100042","user_id":"US.13491208655302741918"}],"messages":[{"from":"15550100042","from_user_id":"US.13491208655302741918","id":"wamid.HRgLMTU1NTAxMDAwNDIVAgASGBQwMDAwMDAwNzkzM0FDNEY5OUFGOA==","timestamp":"1782900000","type":"text","text":{"body":"Caf\u00e9?"}}]},"field":"messages"}]}]}"#;

pub(super) fn receiver() -> Receiver {
    let receiver = Receiver::builder()
        .app_secret(SECRET)
        .app_secret(PREVIOUS)
        .verify_token("my-verify-token")
        .body_limit(64 * 1024);
    receiver.build().expect("receiver")
}

/// Serves a router and returns its address.
pub(super) async fn serve(router: Router) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("bind");
    let address = listener.local_addr().expect("address").to_string();
    tokio::spawn(async move { ::axum::serve(listener, router).await });
    address
}

pub(super) fn signature(secret: &str, body: &[u8]) -> String {
    let mut mac = Hmac::<Sha256>::new_from_slice(secret.as_bytes()).expect("mac");
    mac.update(body);
    let digest = mac.finalize().into_bytes();
    let digits = digest.iter().map(|byte| format!("{byte:02x}"));
    format!("sha256={}", digits.collect::<String>())
}

/// Sends a head, completed with the host, and a body. Returns the status and the response in lower case.
pub(super) async fn send(address: &str, head: &str, body: &[u8]) -> (u16, String) {
    let mut stream = TcpStream::connect(address).await.expect("connect");
    let head = format!("{head}host: {address}\r\nconnection: close\r\n\r\n");
    let mut response = Vec::new();
    // A server that rejects the head closes the connection, so writing the body may fail.
    let _ = stream.write_all(head.as_bytes()).await;
    let _ = stream.write_all(body).await;
    let _ = stream.read_to_end(&mut response).await;
    let response = String::from_utf8(response).expect("text").to_lowercase();
    let status = response.split(' ').nth(1).expect("status line");
    (status.parse().expect("status"), response)
}

pub(super) async fn get(address: &str, path: &str) -> (u16, String) {
    send(address, &format!("GET {path} HTTP/1.1\r\n"), b"").await
}

pub(super) async fn post(address: &str, signature: Option<&str>, body: &[u8]) -> u16 {
    let mut head = format!(
        "POST /webhooks HTTP/1.1\r\ncontent-type: application/json\r\ncontent-length: {}\r\n",
        body.len()
    );
    if let Some(signature) = signature {
        head.push_str(&format!("X-Hub-Signature-256: {signature}\r\n"));
    }
    send(address, &head, body).await.0
}
