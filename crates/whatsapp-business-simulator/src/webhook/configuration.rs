//! Configuration of a webhook: its URL and its statuses.

use std::fmt;
use std::time::Duration;

use super::MESSAGES;
use super::error::WebhookError;
use super::target::Target;
use crate::catalog::Catalog;

/// A webhook: the URL that the simulator posts to, and the statuses of sent messages that it reports.
///
/// A URL alone works too: `simulator.set_webhook("http://127.0.0.1:3000/webhooks")`.
///
/// ```
/// use std::time::Duration;
/// use whatsapp_business_simulator::Webhook;
///
/// let webhook = Webhook::new("http://localhost:3000/webhooks")
///     .statuses(["sent", "failed"])
///     .delay(Duration::from_millis(500));
/// # drop(webhook);
/// ```
#[derive(Clone)]
#[must_use]
pub struct Webhook {
    url: String,
    statuses: Option<Vec<String>>,
    delay: Duration,
    attempts: u32,
}

impl Webhook {
    /// Creates a webhook with a URL that has the scheme `http` and the host `localhost`, 127.x.x.x or `[::1]`. Other hosts
    /// are rejected, so that a test never contacts another computer.
    pub fn new(url: impl Into<String>) -> Self {
        Self {
            url: url.into(),
            statuses: None,
            delay: Duration::from_millis(20),
            attempts: 4,
        }
    }

    /// The statuses that every accepted message gets, in order: any of `sent`, `delivered`, `read`, `played` and `failed`.
    /// Default: `sent`, `delivered`, `read`.
    pub fn statuses<S: Into<String>>(mut self, statuses: impl IntoIterator<Item = S>) -> Self {
        self.statuses = Some(statuses.into_iter().map(Into::into).collect());
        self
    }

    /// The pause before each status of a message. Default: 20 milliseconds.
    pub fn delay(mut self, delay: Duration) -> Self {
        self.delay = delay;
        self
    }

    /// The maximum number of attempts to post a payload until the response is 200. Default: 4. The first pause between two
    /// attempts is 10 milliseconds, each further one five times as long, up to 5 seconds; the platform retries for days.
    pub fn attempts(mut self, attempts: u32) -> Self {
        self.attempts = attempts.max(1);
        self
    }

    pub(crate) fn configure(self, catalog: &Catalog) -> Result<Configured, WebhookError> {
        let target = Target::parse(&self.url)?;
        for status in self.statuses.iter().flatten() {
            let variant = format!("status_{status}");
            if catalog.sample(MESSAGES, &variant).is_none() {
                return Err(WebhookError::unknown(MESSAGES, &variant));
            }
        }
        let usual = || ["sent", "delivered", "read"].map(str::to_owned).into();
        Ok(Configured {
            target,
            statuses: self.statuses.unwrap_or_else(usual),
            delay: self.delay,
            attempts: self.attempts,
        })
    }
}

impl From<&str> for Webhook {
    fn from(url: &str) -> Self {
        Self::new(url)
    }
}

impl From<String> for Webhook {
    fn from(url: String) -> Self {
        Self::new(url)
    }
}

/// The URL may contain a token.
impl fmt::Debug for Webhook {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Webhook")
            .field("statuses", &self.statuses)
            .field("delay", &self.delay)
            .field("attempts", &self.attempts)
            .finish_non_exhaustive()
    }
}

/// A validated webhook.
#[derive(Debug)]
pub(crate) struct Configured {
    pub(crate) target: Target,
    pub(crate) statuses: Vec<String>,
    pub(crate) delay: Duration,
    pub(crate) attempts: u32,
}
