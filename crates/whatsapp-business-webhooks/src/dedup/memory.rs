//! A deduplicator within one process.

use std::collections::{BTreeMap, HashMap};
use std::fmt;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use whatsapp_business_core::{BoxError, BoxFuture};

use super::{Claim, ClaimToken, DedupKey, Deduplicator};

const DAY: Duration = Duration::from_secs(24 * 60 * 60);

/// Remembers events in memory: a bounded number of them, for a bounded time. When it is full, it evicts the handled
/// event that was least recently seen, never one that is being handled. When as many events are being handled at the same
/// time as it has capacity for, it rejects further claims, and the platform delivers those events again.
///
/// It forgets everything when the process ends, so events that are delivered again after a restart are handled twice.
///
/// ```
/// use whatsapp_business::webhooks::{MemoryDeduplicator, Payload};
///
/// # fn example(payload: &Payload) {
/// let seen = MemoryDeduplicator::default();
/// for event in payload.events() {
///     if seen.insert(&event.dedup_key()) {
///         // handle it
///     }
/// }
/// # }
/// ```
pub struct MemoryDeduplicator {
    capacity: usize,
    retention: Duration,
    claim_timeout: Duration,
    clock: Box<dyn Fn() -> Instant + Send + Sync>,
    known: Mutex<Known>,
}

#[derive(Default)]
struct Known {
    keys: HashMap<DedupKey, Seen>,
    /// Handled events by when they were last seen; the smallest number is the oldest.
    handled: BTreeMap<u64, DedupKey>,
    /// Claims by when they were acquired, which is the order in which they expire.
    claimed: BTreeMap<u64, (DedupKey, ClaimToken)>,
    last: u64,
}

struct Seen {
    number: u64,
    until: Instant,
    done: bool,
}

impl MemoryDeduplicator {
    /// Creates a deduplicator that remembers up to `capacity` events (at least one) for the duration of `retention`. An
    /// event takes about 150 bytes. The [`default`](Self::default) is 100,000 events for 8 days, a day longer than the
    /// platform repeats deliveries.
    #[must_use]
    pub fn new(capacity: usize, retention: Duration) -> Self {
        Self {
            capacity: capacity.max(1),
            retention,
            claim_timeout: Duration::from_secs(60),
            clock: Box::new(Instant::now),
            known: Mutex::default(),
        }
    }

    /// Sets when a claim expires that is neither completed nor released. The default is 60 seconds.
    #[must_use]
    pub fn with_claim_timeout(mut self, timeout: Duration) -> Self {
        self.claim_timeout = timeout;
        self
    }

    /// Sets the clock, for tests.
    #[must_use]
    pub fn with_clock(mut self, clock: impl Fn() -> Instant + Send + Sync + 'static) -> Self {
        self.clock = Box::new(clock);
        self
    }

    /// Marks an event as handled. Returns whether it is new, like [`HashSet::insert`](std::collections::HashSet::insert).
    /// It does not remember a new event while the whole capacity is in use for events that are being handled.
    pub fn insert(&self, key: &DedupKey) -> bool {
        matches!(self.record(key, None), Ok(Claim::Acquired) | Err(Full))
    }

    fn known(&self) -> MutexGuard<'_, Known> {
        // A panic cannot leave the maps half changed.
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Claims an event, or marks it as handled when there is no token.
    fn record(&self, key: &DedupKey, token: Option<ClaimToken>) -> Result<Claim, Full> {
        let now = (self.clock)();
        let until = self.until(now, token.is_none());
        let mut known = self.known();
        match known.keys.get(key) {
            Some(seen) if seen.until > now && seen.done => {
                let until = seen.until;
                known.put(*key, until, None);
                return Ok(Claim::Completed);
            }
            Some(seen) if seen.until > now => {
                let repeated = token.is_some_and(|token| known.is_claimed(key, token));
                return Ok(if repeated {
                    Claim::Acquired
                } else {
                    Claim::InProgress
                });
            }
            _ => known.remove(key),
        }
        known.make_room(self.capacity, now)?;
        known.put(*key, until, token);
        Ok(Claim::Acquired)
    }

    fn until(&self, now: Instant, done: bool) -> Instant {
        let period = if done {
            self.retention
        } else {
            self.claim_timeout
        };
        // A year, when the period exceeds the range of the clock.
        now.checked_add(period).unwrap_or(now + 365 * DAY)
    }
}

impl Known {
    /// Adds or replaces an event, as the one that was seen last. It was handled when there is no token.
    fn put(&mut self, key: DedupKey, until: Instant, token: Option<ClaimToken>) {
        self.remove(&key);
        self.last += 1;
        let number = self.last;
        if let Some(token) = token {
            self.claimed.insert(number, (key, token));
        } else {
            self.handled.insert(number, key);
        }
        let seen = Seen {
            number,
            until,
            done: token.is_none(),
        };
        self.keys.insert(key, seen);
    }

    /// Whether this is the current claim of the event.
    fn is_claimed(&self, key: &DedupKey, token: ClaimToken) -> bool {
        let claim = self.keys.get(key);
        let claim = claim.and_then(|claim| self.claimed.get(&claim.number));
        claim.is_some_and(|(_, current)| *current == token)
    }

    fn remove(&mut self, key: &DedupKey) {
        if let Some(seen) = self.keys.remove(key) {
            self.handled.remove(&seen.number);
            self.claimed.remove(&seen.number);
        }
    }

    /// Evicts until there is room for one more: claims that have expired, then handled events.
    fn make_room(&mut self, capacity: usize, now: Instant) -> Result<(), Full> {
        while self.keys.len() >= capacity {
            let oldest = self.claimed.values().next().map(|(key, _)| key);
            let expired = oldest.filter(|key| {
                let claim = self.keys.get(key);
                claim.is_none_or(|claim| claim.until <= now)
            });
            let evicted = expired.or_else(|| self.handled.values().next()).copied();
            self.remove(&evicted.ok_or(Full)?);
        }
        Ok(())
    }
}

/// There is only room for the events that are being handled.
#[derive(Debug)]
struct Full;

impl fmt::Display for Full {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("as many events are being handled as the deduplicator has capacity for")
    }
}

impl std::error::Error for Full {}

impl Default for MemoryDeduplicator {
    fn default() -> Self {
        Self::new(100_000, 8 * DAY)
    }
}

impl fmt::Debug for MemoryDeduplicator {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("MemoryDeduplicator")
            .field("capacity", &self.capacity)
            .field("retention", &self.retention)
            .field("claim_timeout", &self.claim_timeout)
            .finish_non_exhaustive()
    }
}

impl Deduplicator for MemoryDeduplicator {
    fn claim<'a>(
        &'a self,
        key: &'a DedupKey,
        token: ClaimToken,
    ) -> BoxFuture<'a, Result<Claim, BoxError>> {
        Box::pin(async move { Ok(self.record(key, Some(token))?) })
    }

    fn complete<'a>(
        &'a self,
        key: &'a DedupKey,
        _: ClaimToken,
    ) -> BoxFuture<'a, Result<(), BoxError>> {
        Box::pin(async move {
            let now = (self.clock)();
            let until = self.until(now, true);
            let mut known = self.known();
            if !known.keys.contains_key(key) {
                known.make_room(self.capacity, now)?;
            }
            known.put(*key, until, None);
            Ok(())
        })
    }

    fn release<'a>(
        &'a self,
        key: &'a DedupKey,
        token: ClaimToken,
    ) -> BoxFuture<'a, Result<(), BoxError>> {
        Box::pin(async move {
            let mut known = self.known();
            if known.is_claimed(key, token) {
                known.remove(key);
            }
            Ok(())
        })
    }
}
