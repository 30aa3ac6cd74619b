//! Statuses of sent messages, based on the examples of the specification.

use std::fmt;

use serde_json::{Map, Value, json};

use super::{MESSAGES, timestamp};
use crate::answer::{Call, Sent};
use crate::catalog::Catalog;
use crate::ids::user_id;

/// Operations whose messages have statuses; the second is for marketing.
const SENDING: [&str; 2] = ["send_message", MARKETING];
const MARKETING: &str = "send_marketing_message";

/// Properties that identify the participant, in statuses of groups.
const PARTICIPANT: [&str; 4] = [
    "recipient_participant_id",
    "recipient_participant_user_id",
    "recipient_participant_parent_user_id",
    "participant_recipient_id",
];

/// What only parent business-scoped user ids contain.
const PARENT: &str = ".ENT.";

/// An accepted message whose statuses are due.
#[derive(Clone)]
pub(crate) struct Accepted {
    message_id: Value,
    phone_number_id: String,
    recipient: Recipient,
    tracking: Option<Value>,
    rate: Rate,
}

#[derive(Clone)]
enum Recipient {
    /// Digits only.
    Phone(String),
    User(String),
    Group(String),
}

/// The property that the price depends on.
#[derive(Clone, Copy)]
enum Rate {
    Service,
    Template,
    Marketing,
}

impl Accepted {
    /// The message that a request sent, based on its response. `None` when it sent none, or the message is held.
    pub(crate) fn read(call: &Call<'_>, answer: &Value) -> Option<Self> {
        let operation = call.operation.id.as_str();
        if !SENDING.contains(&operation) {
            return None;
        }
        let sent = Sent::read(call.body)?;
        let message = answer.pointer("/messages/0")?;
        if message
            .get("message_status")
            .is_some_and(|status| status != "accepted")
        {
            return None;
        }
        let recipient = sent.recipient.clone();
        Some(Self {
            message_id: message.get("id")?.clone(),
            phone_number_id: call.path_value("phone_number_id")?.to_owned(),
            recipient: if sent.is_to_group {
                Recipient::Group(recipient)
            } else if sent.is_to_user {
                Recipient::User(recipient)
            } else {
                Recipient::Phone(digits(&recipient))
            },
            tracking: sent.tracking.cloned(),
            rate: match sent.kind.as_str() {
                _ if operation == MARKETING => Rate::Marketing,
                "template" => Rate::Template,
                _ => Rate::Service,
            },
        })
    }

    /// The payload that reports one status. `None` when the specification has no example of it.
    pub(crate) fn payload(&self, catalog: &Catalog, status: &str) -> Option<Value> {
        let mut payload = self.example(catalog, status)?.clone();
        let entry = payload.pointer_mut("/entry/0")?.as_object_mut()?;
        if let Some(waba) = catalog.example_ids.get("waba_id") {
            entry.insert("id".to_owned(), json!(waba));
        }
        let value = payload.pointer_mut("/entry/0/changes/0/value")?;
        let metadata = value.get_mut("metadata")?.as_object_mut()?;
        metadata.insert("phone_number_id".to_owned(), json!(self.phone_number_id));
        if let Some(contact) = value
            .pointer_mut("/contacts/0")
            .and_then(Value::as_object_mut)
        {
            match &self.recipient {
                Recipient::Phone(number) => name_person(contact, Some(number), None, catalog),
                Recipient::User(user) if user.contains(PARENT) => {
                    contact.remove("wa_id");
                    contact.insert("parent_user_id".to_owned(), json!(user));
                }
                Recipient::User(user) => {
                    contact.remove("parent_user_id");
                    name_person(contact, None, Some(user), catalog);
                }
                Recipient::Group(_) => {}
            }
        }
        let statuses = value.get_mut("statuses")?.as_array_mut()?;
        if status == "sent" {
            // Later statuses of a group come from each participant.
            statuses.truncate(1);
        }
        for item in statuses.iter_mut().filter_map(Value::as_object_mut) {
            self.fill_in(item, status, catalog);
        }
        Some(payload)
    }

    fn example<'c>(&self, catalog: &'c Catalog, status: &str) -> Option<&'c Value> {
        let general = format!("status_{status}");
        let special = match &self.recipient {
            Recipient::Phone(_) => None,
            Recipient::User(_) => Some(format!("{general}_by_user_id")),
            Recipient::Group(_) if status == "failed" => None,
            Recipient::Group(_) => Some("status_group".to_owned()),
        };
        special
            .and_then(|variant| catalog.sample(MESSAGES, &variant))
            .or_else(|| catalog.sample(MESSAGES, &general))
    }

    fn fill_in(&self, item: &mut Map<String, Value>, status: &str, catalog: &Catalog) {
        item.insert("id".to_owned(), self.message_id.clone());
        item.insert("status".to_owned(), json!(status));
        item.insert("timestamp".to_owned(), timestamp());
        match &self.tracking {
            Some(tracking) => item.insert("biz_opaque_callback_data".to_owned(), tracking.clone()),
            None => item.remove("biz_opaque_callback_data"),
        };
        if let Some(pricing) = item.get_mut("pricing").and_then(Value::as_object_mut) {
            self.price(pricing);
        }
        match &self.recipient {
            Recipient::Phone(number) => {
                item.insert("recipient_id".to_owned(), json!(number));
                if item.contains_key("recipient_user_id") {
                    let user = user_id(number, catalog);
                    item.insert("recipient_user_id".to_owned(), json!(user));
                }
            }
            Recipient::User(user) => {
                item.remove("recipient_id");
                if user.contains(PARENT) {
                    item.insert("recipient_parent_user_id".to_owned(), json!(user));
                } else {
                    item.insert("recipient_user_id".to_owned(), json!(user));
                    item.remove("recipient_parent_user_id");
                }
            }
            Recipient::Group(group) => {
                item.insert("recipient_id".to_owned(), json!(group));
                item.insert("recipient_type".to_owned(), json!("group"));
                if status == "sent" {
                    item.retain(|name, _| !PARTICIPANT.contains(&name.as_str()));
                }
            }
        }
    }

    /// Sets the price, because the examples have that of a marketing template.
    fn price(&self, pricing: &mut Map<String, Value>) {
        let is_to_group = matches!(self.recipient, Recipient::Group(_));
        // Service messages are within the free allowance of the month.
        let (category, free) = match self.rate {
            Rate::Service if is_to_group => ("group_service", Some("free_group_customer_service")),
            Rate::Service => ("service", Some("free_customer_service")),
            Rate::Template => return,
            Rate::Marketing => ("marketing_lite", None),
        };
        if let Some(free) = free {
            pricing.insert("billable".to_owned(), json!(false));
            pricing.insert("type".to_owned(), json!(free));
        }
        pricing.insert("category".to_owned(), json!(category));
    }
}

/// All fields are personal data.
impl fmt::Debug for Accepted {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Accepted")
    }
}

/// Replaces the contact of an example with another user: with a phone number, a business-scoped user id, or both.
pub(super) fn name_person(
    contact: &mut Map<String, Value>,
    number: Option<&str>,
    user: Option<&str>,
    catalog: &Catalog,
) {
    let user = match (user, number) {
        (Some(user), _) => Some(user.to_owned()),
        (None, Some(number)) => Some(user_id(number, catalog)),
        (None, None) => None,
    };
    if contact.get("user_id").and_then(Value::as_str) != user.as_deref()
        && let Some(profile) = contact.get_mut("profile").and_then(Value::as_object_mut)
    {
        // Names need not be unique, usernames are.
        profile.remove("username");
    }
    let texts = [("wa_id", number.map(str::to_owned)), ("user_id", user)];
    for (name, text) in texts {
        match text {
            Some(text) => contact.insert(name.to_owned(), json!(text)),
            None => contact.remove(name),
        };
    }
}

/// A phone number in the format of WhatsApp ids.
pub(super) fn digits(number: &str) -> String {
    number.chars().filter(char::is_ascii_digit).collect()
}
