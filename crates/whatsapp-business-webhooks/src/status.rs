//! The way of a message to its recipient.

use whatsapp_business_core::GraphError;

use crate::types::{MessageStatus, MessageStatusUpdate, Payment, StatusType};

/// What became of a message, for exhaustive matching.
///
/// A status that a later version of this crate knows becomes a variant here, so that matches without a last arm tell
/// what is missing.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum State<'a> {
    /// The platform has sent it.
    Sent,
    /// It has reached a device of the user.
    Delivered,
    /// The user has read it.
    Read,
    /// The user has played the voice message.
    Played,
    /// It was not delivered. The errors say why, and are mostly one.
    Failed(&'a [GraphError]),
    /// The payment that an order message asked for has changed.
    Payment {
        /// The state of the payment, such as captured, pending or failed.
        status: &'a MessageStatus,
        /// Its details.
        payment: Option<&'a Payment>,
    },
    /// A status that this version does not know. The text is empty where there was none.
    Unknown(&'a str),
}

impl MessageStatusUpdate {
    /// What became of the message.
    #[must_use]
    pub fn state(&self) -> State<'_> {
        let Some(status) = &self.status else {
            return State::Unknown("");
        };
        if self.kind == Some(StatusType::Payment) || self.payment.is_some() {
            return State::Payment {
                status,
                payment: self.payment.as_deref(),
            };
        }
        match status {
            MessageStatus::Sent => State::Sent,
            MessageStatus::Delivered => State::Delivered,
            MessageStatus::Read => State::Read,
            MessageStatus::Played => State::Played,
            MessageStatus::Failed => State::Failed(&self.errors),
            other => State::Unknown(other.as_str()),
        }
    }

    /// How far the message has come. `None` when it failed, and with payments and unknown statuses.
    #[must_use]
    pub fn stage(&self) -> Option<DeliveryStage> {
        match self.state() {
            State::Sent => Some(DeliveryStage::Sent),
            State::Delivered => Some(DeliveryStage::Delivered),
            State::Read => Some(DeliveryStage::Read),
            State::Played => Some(DeliveryStage::Played),
            State::Failed(_) | State::Payment { .. } | State::Unknown(_) => None,
        }
    }
}

/// How far a message has come, in order.
///
/// Statuses arrive in any order, and some never do: a message that was read has been delivered, whether a status
/// says so or not.
///
/// ```
/// use whatsapp_business_webhooks::DeliveryStage;
///
/// assert!(DeliveryStage::Sent < DeliveryStage::Delivered);
/// assert!(DeliveryStage::Read < DeliveryStage::Played);
/// ```
#[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
#[non_exhaustive]
pub enum DeliveryStage {
    /// The platform has sent it.
    Sent,
    /// It has reached a device of the user.
    Delivered,
    /// The user has read it.
    Read,
    /// The user has played the voice message.
    Played,
}

/// What is known of the way of one message to one recipient, however its statuses arrive.
///
/// In a group every participant has a progress of their own.
///
/// ```
/// use whatsapp_business_webhooks::{DeliveryProgress, DeliveryStage, types::MessageStatusUpdate};
///
/// fn store(progress: &mut DeliveryProgress, status: &MessageStatusUpdate) {
///     if progress.apply(status) {
///         // further than before: worth telling somebody
///     }
///     let _delivered = progress.stage() >= Some(DeliveryStage::Delivered);
/// }
/// ```
#[derive(Clone, Copy, Debug, Default, Eq, Hash, PartialEq)]
pub struct DeliveryProgress {
    stage: Option<DeliveryStage>,
    failed: bool,
}

impl DeliveryProgress {
    /// Nothing is known yet.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Takes up what was stored before.
    #[must_use]
    pub fn from_parts(stage: Option<DeliveryStage>, failed: bool) -> Self {
        Self { stage, failed }
    }

    /// The furthest stage that was heard of.
    #[must_use]
    pub fn stage(&self) -> Option<DeliveryStage> {
        self.stage
    }

    /// Whether delivery failed. A message can be sent and fail afterwards.
    #[must_use]
    pub fn is_failed(&self) -> bool {
        self.failed
    }

    /// Takes a status in. True when it says something new: a further stage, or the first failure. Repeated,
    /// overtaken, payment and unknown statuses change nothing.
    pub fn apply(&mut self, status: &MessageStatusUpdate) -> bool {
        if let State::Failed(_) = status.state() {
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
    fn failure_stands_apart() {
        let mut progress = DeliveryProgress::from_parts(Some(DeliveryStage::Sent), false);
        assert!(progress.apply(&named("failed")));
        assert!(!progress.apply(&named("failed")));
        assert!(progress.is_failed());
        assert_eq!(progress.stage(), Some(DeliveryStage::Sent));
    }

    #[test]
    fn payments_and_unknown_statuses_do_not_move_a_message() {
        let mut progress = DeliveryProgress::new();
        let paid = status(r#"{"id":"wamid.x","type":"payment","status":"captured","payment":{}}"#);
        assert!(matches!(
            paid.state(),
            State::Payment {
                payment: Some(_),
                ..
            }
        ));
        let failed = status(r#"{"id":"wamid.x","type":"payment","status":"failed"}"#);
        assert!(matches!(failed.state(), State::Payment { .. }));
        for status in [
            paid,
            failed,
            named("teleported"),
            status(r#"{"id":"wamid.x"}"#),
        ] {
            assert!(!progress.apply(&status));
        }
        assert_eq!(progress, DeliveryProgress::new());
        assert_eq!(named("teleported").state(), State::Unknown("teleported"));
        assert_eq!(named("pending").state(), State::Unknown("pending"));
    }
}
