//! Shorthand methods for the values of a template's variables.

use crate::{
    BodyComponent, ButtonComponent, CopyCodeButton, CouponCodeParameter, HeaderComponent,
    HeaderDocument, HeaderParameter, MediaSource, PayloadParameter, PaymentRequest,
    PaymentRequestActionParameter, PaymentRequestButton, PaymentRequestButtonAction,
    QuickReplyButton, TemplateComponent, TemplateMessage, TextParameter, UrlButton,
    UrlSuffixParameter,
};

/// Values for the parts of a template that have variables; each method adds one part, so call it once per part.
///
/// ```
/// use whatsapp_business_types::{MediaSource, TemplateMessage};
///
/// let template = TemplateMessage::new("order_shipped", "en_US")
///     .header_image(MediaSource::link("https://example.org/parcel.jpg"))
///     .body_text(["Ann", "A-17"])
///     .url_suffix(1, "A-17");
/// # drop(template);
/// ```
impl TemplateMessage {
    /// Values for the numbered variables of the body, in order.
    #[must_use]
    pub fn body_text(self, values: impl IntoIterator<Item = impl Into<String>>) -> Self {
        let values = values.into_iter().map(TextParameter::new);
        self.with(BodyComponent::new(values))
    }

    /// Values for the named variables of the body: each a name without braces and its value.
    #[must_use]
    pub fn body_named<N, V>(self, values: impl IntoIterator<Item = (N, V)>) -> Self
    where
        N: Into<String>,
        V: Into<String>,
    {
        let values = values.into_iter();
        let values = values.map(|(name, value)| TextParameter::new(value).parameter_name(name));
        self.with(BodyComponent::new(values))
    }

    /// Value for the variable of a text header, at most 60 characters including the fixed text.
    #[must_use]
    pub fn header_text(self, value: impl Into<TextParameter>) -> Self {
        self.header(HeaderParameter::Text(value.into()))
    }

    /// Image of an image header.
    #[must_use]
    pub fn header_image(self, source: impl Into<MediaSource>) -> Self {
        self.header(HeaderParameter::Image(source.into()))
    }

    /// Video of a video header.
    #[must_use]
    pub fn header_video(self, source: impl Into<MediaSource>) -> Self {
        self.header(HeaderParameter::Video(source.into()))
    }

    /// Short video of a GIF header: MP4 of at most 3.5 MB; the platform shows a larger file as a video. Only in marketing messages.
    #[must_use]
    pub fn header_gif(self, source: impl Into<MediaSource>) -> Self {
        self.header(HeaderParameter::Gif(source.into()))
    }

    /// File of a document header, and the file name that the user sees; its extension determines the icon.
    #[must_use]
    pub fn header_document(
        self,
        source: impl Into<MediaSource>,
        filename: impl Into<String>,
    ) -> Self {
        let document = HeaderDocument::new(source).filename(filename);
        self.header(HeaderParameter::Document(document))
    }

    /// Payload that the webhook returns when the quick-reply button at this position of the template, 0 to 9, is tapped: at most 128
    /// characters.
    #[must_use]
    pub fn quick_reply_payload(self, index: u8, payload: impl Into<PayloadParameter>) -> Self {
        let button = QuickReplyButton::new(index.to_string(), [payload]);
        self.with(ButtonComponent::QuickReply(button))
    }

    /// End of the URL of the URL button at this position of the template, 0 to 9: percent-encoded, at most 2000 characters including
    /// the URL.
    #[must_use]
    pub fn url_suffix(self, index: u8, suffix: impl Into<UrlSuffixParameter>) -> Self {
        let button = UrlButton::new(index.to_string(), [suffix]);
        self.with(ButtonComponent::Url(button))
    }

    /// The coupon code, at most 15 characters, of the copy-code button at this position of the template, 0 to 9.
    #[must_use]
    pub fn coupon_code(self, index: u8, code: impl Into<CouponCodeParameter>) -> Self {
        let button = CopyCodeButton::new(index.to_string(), [code]);
        self.with(ButtonComponent::CopyCode(button))
    }

    /// The payment of the payment request button at this position of the template, in Brazil. A template has up to 3 such buttons, each with
    /// another payment method.
    #[must_use]
    pub fn payment_request(self, index: u8, request: impl Into<PaymentRequest>) -> Self {
        let action = PaymentRequestButtonAction::new(request);
        let parameter = PaymentRequestActionParameter::new(action);
        let button = PaymentRequestButton::new(index.to_string(), [parameter]);
        self.with(ButtonComponent::PaymentRequest(button))
    }

    /// The one-time password of an authentication template, at most 15 characters: in its body and on its button.
    #[must_use]
    pub fn one_time_password(self, code: impl Into<String>) -> Self {
        let code = code.into();
        self.body_text([code.clone()]).url_suffix(0, code)
    }

    fn header(self, parameter: HeaderParameter) -> Self {
        self.with(HeaderComponent::new([parameter]))
    }

    fn with(mut self, component: impl Into<TemplateComponent>) -> Self {
        self.components.push(component.into());
        self
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};
    use whatsapp_business_core::id::MediaId;

    use super::*;
    use crate::Boleto;

    fn components(template: &TemplateMessage) -> Value {
        serde_json::to_value(template).unwrap()["components"].clone()
    }

    fn template() -> TemplateMessage {
        TemplateMessage::new("order_shipped", "en_US")
    }

    #[test]
    fn values_of_the_body_are_numbered_or_named() {
        assert_eq!(
            components(&template().body_text(["Ann", "A-17"])),
            json!([{"type": "body", "parameters": [{"type": "text", "text": "Ann"}, {"type": "text", "text": "A-17"}]}])
        );
        assert_eq!(
            components(&template().body_named([("name", "Ann")])),
            json!([{"type": "body", "parameters": [{"type": "text", "parameter_name": "name", "text": "Ann"}]}])
        );
    }

    #[test]
    fn a_header_has_one_parameter() {
        let id = MediaId::from("7");
        for (template, parameter) in [
            (
                template().header_text("A-17"),
                json!({"type": "text", "text": "A-17"}),
            ),
            (
                template().header_image(&id),
                json!({"type": "image", "image": {"id": "7"}}),
            ),
            (
                template().header_video(&id),
                json!({"type": "video", "video": {"id": "7"}}),
            ),
            (
                template().header_gif(&id),
                json!({"type": "gif", "gif": {"id": "7"}}),
            ),
            (
                template().header_document(id.clone(), "a.pdf"),
                json!({"type": "document", "document": {"id": "7", "filename": "a.pdf"}}),
            ),
        ] {
            assert_eq!(
                components(&template),
                json!([{"type": "header", "parameters": [parameter]}])
            );
        }
    }

    #[test]
    fn buttons_are_told_apart_by_their_positions() {
        let template = template()
            .quick_reply_payload(0, "stop")
            .url_suffix(1, "A-17")
            .coupon_code(2, "SAVE20");
        assert_eq!(
            components(&template),
            json!([
                {"type": "button", "sub_type": "quick_reply", "index": "0", "parameters": [{"type": "payload", "payload": "stop"}]},
                {"type": "button", "sub_type": "url", "index": "1", "parameters": [{"type": "text", "text": "A-17"}]},
                {"type": "button", "sub_type": "copy_code", "index": "2", "parameters": [{"type": "coupon_code", "coupon_code": "SAVE20"}]},
            ])
        );
    }

    #[test]
    fn a_payment_request_has_its_method() {
        let request = PaymentRequest::new(Boleto::new("0019"));
        assert_eq!(
            components(&template().payment_request(1, request)),
            json!([{"type": "button", "sub_type": "payment_request", "index": "1", "parameters": [{
                "type": "action",
                "action": {"payment_request": {"payment_setting": {"type": "boleto", "boleto": {"digitable_line": "0019"}}}},
            }]}])
        );
    }

    #[test]
    fn values_in_the_spellings_of_other_clients_decode() {
        let read = |json: Value| serde_json::from_value::<TemplateComponent>(json).unwrap();
        let catalog = read(json!({"type": "BUTTON", "sub_type": "catalog", "index": 0}));
        let TemplateComponent::Button(ButtonComponent::Catalog(catalog)) = catalog else {
            panic!("{catalog:?}");
        };
        assert_eq!((catalog.index.as_str(), catalog.parameters.len()), ("0", 0));
        let header = read(json!({"type": "header", "parameters": [{
            "type": "location",
            "location": {"latitude": 48.2, "longitude": "16.37", "name": "Lamp House", "address": "Ring 1"},
        }]}));
        let header = serde_json::to_value(header).unwrap();
        let latitude = header.pointer("/parameters/0/location/latitude");
        assert_eq!(latitude, Some(&json!("48.2")));
        let body = read(json!({"type": "body", "parameters": [{
            "type": "date_time",
            "date_time": {"fallback_value": "today", "day_of_week": "4", "year": 2027},
        }]}));
        let body = serde_json::to_value(body).unwrap();
        let date = body.pointer("/parameters/0/date_time");
        assert_eq!(
            date,
            Some(&json!({"fallback_value": "today", "day_of_week": 4, "year": 2027}))
        );
    }

    #[test]
    fn a_one_time_password_stands_in_the_body_and_on_the_button() {
        assert_eq!(
            components(&template().one_time_password("J$FpnYnP")),
            json!([
                {"type": "body", "parameters": [{"type": "text", "text": "J$FpnYnP"}]},
                {"type": "button", "sub_type": "url", "index": "0", "parameters": [{"type": "text", "text": "J$FpnYnP"}]},
            ])
        );
    }
}
