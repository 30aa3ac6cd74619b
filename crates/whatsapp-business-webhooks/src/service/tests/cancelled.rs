//! Requests that are dropped at any point of their processing, and claims whose response is lost.

use std::pin::pin;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering::SeqCst};
use std::task::{Context, Poll, Waker};

use tokio::task::yield_now;

use super::*;

/// A body with two messages.
const TWO: &str = r#"{"entry":[{"id":"1","changes":[{"field":"messages","value":{"messages":[
    {"id":"wamid.A","type":"text","text":{"body":"a"}},
    {"id":"wamid.B","type":"text","text":{"body":"b"}}]}}]}]}"#;

async fn pause() {
    yield_now().await;
    yield_now().await;
}

/// A store on a network: it acquires a claim a while before its caller learns of it. Completing and releasing begin at
/// once, like work that is spawned, and end later.
#[derive(Clone, Default)]
struct Remote {
    inner: Arc<MemoryDeduplicator>,
    /// The next claims are acquired, and their response is lost.
    lossy: Arc<AtomicBool>,
}

impl Deduplicator for Remote {
    fn claim<'a>(
        &'a self,
        key: &'a DedupKey,
        token: ClaimToken,
    ) -> BoxFuture<'a, Result<Claim, BoxError>> {
        Box::pin(async move {
            pause().await;
            let claim = self.inner.claim(key, token).await;
            pause().await;
            if self.lossy.load(SeqCst) {
                return Err("lost".into());
            }
            claim
        })
    }

    fn complete<'a>(
        &'a self,
        key: &'a DedupKey,
        token: ClaimToken,
    ) -> BoxFuture<'a, Result<(), BoxError>> {
        Box::pin(async move {
            let result = self.inner.complete(key, token).await;
            pause().await;
            result
        })
    }

    fn release<'a>(
        &'a self,
        key: &'a DedupKey,
        token: ClaimToken,
    ) -> BoxFuture<'a, Result<(), BoxError>> {
        Box::pin(async move {
            let result = self.inner.release(key, token).await;
            pause().await;
            result
        })
    }
}

/// A service on a store, whose handler takes a while and then fails while `failing`, and the events it handled.
struct Slow {
    service: WebhookService,
    store: Remote,
    failing: Arc<AtomicBool>,
    started: Arc<AtomicUsize>,
    handled: Log,
}

impl Slow {
    fn new(failing: bool) -> Self {
        let store = Remote::default();
        let failing = Arc::new(AtomicBool::new(failing));
        let (started, handled) = (Arc::<AtomicUsize>::default(), Log::default());
        let (fails, starts, log) = (
            Arc::clone(&failing),
            Arc::clone(&started),
            Arc::clone(&handled),
        );
        let service = WebhookService::new(receiver(), move |event: Event| {
            let (fails, starts, log) = (Arc::clone(&fails), Arc::clone(&starts), Arc::clone(&log));
            async move {
                starts.fetch_add(1, SeqCst);
                pause().await;
                if fails.load(SeqCst) {
                    return Err(HandlerError::retry("no"));
                }
                if let Event::Message(message) = event {
                    log.lock().expect("lock").push(message.id.to_string());
                }
                Ok(())
            }
        });
        Self {
            service: service.with_deduplicator(store.clone()),
            store,
            failing,
            started,
            handled,
        }
    }

    /// Polls a delivery up to `polls` times, then drops it. Returns the status if there is a response.
    fn deliver(&self, polls: usize) -> Option<u16> {
        let mut delivery = pin!(self.service.handle(signed(TWO)));
        let mut context = Context::from_waker(Waker::noop());
        for _ in 0..polls {
            if let Poll::Ready(response) = delivery.as_mut().poll(&mut context) {
                return Some(response.status().as_u16());
            }
        }
        None
    }
}

#[test]
fn a_delivery_can_be_dropped_at_every_await() {
    for (failing, status, awaits) in [(false, 200, 16), (true, 500, 16)] {
        for polls in 0..=awaits {
            let slow = Slow::new(failing);
            assert_eq!(slow.deliver(polls), None, "{polls}");
            let handled = slow.handled.lock().expect("lock").len();
            let started = slow.started.swap(0, SeqCst);
            assert!(handled <= started);
            // At once, and without the events that were handled.
            slow.failing.store(false, SeqCst);
            assert_eq!(slow.deliver(usize::MAX), Some(200), "{failing} {polls}");
            assert_eq!(slow.started.load(SeqCst), 2 - handled, "{polls}");
            assert_eq!(taken(&slow.handled), ["wamid.A", "wamid.B"], "{polls}");
        }
        // These were all.
        assert_eq!(Slow::new(failing).deliver(awaits + 1), Some(status));
    }
}

#[test]
fn a_claim_whose_response_is_lost_is_released() {
    let slow = Slow::new(false);
    slow.store.lossy.store(true, SeqCst);
    assert_eq!(slow.deliver(usize::MAX), Some(500));
    assert!(taken(&slow.handled).is_empty());
    slow.store.lossy.store(false, SeqCst);
    assert_eq!(slow.deliver(usize::MAX), Some(200));
    assert_eq!(taken(&slow.handled), ["wamid.A", "wamid.B"]);
}
