//! Receipts for what was received.

use whatsapp_business_core::id::MessageId;

use crate::types::{ReadReceipt, TypingIndicator};

impl ReadReceipt {
    /// Marks the message as read and shows the user that an answer is being written, until it comes or for 25 seconds.
    #[must_use]
    pub fn typing(message_id: impl Into<MessageId>) -> Self {
        Self::new(message_id).typing_indicator(TypingIndicator::new())
    }
}
