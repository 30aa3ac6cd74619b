//! The result of a delivery.

use std::fmt;

use http::StatusCode;
use serde_json::Value;

/// A payload that was posted to the webhook, and its outcome.
///
/// `Debug` does not show the payload.
#[derive(Clone, PartialEq)]
#[non_exhaustive]
pub struct Delivery {
    /// The payload.
    pub payload: Value,
    /// Status of the last response. `None` when the last attempt got none: nothing was listening, or it took longer than
    /// 20 seconds.
    pub status: Option<StatusCode>,
    /// Number of attempts.
    pub attempts: u32,
}

impl Delivery {
    /// Whether the receiver accepted it: the last response was 200, the only status that the platform counts as success.
    #[must_use]
    pub fn is_delivered(&self) -> bool {
        self.status == Some(StatusCode::OK)
    }

    /// Id of the first message that the payload contains or reports the status of.
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
