//! Webhooks in axum: a router, and extractors for your own handlers.
//!
//! ```no_run
//! use whatsapp_business::webhooks::{Event, HandlerError, MemoryDeduplicator, Receiver, WebhookService, axum};
//!
//! # async fn example() -> Result<(), Box<dyn std::error::Error>> {
//! let service = WebhookService::new(Receiver::from_env()?, |event: Event| async move {
//!     println!("{}", event.kind());
//!     Ok::<(), HandlerError>(())
//! })
//! .with_deduplicator(MemoryDeduplicator::default());
//! let app: ::axum::Router = axum::router("/webhooks", service);
//! # Ok(())
//! # }
//! ```
//!
//! With the extractors, a handler responds itself, and `Receiver` is the state or a part of it:
//!
//! ```no_run
//! use axum::{Router, http::StatusCode, routing::get};
//! use whatsapp_business::webhooks::Receiver;
//! use whatsapp_business::webhooks::axum::{Challenge, VerifiedPayload};
//!
//! async fn verify(Challenge(challenge): Challenge) -> String {
//!     challenge
//! }
//!
//! async fn receive(VerifiedPayload(payload): VerifiedPayload) -> StatusCode {
//!     for event in payload.events() {
//!         println!("{}", event.kind());
//!     }
//!     StatusCode::OK
//! }
//!
//! # fn example() -> Result<(), Box<dyn std::error::Error>> {
//! let app: Router = Router::new()
//!     .route("/webhooks", get(verify).post(receive))
//!     .with_state(Receiver::from_env()?);
//! # Ok(())
//! # }
//! ```

use ::axum::Router;
use ::axum::extract::{FromRef, FromRequest, FromRequestParts, Request};
use ::axum::response::{IntoResponse, Response};
use http::StatusCode;
use http::request::Parts;

use crate::payload::Payload;
use crate::receiver::Receiver;
use crate::service::{WebhookService, challenge_status, collect, signature_of, verify_status};

/// Creates a router that serves webhooks at `path`, such as `/webhooks`. Merge it into the router of the application.
///
/// The body limit is that of the [`Receiver`]; `DefaultBodyLimit` has no effect.
pub fn router<S>(path: &str, service: WebhookService) -> Router<S>
where
    S: Clone + Send + Sync + 'static,
{
    Router::new().route_service(path, service)
}

/// Extracts a payload and verifies its signature. The state must contain a [`Receiver`].
///
/// A body without a well-formed signature is not read. The server must limit the time of reading, see [`WebhookService`].
#[derive(Clone, Debug)]
pub struct VerifiedPayload(
    /// The payload.
    pub Payload,
);

impl<S> FromRequest<S> for VerifiedPayload
where
    S: Send + Sync,
    Receiver: FromRef<S>,
{
    type Rejection = WebhookRejection;

    async fn from_request(request: Request, state: &S) -> Result<Self, WebhookRejection> {
        let receiver = Receiver::from_ref(state);
        let (parts, body) = request.into_parts();
        let body = collect(&parts.headers, body, receiver.body_limit()).await;
        let payload = receiver.receive(
            signature_of(&parts.headers),
            body.map_err(WebhookRejection)?,
        );
        match payload {
            Ok(payload) => Ok(Self(payload)),
            Err(error) => {
                tracing::warn!(%error, "rejected a webhook");
                Err(WebhookRejection(verify_status(&error)))
            }
        }
    }
}

/// Extracts the challenge of a verification request and verifies its token; respond with the challenge. The state must
/// contain a [`Receiver`].
#[derive(Clone, Debug)]
pub struct Challenge(
    /// The challenge.
    pub String,
);

impl<S> FromRequestParts<S> for Challenge
where
    S: Send + Sync,
    Receiver: FromRef<S>,
{
    type Rejection = WebhookRejection;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, WebhookRejection> {
        let receiver = Receiver::from_ref(state);
        match receiver.verify_challenge(parts.uri.query().unwrap_or_default()) {
            Ok(challenge) => Ok(Self(challenge)),
            Err(error) => {
                tracing::warn!(%error, "rejected the verification of the callback URL");
                Err(WebhookRejection(challenge_status(error)))
            }
        }
    }
}

/// The rejection of a request that does not come from the platform: a status without a body.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct WebhookRejection(StatusCode);

impl WebhookRejection {
    /// The status of the response.
    #[must_use]
    pub fn status(&self) -> StatusCode {
        self.0
    }
}

impl IntoResponse for WebhookRejection {
    fn into_response(self) -> Response {
        self.0.into_response()
    }
}
