//! The content of all messages of the examples, in every model of a message.

use serde::de::DeserializeOwned;
use serde_json::Value;
use whatsapp_business_webhooks::Content;
use whatsapp_business_webhooks::types::{
    EditedMessage, IncomingMessage,
    app::{HistoryMessage, MessageEcho},
};

use super::samples;

/// Name of the content by the type of the message, and whether the type alone tells it.
fn expected(kind: &str) -> (&'static str, bool) {
    match kind {
        "text" => ("Text", false),
        "image" => ("Image", false),
        "video" => ("Video", false),
        "audio" => ("Audio", false),
        "document" => ("Document", false),
        "sticker" => ("Sticker", false),
        "location" => ("Location", false),
        "contacts" => ("Contacts", false),
        "button" => ("Button", false),
        "interactive" => ("Interactive", false),
        "order" => ("Order", false),
        "reaction" => ("Reaction", false),
        "system" => ("System", false),
        "edit" => ("Edit", false),
        "revoke" => ("Revoke", false),
        "unsupported" | "unknown" | "ephemeral" => ("Unsupported", true),
        "request_welcome" => ("RequestWelcome", true),
        "media_placeholder" => ("MediaPlaceholder", true),
        other => panic!("no content for the type {other}"),
    }
}

/// Objects with a type in the lists of messages, and what was edited.
fn messages(value: &Value, found: &mut Vec<Value>) {
    match value {
        Value::Array(items) => items.iter().for_each(|item| messages(item, found)),
        Value::Object(object) => {
            for (name, value) in object {
                match (name.as_str(), value) {
                    ("messages" | "message_echoes", Value::Array(items)) => {
                        found.extend(
                            items
                                .iter()
                                .filter(|item| item["type"].is_string())
                                .cloned(),
                        );
                    }
                    // A message as another app sent it is a request, not a received message.
                    ("message", Value::Object(edited))
                        if edited.contains_key("type")
                            && !edited.contains_key("messaging_product") =>
                    {
                        found.push(value.clone());
                    }
                    _ => {}
                }
                messages(value, found);
            }
        }
        _ => {}
    }
}

fn name(content: Content<'_>) -> String {
    let debug = format!("{content:?}");
    debug.split('(').next().unwrap_or_default().to_owned()
}

fn decoded<T: DeserializeOwned>(message: &Value) -> T {
    let mut message = message.clone();
    // An edited message has no id of its own.
    if message.get("id").is_none() {
        message["id"] = "wamid.x".into();
    }
    serde_json::from_value(message).expect("message")
}

#[test]
fn all_models_report_the_content_of_every_example() {
    let mut found = Vec::new();
    for sample in samples::all() {
        messages(&sample.body, &mut found);
    }
    assert!(found.is_empty() || found.len() > 60, "{}", found.len());
    for message in found {
        let kind = message["type"].as_str().expect("type").to_owned();
        let (content, type_suffices) = expected(&kind);
        let mut untyped = message.clone();
        untyped.as_object_mut().expect("object").remove("type");
        // Without the type, only the content tells the kind.
        let has_content = !type_suffices || message.get(&kind).is_some();
        let without_type = if has_content { content } else { "Unknown" };
        for (message, content) in [(&message, content), (&untyped, without_type)] {
            assert_eq!(
                name(decoded::<IncomingMessage>(message).content()),
                content,
                "{message}"
            );
            assert_eq!(
                name(decoded::<HistoryMessage>(message).content()),
                content,
                "{message}"
            );
            if kind != "system" {
                assert_eq!(
                    name(decoded::<MessageEcho>(message).content()),
                    content,
                    "{message}"
                );
            }
            if !["system", "edit", "revoke"].contains(&kind.as_str()) {
                assert_eq!(
                    name(decoded::<EditedMessage>(message).content()),
                    content,
                    "{message}"
                );
            }
        }
    }
}
