//! What an endpoint does that checks, decodes and answers, compared with one that reads the same body and echoes it.
//!
//! `cargo bench -p whatsapp-business-webhooks --features axum --bench endpoint` loads both on the loopback interface, by
//! turns, and prints the ratio. The budget is 0.9 times the requests of the echo.
#![expect(clippy::unwrap_used, clippy::print_stdout, reason = "a benchmark")]
#![allow(missing_docs, unreachable_pub, dead_code, reason = "a benchmark")]

#[path = "support/payloads.rs"]
mod payloads;

use std::convert::Infallible;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use axum::Router;
use axum::routing::post;
use bytes::Bytes;
use hmac::{Hmac, Mac};
use sha2::Sha256;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use whatsapp_business_webhooks::{Event, Receiver, WebhookService, axum as webhooks};

const CONNECTIONS: usize = 16;
const ROUNDS: usize = 8;
const ROUND: Duration = Duration::from_millis(750);

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
    let addresses = [
        serve(echo).await,
        serve(webhooks::router("/webhooks", service)).await,
    ];
    println!(
        "{:<8} {:>12} {:>12} {:>26}",
        "payload", "echo /s", "webhooks /s", "webhooks / echo (>= 0.9)"
    );
    for (case, body) in [
        ("text", payloads::text()),
        ("status", payloads::status()),
        ("batch", payloads::batch()),
    ] {
        let request: Arc<[u8]> = request(&body).into();
        let mut rates = [Vec::new(), Vec::new()];
        for _ in 0..ROUNDS {
            for (address, rates) in addresses.iter().zip(&mut rates) {
                rates.push(load(address, &request).await);
            }
        }
        let [echo, webhooks] = rates.map(median);
        println!(
            "{case:<8} {echo:>12.0} {webhooks:>12.0} {:>26.2}",
            webhooks / echo
        );
    }
    assert!(handled.load(Ordering::Relaxed) > 0);
}

fn median(mut rates: Vec<f64>) -> f64 {
    rates.sort_by(f64::total_cmp);
    rates[rates.len() / 2]
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

/// Requests a second, over connections that are kept.
async fn load(address: &str, request: &Arc<[u8]>) -> f64 {
    let start = Instant::now();
    let clients: Vec<_> = (0..CONNECTIONS)
        .map(|_| {
            let (address, request) = (address.to_owned(), Arc::clone(request));
            tokio::spawn(async move {
                let mut stream = TcpStream::connect(address).await.unwrap();
                stream.set_nodelay(true).unwrap();
                let (mut done, mut answer) = (0_u32, vec![0; 256 * 1024]);
                while start.elapsed() < ROUND {
                    stream.write_all(&request).await.unwrap();
                    read_answer(&mut stream, &mut answer).await;
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

/// Reads an answer of status 200 to its end.
async fn read_answer(stream: &mut TcpStream, buffer: &mut [u8]) {
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
