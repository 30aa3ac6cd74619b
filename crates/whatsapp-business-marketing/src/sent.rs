//! The id of a sent message.

use whatsapp_business_core::id::MessageId;

use crate::types::SendMarketingMessageResponse;

impl SendMarketingMessageResponse {
    /// Id of the sent message, which its delivery statuses and quotes have. `None` if the platform sent an empty one.
    #[must_use]
    pub fn message_id(&self) -> Option<&MessageId> {
        let mut ids = self.messages.iter().map(|message| &message.id);
        ids.find(|id| !id.as_str().is_empty())
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn the_id_is_that_of_the_message() {
        for (messages, id) in [
            (
                json!([{"id": "wamid.1", "message_status": "accepted"}]),
                Some("wamid.1"),
            ),
            (json!([{"id": ""}]), None),
        ] {
            let json = json!({"messaging_product": "whatsapp", "messages": messages});
            let sent: SendMarketingMessageResponse = serde_json::from_value(json).unwrap();
            assert_eq!(sent.message_id().map(MessageId::as_str), id);
        }
    }
}
