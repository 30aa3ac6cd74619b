//! Recognizing events that were delivered before.

mod memory;

use std::fmt;

use whatsapp_business_core::{BoxError, BoxFuture};

use crate::describe::Describe;
use crate::hash::{Digest, PartsHasher};
use crate::received::Received;
use crate::unknown::UnknownEvent;

pub use memory::MemoryDeduplicator;

/// Key that is the same whenever the same event is delivered again.
///
/// The platform repeats deliveries for up to 7 days: when it did not receive status 200 in time, and to every
/// subscribed app when one of them failed. Messages, statuses and calls are identified by their ids, all other events by
/// their content and account. The key is a SHA-256 digest: it has a fixed size, contains no personal data, and is the
/// same in all processes, so it can be kept in a shared store. `Display` writes it in hexadecimal.
#[derive(Clone, Copy, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub struct DedupKey(Digest);

impl DedupKey {
    /// The digest.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }

    pub(crate) fn of<T: Describe>(kind: &str, event: &Received<T>) -> Self {
        let mut hasher = PartsHasher::default();
        hasher.text(kind);
        if let Some(identity) = event.identity() {
            hasher.text(identity.id);
            for part in &identity.parts {
                hasher.optional(part.as_deref());
            }
        } else {
            hasher.digest(event.context().digest());
            hasher.number(event.index());
        }
        Self(hasher.finish())
    }

    pub(crate) fn of_unknown(kind: &str, event: &UnknownEvent) -> Self {
        let context = event.context();
        let mut hasher = PartsHasher::default();
        hasher.text(kind);
        hasher.digest(context.digest());
        hasher.number(event.index());
        // An item of a list can contain several unknown events, which may be equal.
        hasher.number(context.raw.position(event.raw()));
        Self(hasher.finish())
    }
}

impl fmt::Display for DedupKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl fmt::Debug for DedupKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "DedupKey({self})")
    }
}

/// The result of [`Deduplicator::claim`].
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Claim {
    /// The event is new, and the caller now holds its claim. Handle the event, then call [`Deduplicator::complete`], or
    /// [`Deduplicator::release`] when handling fails.
    Acquired,
    /// Another caller holds the claim. Its outcome is not known yet, so the event must be delivered again.
    InProgress,
    /// The event was handled before.
    Completed,
}

/// Remembers which events were handled.
///
/// [`MemoryDeduplicator`] does so within one process. Several processes need a shared store, where `claim` is one
/// atomic insert-if-absent. A claim should expire after some time, because a process may end while it holds one.
/// Remember handled events for at least 7 days, the period in which the platform repeats deliveries.
pub trait Deduplicator: Send + Sync {
    /// Claims an event, unless it is claimed or was handled.
    ///
    /// # Errors
    ///
    /// When the store fails. The event is then not handled, and the platform delivers it again.
    fn claim<'a>(&'a self, key: &'a DedupKey) -> BoxFuture<'a, Result<Claim, BoxError>>;

    /// Marks a claimed event as handled.
    ///
    /// # Errors
    ///
    /// When the store fails. The event may then be handled again.
    fn complete<'a>(&'a self, key: &'a DedupKey) -> BoxFuture<'a, Result<(), BoxError>>;

    /// Releases a claim, because the event could not be handled.
    ///
    /// # Errors
    ///
    /// When the store fails. The event then stays claimed until the claim expires.
    fn release<'a>(&'a self, key: &'a DedupKey) -> BoxFuture<'a, Result<(), BoxError>>;
}

#[cfg(test)]
mod tests;
