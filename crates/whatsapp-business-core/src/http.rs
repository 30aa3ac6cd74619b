//! The seam to the network: one trait, whose implementations send one request and return its response.

mod body;
mod error;
#[cfg(feature = "reqwest")]
pub(crate) mod reqwest;

use std::fmt;
use std::time::Duration;

use crate::future::BoxFuture;

pub use ::http::{HeaderMap, HeaderName, HeaderValue, Request, Response, StatusCode};
pub use body::Body;
pub use error::HttpError;

/// Sends HTTP requests.
///
/// The default is reqwest, behind the feature `reqwest`. Implement it to use another HTTP stack, to
/// record or change requests, or to respond to them in tests without a socket, and set it with
/// [`ClientBuilder::http`](crate::ClientBuilder::http).
///
/// # Contract
///
/// - Send the request once: a retry might send a message twice.
/// - Return every response unchanged, including redirects and errors. Do not follow redirects: the
///   access token and the message must not reach another host.
/// - End with [`HttpError`] when [`Timeout`] has passed, including the time for the body of the
///   response. Nothing else limits the exchange.
/// - Report [`HttpError::not_sent`] only when no byte of the request was sent.
/// - When the body of the request fails, abort the request, and keep the error of the body among the
///   sources of the [`HttpError`].
/// - Keep URLs and headers out of logs and errors: they contain credentials.
///
/// ```
/// use whatsapp_business_core::BoxFuture;
/// use whatsapp_business_core::http::{Body, HttpError, HttpService, Request, Response};
///
/// /// Accepts every message.
/// #[derive(Debug)]
/// struct Accepting;
///
/// impl HttpService for Accepting {
///     fn call(&self, _: Request<Body>) -> BoxFuture<'_, Result<Response<Body>, HttpError>> {
///         Box::pin(async { Ok(Response::new(Body::from(r#"{"success":true}"#))) })
///     }
/// }
///
/// let transport: whatsapp_business_core::Transport = whatsapp_business_core::ClientBuilder::new()
///     .access_token("EAAB...")
///     .http(Accepting)
///     .build()?;
/// # Ok::<(), whatsapp_business_core::ConfigError>(())
/// ```
pub trait HttpService: fmt::Debug + Send + Sync {
    /// Sends a request and returns the head of its response; the body may follow.
    ///
    /// # Errors
    ///
    /// When no response was received.
    fn call(&self, request: Request<Body>) -> BoxFuture<'_, Result<Response<Body>, HttpError>>;
}

/// Timeout of a whole exchange, including the body of the response: what the access token and opening files have left of that of
/// the call. Every request has it in its [extensions](Request::extensions).
#[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub struct Timeout(pub Duration);
