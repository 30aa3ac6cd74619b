//! What an application does with events.

use std::future::Future;

use whatsapp_business_core::{BoxError, BoxFuture};

use crate::event::Event;

/// Handles events. Implemented by functions from an [`Event`] to a future of `Result<(), E>`.
pub trait Handler: Send + Sync + 'static {
    /// Handles one event.
    ///
    /// # Errors
    ///
    /// Any error means that the event is not done with, and makes the platform repeat it.
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
