//! Deliveries: pending, retried, completed.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use hmac::{Hmac, Mac};
use http::StatusCode;
use secrecy::{ExposeSecret, SecretString};
use serde_json::Value;
use sha2::Sha256;
use tokio::sync::watch;
use tokio::task::JoinSet;

use super::configuration::Configured;
use super::delivery::Delivery;
use super::error::WebhookError;
use super::escape::escaped;
use super::post;
use super::status::Accepted;
use crate::body::hex;
use crate::catalog::Catalog;
use crate::ids::challenge;

/// Number of latest deliveries that the journal keeps.
const CAPACITY: usize = 10_000;

const FIRST_PAUSE: Duration = Duration::from_millis(10);
const LONGEST_PAUSE: Duration = Duration::from_secs(5);

/// Posts webhooks and records them.
pub(crate) struct Outbox {
    webhook: Mutex<Option<Arc<Configured>>>,
    poster: Arc<Poster>,
    /// Number of messages with undelivered statuses.
    under_way: Arc<watch::Sender<usize>>,
    /// Tasks that are aborted when the outbox is dropped. They must not own it.
    tasks: Mutex<JoinSet<()>>,
}

impl Outbox {
    pub(crate) fn new(webhook: Option<Configured>, secret: SecretString) -> Self {
        Self {
            webhook: Mutex::new(webhook.map(Arc::new)),
            poster: Arc::new(Poster {
                secret,
                deliveries: Mutex::default(),
            }),
            under_way: Arc::new(watch::Sender::new(0)),
            tasks: Mutex::default(),
        }
    }

    pub(crate) fn set(&self, webhook: Option<Configured>) {
        *lock(&self.webhook) = webhook.map(Arc::new);
    }

    fn webhook(&self) -> Result<Arc<Configured>, WebhookError> {
        lock(&self.webhook)
            .clone()
            .ok_or(WebhookError::NotConfigured)
    }

    pub(crate) fn secret(&self) -> &SecretString {
        &self.poster.secret
    }

    pub(crate) fn deliveries(&self) -> Vec<Delivery> {
        lock(&self.poster.deliveries).iter().cloned().collect()
    }

    pub(crate) fn clear(&self) {
        lock(&self.poster.deliveries).clear();
    }

    pub(crate) async fn verify(&self, verify_token: &str) -> Result<(), WebhookError> {
        let webhook = self.webhook()?;
        let challenge = challenge(verify_token);
        let query = [
            ("hub.mode", "subscribe"),
            ("hub.challenge", &challenge),
            ("hub.verify_token", verify_token),
        ];
        // Pairs of strings can always be encoded.
        let query = serde_urlencoded::to_string(query).unwrap_or_default();
        let answer = post::get(&webhook.target, &query).await;
        match answer.map_err(WebhookError::Unreachable)? {
            (StatusCode::OK, body) if body == challenge => Ok(()),
            (StatusCode::OK, _) => Err(WebhookError::Challenge),
            (status, _) => Err(WebhookError::Refused { status }),
        }
    }

    pub(crate) async fn deliver(&self, payload: Value) -> Result<Delivery, WebhookError> {
        let webhook = self.webhook()?;
        Ok(self.poster.deliver(&webhook, payload).await)
    }

    /// Reports the statuses of a message after a pause, on a separate task.
    pub(crate) fn announce(&self, accepted: Accepted, pause: Duration, catalog: &Arc<Catalog>) {
        let Ok(webhook) = self.webhook() else { return };
        let (poster, catalog) = (Arc::clone(&self.poster), Arc::clone(catalog));
        let guard = UnderWay::begin(&self.under_way);
        let mut tasks = lock(&self.tasks);
        // Remove completed tasks.
        while tasks.try_join_next().is_some() {}
        tasks.spawn(async move {
            let _guard = guard;
            tokio::time::sleep(pause).await;
            for status in &webhook.statuses {
                tokio::time::sleep(webhook.delay).await;
                if let Some(payload) = accepted.payload(&catalog, status) {
                    poster.deliver(&webhook, payload).await;
                }
            }
        });
    }

    pub(crate) async fn flush(&self) {
        // The sender lives as long as the outbox.
        let _ = self
            .under_way
            .subscribe()
            .wait_for(|count| *count == 0)
            .await;
    }

    /// Aborts pending deliveries.
    pub(crate) fn stop(&self) {
        self.set(None);
        lock(&self.tasks).abort_all();
    }
}

/// Counts a message as pending until dropped.
struct UnderWay(Arc<watch::Sender<usize>>);

impl UnderWay {
    fn begin(count: &Arc<watch::Sender<usize>>) -> Self {
        count.send_modify(|count| *count += 1);
        Self(Arc::clone(count))
    }
}

impl Drop for UnderWay {
    fn drop(&mut self) {
        self.0.send_modify(|count| *count -= 1);
    }
}

/// Signs, posts and records.
struct Poster {
    secret: SecretString,
    deliveries: Mutex<VecDeque<Delivery>>,
}

impl Poster {
    async fn deliver(&self, webhook: &Configured, payload: Value) -> Delivery {
        let body = escaped(&payload);
        let signature = self.sign(&body);
        let (mut attempts, mut pause) = (0, FIRST_PAUSE);
        let status = loop {
            let answer = post::post(&webhook.target, body.clone(), &signature).await;
            let status = answer.ok();
            attempts += 1;
            if status == Some(StatusCode::OK) || attempts >= webhook.attempts {
                break status;
            }
            tokio::time::sleep(pause).await;
            pause = (pause * 5).min(LONGEST_PAUSE);
        };
        let delivery = Delivery {
            payload,
            status,
            attempts,
        };
        let mut deliveries = lock(&self.deliveries);
        if deliveries.len() == CAPACITY {
            deliveries.pop_front();
        }
        deliveries.push_back(delivery.clone());
        delivery
    }

    fn sign(&self, body: &[u8]) -> String {
        // HMAC accepts keys of any length.
        let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(self.secret.expose_secret().as_bytes())
        else {
            return String::new();
        };
        mac.update(body);
        format!("sha256={}", hex(&mac.finalize().into_bytes()))
    }
}

/// A panic elsewhere leaves these usable: every change to them is atomic.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
