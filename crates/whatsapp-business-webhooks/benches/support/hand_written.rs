//! Hand-written structs for the same payloads: flat structs of strings, as in other libraries.
#![allow(dead_code, reason = "decoded, not read")]

use serde::Deserialize;

#[derive(Deserialize)]
pub struct Payload {
    pub object: String,
    pub entry: Vec<Entry>,
}

#[derive(Deserialize)]
pub struct Entry {
    pub id: String,
    pub time: Option<i64>,
    pub changes: Vec<Change>,
}

#[derive(Deserialize)]
pub struct Change {
    pub field: String,
    pub value: Value,
}

#[derive(Deserialize)]
pub struct Value {
    pub messaging_product: String,
    pub metadata: Metadata,
    #[serde(default)]
    pub contacts: Vec<Contact>,
    #[serde(default)]
    pub messages: Vec<Message>,
    #[serde(default)]
    pub statuses: Vec<Status>,
    #[serde(default)]
    pub errors: Vec<Error>,
}

#[derive(Deserialize)]
pub struct Metadata {
    pub display_phone_number: String,
    pub phone_number_id: String,
}

#[derive(Deserialize)]
pub struct Contact {
    pub profile: Option<Profile>,
    pub wa_id: Option<String>,
    pub user_id: Option<String>,
}

#[derive(Deserialize)]
pub struct Profile {
    pub name: Option<String>,
    pub username: Option<String>,
}

#[derive(Deserialize)]
pub struct Message {
    pub from: Option<String>,
    pub from_user_id: Option<String>,
    pub id: String,
    pub timestamp: String,
    pub group_id: Option<String>,
    pub context: Option<Context>,
    #[serde(rename = "type")]
    pub kind: String,
    pub text: Option<Text>,
    pub image: Option<Media>,
    pub video: Option<Media>,
    pub audio: Option<Media>,
    pub document: Option<Media>,
    pub sticker: Option<Media>,
    pub location: Option<Location>,
    pub button: Option<Button>,
    pub interactive: Option<Interactive>,
    pub reaction: Option<Reaction>,
    #[serde(default)]
    pub errors: Vec<Error>,
}

#[derive(Deserialize)]
pub struct Context {
    pub from: Option<String>,
    pub id: Option<String>,
    pub forwarded: Option<bool>,
}

#[derive(Deserialize)]
pub struct Text {
    pub body: String,
}

#[derive(Deserialize)]
pub struct Media {
    pub id: String,
    pub mime_type: Option<String>,
    pub sha256: Option<String>,
    pub url: Option<String>,
    pub caption: Option<String>,
    pub filename: Option<String>,
    pub voice: Option<bool>,
    pub animated: Option<bool>,
}

#[derive(Deserialize)]
pub struct Location {
    pub latitude: f64,
    pub longitude: f64,
    pub name: Option<String>,
    pub address: Option<String>,
    pub url: Option<String>,
}

#[derive(Deserialize)]
pub struct Button {
    pub payload: Option<String>,
    pub text: String,
}

#[derive(Deserialize)]
pub struct Interactive {
    #[serde(rename = "type")]
    pub kind: String,
    pub button_reply: Option<Reply>,
    pub list_reply: Option<Reply>,
}

#[derive(Deserialize)]
pub struct Reply {
    pub id: String,
    pub title: String,
    pub description: Option<String>,
}

#[derive(Deserialize)]
pub struct Reaction {
    pub message_id: String,
    pub emoji: Option<String>,
}

#[derive(Deserialize)]
pub struct Status {
    pub id: String,
    pub status: String,
    pub timestamp: String,
    pub recipient_id: Option<String>,
    pub recipient_user_id: Option<String>,
    pub recipient_type: Option<String>,
    pub biz_opaque_callback_data: Option<String>,
    pub conversation: Option<Conversation>,
    pub pricing: Option<Pricing>,
    #[serde(default)]
    pub errors: Vec<Error>,
}

#[derive(Deserialize)]
pub struct Conversation {
    pub id: String,
    pub expiration_timestamp: Option<String>,
    pub origin: Option<Origin>,
}

#[derive(Deserialize)]
pub struct Origin {
    #[serde(rename = "type")]
    pub kind: String,
}

#[derive(Deserialize)]
pub struct Pricing {
    pub billable: Option<bool>,
    pub pricing_model: String,
    #[serde(rename = "type")]
    pub kind: Option<String>,
    pub category: String,
}

#[derive(Deserialize)]
pub struct Error {
    pub code: i64,
    pub title: Option<String>,
    pub message: Option<String>,
}

impl Payload {
    /// Visits everything that a program handles.
    pub fn count(&self) -> usize {
        let changes = self.entry.iter().flat_map(|entry| &entry.changes);
        changes
            .map(|change| change.value.messages.len() + change.value.statuses.len())
            .sum()
    }
}
