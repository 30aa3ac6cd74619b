//! A deduplicator within one process.

use std::collections::{BTreeMap, HashMap};
use std::fmt;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use whatsapp_business_core::{BoxError, BoxFuture};

use super::{Claim, DedupKey, Deduplicator};

const DAY: Duration = Duration::from_secs(24 * 60 * 60);

/// Remembers events in memory: a bounded number of them, for a bounded time. When it is full, it evicts the least
/// recently seen event.
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
    /// Keys by when they were last seen; the smallest number is the oldest.
    order: BTreeMap<u64, DedupKey>,
    last: u64,
}

struct Seen {
    order: u64,
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
    pub fn insert(&self, key: &DedupKey) -> bool {
        self.record(key, true) == Claim::Acquired
    }

    fn known(&self) -> MutexGuard<'_, Known> {
        // A panic cannot leave the maps half changed.
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn record(&self, key: &DedupKey, done: bool) -> Claim {
        let now = (self.clock)();
        let mut known = self.known();
        known.last += 1;
        let order = known.last;
        let known = &mut *known;
        if let Some(seen) = known.keys.get_mut(key)
            && seen.until > now
        {
            known.order.remove(&seen.order);
            known.order.insert(order, *key);
            seen.order = order;
            return if seen.done {
                Claim::Completed
            } else {
                Claim::InProgress
            };
        }
        known.insert(*key, order, self.until(now, done), done);
        while known.keys.len() > self.capacity {
            let Some((_, oldest)) = known.order.pop_first() else {
                break;
            };
            known.keys.remove(&oldest);
        }
        Claim::Acquired
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
    fn insert(&mut self, key: DedupKey, order: u64, until: Instant, done: bool) {
        if let Some(before) = self.keys.insert(key, Seen { order, until, done }) {
            self.order.remove(&before.order);
        }
        self.order.insert(order, key);
    }
}

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
    fn claim<'a>(&'a self, key: &'a DedupKey) -> BoxFuture<'a, Result<Claim, BoxError>> {
        Box::pin(async move { Ok(self.record(key, false)) })
    }

    fn complete<'a>(&'a self, key: &'a DedupKey) -> BoxFuture<'a, Result<(), BoxError>> {
        Box::pin(async move {
            let until = self.until((self.clock)(), true);
            let mut known = self.known();
            known.last += 1;
            let order = known.last;
            known.insert(*key, order, until, true);
            Ok(())
        })
    }

    fn release<'a>(&'a self, key: &'a DedupKey) -> BoxFuture<'a, Result<(), BoxError>> {
        Box::pin(async move {
            let mut known = self.known();
            if let Some(seen) = known.keys.remove(key) {
                known.order.remove(&seen.order);
            }
            Ok(())
        })
    }
}
