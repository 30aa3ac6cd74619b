//! The event handler of an application, and its error.

use std::error::Error as StdError;
use std::fmt;
use std::future::Future;

use whatsapp_business_core::{BoxError, BoxFuture};

use crate::event::Event;
use crate::payload::Payload;

/// Handles events. Implemented by functions from an [`Event`] to a future of `Result<(), E>`, where `E` is any error type
/// or [`HandlerError`].
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a handler of webhook events",
    label = "not a function from `Event` to a future of `Result<(), E>`",
    note = "a handler looks like `|event: whatsapp_business::webhooks::Event| async move {{ Ok::<(), HandlerError>(()) }}`",
    note = "its error is `HandlerError` or implements `std::error::Error`, and its future is `Send + 'static`",
    note = "`BoxError`, `anyhow::Error` and text hide what failed: use `HandlerError::retry(error)` or `HandlerError::discard(error)`"
)]
pub trait Handler: Send + Sync + 'static {
    /// Handles one event.
    ///
    /// # Errors
    ///
    /// The error decides whether the event is delivered again, see [`HandlerError`].
    fn handle(&self, event: Event) -> BoxFuture<'_, Result<(), HandlerError>>;
}

impl<F, Fut, E> Handler for F
where
    F: Fn(Event) -> Fut + Send + Sync + 'static,
    Fut: Future<Output = Result<(), E>> + Send + 'static,
    E: Into<HandlerError>,
{
    fn handle(&self, event: Event) -> BoxFuture<'_, Result<(), HandlerError>> {
        let handled = self(event);
        Box::pin(async move { handled.await.map_err(Into::into) })
    }
}

/// Stores payloads, usually in a durable queue. Implemented by functions from a [`Payload`] to a future of
/// `Result<(), E>`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` does not store payloads",
    label = "not a function from `Payload` to a future of `Result<(), E>`",
    note = "its error converts into `whatsapp_business::BoxError`, and its future is `Send + 'static`"
)]
pub trait PayloadHandler: Send + Sync + 'static {
    /// Stores a payload. It is durable when the future is ready.
    ///
    /// # Errors
    ///
    /// Any error makes the platform deliver the payload again.
    fn accept(&self, payload: Payload) -> BoxFuture<'_, Result<(), BoxError>>;
}

impl<F, Fut, E> PayloadHandler for F
where
    F: Fn(Payload) -> Fut + Send + Sync + 'static,
    Fut: Future<Output = Result<(), E>> + Send + 'static,
    E: Into<BoxError>,
{
    fn accept(&self, payload: Payload) -> BoxFuture<'_, Result<(), BoxError>> {
        let accepted = self(payload);
        Box::pin(async move { accepted.await.map_err(Into::into) })
    }
}

/// Why an event was not handled, and whether it is handled again.
///
/// `?` converts every error, and decides by its type:
///
/// | error | event |
/// |---|---|
/// | `Error` of a request or `ReplyError`, if the request was certainly not carried out and may succeed later: no connection, a rate limit | retried |
/// | any other of these: refused for good, or `is_ambiguous()`, so that a retry might send twice | discarded |
/// | any other error type | retried |
///
/// An error that has such an error as a [source](StdError::source) is treated like it. Some errors hide their
/// sources, such as `#[error(transparent)]` of thiserror; of them, and where the rule does not fit, use
/// [`retry`](Self::retry) and [`discard`](Self::discard). `BoxError` and `anyhow::Error` always need one of them.
///
/// A retry runs the whole handler again, also the part before the error: send messages last.
///
/// ```
/// use whatsapp_business::webhooks::{Event, HandlerError};
///
/// async fn handle(event: Event) -> Result<(), HandlerError> {
///     let Event::Message(message) = event else {
///         return Ok(());
///     };
///     std::fs::write("last-message", message.id.as_str())?; // retried
///     message.sender().key().ok_or(HandlerError::discard("nobody to reply to"))?;
///     Ok(())
/// }
/// ```
///
/// It does not implement [`std::error::Error`], so that any error converts to it, like `anyhow::Error`.
pub struct HandlerError {
    error: BoxError,
    retry: bool,
}

impl HandlerError {
    /// The event is handled again: the platform delivers it for up to 7 days, or a queue keeps it.
    pub fn retry(error: impl Into<BoxError>) -> Self {
        Self {
            error: error.into(),
            retry: true,
        }
    }

    /// The event is not handled again. Only [`on_error`](super::EventWorker::on_error) receives the error.
    pub fn discard(error: impl Into<BoxError>) -> Self {
        Self {
            error: error.into(),
            retry: false,
        }
    }

    /// Whether the event is handled again.
    #[must_use]
    pub fn is_retry(&self) -> bool {
        self.retry
    }

    /// The error of the application.
    #[must_use]
    pub fn error(&self) -> &BoxError {
        &self.error
    }

    /// The error of the application.
    #[must_use]
    pub fn into_error(self) -> BoxError {
        self.error
    }
}

impl<E: StdError + Send + Sync + 'static> From<E> for HandlerError {
    fn from(error: E) -> Self {
        let retry = may_retry(&error);
        Self {
            error: error.into(),
            retry,
        }
    }
}

impl fmt::Display for HandlerError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.error.fmt(f)
    }
}

impl fmt::Debug for HandlerError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("HandlerError")
            .field("retry", &self.retry)
            .field("error", &self.error)
            .finish()
    }
}

/// Whether a retry is sensible and cannot send twice, as far as the error and its sources are known.
fn may_retry(error: &(dyn StdError + 'static)) -> bool {
    let mut link = Some(error);
    while let Some(error) = link {
        if let Some(retry) = request_may_retry(error) {
            return retry;
        }
        link = error.source();
    }
    true
}

#[cfg(feature = "client")]
fn request_may_retry(error: &(dyn StdError + 'static)) -> Option<bool> {
    use whatsapp_business_core::Error;

    #[cfg(feature = "reply")]
    let error = match error.downcast_ref() {
        Some(crate::reply::ReplyError::Request(error)) => error,
        // Without a sender or a number, it never succeeds.
        Some(_) => return Some(false),
        None => error,
    };
    let error: &Error = error.downcast_ref()?;
    Some(error.is_transient() && !error.is_ambiguous())
}

/// Without requests there are no errors of requests.
#[cfg(not(feature = "client"))]
fn request_may_retry(_: &(dyn StdError + 'static)) -> Option<bool> {
    None
}
