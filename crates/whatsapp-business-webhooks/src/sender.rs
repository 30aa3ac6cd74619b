//! The sender of a message.

use std::fmt;

use whatsapp_business_core::id::{PhoneNumber, UserId, WhatsAppId};

use crate::received::Received;
use crate::types::IncomingMessage;

/// The sender of a message.
///
/// The platform identifies users by a phone number, a business-scoped user id, or both: users with a username may hide
/// their number, and payloads before April 2026 have no user id. `Debug` hides all of it.
#[derive(Clone, Eq, Hash, PartialEq)]
pub struct Sender {
    phone_number: Option<PhoneNumber>,
    wa_id: Option<WhatsAppId>,
    user_id: Option<UserId>,
    parent_user_id: Option<UserId>,
    name: Option<String>,
    username: Option<String>,
}

impl Sender {
    /// Phone number. `None` when the user hides it.
    #[must_use]
    pub fn phone_number(&self) -> Option<&PhoneNumber> {
        self.phone_number.as_ref()
    }

    /// WhatsApp id, usually the digits of the phone number; the two may differ.
    #[must_use]
    pub fn wa_id(&self) -> Option<&WhatsAppId> {
        self.wa_id.as_ref()
    }

    /// Business-scoped user id.
    #[must_use]
    pub fn user_id(&self) -> Option<&UserId> {
        self.user_id.as_ref()
    }

    /// User id shared by several business portfolios. `None` unless the portfolio is enrolled.
    #[must_use]
    pub fn parent_user_id(&self) -> Option<&UserId> {
        self.parent_user_id.as_ref()
    }

    /// Name in the user's profile, which users choose freely.
    #[must_use]
    pub fn name(&self) -> Option<&str> {
        self.name.as_deref()
    }

    /// Username. Some payloads have it with a leading `@`: compare without it.
    #[must_use]
    pub fn username(&self) -> Option<&str> {
        self.username.as_deref()
    }

    /// The key to store a conversation under: the business-scoped user id if there is one, and the WhatsApp id or phone
    /// number otherwise. `None` when the payload does not identify the sender.
    ///
    /// It is unique within one business portfolio. A user whose earlier messages had no user id has other
    /// [`keys`](Self::keys) too.
    #[must_use]
    pub fn key(&self) -> Option<SenderKey> {
        self.keys().next()
    }

    /// All keys of the user, the most durable first. Look a conversation up under each of them, and store it under the
    /// first.
    pub fn keys(&self) -> impl Iterator<Item = SenderKey> {
        let user = self
            .user_id
            .as_ref()
            .map(|id| SenderKey::new("user", id.as_str()));
        let whatsapp = self
            .wa_id
            .as_ref()
            .map(|id| SenderKey::new("phone", id.as_str()));
        let phone = self.phone_number.as_ref().map(|number| {
            // In the format of the WhatsApp id.
            let digits: String = number
                .as_str()
                .chars()
                .filter(char::is_ascii_digit)
                .collect();
            SenderKey::new("phone", &digits)
        });
        let phone = phone.filter(|phone| whatsapp.as_ref() != Some(phone));
        user.into_iter().chain(whatsapp).chain(phone)
    }
}

impl fmt::Debug for Sender {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let known_by = match (
            self.wa_id.is_some() || self.phone_number.is_some(),
            &self.user_id,
        ) {
            (true, Some(_)) => "phone number and user id",
            (true, None) => "phone number",
            (false, Some(_)) => "user id",
            (false, None) => "nothing",
        };
        write!(f, "Sender([redacted], known by {known_by})")
    }
}

/// Key of a user, see [`Sender::key`]: `user:` with the business-scoped user id, or `phone:` with the digits of the
/// number.
///
/// It is personal data: `Display` shows it, `Debug` hides it.
#[derive(Clone, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub struct SenderKey(String);

impl SenderKey {
    fn new(kind: &str, id: &str) -> Self {
        Self(format!("{kind}:{id}"))
    }

    /// The key as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl AsRef<str> for SenderKey {
    fn as_ref(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for SenderKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for SenderKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SenderKey([redacted])")
    }
}

impl Received<IncomingMessage> {
    /// The sender, with the data of the message and of its contact.
    ///
    /// Of a system message about a new phone number or user id, it is the user before the change, whom conversations are
    /// stored under; [`SystemContent`](crate::types::SystemContent) has the new ids.
    #[must_use]
    pub fn sender(&self) -> Sender {
        let contact = self.contact();
        let profile = contact.and_then(|contact| contact.profile.as_ref());
        let system = self.system.as_deref();
        Sender {
            phone_number: non_empty(self.from.as_ref()),
            wa_id: non_empty(contact.and_then(|contact| contact.wa_id.as_ref())),
            user_id: non_empty(system.and_then(|system| system.previous_user_id.as_ref()))
                .or_else(|| non_empty(self.from_user_id.as_ref()))
                .or_else(|| non_empty(contact.and_then(|contact| contact.user_id.as_ref()))),
            parent_user_id: non_empty(
                system.and_then(|system| system.previous_parent_user_id.as_ref()),
            )
            .or_else(|| non_empty(self.from_parent_user_id.as_ref()))
            .or_else(|| non_empty(contact.and_then(|contact| contact.parent_user_id.as_ref()))),
            name: non_empty(profile.and_then(|profile| profile.name.as_ref())),
            username: non_empty(profile.and_then(|profile| profile.username.as_ref())),
        }
    }
}

/// An id that is present. Some payloads have empty ids.
fn non_empty<T: AsRef<str> + Clone>(id: Option<&T>) -> Option<T> {
    id.filter(|id| !id.as_ref().is_empty()).cloned()
}

#[cfg(test)]
mod tests;
