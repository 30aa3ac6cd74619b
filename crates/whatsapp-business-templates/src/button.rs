//! Shorthand constructors for common buttons.

use whatsapp_business_core::id::FlowId;

use crate::types::button::{
    Boleto, ButtonDefinition, CopyCodeButton, FlowButton, PaymentLink, PaymentRequestButton,
    PaymentRequestSetting, PhoneNumberButton, PixCode, QuickReplyButton, RequestContactInfoButton,
    UrlButton,
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

    /// A button that copies a coupon code, with an example of up to 20 characters for the code. One per template; its label is fixed.
    #[must_use]
    pub fn copy_code(example: impl Into<String>) -> Self {
        Self::CopyCode(CopyCodeButton::new(example))
    }

    /// A button that opens a flow: label of up to 25 characters, and the id of the flow. One per template.
    #[must_use]
    pub fn flow(text: impl Into<String>, flow_id: impl Into<FlowId>) -> Self {
        Self::Flow(FlowButton::new(text).flow_id(flow_id))
    }

    /// A button that copies a dynamic Pix code, with an example for it. Brazil only; its label is fixed.
    #[must_use]
    pub fn pix(example: impl Into<String>) -> Self {
        let setting = PaymentRequestSetting::PixDynamicCode(PixCode::new(example));
        Self::PaymentRequest(PaymentRequestButton::new("Copy Pix code", setting))
    }

    /// A button that copies the digits of a boleto, with an example for them. Brazil only; its label is fixed.
    #[must_use]
    pub fn boleto(example: impl Into<String>) -> Self {
        let setting = PaymentRequestSetting::Boleto(Boleto::new(example));
        Self::PaymentRequest(PaymentRequestButton::new("Copy Boleto code", setting))
    }

    /// A button that opens a payment page, with an example for its URL. Brazil only; its label is fixed.
    #[must_use]
    pub fn payment_link(example: impl Into<String>) -> Self {
        let setting = PaymentRequestSetting::PaymentLink(PaymentLink::new(example));
        Self::PaymentRequest(PaymentRequestButton::new("Open payment link", setting))
    }

    /// A button that charges a stored card with one tap. Brazil only; its label is fixed.
    #[must_use]
    pub fn card_payment() -> Self {
        let setting = PaymentRequestSetting::OffsiteCardPay;
        Self::PaymentRequest(PaymentRequestButton::new("Review payment", setting))
    }

    /// A button that asks users to share their contact information. One per template; its label is fixed.
    #[must_use]
    pub fn request_contact_info() -> Self {
        Self::RequestContactInfo(RequestContactInfoButton::new())
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

    #[test]
    fn payment_buttons_have_the_label_of_their_method() {
        let buttons = [
            ButtonDefinition::pix("0002FERN"),
            ButtonDefinition::boleto("00190000"),
            ButtonDefinition::payment_link("https://pay.example.org/1"),
            ButtonDefinition::card_payment(),
        ];
        assert_eq!(
            serde_json::to_value(buttons).unwrap(),
            json!([
                {"type": "PAYMENT_REQUEST", "text": "Copy Pix code",
                 "payment_setting": {"type": "pix_dynamic_code", "pix_dynamic_code": {"code": "0002FERN"}}},
                {"type": "PAYMENT_REQUEST", "text": "Copy Boleto code",
                 "payment_setting": {"type": "boleto", "boleto": {"digitable_line": "00190000"}}},
                {"type": "PAYMENT_REQUEST", "text": "Open payment link",
                 "payment_setting": {"type": "payment_link", "payment_link": {"uri": "https://pay.example.org/1"}}},
                {"type": "PAYMENT_REQUEST", "text": "Review payment", "payment_setting": {"type": "offsite_card_pay"}},
            ])
        );
    }

    #[test]
    fn the_label_of_a_contact_request_may_be_absent() {
        for json in [
            json!({"type": "REQUEST_CONTACT_INFO"}),
            json!({"type": "REQUEST_CONTACT_INFO", "text": "Share Contact Info"}),
        ] {
            let button: ButtonDefinition = serde_json::from_value(json).unwrap();
            assert_eq!(button, ButtonDefinition::request_contact_info());
        }
    }
}
