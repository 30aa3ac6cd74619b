//! Handling events exactly as often as needed: claim, handle, complete.

use std::fmt;
use std::panic::AssertUnwindSafe;
use std::sync::Arc;

use futures_util::FutureExt as _;
use whatsapp_business_core::BoxError;

use super::claimed::Claimed;
use super::failure::{Failure, FailureCause, Hook, Subject, panic_error};
use super::handler::{Handler, HandlerError};
use crate::dedup::{Claim, Deduplicator};
use crate::event::Event;
use crate::payload::Payload;

/// Handles the events of payloads that are in a queue, as [`WebhookService`](super::WebhookService) handles those of a
/// request: claims each event with the deduplicator, passes it to the handler, and completes the claim.
///
/// ```
/// use whatsapp_business::webhooks::{Event, EventWorker, HandlerError, MemoryDeduplicator, Payload};
///
/// # async fn example(body: Vec<u8>) -> Result<(), Box<dyn std::error::Error>> {
/// let worker = EventWorker::new(|event: Event| async move {
///     println!("{}", event.kind());
///     Ok::<(), HandlerError>(())
/// })
/// .with_deduplicator(MemoryDeduplicator::default())
/// .on_error(|failure| eprintln!("{failure:?}: {}", failure.error()));
///
/// // A body that was verified when it was received.
/// let payload = Payload::parse(body)?;
/// if worker.handle(&payload).await.is_ok() {
///     // Remove it from the queue. Otherwise leave it there: events that were handled are skipped the next time.
/// }
/// # Ok(())
/// # }
/// ```
#[derive(Clone)]
pub struct EventWorker {
    handler: Arc<dyn Handler>,
    deduplicator: Option<Arc<dyn Deduplicator>>,
    hook: Hook,
}

impl EventWorker {
    /// Creates a worker that passes every event to `handler`.
    pub fn new(handler: impl Handler) -> Self {
        Self {
            handler: Arc::new(handler),
            deduplicator: None,
            hook: Hook::default(),
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

    /// Calls `hook` with every failure: errors and panics of the handler, and errors of the deduplicator. This crate logs
    /// only the kind of the event, because the errors may contain anything.
    #[must_use]
    pub fn on_error(self, hook: impl Fn(&Failure<'_>) + Send + Sync + 'static) -> Self {
        Self {
            hook: Hook::new(hook),
            ..self
        }
    }

    /// Handles all events of a payload, one after the other, also after one fails.
    ///
    /// # Errors
    ///
    /// When events must be handled again. With a deduplicator, only they are, so pass the whole payload again.
    pub async fn handle(&self, payload: &Payload) -> Result<(), Unhandled> {
        let mut events = 0;
        for event in payload.events() {
            events += usize::from(!self.handle_once(event).await);
        }
        if events == 0 {
            Ok(())
        } else {
            Err(Unhandled { events })
        }
    }

    /// Handles one event.
    ///
    /// # Errors
    ///
    /// When the event must be handled again.
    pub async fn handle_event(&self, event: Event) -> Result<(), Unhandled> {
        if self.handle_once(event).await {
            Ok(())
        } else {
            Err(Unhandled { events: 1 })
        }
    }

    /// Returns false when the event must be handled again.
    async fn handle_once(&self, event: Event) -> bool {
        let Some(deduplicator) = &self.deduplicator else {
            // The key of some events costs a hash of the payload.
            let (kind, subject) = (
                event.kind(),
                self.hook.is_set().then(|| Subject::of(&event)),
            );
            let result = self.run(event).await;
            return self.outcome(kind, subject.as_ref(), result);
        };
        let subject = Subject::of(&event);
        let mut claimed = Claimed::new(deduplicator.as_ref(), subject.key);
        match claimed.acquire().await {
            Ok(Claim::Acquired) => {}
            Ok(Claim::Completed) => return true,
            Ok(Claim::InProgress) => {
                tracing::info!(
                    kind = subject.kind,
                    "an event is being handled already; it must be delivered again"
                );
                return false;
            }
            Err(error) => {
                self.report(&subject, FailureCause::Deduplicator, &error, true);
                tracing::warn!(
                    kind = subject.kind,
                    "the deduplicator failed; the event must be delivered again"
                );
                return false;
            }
        }
        let result = self.run(event).await;
        let done = self.outcome(subject.kind, Some(&subject), result);
        if let Err(error) = claimed.settle(done).await {
            self.report(&subject, FailureCause::Deduplicator, &error, !done);
        }
        done
    }

    async fn run(&self, event: Event) -> Result<(), (FailureCause, HandlerError)> {
        // A panic must neither skip the deduplicator nor the events that follow.
        let handled = AssertUnwindSafe(async { self.handler.handle(event).await }).catch_unwind();
        match handled.await {
            Ok(result) => result.map_err(|error| (FailureCause::Handler, error)),
            Err(panic) => {
                let error = HandlerError::retry(panic_error(panic.as_ref()));
                Err((FailureCause::Panic, error))
            }
        }
    }

    /// Reports a failure. Returns false when the event must be handled again.
    fn outcome(
        &self,
        kind: &'static str,
        subject: Option<&Subject>,
        result: Result<(), (FailureCause, HandlerError)>,
    ) -> bool {
        let Err((cause, error)) = result else {
            return true;
        };
        let retry = error.is_retry();
        if let Some(subject) = subject {
            self.report(subject, cause, error.error(), retry);
        }
        // Without the error: it comes from the application and may contain anything.
        if retry {
            tracing::warn!(kind, "an event was not handled and must be delivered again");
        } else {
            tracing::warn!(kind, "an event was discarded");
        }
        !retry
    }

    fn report(&self, subject: &Subject, cause: FailureCause, error: &BoxError, retry: bool) {
        self.hook
            .report(&Failure::new(Some(subject), cause, error, retry));
    }
}

impl fmt::Debug for EventWorker {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("EventWorker")
            .field("deduplicator", &self.deduplicator.is_some())
            .finish_non_exhaustive()
    }
}

/// Events that must be handled again.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Unhandled {
    events: usize,
}

impl Unhandled {
    /// The number of events, at least one.
    #[must_use]
    pub fn events(&self) -> usize {
        self.events
    }
}

impl fmt::Display for Unhandled {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "events that must be handled again: {}", self.events)
    }
}

impl std::error::Error for Unhandled {}
