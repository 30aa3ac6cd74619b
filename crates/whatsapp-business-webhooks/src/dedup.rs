//! Recognising what was delivered before.

mod memory;

use std::fmt;

use sha2::{Digest, Sha256};
use whatsapp_business_core::{BoxError, BoxFuture};

use crate::item::Item;
use crate::notification::{Context, Notification};
use crate::unknown::Unknown;

pub use memory::MemoryDeduplicator;

/// Key that is the same whenever the same event is delivered again.
///
/// The platform repeats deliveries for up to 7 days: when it got no 200 in time, and to every app that is subscribed
/// when one of them failed. Messages, statuses and calls are recognised by their ids, everything else by its content and
/// account. The key is a SHA-256 digest: it has one size, says nothing about people, and is the same in all
/// processes, so that it can be kept in a shared store. `Display` writes it in hexadecimal.
#[derive(Clone, Copy, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub struct DedupKey([u8; 32]);

impl DedupKey {
    /// The digest.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8; 32] {
        &self.0
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

/// Makes a key of parts, each with its length, so that no two lists of parts run into the same text.
pub(crate) struct KeyWriter(Sha256);

impl KeyWriter {
    pub(crate) fn new(kind: &str) -> Self {
        let mut key = Self(Sha256::new());
        key.write(kind.as_bytes());
        key
    }

    fn write(&mut self, part: &[u8]) {
        self.0
            .update(u64::try_from(part.len()).unwrap_or(u64::MAX).to_be_bytes());
        self.0.update(part);
    }

    /// Writes an id. False when it is empty.
    pub(crate) fn id(&mut self, id: &str) -> bool {
        self.write(id.as_bytes());
        !id.is_empty()
    }

    /// Writes a part that may be absent, and is always true.
    pub(crate) fn part(&mut self, part: Option<&str>) -> bool {
        self.0.update([u8::from(part.is_some())]);
        self.write(part.unwrap_or_default().as_bytes());
        true
    }

    /// Writes a whole change and a place in it.
    fn change(&mut self, context: &Context, index: usize) {
        let metadata = &context.metadata;
        let _ = self.part(Some(metadata.owner.as_str()));
        let _ = self.part(Some(metadata.field.as_str()));
        let _ = self.part(metadata.time.as_ref().map(|time| time.as_str()));
        self.write(context.raw.as_str().as_bytes());
        self.write(&u64::try_from(index).unwrap_or(u64::MAX).to_be_bytes());
    }

    pub(crate) fn of<T: Item>(mut self, news: &Notification<T>) -> DedupKey {
        if !news.identify(&mut self) {
            self.change(news.context(), news.index());
        }
        self.finish()
    }

    pub(crate) fn of_unknown(mut self, news: &Unknown) -> DedupKey {
        self.change(&news.context, news.index);
        self.write(news.raw.as_str().as_bytes());
        self.finish()
    }

    fn finish(self) -> DedupKey {
        DedupKey(self.0.finalize().into())
    }
}

/// What a [`Deduplicator`] knows of an event.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Claim {
    /// Nothing yet. It belongs to the caller now, who handles it and then calls [`Deduplicator::complete`], or
    /// [`Deduplicator::release`] when that fails.
    New,
    /// Someone else is handling it. Whether that succeeds is not known, so it must be delivered again.
    Held,
    /// It was handled.
    Done,
}

/// Remembers which events were handled.
///
/// [`MemoryDeduplicator`] does so within one process. Several processes need a store that they share; there, `claim` is one
/// atomic insert-if-absent. A claim should end by itself after some time, because a process may die while it holds
/// one; handled events should be remembered for 7 days, for so long the platform repeats.
pub trait Deduplicator: Send + Sync {
    /// Claims an event, unless it is claimed or was handled.
    ///
    /// # Errors
    ///
    /// When the store cannot tell. The event is then not handled, and the platform asked to repeat it.
    fn claim<'a>(&'a self, key: &'a DedupKey) -> BoxFuture<'a, Result<Claim, BoxError>>;

    /// Notes that a claimed event was handled.
    ///
    /// # Errors
    ///
    /// When the store fails. The event may then be handled again.
    fn complete<'a>(&'a self, key: &'a DedupKey) -> BoxFuture<'a, Result<(), BoxError>>;

    /// Gives a claim back, because the event could not be handled.
    ///
    /// # Errors
    ///
    /// When the store fails. The event is then held until the claim ends by itself.
    fn release<'a>(&'a self, key: &'a DedupKey) -> BoxFuture<'a, Result<(), BoxError>>;
}

#[cfg(test)]
mod tests;
