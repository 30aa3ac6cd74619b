//! The delivery of a message to its recipient.

mod stage;

use serde::{Deserialize, Serialize};
use whatsapp_business_core::GraphError;

use crate::types::status::{MessageStatus, MessageStatusUpdate, Payment, StatusType};

pub use stage::{DeliveryStage, UnknownStage};

/// The delivery status of a message.
///
/// The platform adds statuses. A new one is [`Unknown`](Self::Unknown) until a later version of this crate adds its
/// variant.
#[derive(Clone, Copy, Debug, PartialEq)]
#[non_exhaustive]
pub enum DeliveryStatus<'a> {
    /// The platform sent the message.
    Sent,
    /// The message reached a device of the user.
    Delivered,
    /// The user read the message.
    Read,
    /// The user played the voice message.
    Played,
    /// The message was not delivered. There is usually one error, with the reason.
    Failed(&'a [GraphError]),
    /// The payment of an order message changed.
    Payment {
        /// Status of the payment, such as captured, pending or failed.
        status: &'a MessageStatus,
        /// Details of the payment.
        payment: Option<&'a Payment>,
    },
    /// A status that this version does not know. The text is empty if there was none.
    Unknown(&'a str),
}

impl MessageStatusUpdate {
    /// The delivery status of the message.
    #[must_use]
    pub fn delivery_status(&self) -> DeliveryStatus<'_> {
        let Some(status) = &self.status else {
            return DeliveryStatus::Unknown("");
        };
        if self.kind == Some(StatusType::Payment) || self.payment.is_some() {
            return DeliveryStatus::Payment {
                status,
                payment: self.payment.as_deref(),
            };
        }
        match status {
            MessageStatus::Sent => DeliveryStatus::Sent,
            MessageStatus::Delivered => DeliveryStatus::Delivered,
            MessageStatus::Read => DeliveryStatus::Read,
            MessageStatus::Played => DeliveryStatus::Played,
            MessageStatus::Failed => DeliveryStatus::Failed(&self.errors),
            other => DeliveryStatus::Unknown(other.as_str()),
        }
    }

    /// The stage of delivery that the message reached. `None` for failures, payments and unknown statuses.
    #[must_use]
    pub fn stage(&self) -> Option<DeliveryStage> {
        match self.delivery_status() {
            DeliveryStatus::Sent => Some(DeliveryStage::Sent),
            DeliveryStatus::Delivered => Some(DeliveryStage::Delivered),
            DeliveryStatus::Read => Some(DeliveryStage::Read),
            DeliveryStatus::Played => Some(DeliveryStage::Played),
            DeliveryStatus::Failed(_)
            | DeliveryStatus::Payment { .. }
            | DeliveryStatus::Unknown(_) => None,
        }
    }
}

/// The delivery progress of one message to one recipient, whatever the order of its statuses.
///
/// In a group, keep one progress per participant.
///
/// It is stored as `{"stage": "read", "failed": false}`, or in columns of their own: [`stage`](Self::stage) as text, and
/// [`is_failed`](Self::is_failed), from which [`from_parts`](Self::from_parts) restores it.
///
/// ```
/// use whatsapp_business::webhooks::{DeliveryProgress, DeliveryStage, types::status::MessageStatusUpdate};
///
/// fn store(progress: &mut DeliveryProgress, status: &MessageStatusUpdate) {
///     if progress.apply(status) {
///         // The message made progress.
///     }
///     let _delivered = progress.stage() >= Some(DeliveryStage::Delivered);
/// }
/// ```
#[derive(Clone, Copy, Debug, Default, Deserialize, Eq, Hash, PartialEq, Serialize)]
#[serde(default)]
pub struct DeliveryProgress {
    stage: Option<DeliveryStage>,
    failed: bool,
}

impl DeliveryProgress {
    /// Creates a progress without any status.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Restores stored progress.
    #[must_use]
    pub fn from_parts(stage: Option<DeliveryStage>, failed: bool) -> Self {
        Self { stage, failed }
    }

    /// The furthest stage reached.
    #[must_use]
    pub fn stage(&self) -> Option<DeliveryStage> {
        self.stage
    }

    /// Whether delivery failed. A message can fail after it was sent.
    #[must_use]
    pub fn is_failed(&self) -> bool {
        self.failed
    }

    /// Applies a status. Returns whether the progress changed, by a further stage or the first failure. Repeated,
    /// outdated, payment and unknown statuses change nothing.
    pub fn apply(&mut self, status: &MessageStatusUpdate) -> bool {
        if let DeliveryStatus::Failed(_) = status.delivery_status() {
            return !std::mem::replace(&mut self.failed, true);
        }
        let stage = status.stage();
        let further = stage > self.stage;
        if further {
            self.stage = stage;
        }
        further
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn status(json: &str) -> MessageStatusUpdate {
        serde_json::from_str(json).expect(json)
    }

    fn named(name: &str) -> MessageStatusUpdate {
        status(&format!(r#"{{"id":"wamid.x","status":"{name}"}}"#))
    }

    #[test]
    fn progress_is_the_same_in_every_order() {
        let names = ["sent", "delivered", "read", "played"];
        for first in names {
            for second in names {
                let mut progress = DeliveryProgress::new();
                assert!(progress.apply(&named(first)));
                assert_eq!(
                    progress.apply(&named(second)),
                    named(second).stage() > named(first).stage()
                );
                assert!(!progress.apply(&named(second)));
                assert_eq!(
                    progress.stage(),
                    named(first).stage().max(named(second).stage())
                );
            }
        }
    }

    #[test]
    fn a_failure_keeps_the_stage() {
        let mut progress = DeliveryProgress::from_parts(Some(DeliveryStage::Sent), false);
        assert!(progress.apply(&named("failed")));
        assert!(!progress.apply(&named("failed")));
        assert!(progress.is_failed());
        assert_eq!(progress.stage(), Some(DeliveryStage::Sent));
    }

    #[test]
    fn progress_is_stored_as_json() {
        let read = DeliveryProgress::from_parts(Some(DeliveryStage::Read), false);
        for (progress, json) in [
            (read, r#"{"stage":"read","failed":false}"#),
            (DeliveryProgress::new(), r#"{"stage":null,"failed":false}"#),
        ] {
            assert_eq!(serde_json::to_string(&progress).expect("progress"), json);
            let restored: DeliveryProgress = serde_json::from_str(json).expect(json);
            assert_eq!(restored, progress);
        }
        let empty: DeliveryProgress = serde_json::from_str("{}").expect("progress");
        assert_eq!(empty, DeliveryProgress::new());
    }

    #[test]
    fn payments_and_unknown_statuses_do_not_move_a_message() {
        let mut progress = DeliveryProgress::new();
        let paid = status(r#"{"id":"wamid.x","type":"payment","status":"captured","payment":{}}"#);
        assert!(matches!(
            paid.delivery_status(),
            DeliveryStatus::Payment {
                payment: Some(_),
                ..
            }
        ));
        let failed = status(r#"{"id":"wamid.x","type":"payment","status":"failed"}"#);
        assert!(matches!(
            failed.delivery_status(),
            DeliveryStatus::Payment { .. }
        ));
        for status in [
            paid,
            failed,
            named("teleported"),
            status(r#"{"id":"wamid.x"}"#),
        ] {
            assert!(!progress.apply(&status));
        }
        assert_eq!(progress, DeliveryProgress::new());
        assert_eq!(
            named("teleported").delivery_status(),
            DeliveryStatus::Unknown("teleported")
        );
        assert_eq!(
            named("pending").delivery_status(),
            DeliveryStatus::Unknown("pending")
        );
    }
}
