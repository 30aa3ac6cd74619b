//! Recognizing events that were delivered before.

mod memory;

use std::fmt;

use sha2::{Digest, Sha256};
use whatsapp_business_core::{BoxError, BoxFuture};

use crate::context::Context;
use crate::describe::Describe;
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
pub struct DedupKey([u8; 32]);

impl DedupKey {
    /// The digest.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }

    pub(crate) fn of<T: Describe>(kind: &str, event: &Received<T>) -> Self {
        let mut key = KeyWriter::new(kind);
        match event.identity() {
            Some(identity) => {
                key.write(identity.id);
                for part in &identity.parts {
                    key.optional(part.as_deref());
                }
            }
            None => key.change(event.context(), event.index()),
        }
        key.finish()
    }

    pub(crate) fn of_unknown(kind: &str, event: &UnknownEvent) -> Self {
        let mut key = KeyWriter::new(kind);
        key.change(event.context(), event.index());
        key.write(event.raw().as_str());
        key.finish()
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

/// Builds a key from parts, each prefixed by its length, so that different lists of parts never have the same bytes.
struct KeyWriter(Sha256);

impl KeyWriter {
    fn new(kind: &str) -> Self {
        let mut key = Self(Sha256::new());
        key.write(kind);
        key
    }

    fn number(&mut self, number: usize) {
        self.0
            .update(u64::try_from(number).unwrap_or(u64::MAX).to_be_bytes());
    }

    fn write(&mut self, part: &str) {
        self.number(part.len());
        self.0.update(part);
    }

    fn optional(&mut self, part: Option<&str>) {
        self.0.update([u8::from(part.is_some())]);
        self.write(part.unwrap_or_default());
    }

    /// Writes a whole change and a position in it.
    fn change(&mut self, context: &Context, index: usize) {
        let metadata = &context.metadata;
        self.optional(metadata.owner().map(|owner| owner.as_str()));
        self.write(metadata.field().as_str());
        self.optional(metadata.time().map(|time| time.as_str()));
        self.write(context.raw.as_str());
        self.number(index);
    }

    fn finish(self) -> DedupKey {
        DedupKey(self.0.finalize().into())
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
