//! The limit that a request exceeded.

use std::time::Duration;

#[cfg(feature = "client")]
use http::StatusCode;

#[cfg(feature = "client")]
use super::Error;
use super::codes::{LimitScope, Repeat};
use super::{ErrorClass, GraphError};

/// The limit that a request or a message exceeded: what it is counted for, and whether waiting helps. Returned by
/// [`GraphError::rate_limit`], and by `Error::rate_limit` of requests.
///
/// ```
/// # #[cfg(feature = "client")] {
/// # use whatsapp_business_core::Error;
/// use whatsapp_business_core::codes::LimitScope;
///
/// # fn handle(error: Error) {
/// match error.rate_limit().map(|limit| (limit.scope(), limit.is_temporary())) {
///     Some((Some(LimitScope::Pair), true)) => println!("send to other users meanwhile"),
///     Some((Some(LimitScope::Number), true)) => println!("send from another number meanwhile"),
///     Some((_, true)) => println!("pause all calls of the account or the app"),
///     Some((Some(LimitScope::Spam), false)) => println!("users block or report the number: stop sending"),
///     Some((_, false)) => println!("an allowance is used up: remove something, or apply for more"),
///     None => println!("not a limit"),
/// }
/// # }
/// # }
/// ```
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct RateLimit {
    scope: Option<LimitScope>,
    is_temporary: bool,
    retry_after: Option<Duration>,
}

impl RateLimit {
    /// What the limit is counted for: other numbers, users or accounts are not affected. `None` when the response does not contain a
    /// known code.
    #[must_use]
    pub fn scope(&self) -> Option<LimitScope> {
        self.scope
    }

    /// Whether the same request succeeds after some time. A limit that is a consequence of blocks and reports, and an allowance that is
    /// used up, do not end by themselves.
    #[must_use]
    pub fn is_temporary(&self) -> bool {
        self.is_temporary
    }

    /// The time until the request may succeed, where the response or the documentation names it.
    #[must_use]
    pub fn retry_after(&self) -> Option<Duration> {
        self.retry_after
    }

    /// How long to wait before the next attempt, given how many attempts have failed before this one: 0 for the first failure.
    /// `None` when waiting does not help, so that a loop ends.
    ///
    /// 1, 4, 16, 64 seconds and so on up to an hour, as the platform recommends, but not less than
    /// [`retry_after`](Self::retry_after). Add jitter when many tasks wait for the same limit.
    ///
    /// ```no_run
    /// # #[cfg(feature = "client")] {
    /// # use whatsapp_business_core::{Error, Transport};
    /// # async fn send() -> Result<(), Error> { Ok(()) }
    /// # async fn sleep(_: std::time::Duration) {}
    /// # async fn example() -> Result<(), Error> {
    /// let mut failures = 0;
    /// loop {
    ///     let error = match send().await {
    ///         Err(error) if failures < 5 => error,
    ///         result => return result,
    ///     };
    ///     match error.rate_limit().and_then(|limit| limit.backoff(failures)) {
    ///         Some(time) => sleep(time).await,
    ///         None => return Err(error),
    ///     }
    ///     failures += 1;
    /// }
    /// # }
    /// # }
    /// ```
    #[must_use]
    pub fn backoff(&self, failures: u32) -> Option<Duration> {
        const LONGEST: Duration = Duration::from_secs(60 * 60);
        let step = Duration::from_secs(4_u64.saturating_pow(failures)).min(LONGEST);
        self.is_temporary
            .then(|| step.max(self.retry_after.unwrap_or_default()))
    }
}

impl GraphError {
    /// The limit that was exceeded, by its code; `None` for other errors. For the errors of webhooks; `Error::rate_limit` of a request
    /// also reads the status and the headers of the response.
    #[must_use]
    pub fn rate_limit(&self) -> Option<RateLimit> {
        let code = self.documented()?;
        (code.class() == ErrorClass::RateLimit).then(|| RateLimit {
            scope: code.limit_scope(),
            is_temporary: code.repeat() != Repeat::Never,
            retry_after: code.wait(),
        })
    }
}

#[cfg(feature = "client")]
impl Error {
    /// The limit that the request exceeded, recognized by code whatever the HTTP status; `None` for other errors. The request was not
    /// carried out.
    #[must_use]
    pub fn rate_limit(&self) -> Option<RateLimit> {
        let code = self.graph().and_then(GraphError::documented);
        self.is_limit().then(|| RateLimit {
            scope: code.and_then(|code| code.limit_scope()),
            is_temporary: code.is_none_or(|code| code.repeat() != Repeat::Never),
            retry_after: self.retry_after(),
        })
    }

    pub(super) fn is_limit(&self) -> bool {
        self.class() == Some(ErrorClass::RateLimit)
            || self.status() == Some(StatusCode::TOO_MANY_REQUESTS)
    }

    /// A limit is reached that ends by itself: wait for [`retry_after`](Self::retry_after) where it is known, else as
    /// [`RateLimit::backoff`] says. The request was not carried out.
    ///
    /// False for limits that waiting does not lift, such as 131048 (users block or report the number) and full lists. They
    /// have a [`rate_limit`](Self::rate_limit) and the class [`RateLimit`](ErrorClass::RateLimit), too.
    #[must_use]
    pub fn is_rate_limited(&self) -> bool {
        self.rate_limit().is_some_and(|limit| limit.is_temporary)
    }
}
