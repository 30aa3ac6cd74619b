//! Messages from users, based on the examples of the specification.

use serde_json::{Value, json};

use super::error::WebhookError;
use super::status::{digits, name_person};
use super::{MESSAGES, timestamp};
use crate::catalog::Catalog;
use crate::ids::{Ids, user_id};

/// A text message from a user who is identified by a phone number or a business-scoped user id.
pub(crate) fn text(
    catalog: &Catalog,
    ids: &Ids,
    person: &str,
    text: &str,
) -> Result<Value, WebhookError> {
    let is_user = person
        .chars()
        .any(|character| character.is_ascii_alphabetic());
    let variant = if is_user {
        "text_username_only"
    } else {
        "text"
    };
    let unknown = || WebhookError::unknown(MESSAGES, variant);
    let mut payload = catalog
        .sample(MESSAGES, variant)
        .cloned()
        .ok_or_else(unknown)?;
    let number = (!is_user).then(|| digits(person));
    let user = match &number {
        Some(number) => user_id(number, catalog),
        None => person.to_owned(),
    };
    let value = payload
        .pointer_mut("/entry/0/changes/0/value")
        .ok_or_else(unknown)?;
    if let Some(contact) = value
        .pointer_mut("/contacts/0")
        .and_then(Value::as_object_mut)
    {
        name_person(contact, number.as_deref(), Some(&user), catalog);
    }
    let message = value
        .pointer_mut("/messages/0")
        .and_then(Value::as_object_mut)
        .ok_or_else(unknown)?;
    if let Some(number) = &number {
        message.insert("from".to_owned(), json!(number));
    }
    message.insert("from_user_id".to_owned(), json!(user));
    let id = ids.incoming_message(number.as_deref().unwrap_or(&user));
    message.insert("id".to_owned(), json!(id));
    message.insert("timestamp".to_owned(), timestamp());
    message.insert("text".to_owned(), json!({ "body": text }));
    Ok(payload)
}
