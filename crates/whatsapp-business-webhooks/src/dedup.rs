//! Recognizing events that were delivered before.

mod memory;

use std::collections::hash_map::RandomState;
use std::fmt;
use std::hash::{BuildHasher as _, Hasher as _};

use whatsapp_business_core::rt::hex;
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

    pub(crate) fn from_hex(text: &str) -> Option<Self> {
        hex::decode(text).map(Self)
    }

    pub(crate) fn of<T: Describe>(kind: &str, event: &Received<T>) -> Self {
        if let Some(key) = event.context().restored_key() {
            return Self(*key);
        }
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
        if let Some(key) = context.restored_key() {
            return Self(*key);
        }
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
        f.write_str(&hex::encode(&self.0))
    }
}

impl fmt::Debug for DedupKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "DedupKey({self})")
    }
}

/// Identifies one claim of an event, so that an expired claim is not confused with the next one of the same event.
///
/// The caller of [`Deduplicator::claim`] chooses it, so that it can release a claim whose response it never received.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
pub struct ClaimToken(u128);

impl ClaimToken {
    /// Creates a token from a number, which must differ for every claim, in all processes.
    #[must_use]
    pub fn new(number: u128) -> Self {
        Self(number)
    }

    /// Creates a token from a random number.
    #[must_use]
    pub fn random() -> Self {
        // Each hasher has keys of its own, which derive from random numbers of the operating system.
        let half = || u128::from(RandomState::new().build_hasher().finish());
        Self((half() << 64) | half())
    }

    /// The number.
    #[must_use]
    pub fn number(self) -> u128 {
        self.0
    }
}

/// The result of [`Deduplicator::claim`].
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Claim {
    /// The event is new, and the caller now holds its claim. Handle the event, then call [`Deduplicator::complete`], or
    /// [`Deduplicator::release`] when handling fails, with the same token.
    Acquired,
    /// Another caller holds the claim. Its outcome is not known yet, so the event must be delivered again.
    InProgress,
    /// The event was handled before.
    Completed,
}

/// Remembers which events were handled.
///
/// [`MemoryDeduplicator`] does so within one process. Several processes need a shared store. A claim must expire after
/// some time, because a process may end while it holds one. Remember handled events for at least 7 days, the period in
/// which the platform repeats deliveries. In Redis, for example:
///
/// | method | command |
/// |---|---|
/// | `claim` | `SET key token NX GET PX 60000` (Redis 7): nothing or this token is acquired, `done` is completed, another token is in progress |
/// | `complete` | `SET key done PX 691200000` |
/// | `release` | a script that deletes the key if its value is still the token |
///
/// A method that fails or panics only affects the event that it is called for.
pub trait Deduplicator: Send + Sync {
    /// Claims an event, unless it is claimed or was handled. The token differs for every claim. A claim with the token of
    /// the current claim is [`Acquired`](Claim::Acquired) too, so a request to the store can be repeated.
    ///
    /// If the future is dropped before it is ready, or fails, the store may have acquired the claim: then
    /// [`release`](Self::release) is called with the same token. A store that could carry out the release before the claim
    /// must keep them in order, for example on one connection. Otherwise the event stays claimed until the claim expires.
    ///
    /// # Errors
    ///
    /// When the store fails. The event is then not handled, and the platform delivers it again.
    fn claim<'a>(
        &'a self,
        key: &'a DedupKey,
        token: ClaimToken,
    ) -> BoxFuture<'a, Result<Claim, BoxError>>;

    /// Marks a claimed event as handled, also when its claim has expired or another caller holds the next one: the event
    /// was handled.
    ///
    /// # Errors
    ///
    /// When the store fails. The event may then be handled again.
    fn complete<'a>(
        &'a self,
        key: &'a DedupKey,
        token: ClaimToken,
    ) -> BoxFuture<'a, Result<(), BoxError>>;

    /// Releases a claim, because the event could not be handled. Does nothing when the event was handled, when it was never
    /// claimed with this token, or when the claim has expired and another caller holds the next one, which has another
    /// token.
    ///
    /// When a request is dropped while its event is claimed or handled, usually because the platform hung up, nobody can wait for
    /// the future: it is polled once, then dropped. If the store needs longer, spawn the work in this method and wait
    /// for its result. Otherwise the event stays claimed until the claim expires. The same is true of
    /// [`complete`](Self::complete).
    ///
    /// # Errors
    ///
    /// When the store fails. The event then stays claimed until the claim expires.
    fn release<'a>(
        &'a self,
        key: &'a DedupKey,
        token: ClaimToken,
    ) -> BoxFuture<'a, Result<(), BoxError>>;
}

#[cfg(test)]
mod tests;
