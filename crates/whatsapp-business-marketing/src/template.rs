//! Shorthand methods for the values of a template's variables.

use crate::types::{
    BodyComponent, ButtonComponent, HeaderComponent, HeaderParameter, MediaSource,
    TemplateComponent, TemplateMessage, TextParameter, UrlButton, UrlSuffixParameter,
};

/// Values for the parts of a template that have variables; each method adds one part, so call it once per part.
impl TemplateMessage {
    /// Values for the numbered variables of the body, in order.
    #[must_use]
    pub fn body_text(self, values: impl IntoIterator<Item = impl Into<String>>) -> Self {
        let values = values.into_iter().map(TextParameter::new);
        self.with(BodyComponent::new(values))
    }

    /// Image of an image header.
    #[must_use]
    pub fn header_image(self, source: impl Into<MediaSource>) -> Self {
        self.header(HeaderParameter::Image(source.into()))
    }

    /// Short video of a GIF header: MP4 of at most 3.5 MB; the platform shows a larger file as a video.
    #[must_use]
    pub fn header_gif(self, source: impl Into<MediaSource>) -> Self {
        self.header(HeaderParameter::Gif(source.into()))
    }

    /// End of the URL of the URL button at this position of the template, 0 to 9: percent-encoded, at most 2000 characters including
    /// the URL.
    #[must_use]
    pub fn url_suffix(self, index: u8, suffix: impl Into<UrlSuffixParameter>) -> Self {
        let button = UrlButton::new(index.to_string(), [suffix]);
        self.with(ButtonComponent::Url(button))
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
    use serde_json::json;
    use whatsapp_business_core::id::MediaId;

    use super::*;

    #[test]
    fn each_method_adds_a_part() {
        let template = TemplateMessage::new("summer_sale", "en_US")
            .header_image(MediaId::from("7"))
            .body_text(["Ann", "25%"])
            .url_suffix(0, "lamps");
        assert_eq!(
            serde_json::to_value(&template).unwrap()["components"],
            json!([
                {"type": "header", "parameters": [{"type": "image", "image": {"id": "7"}}]},
                {"type": "body", "parameters": [{"type": "text", "text": "Ann"}, {"type": "text", "text": "25%"}]},
                {"type": "button", "sub_type": "url", "index": "0", "parameters": [{"type": "text", "text": "lamps"}]},
            ])
        );
        let template = TemplateMessage::new("summer_sale", "en_US").header_gif(MediaId::from("7"));
        assert_eq!(
            serde_json::to_value(&template).unwrap()["components"],
            json!([{"type": "header", "parameters": [{"type": "gif", "gif": {"id": "7"}}]}])
        );
    }
}
