//! What a caller learns about a failure.

use std::any::Any;
use std::fmt;
use std::panic::AssertUnwindSafe;
use std::sync::Arc;

use whatsapp_business_core::BoxError;

use crate::dedup::DedupKey;
use crate::event::Event;
use crate::metadata::Metadata;

/// An event that was not handled, or a payload that was not stored.
///
/// `Debug` does not show the error, which comes from the application or its stores.
#[non_exhaustive]
pub struct Failure<'a> {
    event: Option<&'a Subject>,
    cause: FailureCause,
    error: &'a BoxError,
    retry: bool,
}

/// What failed.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub enum FailureCause {
    /// The handler returned an error.
    Handler,
    /// The handler panicked. The error has the message of the panic, if it is text.
    Panic,
    /// The deduplicator failed to claim, complete or release the event.
    Deduplicator,
    /// The payload was not stored, see [`WebhookService::storing`](super::WebhookService::storing).
    Store,
}

/// What is kept of an event while it is handled.
pub(super) struct Subject {
    pub(super) kind: &'static str,
    pub(super) key: DedupKey,
    pub(super) metadata: Metadata,
}

impl Subject {
    pub(super) fn of(event: &Event) -> Self {
        Self {
            kind: event.kind(),
            key: event.dedup_key(),
            metadata: event.metadata().clone(),
        }
    }
}

impl<'a> Failure<'a> {
    pub(super) fn new(
        event: Option<&'a Subject>,
        cause: FailureCause,
        error: &'a BoxError,
        retry: bool,
    ) -> Self {
        Self {
            event,
            cause,
            error,
            retry,
        }
    }

    /// What failed.
    #[must_use]
    pub fn cause(&self) -> FailureCause {
        self.cause
    }

    /// The error. It may contain anything, also personal data.
    #[must_use]
    pub fn error(&self) -> &'a BoxError {
        self.error
    }

    /// Whether the event is delivered or handled again. If not, it was discarded, or it was handled and only the
    /// deduplicator failed.
    #[must_use]
    pub fn is_retried(&self) -> bool {
        self.retry
    }

    /// Name of the variant of [`Event`]. `None` when a whole payload failed.
    #[must_use]
    pub fn kind(&self) -> Option<&'static str> {
        self.event.map(|event| event.kind)
    }

    /// The key of the event. `None` when a whole payload failed.
    #[must_use]
    pub fn dedup_key(&self) -> Option<DedupKey> {
        self.event.map(|event| event.key)
    }

    /// The account, phone number and field of the event. `None` when a whole payload failed.
    #[must_use]
    pub fn metadata(&self) -> Option<&'a Metadata> {
        self.event.map(|event| &event.metadata)
    }
}

impl fmt::Debug for Failure<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Failure")
            .field("cause", &self.cause)
            .field("kind", &self.kind())
            .field("dedup_key", &self.dedup_key())
            .field("retry", &self.retry)
            .finish_non_exhaustive()
    }
}

type Report = dyn Fn(&Failure<'_>) + Send + Sync;

/// The hook of a caller.
#[derive(Clone, Default)]
pub(super) struct Hook(Option<Arc<Report>>);

impl Hook {
    pub(super) fn new(hook: impl Fn(&Failure<'_>) + Send + Sync + 'static) -> Self {
        Self(Some(Arc::new(hook)))
    }

    pub(super) fn is_set(&self) -> bool {
        self.0.is_some()
    }

    /// A panic of the hook must not affect the events that follow.
    pub(super) fn report(&self, failure: &Failure<'_>) {
        if let Some(hook) = &self.0
            && std::panic::catch_unwind(AssertUnwindSafe(|| hook(failure))).is_err()
        {
            tracing::warn!("the error hook panicked");
        }
    }
}

/// The message of a panic as an error.
pub(super) fn panic_error(panic: &(dyn Any + Send)) -> BoxError {
    let text = panic.downcast_ref::<&str>().copied();
    let text = text.or_else(|| panic.downcast_ref::<String>().map(String::as_str));
    text.unwrap_or("the handler panicked").into()
}
