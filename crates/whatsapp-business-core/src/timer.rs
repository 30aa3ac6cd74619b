//! Time for the waits of a call that the HTTP stack does not see.

#[cfg(feature = "reqwest")]
mod clock;

use std::fmt;
use std::pin::pin;
use std::task::Poll;
use std::time::Duration;

use crate::error::{Error, Kind};
use crate::future::BoxFuture;

#[cfg(feature = "reqwest")]
pub(crate) use clock::TokioTimer;

/// Measures time, so that the access token and the files of an upload count towards the timeout of a call.
///
/// With the feature `reqwest` the default is the clock of tokio, whatever the HTTP stack: a runtime of tokio needs its time driver
/// (`enable_time`), and outside of tokio those waits are not limited. Implement it for another runtime or in tests, and set it with
/// [`ClientBuilder::timer`](crate::ClientBuilder::timer).
///
/// The exchange itself is limited by the [`HttpService`](crate::http::HttpService), which gets the time that is left.
///
/// ```
/// use std::time::{Duration, Instant};
/// use whatsapp_business_core::{BoxFuture, Timer};
///
/// # mod my_runtime { pub async fn sleep(_: std::time::Duration) {} }
/// #[derive(Debug)]
/// struct MyTimer(Instant);
///
/// impl Timer for MyTimer {
///     fn now(&self) -> Duration {
///         self.0.elapsed()
///     }
///
///     fn sleep(&self, duration: Duration) -> BoxFuture<'static, ()> {
///         Box::pin(my_runtime::sleep(duration))
///     }
/// }
/// ```
pub trait Timer: fmt::Debug + Send + Sync {
    /// Time since some fixed moment. It never decreases.
    fn now(&self) -> Duration;

    /// Completes after this time.
    fn sleep(&self, duration: Duration) -> BoxFuture<'static, ()>;
}

/// The time that is left to a call.
pub(crate) struct Deadline<'a> {
    /// Without one nothing is measured.
    timer: Option<&'a dyn Timer>,
    left: Duration,
}

impl<'a> Deadline<'a> {
    pub(crate) fn new(timer: Option<&'a dyn Timer>, timeout: Duration) -> Self {
        Self {
            timer,
            left: timeout,
        }
    }

    /// Waits before anything is sent, up to the end of the time. The clock is read only if there is something to wait for.
    pub(crate) async fn limit<T>(
        &mut self,
        what: &'static str,
        future: impl Future<Output = T>,
    ) -> Result<T, Error> {
        let (timer, left) = (self.timer, self.left);
        let mut alarm = None;
        let limited = self.count(async {
            let mut future = pin!(future);
            std::future::poll_fn(|context| {
                if let Poll::Ready(value) = future.as_mut().poll(context) {
                    return Poll::Ready(Some(value));
                }
                let Some(timer) = timer else {
                    return Poll::Pending;
                };
                let alarm = alarm.get_or_insert_with(|| timer.sleep(left));
                alarm.as_mut().poll(context).map(|()| None)
            })
            .await
        });
        limited.await.ok_or_else(|| Error::new(Kind::Late(what)))
    }

    /// Waits for what has a limit of its own, and subtracts the time.
    pub(crate) async fn count<T>(&mut self, future: impl Future<Output = T>) -> T {
        let mut future = pin!(future);
        let mut start = None;
        let timer = self.timer;
        let value = std::future::poll_fn(|context| {
            let poll = future.as_mut().poll(context);
            if poll.is_pending() && start.is_none() {
                start = timer.map(Timer::now);
            }
            poll
        })
        .await;
        if let (Some(timer), Some(start)) = (timer, start) {
            self.left = self.left.saturating_sub(timer.now().saturating_sub(start));
        }
        value
    }

    /// The time that is left for an exchange.
    pub(crate) fn left(&self) -> Result<Duration, Error> {
        if self.left.is_zero() {
            return Err(Error::new(Kind::Late("preparing the request")));
        }
        Ok(self.left)
    }
}
