//! The clock of tokio.

use std::time::Duration;

use tokio::runtime::Handle;
use tokio::time::{Instant, sleep};

use super::Timer;
use crate::future::BoxFuture;

/// The clock of tokio.
#[derive(Debug)]
pub(crate) struct TokioTimer(Instant);

impl TokioTimer {
    pub(crate) fn new() -> Self {
        Self(Instant::now())
    }
}

impl Timer for TokioTimer {
    fn now(&self) -> Duration {
        self.0.elapsed()
    }

    fn sleep(&self, duration: Duration) -> BoxFuture<'static, ()> {
        // Another runtime has no timer of tokio.
        if Handle::try_current().is_ok() {
            Box::pin(sleep(duration))
        } else {
            Box::pin(std::future::pending())
        }
    }
}
