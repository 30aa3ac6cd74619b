//! Webhooks in axum: a router for all of it, and extractors for handlers of your own.
//!
//! ```no_run
//! use std::convert::Infallible;
//!
//! use whatsapp_business_webhooks::{Event, Receiver, WebhookService, axum};
//!
//! # async fn example() -> Result<(), Box<dyn std::error::Error>> {
//! let service = WebhookService::new(Receiver::from_env()?, |event: Event| async move {
//!     println!("{}", event.kind());
//!     Ok::<(), Infallible>(())
//! });
//! let app: ::axum::Router = axum::router("/webhooks", service);
//! # Ok(())
//! # }
//! ```
//!
//! With extractors, the handler answers itself, and `Receiver` is (a part of) the state:
//!
//! ```no_run
//! use axum::{Router, http::StatusCode, routing::get};
//! use whatsapp_business_webhooks::Receiver;
//! use whatsapp_business_webhooks::axum::{Challenge, VerifiedPayload};
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

/// A router that serves webhooks at `path`, such as `/webhooks`. Merge it into that of the application.
///
/// Limits of the body are those of the [`Receiver`]; `DefaultBodyLimit` has no effect.
pub fn router<S>(path: &str, service: WebhookService) -> Router<S>
where
    S: Clone + Send + Sync + 'static,
{
    Router::new().route_service(path, service)
}

/// Extracts a payload whose signature is right. The state must have a [`Receiver`].
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
    type Rejection = Refusal;

    async fn from_request(request: Request, state: &S) -> Result<Self, Refusal> {
        let receiver = Receiver::from_ref(state);
        let (parts, body) = request.into_parts();
        let body = collect(&parts.headers, body, receiver.body_limit()).await;
        let payload = receiver.receive(signature_of(&parts.headers), body.map_err(Refusal)?);
        match payload {
            Ok(payload) => Ok(Self(payload)),
            Err(error) => {
                tracing::warn!(%error, "refused a webhook");
                Err(Refusal(verify_status(&error)))
            }
        }
    }
}

/// Extracts the challenge of a verification request whose token is right; answer with it. The state must have a
/// [`Receiver`].
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
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Refusal> {
        let receiver = Receiver::from_ref(state);
        match receiver.challenge(parts.uri.query().unwrap_or_default()) {
            Ok(challenge) => Ok(Self(challenge)),
            Err(error) => {
                tracing::warn!(%error, "refused the verification of the callback URL");
                Err(Refusal(challenge_status(error)))
            }
        }
    }
}

/// A request that is not one of the platform. Its answer is a status without a body.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Refusal(StatusCode);

impl Refusal {
    /// The status to answer with.
    #[must_use]
    pub fn status(&self) -> StatusCode {
        self.0
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        self.0.into_response()
    }
}
