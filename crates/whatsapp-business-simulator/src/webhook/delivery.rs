//! What was delivered.

use std::fmt;

use http::StatusCode;
use serde_json::Value;

/// A payload that was posted to the webhook, and what came of it.
///
/// `Debug` does not show the payload.
#[derive(Clone, PartialEq)]
#[non_exhaustive]
pub struct Delivery {
    /// The payload.
    pub payload: Value,
    /// Status of the last answer. `None` when the last attempt brought none: nobody listened, or it took longer than 20
    /// seconds.
    pub status: Option<StatusCode>,
    /// How often it was posted.
    pub attempts: u32,
}

impl Delivery {
    /// Whether the receiver has taken it: the last answer was 200, which is the only one that the platform takes for success.
    #[must_use]
    pub fn is_delivered(&self) -> bool {
        self.status == Some(StatusCode::OK)
    }

    /// Id of the first message that the payload brings or tells the status of.
    #[must_use]
    pub fn message_id(&self) -> Option<&str> {
        let value = self.payload.pointer("/entry/0/changes/0/value")?;
        let first = ["/messages/0/id", "/statuses/0/id"]
            .iter()
            .find_map(|path| value.pointer(path));
        first.and_then(Value::as_str)
    }
}

impl fmt::Debug for Delivery {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Delivery")
            .field("status", &self.status)
            .field("attempts", &self.attempts)
            .finish_non_exhaustive()
    }
}
