//! The event handler of an application.

use std::future::Future;

use whatsapp_business_core::{BoxError, BoxFuture};

use crate::event::Event;

/// Handles events. Implemented by functions from an [`Event`] to a future of `Result<(), E>`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a handler of webhook events",
    label = "not a function from `Event` to a future of `Result<(), E>`",
    note = "a handler looks like `|event: whatsapp_business::webhooks::Event| async move {{ Ok::<(), E>(()) }}`",
    note = "its error converts into `whatsapp_business::BoxError`, and its future is `Send + 'static`"
)]
pub trait Handler: Send + Sync + 'static {
    /// Handles one event.
    ///
    /// # Errors
    ///
    /// Any error means that the event was not handled, and makes the platform deliver it again.
    fn handle(&self, event: Event) -> BoxFuture<'_, Result<(), BoxError>>;
}

impl<F, Fut, E> Handler for F
where
    F: Fn(Event) -> Fut + Send + Sync + 'static,
    Fut: Future<Output = Result<(), E>> + Send + 'static,
    E: Into<BoxError>,
{
    fn handle(&self, event: Event) -> BoxFuture<'_, Result<(), BoxError>> {
        let handled = self(event);
        Box::pin(async move { handled.await.map_err(Into::into) })
    }
}
