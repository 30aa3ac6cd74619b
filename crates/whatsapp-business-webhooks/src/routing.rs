//! Conversation routing: control over a chat, and its earlier conversation.

use whatsapp_business_core::rt::json;

use crate::content::only;
use crate::decode::loose::Object;
use crate::received::Received;
use crate::types::IncomingMessage;
use crate::types::routing::{
    ControlChange, ConversationContext, ConversationContextType, ConversationHistoryItem,
    ConversationSummary, HandoverType, MessagingHandoversValue,
};

/// A change of control over a chat.
#[derive(Clone, Copy, Debug, PartialEq)]
#[non_exhaustive]
pub enum HandoverContent<'a> {
    /// The owner passed control on.
    Passed(&'a ControlChange),
    /// Another responder took control.
    Taken(&'a ControlChange),
    /// A kind that this version does not know, or one without its content. The text is the kind, empty if there was
    /// none and not exactly one content.
    Unknown(&'a str),
}

impl MessagingHandoversValue {
    /// The change of control: what its type says, or without a type, as in test deliveries, the only one that it has.
    #[must_use]
    pub fn content(&self) -> HandoverContent<'_> {
        let passed = self.control_passed.as_deref().map(HandoverContent::Passed);
        let taken = self.control_taken.as_deref().map(HandoverContent::Taken);
        let Some(kind) = self.kind.as_ref().filter(|kind| !kind.as_str().is_empty()) else {
            return only([passed, taken], HandoverContent::Unknown(""));
        };
        let content = match kind {
            HandoverType::ControlPassed => passed,
            HandoverType::ControlTaken => taken,
            HandoverType::Unknown(_) => None,
        };
        content.unwrap_or(HandoverContent::Unknown(kind.as_str()))
    }

    /// The earlier conversation of the chat, which the change of control usually contains.
    #[must_use]
    pub fn earlier_conversation(&self) -> Option<&ConversationContext> {
        let changes = [&self.control_passed, &self.control_taken];
        let mut found = changes
            .into_iter()
            .filter_map(|change| change.as_deref()?.conversation_context.as_deref());
        found.next().or(self.conversation_context.as_deref())
    }
}

/// The earlier conversation of a chat with another responder.
#[derive(Clone, Copy, Debug, PartialEq)]
#[non_exhaustive]
pub enum ConversationContent<'a> {
    /// A summary, written by a language model: show it, do not parse it.
    Summary(&'a ConversationSummary),
    /// Messages from both sides. Only text messages have content.
    History(&'a [ConversationHistoryItem]),
    /// A kind that this version does not know, or one without its content. The text is the kind, empty if there was
    /// none and not exactly one content.
    Unknown(&'a str),
}

impl ConversationContext {
    /// The earlier conversation: what its type says, or without a type the only one that it has.
    #[must_use]
    pub fn content(&self) -> ConversationContent<'_> {
        let summary = self.summary.as_deref().map(ConversationContent::Summary);
        let history = self.history.as_deref();
        let history = history.map(|history| ConversationContent::History(&history.items));
        let Some(kind) = self.kind.as_ref().filter(|kind| !kind.as_str().is_empty()) else {
            return only([summary, history], ConversationContent::Unknown(""));
        };
        let content = match kind {
            ConversationContextType::Summary => summary,
            ConversationContextType::History => history,
            ConversationContextType::Unknown(_) => None,
        };
        content.unwrap_or(ConversationContent::Unknown(kind.as_str()))
    }
}

impl Received<IncomingMessage> {
    /// The earlier conversation of the chat with another responder, such as an AI agent. `None` for nearly all messages:
    /// it comes with the first message after control changed or after a pause. It is decoded with each call.
    #[must_use]
    pub fn earlier_conversation(&self) -> Option<ConversationContext> {
        const NAME: &str = "conversation_context";
        let raw = self.raw().as_str();
        if !raw.contains(NAME) {
            return None;
        }
        let value: Object<'_> = serde_json::from_str(raw).ok()?;
        let decoded = json::decode_str::<ConversationContext>(value.get(NAME)?.get()).ok()?;
        Some(decoded.value).filter(|context| *context != ConversationContext::default())
    }
}

#[cfg(test)]
mod tests;
