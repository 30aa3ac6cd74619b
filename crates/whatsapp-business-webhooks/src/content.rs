//! What a message says, for exhaustive matching.

use serde::de::DeserializeOwned;

use crate::types::{
    ButtonReply, CallPermissionReply, ContactCard, EditedMessage, FlowReply, HistoryMessage,
    IncomingMessage, InteractiveReply, InteractiveReplyType, ListReply, LocationContent,
    MediaContent, MessageEcho, MessageEdit, MessageRevocation, MessageType, OrderContent,
    PaymentMethodReply, ReactionContent, SystemContent, TemplateButtonReply, TextContent,
    UnsupportedContent,
};

/// What a message says.
///
/// A kind that a later version of this crate knows becomes a variant here, so that matches without a last arm tell
/// what is missing. Until then it is [`Unknown`](Self::Unknown), and the JSON of the message is in
/// [`Notification::raw`](crate::Notification::raw).
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Content<'a> {
    /// A text.
    Text(&'a TextContent),
    /// A picture.
    Image(&'a MediaContent),
    /// A video.
    Video(&'a MediaContent),
    /// A piece of sound; [`voice`](MediaContent::voice) tells recordings and voicemail.
    Audio(&'a MediaContent),
    /// A document.
    Document(&'a MediaContent),
    /// A sticker.
    Sticker(&'a MediaContent),
    /// A place.
    Location(&'a LocationContent),
    /// Contact cards, at least one.
    Contacts(&'a [ContactCard]),
    /// The user has tapped a button of a template.
    Button(&'a TemplateButtonReply),
    /// The user has answered an interactive message; [`InteractiveReply::answer`] tells how.
    Interactive(&'a InteractiveReply),
    /// An order from the catalog.
    Order(&'a OrderContent),
    /// A reaction to a message. Without an emoji, an earlier one is taken back.
    Reaction(&'a ReactionContent),
    /// News about the user: another phone number or user id.
    System(&'a SystemContent),
    /// An earlier message was edited.
    Edit(&'a MessageEdit),
    /// An earlier message was deleted.
    Revoke(&'a MessageRevocation),
    /// The platform does not pass on messages of this kind; the errors of the message say why. The details are absent
    /// in older payloads.
    Unsupported(Option<&'a UnsupportedContent>),
    /// The user has opened the chat for the first time. Not sent any more.
    RequestWelcome,
    /// A media message of the history whose file comes with another webhook.
    MediaPlaceholder,
    /// A kind that this version does not know, or one without its content. The text is the kind, empty where
    /// there was none.
    Unknown(&'a str),
}

/// The view of a flat message. The kinds in parentheses are those that not all of them have.
macro_rules! content {
    ($message:ty { $($kind:ident => $content:ident($property:ident)),* $(,)? } $($rest:tt)*) => {
        impl $message {
            /// What the message says.
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

/// How a user has answered an interactive message.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum InteractiveAnswer<'a> {
    /// A button was tapped.
    Button(&'a ButtonReply),
    /// A row of a list was chosen.
    List(&'a ListReply),
    /// A flow was finished, or an address was given; [`FlowReply::response`] has the answers.
    Flow(&'a FlowReply),
    /// Permission to call was given, refused or withdrawn.
    CallPermission(&'a CallPermissionReply),
    /// A method of payment was chosen.
    PaymentMethod(&'a PaymentMethodReply),
    /// A kind that this version does not know, or one without its content. The text is the kind, empty where
    /// there was none.
    Unknown(&'a str),
}

impl InteractiveReply {
    /// How the user has answered.
    #[must_use]
    pub fn answer(&self) -> InteractiveAnswer<'_> {
        use InteractiveAnswer as Answer;
        let Some(kind) = &self.kind else {
            return Answer::Unknown("");
        };
        let answer = match kind {
            InteractiveReplyType::ButtonReply => self.button_reply.as_deref().map(Answer::Button),
            InteractiveReplyType::ListReply => self.list_reply.as_deref().map(Answer::List),
            InteractiveReplyType::FlowReply => self.nfm_reply.as_deref().map(Answer::Flow),
            InteractiveReplyType::CallPermissionReply => {
                let reply = self.call_permission_reply.as_deref();
                reply.map(Answer::CallPermission)
            }
            InteractiveReplyType::PaymentMethod => {
                self.payment_method.as_deref().map(Answer::PaymentMethod)
            }
            InteractiveReplyType::Unknown(_) => None,
        };
        answer.unwrap_or(Answer::Unknown(kind.as_str()))
    }
}

impl FlowReply {
    /// The answers of the user, which the platform sends as JSON in a text. Errors of `serde_json` quote what they
    /// stumble over; take care where they are printed.
    ///
    /// # Errors
    ///
    /// When there are no answers, or they do not fit the type.
    pub fn response<T: DeserializeOwned>(&self) -> serde_json::Result<T> {
        serde_json::from_str(self.response_json.as_deref().unwrap_or_default())
    }
}

#[cfg(test)]
mod tests;
