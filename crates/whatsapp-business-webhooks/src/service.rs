//! An HTTP service for any server.

mod claimed;
mod handler;
mod response;
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

use claimed::{Claimed, caught};

pub use handler::Handler;
#[cfg(feature = "axum")]
pub(crate) use response::challenge_status;
pub(crate) use response::{signature_of, verify_status};
#[cfg(feature = "axum")]
pub(crate) use tower::collect;

/// An HTTP service for a callback URL: responds to verification requests, verifies signatures, and passes every event
/// to a handler.
///
/// [`handle`](Self::handle) maps a request in memory to its response. With the feature `tower`, the type is also a tower
/// service for streamed requests, and with `axum` there is a router.
///
/// | request | response |
/// |---|---|
/// | `GET`, verify token matches | 200 and the challenge |
/// | `GET`, otherwise | 403, or 400 when it is not a verification request |
/// | `POST`, all events handled | 200 |
/// | `POST`, a handler failed | 500, so that the platform delivers the payload again |
/// | `POST`, no signature | 401 |
/// | `POST`, malformed or wrong signature | 403 |
/// | `POST`, not JSON | 400 |
/// | `POST`, body above the limit | 413 |
/// | other methods | 405 |
///
/// The events of a payload are handled one after the other, in order, and independently: a handler that fails or panics
/// does not affect other events. The response waits for all of them. The platform expects it within a quarter of a
/// second on average and times out after about 20 seconds: put the event on a durable queue and do the work elsewhere.
///
/// When the platform hangs up, servers such as hyper and axum drop the request, and the handler ends at its next `await`.
///
/// A streamed body is read only with a well-formed signature, and up to the body limit, but for as long as the client takes:
/// the server must limit the time of reading a request, for example with `RequestBodyTimeoutLayer` of tower-http or in a
/// reverse proxy, and the number of connections.
///
/// When one event fails, the platform delivers the whole payload again. With
/// [`with_deduplicator`](Self::with_deduplicator), events that were handled are not handled again.
///
/// ```
/// use std::convert::Infallible;
///
/// use bytes::Bytes;
/// use whatsapp_business::webhooks::{Event, MemoryDeduplicator, Receiver, WebhookService};
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
    /// Creates a service that passes every event to `handler`, a function from an [`Event`] to a future of
    /// `Result<(), E>`.
    pub fn new(receiver: Receiver, handler: impl Handler) -> Self {
        Self {
            receiver,
            handler: Arc::new(handler),
            deduplicator: None,
        }
    }

    /// Skips events that were handled before.
    #[must_use]
    pub fn with_deduplicator(self, deduplicator: impl Deduplicator + 'static) -> Self {
        Self {
            deduplicator: Some(Arc::new(deduplicator)),
            ..self
        }
    }

    /// The receiver of the service.
    #[must_use]
    pub fn receiver(&self) -> &Receiver {
        &self.receiver
    }

    /// Handles a request. The body must be unchanged, byte for byte.
    pub async fn handle(&self, request: Request<Bytes>) -> Response<Bytes> {
        match *request.method() {
            Method::GET => {
                let query = request.uri().query().unwrap_or_default();
                response::challenge(self.receiver.verify_challenge(query))
            }
            Method::POST => {
                if request.body().len() > self.receiver.body_limit() {
                    return response::status(StatusCode::PAYLOAD_TOO_LARGE);
                }
                let signature = signature_of(request.headers());
                match self.receiver.receive(signature, request.body().clone()) {
                    Ok(payload) => response::status(self.deliver(&payload).await),
                    Err(error) => {
                        tracing::warn!(%error, "rejected a webhook");
                        response::status(verify_status(&error))
                    }
                }
            }
            _ => response::method_not_allowed(),
        }
    }

    /// Handles all events, also after one fails.
    async fn deliver(&self, payload: &Payload) -> StatusCode {
        let mut failed = false;
        for event in payload.events() {
            let (kind, field) = (event.kind(), event.metadata().field().clone());
            if !self.handle_once(event).await {
                // Without the error: it comes from the application and may contain anything.
                tracing::warn!(
                    kind,
                    ?field,
                    "an event was not handled; the platform will deliver it again"
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

    /// Returns false when the event must be delivered again.
    async fn handle_once(&self, event: Event) -> bool {
        let Some(deduplicator) = &self.deduplicator else {
            return self.run(event).await;
        };
        let key: DedupKey = event.dedup_key();
        let token = match caught(async { deduplicator.claim(&key).await }).await {
            Ok(Claim::Acquired(token)) => token,
            Ok(Claim::Completed) => return true,
            Ok(Claim::InProgress) | Err(_) => return false,
        };
        let claimed = Claimed::new(deduplicator.as_ref(), key, token);
        let handled = self.run(event).await;
        claimed.settle(handled).await;
        handled
    }

    async fn run(&self, event: Event) -> bool {
        // A panic must neither skip the deduplicator nor the events that follow.
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
