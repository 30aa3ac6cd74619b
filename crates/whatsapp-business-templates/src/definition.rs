//! Shorthand constructors for common components.

use whatsapp_business_core::id::FileHandle;

use crate::types::{
    button::ButtonDefinition,
    component::{
        BodyDefinition, BodyExample, ButtonsDefinition, ComponentDefinition, DocumentHeader,
        FooterDefinition, HeaderDefinition, HeaderMediaExample, HeaderTextExample, ImageHeader,
        NamedParameterExample, TextHeader, VideoHeader,
    },
};

/// Shorthand constructors for the components of a template.
///
/// ```
/// use whatsapp_business_templates::types::{component::{BodyDefinition, BodyExample, ComponentDefinition}, button::ButtonDefinition, CreateTemplateRequest, TemplateCategory};
///
/// let request = CreateTemplateRequest::new("order_shipped", "en_US", TemplateCategory::Utility).components([
///     ComponentDefinition::header("Your order"),
///     ComponentDefinition::body(
///         BodyDefinition::from("Hi {{1}}, order {{2}} is on its way.").example(BodyExample::positional(["Ann", "A-17"])),
///     ),
///     ComponentDefinition::footer("Example Ltd."),
///     ComponentDefinition::buttons([
///         ButtonDefinition::quick_reply("Where is it?"),
///         ButtonDefinition::url_with_example("Track", "https://example.org/track/{{1}}", "A-17"),
///     ]),
/// ]);
/// # drop(request);
/// ```
impl ComponentDefinition {
    /// A header: text of up to 60 characters, or any other [`HeaderDefinition`].
    #[must_use]
    pub fn header(header: impl Into<HeaderDefinition>) -> Self {
        Self::Header(header.into())
    }

    /// The body, usually text of up to 1024 characters. Text with variables needs an [`example`](BodyDefinition::example).
    #[must_use]
    pub fn body(body: impl Into<BodyDefinition>) -> Self {
        Self::Body(body.into())
    }

    /// A footer, usually text of up to 60 characters without variables.
    #[must_use]
    pub fn footer(footer: impl Into<FooterDefinition>) -> Self {
        Self::Footer(footer.into())
    }

    /// Up to 10 buttons in display order. Quick replies must be grouped together, before or after the others.
    #[must_use]
    pub fn buttons(buttons: impl IntoIterator<Item = impl Into<ButtonDefinition>>) -> Self {
        Self::Buttons(ButtonsDefinition::new(buttons))
    }
}

impl HeaderDefinition {
    /// Text of up to 60 characters, with at most one variable. Text with a variable needs an [`example`](TextHeader::example).
    #[must_use]
    pub fn text(text: impl Into<TextHeader>) -> Self {
        Self::Text(text.into())
    }

    /// An image, with the handle of an example file from a resumable upload. Media ids are not accepted.
    #[must_use]
    pub fn image(example: impl Into<FileHandle>) -> Self {
        Self::Image(ImageHeader::new(example.into()))
    }

    /// A video, with the handle of an example file from a resumable upload. Media ids are not accepted.
    #[must_use]
    pub fn video(example: impl Into<FileHandle>) -> Self {
        Self::Video(VideoHeader::new(example.into()))
    }

    /// A document, with the handle of an example file from a resumable upload. Media ids are not accepted.
    #[must_use]
    pub fn document(example: impl Into<FileHandle>) -> Self {
        Self::Document(DocumentHeader::new(example.into()))
    }
}

impl BodyExample {
    /// One value for each numbered variable of the body, in order.
    #[must_use]
    pub fn positional(values: impl IntoIterator<Item = impl Into<String>>) -> Self {
        Self::Positional(vec![values.into_iter().map(Into::into).collect()])
    }

    /// A value for each named variable of the body, as the name without braces and the value. The template's
    /// [`parameter_format`](crate::types::CreateTemplateRequest::parameter_format) must be `NAMED`.
    #[must_use]
    pub fn named(values: impl IntoIterator<Item = impl Into<NamedParameterExample>>) -> Self {
        Self::Named(values.into_iter().map(Into::into).collect())
    }
}

impl HeaderTextExample {
    /// The value for the numbered variable of a text header.
    #[must_use]
    pub fn positional(value: impl Into<String>) -> Self {
        Self::Positional(vec![value.into()])
    }

    /// The value for the named variable of a text header, as the name without braces and the value. The template's
    /// [`parameter_format`](crate::types::CreateTemplateRequest::parameter_format) must be `NAMED`.
    #[must_use]
    pub fn named(name: impl Into<String>, value: impl Into<String>) -> Self {
        Self::Named(vec![NamedParameterExample::new(name, value)])
    }
}

/// Creates a text header.
impl From<&str> for HeaderDefinition {
    fn from(text: &str) -> Self {
        Self::text(text)
    }
}

/// Creates a text header.
impl From<String> for HeaderDefinition {
    fn from(text: String) -> Self {
        Self::text(text)
    }
}

/// Creates a body with this text.
impl From<&str> for BodyDefinition {
    fn from(text: &str) -> Self {
        Self::new().text(text)
    }
}

/// Creates a body with this text.
impl From<String> for BodyDefinition {
    fn from(text: String) -> Self {
        Self::new().text(text)
    }
}

/// Creates a footer with this text.
impl From<&str> for FooterDefinition {
    fn from(text: &str) -> Self {
        Self::new().text(text)
    }
}

/// Creates a footer with this text.
impl From<String> for FooterDefinition {
    fn from(text: String) -> Self {
        Self::new().text(text)
    }
}

/// Wraps the single example file of a header.
impl From<FileHandle> for HeaderMediaExample {
    fn from(handle: FileHandle) -> Self {
        Self::new([handle])
    }
}

/// Creates an example from the name and the value of a variable.
impl<N: Into<String>, V: Into<String>> From<(N, V)> for NamedParameterExample {
    fn from((name, value): (N, V)) -> Self {
        Self::new(name, value)
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    fn encoded(component: &ComponentDefinition) -> Value {
        serde_json::to_value(component).unwrap()
    }

    #[test]
    fn texts_become_headers_bodies_and_footers() {
        assert_eq!(
            encoded(&ComponentDefinition::header("Your order")),
            json!({"type": "HEADER", "format": "TEXT", "text": "Your order"})
        );
        assert_eq!(
            encoded(&ComponentDefinition::body("Thank you.".to_owned())),
            json!({"type": "BODY", "text": "Thank you."})
        );
        assert_eq!(
            encoded(&ComponentDefinition::footer("Example Ltd.")),
            json!({"type": "FOOTER", "text": "Example Ltd."})
        );
    }

    #[test]
    fn variables_bring_their_examples() {
        let header = TextHeader::new("Order {{1}}").example(HeaderTextExample::positional("A-17"));
        assert_eq!(
            encoded(&ComponentDefinition::header(header)),
            json!({"type": "HEADER", "format": "TEXT", "text": "Order {{1}}", "example": {"header_text": ["A-17"]}})
        );
        let header =
            TextHeader::new("Order {{id}}").example(HeaderTextExample::named("id", "A-17"));
        assert_eq!(
            encoded(&ComponentDefinition::header(header))["example"],
            json!({"header_text_named_params": [{"param_name": "id", "example": "A-17"}]})
        );
        let body = BodyDefinition::from("Hi {{1}}, {{2}}.")
            .example(BodyExample::positional(["Ann", "welcome"]));
        assert_eq!(
            encoded(&ComponentDefinition::body(body)),
            json!({"type": "BODY", "text": "Hi {{1}}, {{2}}.", "example": {"body_text": [["Ann", "welcome"]]}})
        );
        let body =
            BodyDefinition::from("Hi {{name}}.").example(BodyExample::named([("name", "Ann")]));
        assert_eq!(
            encoded(&ComponentDefinition::body(body))["example"],
            json!({"body_text_named_params": [{"param_name": "name", "example": "Ann"}]})
        );
    }

    #[test]
    fn media_headers_have_the_handle_of_an_example() {
        for (header, format) in [
            (HeaderDefinition::image("4::h"), "IMAGE"),
            (HeaderDefinition::video("4::h"), "VIDEO"),
            (HeaderDefinition::document("4::h"), "DOCUMENT"),
        ] {
            assert_eq!(
                encoded(&ComponentDefinition::header(header)),
                json!({"type": "HEADER", "format": format, "example": {"header_handle": ["4::h"]}})
            );
        }
    }
}
