//! Replies to received messages.

use std::fmt;
use std::future::{IntoFuture, ready};

use whatsapp_business_core::id::PhoneNumberId;
use whatsapp_business_core::{BoxFuture, Error};
use whatsapp_business_messages::types::{
    Message, MessageContent, Reaction, ReadReceipt, Recipient, Text,
};
use whatsapp_business_messages::{Client, builder};

use crate::received::Received;
use crate::types::{IncomingMessage, SystemContent};

/// A request that replies to a received message. `.await` sends it.
///
/// ```
/// use std::time::Duration;
///
/// use whatsapp_business::messages::Client;
/// use whatsapp_business::webhooks::types::IncomingMessage;
/// use whatsapp_business::webhooks::{Received, ReplyError};
///
/// # async fn example(messages: Client, message: Received<IncomingMessage>) -> Result<(), ReplyError> {
/// message.mark_as_read(&messages).await?;
/// message
///     .reply_text(&messages, "We open at nine.")
///     .map(|request| request.with_timeout(Duration::from_secs(5)))
///     .await?;
/// # Ok(())
/// # }
/// ```
#[derive(Debug)]
#[must_use = "a reply is sent when it is awaited"]
pub struct ReplyRequest<R>(Result<R, ReplyError>);

impl<R> ReplyRequest<R> {
    /// Sets options of the request, such as the access token or the timeout.
    pub fn map(self, set: impl FnOnce(R) -> R) -> Self {
        Self(self.0.map(set))
    }

    /// The request itself, to send it with its own methods.
    ///
    /// # Errors
    ///
    /// When the message lacks the phone number id or the sender.
    pub fn into_request(self) -> Result<R, ReplyError> {
        self.0
    }
}

impl<R, T> IntoFuture for ReplyRequest<R>
where
    R: IntoFuture<Output = Result<T, Error>>,
    R::IntoFuture: Send + 'static,
    T: Send + 'static,
{
    type Output = Result<T, ReplyError>;
    type IntoFuture = BoxFuture<'static, Self::Output>;

    fn into_future(self) -> Self::IntoFuture {
        match self.0 {
            Ok(request) => {
                let sent = request.into_future();
                Box::pin(async move { sent.await.map_err(ReplyError::Request) })
            }
            Err(error) => Box::pin(ready(Err(error))),
        }
    }
}

impl Received<IncomingMessage> {
    /// The recipient of a reply: the group that the message was sent to, or else its sender, by phone number if it is
    /// known and by business-scoped user id otherwise; after a change of number or id, the new one. `None` when the payload
    /// does not identify the sender.
    #[must_use]
    pub fn recipient(&self) -> Option<Recipient> {
        if let Some(group) = self.group_id.as_ref().filter(|id| !id.as_str().is_empty()) {
            return Some(Recipient::Group(group.clone()));
        }
        if let Some(new) = self.system.as_deref().and_then(new_recipient) {
            return Some(new);
        }
        let sender = self.sender();
        let phone = sender.phone_number().cloned();
        let phone = phone.or_else(|| Some(sender.wa_id()?.as_str().into()));
        phone
            .map(Recipient::Phone)
            .or_else(|| sender.user_id().cloned().map(Recipient::User))
    }

    /// Replies with any content, quoting this message. To send a message without the quote, create it with
    /// [`Message::new`] and [`recipient`](Self::recipient).
    pub fn reply(
        &self,
        client: &Client,
        content: impl Into<MessageContent>,
    ) -> ReplyRequest<builder::SendMessage> {
        self.send(client, |to| {
            let message = Message::new(to, content);
            if self.id.as_str().is_empty() {
                message
            } else {
                message.in_reply_to(&self.id)
            }
        })
    }

    /// Replies with a text of 1 to 4,096 characters, quoting this message.
    pub fn reply_text(
        &self,
        client: &Client,
        body: impl Into<Text>,
    ) -> ReplyRequest<builder::SendMessage> {
        self.reply(client, body.into())
    }

    /// Reacts to the message with an emoji. An empty string removes the reaction.
    pub fn react(
        &self,
        client: &Client,
        emoji: impl Into<String>,
    ) -> ReplyRequest<builder::SendMessage> {
        self.send(client, |to| {
            Message::new(to, Reaction::new(&self.id, emoji))
        })
    }

    /// Marks the message, and all messages before it, as read; in a group, only this message.
    pub fn mark_as_read(&self, client: &Client) -> ReplyRequest<builder::MarkMessageAsRead> {
        self.receipt(client, ReadReceipt::new(&self.id))
    }

    /// Marks the message as read and shows a typing indicator, until the reply arrives or for 25 seconds.
    pub fn show_typing(&self, client: &Client) -> ReplyRequest<builder::MarkMessageAsRead> {
        self.receipt(client, ReadReceipt::typing(&self.id))
    }

    fn send(
        &self,
        client: &Client,
        message: impl FnOnce(Recipient) -> Message,
    ) -> ReplyRequest<builder::SendMessage> {
        ReplyRequest(self.phone_number_id().and_then(|from| {
            let to = self.recipient().ok_or(ReplyError::MissingSender)?;
            Ok(client.send_message(from, message(to)))
        }))
    }

    fn receipt(
        &self,
        client: &Client,
        receipt: ReadReceipt,
    ) -> ReplyRequest<builder::MarkMessageAsRead> {
        let from = self.phone_number_id();
        ReplyRequest(from.map(|from| client.mark_message_as_read(from, receipt)))
    }

    fn phone_number_id(&self) -> Result<&PhoneNumberId, ReplyError> {
        let metadata = self.metadata();
        metadata
            .phone_number_id()
            .ok_or(ReplyError::MissingPhoneNumberId)
    }
}

/// The user after the change that a system message reports.
fn new_recipient(system: &SystemContent) -> Option<Recipient> {
    // The second is the older name.
    let numbers = [&system.wa_id, &system.new_wa_id];
    let mut numbers = numbers.into_iter().flatten().map(AsRef::as_ref);
    let number = numbers.find(|number: &&str| !number.is_empty());
    let user = system.user_id.as_ref();
    let user = user.filter(|id| !id.as_str().is_empty());
    number
        .map(|number| Recipient::Phone(number.into()))
        .or_else(|| user.cloned().map(Recipient::User))
}

/// Why a reply failed.
#[derive(Debug)]
#[non_exhaustive]
pub enum ReplyError {
    /// The payload lacks the id of the business phone number that received the message. Nothing was sent.
    MissingPhoneNumberId,
    /// The payload does not identify the sender of the message. Nothing was sent.
    MissingSender,
    /// The request failed.
    Request(Error),
}

impl fmt::Display for ReplyError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::MissingPhoneNumberId => {
                f.write_str("cannot reply: the message has no phone number id")
            }
            Self::MissingSender => f.write_str("cannot reply: the message has no sender"),
            Self::Request(error) => error.fmt(f),
        }
    }
}

impl std::error::Error for ReplyError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Request(error) => error.source(),
            _ => None,
        }
    }
}
