//! Shorthand constructors for common buttons.

use whatsapp_business_core::id::FlowId;

use crate::types::button::{
    ButtonDefinition, CopyCodeButton, FlowButton, PhoneNumberButton, QuickReplyButton, UrlButton,
};

impl ButtonDefinition {
    /// A button that replies with its own label, of up to 25 characters. Up to 10 per template.
    #[must_use]
    pub fn quick_reply(text: impl Into<String>) -> Self {
        Self::QuickReply(QuickReplyButton::new(text))
    }

    /// A button that opens a web page: label of up to 25 characters, URL of up to 2000. Up to 2 per template.
    #[must_use]
    pub fn url(text: impl Into<String>, url: impl Into<String>) -> Self {
        Self::Url(UrlButton::new(text, url))
    }

    /// Like [`url`](Self::url), with a URL that ends with a variable, such as `https://example.org/track/{{1}}`, and an example for
    /// it: its value, or the whole URL.
    #[must_use]
    pub fn url_with_example(
        text: impl Into<String>,
        url: impl Into<String>,
        example: impl Into<String>,
    ) -> Self {
        Self::Url(UrlButton::new(text, url).example([example]))
    }

    /// A button that calls a phone number: label of up to 25 characters, number of up to 20, as digits with the country code. One
    /// per template.
    #[must_use]
    pub fn phone_number(text: impl Into<String>, phone_number: impl Into<String>) -> Self {
        Self::PhoneNumber(PhoneNumberButton::new(text, phone_number))
    }

    /// A button that copies a coupon code, with an example of up to 15 characters for the code. One per template; its label is fixed.
    #[must_use]
    pub fn copy_code(example: impl Into<String>) -> Self {
        Self::CopyCode(CopyCodeButton::new(example))
    }

    /// A button that opens a flow: label of up to 25 characters, and the id of the flow. One per template.
    #[must_use]
    pub fn flow(text: impl Into<String>, flow_id: impl Into<FlowId>) -> Self {
        Self::Flow(FlowButton::new(text).flow_id(flow_id))
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::types::component::ComponentDefinition;

    #[test]
    fn every_button_names_its_kind() {
        let buttons = ComponentDefinition::buttons([
            ButtonDefinition::quick_reply("Thanks"),
            ButtonDefinition::url("Shop", "https://example.org"),
            ButtonDefinition::url_with_example("Track", "https://example.org/{{1}}", "A-17"),
            ButtonDefinition::phone_number("Call", "15550100042"),
            ButtonDefinition::copy_code("SAVE20"),
            ButtonDefinition::flow("Book", "1234567890"),
        ]);
        assert_eq!(
            serde_json::to_value(&buttons).unwrap(),
            json!({"type": "BUTTONS", "buttons": [
                {"type": "QUICK_REPLY", "text": "Thanks"},
                {"type": "URL", "text": "Shop", "url": "https://example.org"},
                {"type": "URL", "text": "Track", "url": "https://example.org/{{1}}", "example": ["A-17"]},
                {"type": "PHONE_NUMBER", "text": "Call", "phone_number": "15550100042"},
                {"type": "COPY_CODE", "example": "SAVE20"},
                {"type": "FLOW", "text": "Book", "flow_id": "1234567890"},
            ]})
        );
    }
}
