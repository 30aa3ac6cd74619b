//! A de-duplicator within one process.

use std::collections::{BTreeMap, HashMap};
use std::fmt;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use whatsapp_business_core::{BoxError, BoxFuture};

use super::{Claim, DedupKey, Deduplicator};

const DAY: Duration = Duration::from_secs(24 * 60 * 60);

/// Remembers events in memory: a bounded number of them, for a bounded time. When it is full, it forgets those
/// first that it has not seen for longest.
///
/// It forgets everything when the process ends, so events that are repeated across a restart are handled twice.
///
/// ```
/// use whatsapp_business_webhooks::{MemoryDeduplicator, Payload};
///
/// # fn example(payload: &Payload) {
/// let seen = MemoryDeduplicator::default();
/// for event in payload.events() {
///     if seen.is_new(&event.dedup_key()) {
///         // handle it
///     }
/// }
/// # }
/// ```
pub struct MemoryDeduplicator {
    capacity: usize,
    remembered_for: Duration,
    held_for: Duration,
    clock: Box<dyn Fn() -> Instant + Send + Sync>,
    known: Mutex<Known>,
}

#[derive(Default)]
struct Known {
    keys: HashMap<DedupKey, Seen>,
    /// Keys by when they were last seen: the smallest number is the oldest.
    order: BTreeMap<u64, DedupKey>,
    last: u64,
}

struct Seen {
    order: u64,
    until: Instant,
    done: bool,
}

impl MemoryDeduplicator {
    /// Remembers up to `capacity` events (at least one) for `remembered_for`. An event takes about 150 bytes.
    /// [`default`](Self::default) is 100,000 events for 8 days, a day longer than the platform repeats.
    #[must_use]
    pub fn new(capacity: usize, remembered_for: Duration) -> Self {
        Self {
            capacity: capacity.max(1),
            remembered_for,
            held_for: Duration::from_secs(60),
            clock: Box::new(Instant::now),
            known: Mutex::default(),
        }
    }

    /// How long a claim holds whose handler neither completes nor gives it back; 60 seconds unless set.
    #[must_use]
    pub fn with_claims_held_for(mut self, held_for: Duration) -> Self {
        self.held_for = held_for;
        self
    }

    /// Takes the time from elsewhere, for tests.
    #[must_use]
    pub fn with_clock(mut self, clock: impl Fn() -> Instant + Send + Sync + 'static) -> Self {
        self.clock = Box::new(clock);
        self
    }

    /// Whether the event was not seen before. It counts as handled from now on.
    pub fn is_new(&self, key: &DedupKey) -> bool {
        self.note(key, true) == Claim::New
    }

    fn known(&self) -> MutexGuard<'_, Known> {
        // Every change of the maps is complete before anything could panic.
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn note(&self, key: &DedupKey, done: bool) -> Claim {
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
            return if seen.done { Claim::Done } else { Claim::Held };
        }
        known.insert(*key, order, self.until(now, done), done);
        while known.keys.len() > self.capacity {
            let Some((_, oldest)) = known.order.pop_first() else {
                break;
            };
            known.keys.remove(&oldest);
        }
        Claim::New
    }

    fn until(&self, now: Instant, done: bool) -> Instant {
        let period = if done {
            self.remembered_for
        } else {
            self.held_for
        };
        // A period beyond what the clock can say is as good as a year.
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
            .field("remembered_for", &self.remembered_for)
            .field("held_for", &self.held_for)
            .finish_non_exhaustive()
    }
}

impl Deduplicator for MemoryDeduplicator {
    fn claim<'a>(&'a self, key: &'a DedupKey) -> BoxFuture<'a, Result<Claim, BoxError>> {
        Box::pin(async move { Ok(self.note(key, false)) })
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
