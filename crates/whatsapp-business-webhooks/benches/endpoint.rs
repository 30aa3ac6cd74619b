//! The throughput of an endpoint that verifies, decodes and responds, compared with one that echoes the same body, and with
//! one that verifies and decodes with hand-written code.
//!
//! `cargo bench -p whatsapp-business-webhooks --features axum --bench endpoint` loads all of them on the loopback
//! interface, in turns, and prints the ratios. The budget is 0.95 times the requests of the hand-written server. The echo is the
//! upper limit: its lead is the cost of HMAC-SHA-256 and decoding, a sixth for one event and most of a large batch.
#![expect(
    clippy::indexing_slicing,
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "a benchmark"
)]
#![allow(missing_docs, unreachable_pub, dead_code, reason = "a benchmark")]

#[path = "support/hand_written.rs"]
mod hand_written;
#[path = "support/payloads.rs"]
mod payloads;

use std::convert::Infallible;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use axum::Router;
use axum::http::{HeaderMap, StatusCode};
use axum::routing::post;
use bytes::Bytes;
use hmac::{Hmac, Mac};
use sha2::Sha256;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use whatsapp_business_webhooks::{Event, Receiver, WebhookService, axum as webhooks};

const CONNECTIONS: usize = 16;
const ROUNDS: usize = 30;
const ROUND: Duration = Duration::from_millis(200);

#[tokio::main]
async fn main() {
    let echo = Router::new().route("/webhooks", post(async |body: Bytes| body));
    let receiver = Receiver::builder()
        .app_secret(payloads::APP_SECRET)
        .verify_token("t");
    let handled = Arc::new(AtomicU64::new(0));
    let count = Arc::clone(&handled);
    let service = WebhookService::new(receiver.build().unwrap(), move |_: Event| {
        count.fetch_add(1, Ordering::Relaxed);
        async { Ok::<(), Infallible>(()) }
    });
    let by_hand = Router::new().route("/webhooks", post(by_hand));
    let addresses = [
        serve(echo).await,
        serve(by_hand).await,
        serve(webhooks::router("/webhooks", service)).await,
    ];
    println!(
        "{:<8} {:>10} {:>10} {:>12} {:>30} {:>10}",
        "payload", "echo /s", "by hand /s", "webhooks /s", "webhooks / by hand (>= 0.95)", "/ echo"
    );
    for (case, body) in [
        ("text", payloads::text()),
        ("media", payloads::media()),
        ("status", payloads::status()),
        ("batch", payloads::batch()),
    ] {
        let request: Arc<[u8]> = request(&body).into();
        let mut rates = [Vec::new(), Vec::new(), Vec::new()];
        for _ in 0..ROUNDS {
            for (address, rates) in addresses.iter().zip(&mut rates) {
                rates.push(load(address, &request).await);
            }
        }
        let [echo, by_hand, webhooks] = rates.map(undisturbed);
        println!(
            "{case:<8} {echo:>10.0} {by_hand:>10.0} {webhooks:>12.0} {:>30.2} {:>10.2}",
            webhooks / by_hand,
            webhooks / echo
        );
    }
    assert!(handled.load(Ordering::Relaxed) > 0);
}

/// The rate of the fastest rounds, which other load on the machine disturbed least.
fn undisturbed(mut rates: Vec<f64>) -> f64 {
    rates.sort_by(f64::total_cmp);
    rates[rates.len() * 9 / 10]
}

/// The hand-written server.
async fn by_hand(headers: HeaderMap, body: Bytes) -> StatusCode {
    let digest = headers["x-hub-signature-256"].as_bytes();
    let mut given = [0; 32];
    for (byte, pair) in given.iter_mut().zip(digest[7..].chunks(2)) {
        *byte = u8::from_str_radix(std::str::from_utf8(pair).unwrap(), 16).unwrap();
    }
    let mut mac = Hmac::<Sha256>::new_from_slice(payloads::APP_SECRET.as_bytes()).unwrap();
    mac.update(&body);
    if mac.verify_slice(&given).is_err() {
        return StatusCode::FORBIDDEN;
    }
    let payload: hand_written::Payload = serde_json::from_slice(&body).unwrap();
    assert!(std::hint::black_box(&payload).count() > 0);
    StatusCode::OK
}

async fn serve(router: Router) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap().to_string();
    tokio::spawn(async move { axum::serve(listener, router).await });
    address
}

fn request(body: &str) -> Vec<u8> {
    let mut mac = Hmac::<Sha256>::new_from_slice(payloads::APP_SECRET.as_bytes()).unwrap();
    mac.update(body.as_bytes());
    let digest = mac.finalize().into_bytes();
    let digits: String = digest.iter().map(|byte| format!("{byte:02x}")).collect();
    format!(
        "POST /webhooks HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\nx-hub-signature-256: sha256={digits}\r\ncontent-length: {}\r\n\r\n{body}",
        body.len()
    )
    .into_bytes()
}

/// Requests per second, over persistent connections.
async fn load(address: &str, request: &Arc<[u8]>) -> f64 {
    let start = Instant::now();
    let clients: Vec<_> = (0..CONNECTIONS)
        .map(|_| {
            let (address, request) = (address.to_owned(), Arc::clone(request));
            tokio::spawn(async move {
                let mut stream = TcpStream::connect(address).await.unwrap();
                stream.set_nodelay(true).unwrap();
                let (mut done, mut response) = (0_u32, vec![0; 256 * 1024]);
                while start.elapsed() < ROUND {
                    stream.write_all(&request).await.unwrap();
                    read_response(&mut stream, &mut response).await;
                    done += 1;
                }
                done
            })
        })
        .collect();
    let mut done = 0;
    for client in clients {
        done += client.await.unwrap();
    }
    f64::from(done) / start.elapsed().as_secs_f64()
}

/// Reads a response with status 200 to its end.
async fn read_response(stream: &mut TcpStream, buffer: &mut [u8]) {
    let mut length = 0;
    loop {
        length += stream.read(&mut buffer[length..]).await.unwrap();
        assert!(length > 0, "the server has closed the connection");
        let head = buffer[..length]
            .windows(4)
            .position(|window| window == b"\r\n\r\n");
        let Some(head) = head else { continue };
        let text = std::str::from_utf8(&buffer[..head]).unwrap();
        assert!(text.starts_with("HTTP/1.1 200"), "{text}");
        let body: usize = text
            .lines()
            .find_map(|line| {
                line.to_ascii_lowercase()
                    .strip_prefix("content-length: ")?
                    .parse()
                    .ok()
            })
            .unwrap_or(0);
        if length >= head + 4 + body {
            return;
        }
    }
}
