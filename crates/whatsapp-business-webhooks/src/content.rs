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
    /// The user tapped a button of a template, or a reply button of a message that was sent with Direct Send.
    Button(&'a TemplateButtonReply),
    /// The user replied to an interactive message or sent a product, see [`InteractiveReply::content`].
    Interactive(&'a InteractiveReply),
    /// An order from the catalog.
    Order(&'a OrderContent),
    /// A reaction to a message. Without an emoji, an earlier reaction was removed.
    Reaction(&'a ReactionContent),
    /// The phone number, user id or identity key of the user changed. [`Received::sender`](crate::Received::sender) is the
    /// user before the change, with the keys that a conversation was stored under.
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
    /// none and not exactly one content.
    Unknown(&'a str),
}

/// Defines `content()` of a flat message. In braces are the kinds that not all messages have.
macro_rules! content {
    ($message:ty { $($kind:ident($property:ident)),* $(,)? }) => {
        content!(@define $message {
            Text(text), Image(image), Video(video), Audio(audio), Document(document), Sticker(sticker), Location(location), Button(button),
            Interactive(interactive), Order(order), Reaction(reaction), $($kind($property)),*
        });
    };
    (@define $message:ty { $($kind:ident($property:ident)),* $(,)? }) => {
        impl $message {
            /// The content of the message: what its type says, or without a type the only content that it has.
            #[must_use]
            pub fn content(&self) -> Content<'_> {
                let Some(kind) = self.kind.as_ref().filter(|kind| !kind.as_str().is_empty()) else {
                    return self.only_content();
                };
                let content = match kind {
                    $(MessageType::$kind => self.$property.as_deref().map(Content::$kind),)*
                    MessageType::Contacts => self.contact_cards(),
                    // `unknown` and `ephemeral` are its former names.
                    MessageType::Unsupported | MessageType::UnknownKind | MessageType::Ephemeral => {
                        Some(Content::Unsupported(self.unsupported.as_deref()))
                    }
                    MessageType::RequestWelcome => Some(Content::RequestWelcome),
                    MessageType::MediaPlaceholder => Some(Content::MediaPlaceholder),
                    _ => None,
                };
                content.unwrap_or(Content::Unknown(kind.as_str()))
            }

            fn only_content(&self) -> Content<'_> {
                only(
                    [
                        $(self.$property.as_deref().map(Content::$kind),)*
                        self.contact_cards(),
                        self.unsupported.as_deref().map(|content| Content::Unsupported(Some(content))),
                    ],
                    Content::Unknown(""),
                )
            }

            fn contact_cards(&self) -> Option<Content<'_>> {
                (!self.contacts.is_empty()).then_some(Content::Contacts(&self.contacts))
            }
        }
    };
}

content!(IncomingMessage { System(system), Edit(edit), Revoke(revoke) });
content!(HistoryMessage { System(system), Edit(edit), Revoke(revoke) });
content!(MessageEcho { Edit(edit), Revoke(revoke) });
content!(EditedMessage {});

/// The only one that there is, or else what there is in its place.
pub(crate) fn only<T, const N: usize>(all: [Option<T>; N], other: T) -> T {
    let mut all = all.into_iter().flatten();
    match (all.next(), all.next()) {
        (Some(only), None) => only,
        _ => other,
    }
}

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
    /// The user sent a product. The platform does not document its properties: [`InteractiveReply::product`] has them as
    /// they are.
    Product,
    /// A kind that this version does not know, or one without its content. The text is the kind, empty if there was
    /// none and not exactly one content.
    Unknown(&'a str),
}

impl InteractiveReply {
    /// The content of the reply: what its type says, or without a type the only content that it has.
    #[must_use]
    pub fn content(&self) -> InteractiveContent<'_> {
        let button = self.button_reply.as_deref().map(InteractiveContent::Button);
        let list = self.list_reply.as_deref().map(InteractiveContent::List);
        let flow = self.nfm_reply.as_deref().map(InteractiveContent::Flow);
        let permission = self.call_permission_reply.as_deref();
        let permission = permission.map(InteractiveContent::CallPermission);
        let payment = self.payment_method.as_deref();
        let payment = payment.map(InteractiveContent::PaymentMethod);
        let product = (!self.product.is_empty()).then_some(InteractiveContent::Product);
        let Some(kind) = self.kind.as_ref().filter(|kind| !kind.as_str().is_empty()) else {
            return only(
                [button, list, flow, permission, payment, product],
                InteractiveContent::Unknown(""),
            );
        };
        let content = match kind {
            InteractiveReplyType::ButtonReply => button,
            InteractiveReplyType::ListReply => list,
            InteractiveReplyType::FlowReply => flow,
            InteractiveReplyType::CallPermissionReply => permission,
            InteractiveReplyType::PaymentMethod => payment,
            InteractiveReplyType::Product => Some(InteractiveContent::Product),
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
