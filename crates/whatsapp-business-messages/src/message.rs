//! Shorthand constructors for common messages.

use whatsapp_business_core::id::{MessageId, PhoneNumber, UserId};

use crate::types::{
    Audio, Contact, Document, Image, Location, MediaSource, Message, MessageContent,
    MessageContext, Reaction, Recipient, Sticker, Text, Video, interactive::Interactive,
    template::TemplateMessage,
};

impl Message {
    /// A text message, of 1 to 4096 characters.
    #[must_use]
    pub fn text(to: impl Into<Recipient>, body: impl Into<Text>) -> Self {
        Self::new(to, body.into())
    }

    /// An image: JPEG or PNG, at most 5 MB.
    #[must_use]
    pub fn image(to: impl Into<Recipient>, source: impl Into<MediaSource>) -> Self {
        Self::new(to, Image::new(source))
    }

    /// Audio: AAC, AMR, MP3, MP4 or OGG, at most 16 MB.
    #[must_use]
    pub fn audio(to: impl Into<Recipient>, source: impl Into<MediaSource>) -> Self {
        Self::new(to, Audio::new(source))
    }

    /// A video: MP4 or 3GPP, at most 16 MB.
    #[must_use]
    pub fn video(to: impl Into<Recipient>, source: impl Into<MediaSource>) -> Self {
        Self::new(to, Video::new(source))
    }

    /// A document, at most 100 MB.
    #[must_use]
    pub fn document(to: impl Into<Recipient>, source: impl Into<MediaSource>) -> Self {
        Self::new(to, Document::new(source))
    }

    /// A sticker: WebP of 512 by 512 pixels, at most 100 KB, or 500 KB when animated.
    #[must_use]
    pub fn sticker(to: impl Into<Recipient>, source: impl Into<MediaSource>) -> Self {
        Self::new(to, Sticker::new(source))
    }

    /// A location, in decimal degrees.
    #[must_use]
    pub fn location(to: impl Into<Recipient>, latitude: f64, longitude: f64) -> Self {
        Self::new(to, Location::new(latitude, longitude))
    }

    /// One or more contacts, at most 257.
    #[must_use]
    pub fn contacts(
        to: impl Into<Recipient>,
        contacts: impl IntoIterator<Item = impl Into<Contact>>,
    ) -> Self {
        Self::new(
            to,
            MessageContent::Contacts(contacts.into_iter().map(Into::into).collect()),
        )
    }

    /// A reaction to a message of the user; an empty `emoji` removes the reaction.
    #[must_use]
    pub fn reaction(
        to: impl Into<Recipient>,
        message_id: impl Into<MessageId>,
        emoji: impl Into<String>,
    ) -> Self {
        Self::new(to, Reaction::new(message_id, emoji))
    }

    /// An interactive message: buttons, lists, products, flows, orders.
    #[must_use]
    pub fn interactive(to: impl Into<Recipient>, interactive: impl Into<Interactive>) -> Self {
        Self::new(to, interactive.into())
    }

    /// A template message, the only kind that can open a conversation.
    #[must_use]
    pub fn template(to: impl Into<Recipient>, template: impl Into<TemplateMessage>) -> Self {
        Self::new(to, template.into())
    }

    /// Quotes a message: this one is shown as a reply to it. Not possible for reactions.
    #[must_use]
    pub fn in_reply_to(self, message_id: impl Into<MessageId>) -> Self {
        self.context(MessageContext::new(message_id))
    }
}

/// A phone number with country code.
impl From<&str> for Recipient {
    fn from(phone_number: &str) -> Self {
        Self::Phone(PhoneNumber::from(phone_number))
    }
}

/// A phone number with country code.
impl From<String> for Recipient {
    fn from(phone_number: String) -> Self {
        Self::Phone(PhoneNumber::from(phone_number))
    }
}

/// A phone number and the business-scoped user id of the same user. The phone number takes precedence.
impl<P: Into<PhoneNumber>, U: Into<UserId>> From<(P, U)> for Recipient {
    fn from(phone_and_user: (P, U)) -> Self {
        Self::PhoneAndUser(phone_and_user.into())
    }
}

/// Recipients convert from references to ids just as from ids.
macro_rules! recipient_from_reference {
    ($($id:ident => $variant:ident),*) => {$(
        impl From<&whatsapp_business_core::id::$id> for Recipient {
            fn from(id: &whatsapp_business_core::id::$id) -> Self {
                Self::$variant(id.clone())
            }
        }
    )*};
}

recipient_from_reference!(PhoneNumber => Phone, UserId => User, GroupId => Group);

#[cfg(test)]
mod tests {
    use serde_json::json;
    use whatsapp_business_core::id::{GroupId, MediaId};

    use super::*;
    use crate::types::MessageCategory;

    fn encoded(message: &Message) -> serde_json::Value {
        serde_json::to_value(message).unwrap()
    }

    #[test]
    fn a_text_to_a_phone_number() {
        let message = Message::text("15550100042", "On its way").in_reply_to("wamid.X");
        assert_eq!(
            encoded(&message),
            json!({
                "messaging_product": "whatsapp",
                "recipient_type": "individual",
                "to": "15550100042",
                "context": {"message_id": "wamid.X"},
                "type": "text",
                "text": {"body": "On its way"},
            })
        );
    }

    #[test]
    fn groups_and_users_are_addressed_by_their_own_properties() {
        let group = encoded(&Message::text(GroupId::from("G1"), "hi"));
        assert_eq!(
            (&group["recipient_type"], &group["to"]),
            (&json!("group"), &json!("G1"))
        );
        let id = UserId::from("US.1");
        let user = encoded(&Message::text(&id, "hi"));
        assert_eq!((&user["recipient"], user.get("to")), (&json!("US.1"), None));
    }

    #[test]
    fn a_user_is_addressed_by_phone_number_and_user_id_together() {
        let message = Message::text(("15550100042", "US.1"), "hi");
        let json = json!({
            "messaging_product": "whatsapp",
            "recipient_type": "individual",
            "to": "15550100042",
            "recipient": "US.1",
            "type": "text",
            "text": {"body": "hi"},
        });
        assert_eq!(encoded(&message), json);
        assert_eq!(serde_json::from_value::<Message>(json).unwrap(), message);
    }

    #[test]
    fn a_category_sends_a_message_without_a_template() {
        let message = Message::text("15550100042", "Your parcel arrives today")
            .category(MessageCategory::Utility)
            .ttl_seconds(3600);
        let json = encoded(&message);
        assert_eq!(
            (&json["category"], &json["ttl_seconds"]),
            (&json!("utility"), &json!(3600))
        );
    }

    /// What other clients send, in the spellings that the platform accepts.
    #[test]
    fn requests_of_other_clients_decode() {
        let read = |json: serde_json::Value| serde_json::from_value::<Message>(json).unwrap();
        let text = read(json!({
            "messaging_product": "whatsapp",
            "to": 15_550_100_042_u64,
            "text": {"body": "hi"},
        }));
        assert_eq!(text, Message::text("15550100042", "hi"));
        let location = read(json!({
            "messaging_product": "WHATSAPP",
            "recipient_type": "Individual",
            "to": "15550100042",
            "type": "LOCATION",
            "context": null,
            "location": {"latitude": "48.2", "longitude": "16.37", "name": null},
        }));
        assert_eq!(location, Message::location("15550100042", 48.2, 16.37));
        let flow = read(json!({
            "messaging_product": "whatsapp",
            "to": "15550100042",
            "type": "interactive",
            "interactive": {
                "type": "flow",
                "body": {"text": "Book"},
                "action": {"name": "flow", "parameters": {
                    "flow_message_version": "3",
                    "flow_id": "7",
                    "flow_cta": "Book",
                    "flow_action_payload": {"data": r#"{"day": 4}"#},
                }},
            },
        }));
        let data = encoded(&flow);
        let data = data.pointer("/interactive/action/parameters/flow_action_payload/data");
        assert_eq!(data, Some(&json!({"day": 4})));
    }

    #[test]
    fn media_are_given_by_id_or_by_link() {
        let by_id = encoded(&Message::image("1", MediaId::from("7")));
        assert_eq!(by_id["image"], json!({"id": "7"}));
        let by_link = encoded(&Message::image(
            "1",
            MediaSource::link("https://example.org/a.png"),
        ));
        assert_eq!(
            by_link["image"],
            json!({"link": "https://example.org/a.png"})
        );
    }

    #[test]
    fn what_people_wrote_is_not_printed() {
        let printed = format!("{:?}", Message::text("15550100042", "secret words"));
        assert!(
            !printed.contains("secret words") && !printed.contains("15550100042"),
            "{printed}"
        );
    }
}
