//! From requests to answers, for every HTTP server.

mod answer;
mod handler;
#[cfg(feature = "tower")]
mod tower;

use std::fmt;
use std::panic::AssertUnwindSafe;
use std::sync::Arc;

use bytes::Bytes;
use futures_util::FutureExt as _;
use http::{Method, Request, Response, StatusCode};

use crate::dedup::{Claim, DedupKey, Deduplicator};
use crate::event::Event;
use crate::payload::Payload;
use crate::receiver::Receiver;

#[cfg(feature = "axum")]
pub(crate) use answer::challenge_status;
pub(crate) use answer::{signature_of, verify_status};
pub use handler::Handler;
#[cfg(feature = "axum")]
pub(crate) use tower::collect;

/// A callback URL: answers the questions of the platform, checks signatures, and hands every event to a handler.
///
/// The core is [`handle`](Self::handle), a function from a request in memory to its answer. With the feature `tower` the
/// type is a tower service of streamed requests as well, and with `axum` there is a router.
///
/// | request | answer |
/// |---|---|
/// | `GET`, verify token right | 200 and the challenge |
/// | `GET`, anything else | 403, or 400 when it is not a verification |
/// | `POST`, all events handled | 200 |
/// | `POST`, a handler failed | 500, so that the platform repeats the payload |
/// | `POST`, no signature | 401 |
/// | `POST`, wrong signature | 403 |
/// | `POST`, not JSON | 400 |
/// | `POST`, body above the limit | 413 |
/// | anything else | 405 |
///
/// The events of a payload are handled one after the other, in its order, and each whatever becomes of the others: a
/// handler that fails or panics costs its event only. The answer waits for all of them, and the platform wants it
/// soon, in a quarter of a second on average, and gives up after about 20 seconds: put the event on a durable queue, and
/// do the work behind it.
///
/// A payload of which one event failed comes again as a whole. [`with_deduplicator`](Self::with_deduplicator) keeps the
/// events that were handled from being handled again, then and whenever else the platform repeats itself.
///
/// ```
/// use std::convert::Infallible;
///
/// use bytes::Bytes;
/// use whatsapp_business_webhooks::{Event, MemoryDeduplicator, Receiver, WebhookService};
///
/// # async fn example(request: http::Request<Bytes>) -> Result<(), Box<dyn std::error::Error>> {
/// let receiver = Receiver::from_env()?;
/// let service = WebhookService::new(receiver, |event: Event| async move {
///     println!("{}", event.kind());
///     Ok::<(), Infallible>(())
/// })
/// .with_deduplicator(MemoryDeduplicator::default());
///
/// let response: http::Response<Bytes> = service.handle(request).await;
/// # Ok(())
/// # }
/// ```
#[derive(Clone)]
pub struct WebhookService {
    receiver: Receiver,
    handler: Arc<dyn Handler>,
    deduplicator: Option<Arc<dyn Deduplicator>>,
}

impl WebhookService {
    /// A service that hands every event to `handler`, a function from an [`Event`] to a future of `Result<(), E>`.
    pub fn new(receiver: Receiver, handler: impl Handler) -> Self {
        Self {
            receiver,
            handler: Arc::new(handler),
            deduplicator: None,
        }
    }

    /// Hands over no event twice.
    #[must_use]
    pub fn with_deduplicator(self, deduplicator: impl Deduplicator + 'static) -> Self {
        Self {
            deduplicator: Some(Arc::new(deduplicator)),
            ..self
        }
    }

    /// The settings of the service.
    #[must_use]
    pub fn receiver(&self) -> &Receiver {
        &self.receiver
    }

    /// Answers a request. The body must be the one that was received, byte for byte.
    pub async fn handle(&self, request: Request<Bytes>) -> Response<Bytes> {
        match *request.method() {
            Method::GET => {
                let query = request.uri().query().unwrap_or_default();
                answer::challenge(self.receiver.challenge(query))
            }
            Method::POST => {
                if request.body().len() > self.receiver.body_limit() {
                    return answer::status(StatusCode::PAYLOAD_TOO_LARGE);
                }
                let signature = signature_of(request.headers());
                match self.receiver.receive(signature, request.body().clone()) {
                    Ok(payload) => answer::status(self.deliver(&payload).await),
                    Err(error) => {
                        tracing::warn!(%error, "refused a webhook");
                        answer::status(verify_status(&error))
                    }
                }
            }
            _ => answer::method_not_allowed(),
        }
    }

    /// Hands all events over. Each is tried, whatever becomes of those before it.
    async fn deliver(&self, payload: &Payload) -> StatusCode {
        let mut failed = false;
        for event in payload.events() {
            let (kind, field) = (event.kind(), event.metadata().field().clone());
            if !self.hand_over(event).await {
                // No more than this: errors of handlers may have anything in them.
                tracing::warn!(
                    kind,
                    ?field,
                    "an event was not handled and will be repeated"
                );
                failed = true;
            }
        }
        if failed {
            StatusCode::INTERNAL_SERVER_ERROR
        } else {
            StatusCode::OK
        }
    }

    /// False when the event must be delivered again.
    async fn hand_over(&self, event: Event) -> bool {
        let Some(deduplicator) = &self.deduplicator else {
            return self.run(event).await;
        };
        let key: DedupKey = event.dedup_key();
        match deduplicator.claim(&key).await {
            Ok(Claim::New) => {}
            Ok(Claim::Done) => return true,
            Ok(Claim::Held) | Err(_) => return false,
        }
        let handled = self.run(event).await;
        let noted = if handled {
            deduplicator.complete(&key).await
        } else {
            deduplicator.release(&key).await
        };
        if noted.is_err() {
            tracing::warn!(%key, handled, "the deduplicator did not note an event");
        }
        handled
    }

    async fn run(&self, event: Event) -> bool {
        // A panic must not pass by the deduplicator, nor cost the events behind it.
        let handled = AssertUnwindSafe(async { self.handler.handle(event).await }).catch_unwind();
        matches!(handled.await, Ok(Ok(())))
    }
}

impl fmt::Debug for WebhookService {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("WebhookService")
            .field("receiver", &self.receiver)
            .field("deduplicator", &self.deduplicator.is_some())
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests;
