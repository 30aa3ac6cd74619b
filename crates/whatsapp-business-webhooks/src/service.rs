//! An HTTP service for any server.

mod claimed;
mod failure;
mod handler;
mod response;
#[cfg(feature = "tower")]
mod tower;
mod worker;

use std::fmt;
use std::panic::AssertUnwindSafe;
use std::sync::Arc;

use bytes::Bytes;
use futures_util::FutureExt as _;
use http::{Method, Request, Response, StatusCode};

use crate::dedup::Deduplicator;
use crate::payload::Payload;
use crate::receiver::Receiver;

use failure::{Hook, panic_error};

pub use failure::{Failure, FailureCause};
pub use handler::{Handler, HandlerError, PayloadHandler};
#[cfg(feature = "axum")]
pub(crate) use response::challenge_status;
pub(crate) use response::{signature_of, verify_status};
#[cfg(feature = "axum")]
pub(crate) use tower::collect;
pub use worker::{EventWorker, Unhandled};

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
/// | `POST`, all events handled or discarded | 200 |
/// | `POST`, an event must be handled again | 500, so that the platform delivers the payload again |
/// | `POST`, no signature | 401 |
/// | `POST`, malformed or wrong signature | 403 |
/// | `POST`, not JSON | 400 |
/// | `POST`, body above the limit | 413 |
/// | other methods | 405 |
///
/// The events of a payload are handled one after the other, in order, and independently: a handler that fails or panics
/// does not affect other events. The response waits for all of them. The platform expects it within a quarter of a
/// second on average and times out after about 20 seconds. For work that takes longer, put the payload in a durable queue:
/// [`storing`](Self::storing).
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
/// use bytes::Bytes;
/// use whatsapp_business::webhooks::{Event, HandlerError, MemoryDeduplicator, Receiver, WebhookService};
///
/// # async fn example(request: http::Request<Bytes>) -> Result<(), Box<dyn std::error::Error>> {
/// let receiver = Receiver::from_env()?;
/// let service = WebhookService::new(receiver, |event: Event| async move {
///     println!("{}", event.kind());
///     Ok::<(), HandlerError>(())
/// })
/// .with_deduplicator(MemoryDeduplicator::default())
/// .on_error(|failure| eprintln!("{failure:?}: {}", failure.error()));
///
/// let response: http::Response<Bytes> = service.handle(request).await;
/// # Ok(())
/// # }
/// ```
#[derive(Clone)]
pub struct WebhookService {
    receiver: Receiver,
    target: Target,
}

/// Where payloads go.
#[derive(Clone)]
enum Target {
    Events(EventWorker),
    Payloads {
        handler: Arc<dyn PayloadHandler>,
        hook: Hook,
    },
}

impl WebhookService {
    /// Creates a service that passes every event to `handler`, a function from an [`Event`](crate::Event) to a future of
    /// `Result<(), E>`. [`HandlerError`] tells which errors make the platform deliver the event again.
    pub fn new(receiver: Receiver, handler: impl Handler) -> Self {
        Self {
            receiver,
            target: Target::Events(EventWorker::new(handler)),
        }
    }

    /// Creates a service that passes whole payloads to `handler`, which stores them in a durable queue. The response is
    /// 200 only after it succeeded, and 500 otherwise. A worker reads the queue and handles the events with an
    /// [`EventWorker`].
    ///
    /// ```
    /// use whatsapp_business::BoxError;
    /// use whatsapp_business::webhooks::{Payload, Receiver, WebhookService};
    ///
    /// async fn enqueue(payload: Payload) -> Result<(), BoxError> {
    ///     let _body = payload.body(); // INSERT INTO webhook (body) VALUES ($1)
    ///     Ok(())
    /// }
    ///
    /// # fn example() -> Result<(), BoxError> {
    /// let service = WebhookService::storing(Receiver::from_env()?, enqueue);
    /// # Ok(())
    /// # }
    /// ```
    pub fn storing(receiver: Receiver, handler: impl PayloadHandler) -> Self {
        Self {
            receiver,
            target: Target::Payloads {
                handler: Arc::new(handler),
                hook: Hook::default(),
            },
        }
    }

    /// Skips events that were handled before. Has no effect on a service that [stores](Self::storing) payloads: there the
    /// [`EventWorker`] has the deduplicator.
    #[must_use]
    pub fn with_deduplicator(mut self, deduplicator: impl Deduplicator + 'static) -> Self {
        if let Target::Events(worker) = self.target {
            self.target = Target::Events(worker.with_deduplicator(deduplicator));
        }
        self
    }

    /// Calls `hook` with every failure: errors and panics of the handler, and errors of the deduplicator. This crate logs
    /// only the kind of the event, because the errors may contain anything.
    #[must_use]
    pub fn on_error(mut self, hook: impl Fn(&Failure<'_>) + Send + Sync + 'static) -> Self {
        self.target = match self.target {
            Target::Events(worker) => Target::Events(worker.on_error(hook)),
            Target::Payloads { handler, .. } => Target::Payloads {
                handler,
                hook: Hook::new(hook),
            },
        };
        self
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
                    Ok(payload) => response::status(self.deliver(payload).await),
                    Err(error) => {
                        tracing::warn!(%error, "rejected a webhook");
                        response::status(verify_status(&error))
                    }
                }
            }
            _ => response::method_not_allowed(),
        }
    }

    async fn deliver(&self, payload: Payload) -> StatusCode {
        let done = match &self.target {
            Target::Events(worker) => worker.handle(&payload).await.is_ok(),
            Target::Payloads { handler, hook } => store(handler.as_ref(), hook, payload).await,
        };
        if done {
            StatusCode::OK
        } else {
            StatusCode::INTERNAL_SERVER_ERROR
        }
    }
}

/// Returns whether a payload was stored.
async fn store(handler: &dyn PayloadHandler, hook: &Hook, payload: Payload) -> bool {
    let stored = AssertUnwindSafe(async { handler.accept(payload).await }).catch_unwind();
    let (cause, error) = match stored.await {
        Ok(Ok(())) => return true,
        Ok(Err(error)) => (FailureCause::Store, error),
        Err(panic) => (FailureCause::Panic, panic_error(panic.as_ref())),
    };
    hook.report(&Failure::new(None, cause, &error, true));
    tracing::warn!("a payload was not stored and must be delivered again");
    false
}

impl fmt::Debug for WebhookService {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut debug = f.debug_struct("WebhookService");
        let _ = debug.field("receiver", &self.receiver);
        if let Target::Events(worker) = &self.target {
            let _ = debug.field("worker", worker);
        }
        debug.finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests;
