//! From a received message to its answer.

use std::fmt;

use whatsapp_business_core::id::PhoneNumberId;
use whatsapp_business_messages::types::{
    Message, MessageContent, Reaction, ReadReceipt, Recipient, Text,
};
use whatsapp_business_messages::{Client, builder};

use crate::notification::Notification;
use crate::types::IncomingMessage;

impl Notification<IncomingMessage> {
    /// Where an answer goes: to the group that the message was sent to, or else to its sender, by phone number
    /// where it is known and by business-scoped user id otherwise. `None` when the platform has named neither.
    #[must_use]
    pub fn recipient(&self) -> Option<Recipient> {
        if let Some(group) = self.group_id.as_ref().filter(|id| !id.as_str().is_empty()) {
            return Some(Recipient::Group(group.clone()));
        }
        let sender = self.sender();
        let phone = sender.phone_number().cloned();
        let phone = phone.or_else(|| Some(sender.wa_id()?.as_str().into()));
        phone
            .map(Recipient::Phone)
            .or_else(|| sender.user_id().cloned().map(Recipient::User))
    }

    /// Answers with any message, which quotes this one. Change it before it is sent with
    /// [`Message::new`] and [`recipient`](Self::recipient) where it should not.
    ///
    /// # Errors
    ///
    /// When the message does not say which number received it, or who sent it.
    pub fn reply(
        &self,
        client: &Client,
        content: impl Into<MessageContent>,
    ) -> Result<builder::SendMessage, ReplyError> {
        let to = self.recipient().ok_or(ReplyError::NoSender)?;
        let message = Message::new(to, content);
        let message = if self.id.as_str().is_empty() {
            message
        } else {
            message.in_reply_to(&self.id)
        };
        Ok(client.send_message(self.number()?, message))
    }

    /// Answers with a text of 1 to 4096 characters, which quotes this message.
    ///
    /// # Errors
    ///
    /// As [`reply`](Self::reply).
    pub fn reply_text(
        &self,
        client: &Client,
        body: impl Into<Text>,
    ) -> Result<builder::SendMessage, ReplyError> {
        self.reply(client, body.into())
    }

    /// Reacts to the message with an emoji; an empty one takes the reaction back.
    ///
    /// # Errors
    ///
    /// As [`reply`](Self::reply).
    pub fn reaction(
        &self,
        client: &Client,
        emoji: impl Into<String>,
    ) -> Result<builder::SendMessage, ReplyError> {
        let to = self.recipient().ok_or(ReplyError::NoSender)?;
        let message = Message::new(to, Reaction::new(&self.id, emoji));
        Ok(client.send_message(self.number()?, message))
    }

    /// Marks the message, and all before it, as read.
    ///
    /// # Errors
    ///
    /// When the message does not say which number received it.
    pub fn read_receipt(&self, client: &Client) -> Result<builder::MarkMessageAsRead, ReplyError> {
        Ok(client.mark_message_as_read(self.number()?, ReadReceipt::new(&self.id)))
    }

    /// Marks the message as read, and shows that an answer is being written, until it comes or for 25 seconds.
    ///
    /// # Errors
    ///
    /// When the message does not say which number received it.
    pub fn typing(&self, client: &Client) -> Result<builder::MarkMessageAsRead, ReplyError> {
        Ok(client.mark_message_as_read(self.number()?, ReadReceipt::typing(&self.id)))
    }

    fn number(&self) -> Result<&PhoneNumberId, ReplyError> {
        self.metadata()
            .phone_number_id()
            .ok_or(ReplyError::NoNumber)
    }
}

/// Why a message cannot be answered.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub enum ReplyError {
    /// It does not say which business phone number received it.
    NoNumber,
    /// It does not say who sent it.
    NoSender,
}

impl fmt::Display for ReplyError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::NoNumber => "the message does not say which number received it",
            Self::NoSender => "the message does not say who sent it",
        })
    }
}

impl std::error::Error for ReplyError {}
