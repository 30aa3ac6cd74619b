//! The content of a message as an enumeration.

use serde::de::DeserializeOwned;
use whatsapp_business_core::rt::json;

use crate::types::{
    EditedMessage, IncomingMessage, LocationContent, MediaContent, MessageEdit, MessageRevocation,
    MessageType, OrderContent, ReactionContent, SystemContent, TemplateButtonReply, TextContent,
    UnsupportedContent,
    app::{HistoryMessage, MessageEcho},
    contact::ContactCard,
    reply::{
        ButtonReply, CallPermissionReply, FlowReply, InteractiveReply, InteractiveReplyType,
        ListReply, PaymentMethodReply,
    },
};

/// The content of a received message.
///
/// The platform adds kinds of messages. A new one is [`Unknown`](Self::Unknown), with its JSON in
/// [`Received::raw`](crate::Received::raw), until a later version of this crate adds its variant.
#[derive(Clone, Copy, Debug, PartialEq)]
#[non_exhaustive]
pub enum Content<'a> {
    /// Text.
    Text(&'a TextContent),
    /// An image.
    Image(&'a MediaContent),
    /// A video.
    Video(&'a MediaContent),
    /// Audio; [`voice`](MediaContent::voice) identifies voice messages and voicemail.
    Audio(&'a MediaContent),
    /// A document.
    Document(&'a MediaContent),
    /// A sticker.
    Sticker(&'a MediaContent),
    /// A location.
    Location(&'a LocationContent),
    /// Contact cards, at least one.
    Contacts(&'a [ContactCard]),
    /// The user tapped a button of a template.
    Button(&'a TemplateButtonReply),
    /// The user replied to an interactive message, see [`InteractiveReply::content`].
    Interactive(&'a InteractiveReply),
    /// An order from the catalog.
    Order(&'a OrderContent),
    /// A reaction to a message. Without an emoji, an earlier reaction was removed.
    Reaction(&'a ReactionContent),
    /// The phone number or user id of the user changed.
    System(&'a SystemContent),
    /// An earlier message was edited.
    Edit(&'a MessageEdit),
    /// An earlier message was deleted.
    Revoke(&'a MessageRevocation),
    /// A message that the platform does not deliver; the errors of the message have the reason. Older payloads have no
    /// details.
    Unsupported(Option<&'a UnsupportedContent>),
    /// The user opened the chat for the first time. The platform no longer sends it.
    RequestWelcome,
    /// A media message of the history whose media is in another webhook.
    MediaPlaceholder,
    /// A kind that this version does not know, or one without its content. The text is the kind, empty if there was
    /// none.
    Unknown(&'a str),
}

/// Defines `content()` of a flat message. In braces are the kinds that not all messages have.
macro_rules! content {
    ($message:ty { $($kind:ident => $content:ident($property:ident)),* $(,)? } $($rest:tt)*) => {
        impl $message {
            /// The content of the message.
            #[must_use]
            pub fn content(&self) -> Content<'_> {
                let Some(kind) = &self.kind else {
                    return Content::Unknown("");
                };
                let content = match kind {
                    MessageType::Text => self.text.as_deref().map(Content::Text),
                    MessageType::Image => self.image.as_deref().map(Content::Image),
                    MessageType::Video => self.video.as_deref().map(Content::Video),
                    MessageType::Audio => self.audio.as_deref().map(Content::Audio),
                    MessageType::Document => self.document.as_deref().map(Content::Document),
                    MessageType::Sticker => self.sticker.as_deref().map(Content::Sticker),
                    MessageType::Location => self.location.as_deref().map(Content::Location),
                    MessageType::Contacts => {
                        (!self.contacts.is_empty()).then_some(Content::Contacts(&self.contacts))
                    }
                    MessageType::Button => self.button.as_deref().map(Content::Button),
                    MessageType::Interactive => self.interactive.as_deref().map(Content::Interactive),
                    MessageType::Order => self.order.as_deref().map(Content::Order),
                    MessageType::Reaction => self.reaction.as_deref().map(Content::Reaction),
                    MessageType::RequestWelcome => Some(Content::RequestWelcome),
                    MessageType::MediaPlaceholder => Some(Content::MediaPlaceholder),
                    $(MessageType::$kind => self.$property.as_deref().map(Content::$content),)*
                    other => content!(@other self, other $($rest)*),
                };
                content.unwrap_or(Content::Unknown(kind.as_str()))
            }
        }
    };
    (@other $self:ident, $kind:ident) => {{
        let _ = $kind;
        None
    }};
    (@other $self:ident, $kind:ident unsupported) => {
        match $kind {
            // `unknown` and `ephemeral` are its former names.
            MessageType::Unsupported | MessageType::UnknownKind | MessageType::Ephemeral => {
                Some(Content::Unsupported($self.unsupported.as_deref()))
            }
            _ => None,
        }
    };
}

content!(IncomingMessage {
    System => System(system),
    Edit => Edit(edit),
    Revoke => Revoke(revoke),
} unsupported);

content!(HistoryMessage {
    System => System(system),
    Edit => Edit(edit),
    Revoke => Revoke(revoke),
} unsupported);

content!(MessageEcho {
    Edit => Edit(edit),
    Revoke => Revoke(revoke),
});

content!(EditedMessage {});

/// The content of a reply to an interactive message.
#[derive(Clone, Copy, Debug, PartialEq)]
#[non_exhaustive]
pub enum InteractiveContent<'a> {
    /// The user tapped a button.
    Button(&'a ButtonReply),
    /// The user chose a row of a list.
    List(&'a ListReply),
    /// The user completed a flow or entered an address; [`FlowReply::response`] decodes it.
    Flow(&'a FlowReply),
    /// The user granted, denied or revoked the permission to call.
    CallPermission(&'a CallPermissionReply),
    /// The user chose a payment method.
    PaymentMethod(&'a PaymentMethodReply),
    /// A kind that this version does not know, or one without its content. The text is the kind, empty if there was
    /// none.
    Unknown(&'a str),
}

impl InteractiveReply {
    /// The content of the reply.
    #[must_use]
    pub fn content(&self) -> InteractiveContent<'_> {
        let Some(kind) = &self.kind else {
            return InteractiveContent::Unknown("");
        };
        let content = match kind {
            InteractiveReplyType::ButtonReply => {
                self.button_reply.as_deref().map(InteractiveContent::Button)
            }
            InteractiveReplyType::ListReply => {
                self.list_reply.as_deref().map(InteractiveContent::List)
            }
            InteractiveReplyType::FlowReply => {
                self.nfm_reply.as_deref().map(InteractiveContent::Flow)
            }
            InteractiveReplyType::CallPermissionReply => {
                let reply = self.call_permission_reply.as_deref();
                reply.map(InteractiveContent::CallPermission)
            }
            InteractiveReplyType::PaymentMethod => self
                .payment_method
                .as_deref()
                .map(InteractiveContent::PaymentMethod),
            InteractiveReplyType::Unknown(_) => None,
        };
        content.unwrap_or(InteractiveContent::Unknown(kind.as_str()))
    }
}

impl FlowReply {
    /// Decodes the response of the flow, which the platform sends as JSON in a string. Errors of `serde_json` quote the
    /// data: do not log them.
    ///
    /// # Errors
    ///
    /// When there is no response, or it does not match the type.
    pub fn response<T: DeserializeOwned>(&self) -> serde_json::Result<T> {
        json::decode_any(self.response_json.as_deref().unwrap_or_default())
    }
}

#[cfg(test)]
mod tests;
