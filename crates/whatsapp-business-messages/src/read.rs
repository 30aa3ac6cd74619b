//! Read receipts for received messages.

use whatsapp_business_core::id::MessageId;

use crate::types::{ReadReceipt, TypingIndicator};

impl ReadReceipt {
    /// Marks the message as read and shows the user that a reply is being written, until it is sent or 25 seconds have passed.
    #[must_use]
    pub fn typing(message_id: impl Into<MessageId>) -> Self {
        Self::new(message_id).typing_indicator(TypingIndicator::new())
    }
}
