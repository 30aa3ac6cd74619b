//! A webhook receiver for the tests, which verifies signatures independently.

use std::collections::{HashMap, VecDeque};
use std::sync::{Arc, Mutex};

use axum::Router;
use axum::extract::{RawQuery, State};
use axum::routing::get;
use bytes::Bytes;
use hmac::{Hmac, Mac};
use http::{HeaderMap, StatusCode};
use serde_json::Value;
use sha2::Sha256;
use tokio::net::TcpListener;
use tokio::task::JoinHandle;

pub(super) const SECRET: &str = "9b0f7c1e5a2d4836b1c0de24f7a96e35";
pub(super) const VERIFY_TOKEN: &str = "our verify token";

#[derive(Default)]
struct Received {
    /// Posted bodies.
    bodies: Mutex<Vec<Bytes>>,
    /// Statuses of the next responses; all others are 200.
    answers: Mutex<VecDeque<u16>>,
}

/// Ends when it is dropped.
pub(super) struct Receiver {
    received: Arc<Received>,
    pub(super) url: String,
    task: JoinHandle<()>,
}

impl Receiver {
    pub(super) async fn start() -> Self {
        let received = Arc::new(Received::default());
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}/webhooks", listener.local_addr().unwrap());
        let router = Router::new()
            .route("/webhooks", get(challenge).post(receive))
            .with_state(Arc::clone(&received));
        let task = tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
        Self {
            received,
            url,
            task,
        }
    }

    /// Responds to the next posts with these statuses.
    pub(super) fn answer(&self, statuses: impl IntoIterator<Item = u16>) {
        self.received.answers.lock().unwrap().extend(statuses);
    }

    pub(super) fn bodies(&self) -> Vec<Bytes> {
        self.received.bodies.lock().unwrap().clone()
    }

    pub(super) fn payloads(&self) -> Vec<Value> {
        let bodies = self.bodies();
        bodies
            .iter()
            .map(|body| serde_json::from_slice(body).unwrap())
            .collect()
    }
}

impl Drop for Receiver {
    fn drop(&mut self) {
        self.task.abort();
    }
}

async fn challenge(RawQuery(query): RawQuery) -> (StatusCode, String) {
    let query: HashMap<String, String> = serde_urlencoded::from_str(&query.unwrap()).unwrap();
    let is_ours = query["hub.mode"] == "subscribe" && query["hub.verify_token"] == VERIFY_TOKEN;
    let status = if is_ours {
        StatusCode::OK
    } else {
        StatusCode::FORBIDDEN
    };
    let challenge = &query["hub.challenge"];
    assert!(challenge.parse::<u64>().is_ok());
    match query.get("prefix") {
        Some(prefix) => (status, format!("{prefix}{challenge}")),
        None => (status, challenge.clone()),
    }
}

async fn receive(
    State(received): State<Arc<Received>>,
    headers: HeaderMap,
    body: Bytes,
) -> StatusCode {
    assert_eq!(headers["content-type"], "application/json");
    let mut mac = Hmac::<Sha256>::new_from_slice(SECRET.as_bytes()).unwrap();
    mac.update(&body);
    let digest = mac.finalize().into_bytes();
    let hex: String = digest.iter().map(|byte| format!("{byte:02x}")).collect();
    if headers["x-hub-signature-256"] != format!("sha256={hex}").as_str() {
        return StatusCode::UNAUTHORIZED;
    }
    received.bodies.lock().unwrap().push(body);
    let answer = received.answers.lock().unwrap().pop_front();
    answer.map_or(StatusCode::OK, |status| {
        StatusCode::from_u16(status).unwrap()
    })
}
