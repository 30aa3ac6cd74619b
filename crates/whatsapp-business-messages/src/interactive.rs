//! Shorthand constructors for common interactive messages.

use crate::types::interactive::{
    ButtonAction, CtaUrlAction, CtaUrlParameters, Interactive, InteractiveBody, InteractiveButton,
    InteractiveCtaUrl, InteractiveHeader, InteractiveList, ListAction, ListRow, ListSection,
    LongInteractiveBody, MessageButton, Reply,
};

/// The returned message accepts a header and a footer if its kind has them. It converts into the content of a message, as every kind of
/// interactive message does.
///
/// ```
/// use whatsapp_business_messages::{Interactive, Message};
///
/// let question = Interactive::buttons("Shall we deliver today?", [("yes", "Yes, please"), ("no", "Another day")])
///     .footer("Example Ltd.");
/// let message = Message::new("15550100042", question);
/// # drop(message);
/// ```
impl Interactive {
    /// Up to 3 buttons, each with an id of up to 256 characters and a title of up to 20 characters, different for each. The webhook
    /// contains the id of the tapped button. The body has up to 1024 characters.
    ///
    /// Messages with a [category](crate::Message::category) have up to 10 buttons, of which the first two may be
    /// [URL buttons](MessageButton::cta_url).
    #[must_use]
    pub fn buttons(
        body: impl Into<InteractiveBody>,
        buttons: impl IntoIterator<Item = impl Into<MessageButton>>,
    ) -> InteractiveButton {
        InteractiveButton::new(body, ButtonAction::new(buttons))
    }

    /// A button, with a label of up to 20 characters, that opens a list of up to 10 rows. Each has an id of up to 200 characters, which the
    /// webhook contains when the row is selected, and a title of up to 24. The body has up to 4096 characters.
    ///
    /// For a list with several sections, use [`InteractiveList::new`].
    #[must_use]
    pub fn list(
        body: impl Into<LongInteractiveBody>,
        button: impl Into<String>,
        rows: impl IntoIterator<Item = impl Into<ListRow>>,
    ) -> InteractiveList {
        InteractiveList::new(body, ListAction::new(button, [ListSection::new(rows)]))
    }

    /// A button, with a label of up to 20 characters, that opens a web page. The body has up to 1024 characters.
    #[must_use]
    pub fn cta_url(
        body: impl Into<InteractiveBody>,
        button: impl Into<String>,
        url: impl Into<String>,
    ) -> InteractiveCtaUrl {
        InteractiveCtaUrl::new(body, CtaUrlAction::new(CtaUrlParameters::new(button, url)))
    }
}

impl MessageButton {
    /// A button that sends a predefined reply.
    #[must_use]
    pub fn reply(id: impl Into<String>, title: impl Into<String>) -> Self {
        Self::Reply(Reply::new(id, title))
    }

    /// A button that opens a web page. Only in messages with a [category](crate::Message::category).
    #[must_use]
    pub fn cta_url(title: impl Into<String>, url: impl Into<String>) -> Self {
        Self::CtaUrl(CtaUrlParameters::new(title, url))
    }
}

/// Id and title of a reply.
impl<I: Into<String>, T: Into<String>> From<(I, T)> for MessageButton {
    fn from((id, title): (I, T)) -> Self {
        Self::reply(id, title)
    }
}

/// Id and title.
impl<I: Into<String>, T: Into<String>> From<(I, T)> for ListRow {
    fn from((id, title): (I, T)) -> Self {
        Self::new(id, title)
    }
}

/// A text header, at most 60 characters without formatting.
impl From<&str> for InteractiveHeader {
    fn from(text: &str) -> Self {
        Self::Text(text.into())
    }
}

/// A text header, at most 60 characters without formatting.
impl From<String> for InteractiveHeader {
    fn from(text: String) -> Self {
        Self::Text(text.into())
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::types::{Contact, Message, MessageContent, Pin, PinnedMessage};

    fn encoded(interactive: impl Into<Interactive>) -> Value {
        serde_json::to_value(interactive.into()).unwrap()
    }

    #[test]
    fn buttons_have_ids_and_titles() {
        let buttons = Interactive::buttons("Today?", [("yes", "Yes"), ("no", "No")])
            .header("Delivery")
            .footer("Example Ltd.");
        assert_eq!(
            encoded(buttons),
            json!({
                "type": "button",
                "header": {"type": "text", "text": "Delivery"},
                "body": {"text": "Today?"},
                "footer": {"text": "Example Ltd."},
                "action": {"buttons": [
                    {"type": "reply", "reply": {"id": "yes", "title": "Yes"}},
                    {"type": "reply", "reply": {"id": "no", "title": "No"}},
                ]},
            })
        );
    }

    #[test]
    fn url_buttons_stand_before_replies() {
        let buttons = [
            MessageButton::cta_url("Track", "https://example.org/1"),
            ("no", "Another day").into(),
        ];
        let json = encoded(Interactive::buttons("Today?", buttons));
        assert_eq!(
            json["action"]["buttons"],
            json!([
                {"type": "cta_url", "cta_url": {"display_text": "Track", "url": "https://example.org/1"}},
                {"type": "reply", "reply": {"id": "no", "title": "Another day"}},
            ])
        );
    }

    #[test]
    fn a_list_has_one_section_without_a_heading() {
        let rows = [
            ListRow::new("am", "Morning").description("8 to 12"),
            ("pm", "Afternoon").into(),
        ];
        assert_eq!(
            encoded(Interactive::list("When?", "Times", rows)),
            json!({
                "type": "list",
                "body": {"text": "When?"},
                "action": {"button": "Times", "sections": [{"rows": [
                    {"id": "am", "title": "Morning", "description": "8 to 12"},
                    {"id": "pm", "title": "Afternoon"},
                ]}]},
            })
        );
    }

    #[test]
    fn a_url_button_opens_a_page() {
        assert_eq!(
            encoded(Interactive::cta_url(
                "Ready.",
                "Track",
                "https://example.org/1"
            )),
            json!({
                "type": "cta_url",
                "body": {"text": "Ready."},
                "action": {"name": "cta_url", "parameters": {"display_text": "Track", "url": "https://example.org/1"}},
            })
        );
    }

    /// Each kind as the content of a message. Does not compile when a kind does not convert.
    fn content(interactive: Interactive) -> MessageContent {
        match interactive {
            Interactive::Button(kind) => kind.into(),
            Interactive::List(kind) => kind.into(),
            Interactive::CtaUrl(kind) => kind.into(),
            Interactive::LocationRequestMessage(kind) => kind.into(),
            Interactive::AddressMessage(kind) => kind.into(),
            Interactive::RequestContactInfo(kind) => kind.into(),
            Interactive::CallPermissionRequest(kind) => kind.into(),
            Interactive::VoiceCall(kind) => kind.into(),
            Interactive::Product(kind) => kind.into(),
            Interactive::ProductList(kind) => kind.into(),
            Interactive::CatalogMessage(kind) => kind.into(),
            Interactive::Flow(kind) => kind.into(),
            Interactive::Carousel(kind) => kind.into(),
            Interactive::OrderDetails(kind) => kind.into(),
            Interactive::OrderStatus(kind) => kind.into(),
        }
    }

    #[test]
    fn every_kind_is_the_content_of_a_message() {
        for interactive in [
            Interactive::from(Interactive::buttons("Today?", [("yes", "Yes")])),
            Interactive::list("When?", "Times", [("am", "Morning")]).into(),
            Interactive::cta_url("Ready.", "Track", "https://example.org/1").into(),
        ] {
            let message = Message::new("15550100042", content(interactive.clone()));
            assert_eq!(message, Message::interactive("15550100042", interactive));
        }
        let pinned = MessageContent::from(PinnedMessage::new("wamid.1", 7));
        assert!(matches!(pinned, MessageContent::Pin(Pin::Pin(_))));
        let contacts = MessageContent::from(vec![Contact::new("Ann Example")]);
        assert!(matches!(contacts, MessageContent::Contacts(contacts) if contacts.len() == 1));
    }
}
