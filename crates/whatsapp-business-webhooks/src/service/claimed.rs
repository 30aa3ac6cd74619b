//! The claim of an event that is being handled.

use std::future::Future;
use std::panic::AssertUnwindSafe;

use futures_util::FutureExt as _;
use whatsapp_business_core::BoxError;

use crate::dedup::{Claim, ClaimToken, DedupKey, Deduplicator};

/// The result of a call of a deduplicator. A panic must not skip the events that follow.
async fn caught<T>(call: impl Future<Output = Result<T, BoxError>>) -> Result<T, BoxError> {
    let result = AssertUnwindSafe(call).catch_unwind().await;
    result.unwrap_or_else(|_| Err("the deduplicator panicked".into()))
}

/// A claim. It is released when it is dropped, as when the platform hangs up and the server drops the request: otherwise the
/// event could not be handled again until the claim expires.
pub(super) struct Claimed<'a> {
    deduplicator: &'a dyn Deduplicator,
    key: DedupKey,
    token: ClaimToken,
    handled: bool,
    settled: bool,
}

impl<'a> Claimed<'a> {
    /// A claim to be acquired. The token exists before the store knows it, so the claim can be released at any time.
    pub(super) fn new(deduplicator: &'a dyn Deduplicator, key: DedupKey) -> Self {
        Self {
            deduplicator,
            key,
            token: ClaimToken::random(),
            handled: false,
            settled: false,
        }
    }

    pub(super) async fn acquire(&mut self) -> Result<Claim, BoxError> {
        let claim = caught(async { self.deduplicator.claim(&self.key, self.token).await }).await;
        match claim {
            Ok(Claim::Acquired) => {}
            Ok(Claim::InProgress | Claim::Completed) => self.settled = true,
            // The store may have acquired it. The caller reports the error of the claim, not that of the release.
            Err(_) => drop(self.finish(false).await),
        }
        claim
    }

    /// Completes the claim when the event was handled, and releases it otherwise.
    pub(super) async fn settle(mut self, handled: bool) -> Result<(), BoxError> {
        self.finish(handled).await
    }

    async fn finish(&mut self, handled: bool) -> Result<(), BoxError> {
        self.handled = handled;
        let recorded = self.record().await;
        self.settled = true;
        if recorded.is_err() {
            tracing::warn!(
                key = %self.key,
                handled,
                "the deduplicator failed to record an event"
            );
        }
        recorded
    }

    async fn record(&self) -> Result<(), BoxError> {
        let Self { key, token, .. } = self;
        caught(async {
            if self.handled {
                self.deduplicator.complete(key, *token).await
            } else {
                self.deduplicator.release(key, *token).await
            }
        })
        .await
    }
}

impl Drop for Claimed<'_> {
    fn drop(&mut self) {
        if !self.settled {
            // Nobody waits for it any more.
            let recorded = self.record().now_or_never();
            tracing::warn!(
                key = %self.key,
                handled = self.handled,
                recorded = matches!(recorded, Some(Ok(()))),
                "a request was dropped while an event was claimed or handled"
            );
        }
    }
}
