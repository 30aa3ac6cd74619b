//! The stages of delivery.

use std::fmt;
use std::str::FromStr;

use serde::de::{self, Deserialize, Deserializer};
use serde::{Serialize, Serializer};

/// A stage of delivery. Stages are ordered: `Sent`, `Delivered`, `Read`, `Played`.
///
/// Statuses arrive in any order, and some never arrive: a message that was read has been delivered, even without a
/// status.
///
/// As text, and in serde, a stage is the status of the platform: `sent`, `delivered`, `read` or `played`. The order of the
/// texts is another one: compare stages.
///
/// ```
/// use whatsapp_business::webhooks::DeliveryStage;
///
/// assert!(DeliveryStage::Sent < DeliveryStage::Delivered);
/// assert!(DeliveryStage::Read < DeliveryStage::Played);
///
/// let stored = DeliveryStage::Read.to_string();
/// assert_eq!(stored.parse(), Ok(DeliveryStage::Read));
/// ```
#[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
#[non_exhaustive]
pub enum DeliveryStage {
    /// The platform sent the message.
    Sent,
    /// The message reached a device of the user.
    Delivered,
    /// The user read the message.
    Read,
    /// The user played the voice message.
    Played,
}

impl DeliveryStage {
    /// All stages, in their order.
    pub const ALL: &'static [Self] = &[Self::Sent, Self::Delivered, Self::Read, Self::Played];

    /// The status of the platform: `sent`, `delivered`, `read` or `played`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Sent => "sent",
            Self::Delivered => "delivered",
            Self::Read => "read",
            Self::Played => "played",
        }
    }
}

impl fmt::Display for DeliveryStage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

/// The text is not a stage of delivery.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct UnknownStage(());

impl fmt::Display for UnknownStage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the text is not a stage of delivery")
    }
}

impl std::error::Error for UnknownStage {}

impl FromStr for DeliveryStage {
    type Err = UnknownStage;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let mut all = Self::ALL.iter().copied();
        all.find(|stage| stage.as_str() == text)
            .ok_or(UnknownStage(()))
    }
}

impl Serialize for DeliveryStage {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

impl<'de> Deserialize<'de> for DeliveryStage {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = std::borrow::Cow::<'_, str>::deserialize(deserializer)?;
        text.parse().map_err(de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::types::status::MessageStatusUpdate;

    #[test]
    fn stages_are_text_and_back() {
        for stage in DeliveryStage::ALL {
            let text = stage.to_string();
            assert_eq!(text.parse(), Ok(*stage));
            let json = serde_json::to_string(stage).expect("stage");
            assert_eq!(json, format!("\"{text}\""));
            let read: DeliveryStage = serde_json::from_str(&json).expect("stage");
            assert_eq!(read, *stage);
            // The text is that of the status.
            let status = format!(r#"{{"id":"wamid.x","status":{json}}}"#);
            let status: MessageStatusUpdate = serde_json::from_str(&status).expect("status");
            assert_eq!(status.stage(), Some(*stage));
        }
        assert!(DeliveryStage::ALL.is_sorted_by(|a, b| a < b));
    }

    #[test]
    fn other_texts_are_no_stage() {
        for text in ["", "failed", "Read", " read"] {
            assert_eq!(text.parse::<DeliveryStage>(), Err(UnknownStage(())));
            assert!(serde_json::from_value::<DeliveryStage>(text.into()).is_err());
        }
    }
}
