//! What documents say about themselves: introduction, licence, contact, links, and names and groups of tags.

use std::path::Path;

use serde_json::{Map, Value, json};

use crate::diagnostics::Diagnostics;
use crate::facts::codes::{self as facts, Code};
use crate::load;

use super::{Document, Role};

/// Introduction of the documents, below the root of the workspace.
const INTRODUCTION: &str = "spec/introduction.md";

const REPOSITORY: &str = env!("CARGO_PKG_REPOSITORY");

/// Groups of families, for pages that have many. Families that are in none are at the end.
const GROUPS: [(&str, &[&str]); 4] = [
    (
        "Messaging",
        &[
            "messages",
            "media",
            "marketing",
            "templates",
            "flows",
            "webhooks",
        ],
    ),
    ("Calls, groups and agents", &["calling", "groups", "agents"]),
    (
        "Accounts and phone numbers",
        &[
            "accounts",
            "phone-numbers",
            "profiles",
            "qr-codes",
            "analytics",
            "commerce",
        ],
    ),
    (
        "Businesses and partners",
        &["portfolios", "onboarding", "signups", "solutions"],
    ),
];

/// What all documents say.
#[derive(Clone, Debug, Default)]
pub(super) struct About {
    /// The introduction, as Markdown; empty in a workspace without one.
    pub(super) introduction: String,
    /// The known error codes.
    pub(super) codes: Vec<Code>,
}

impl About {
    /// Reads the introduction and the error codes.
    pub(super) fn read(root: &Path) -> Result<Self, Diagnostics> {
        let introduction = if root.join(INTRODUCTION).is_file() {
            load::text(root, INTRODUCTION)?
        } else {
            String::new()
        };
        Ok(Self {
            introduction,
            codes: facts::read(root)?,
        })
    }

    /// Completes a document.
    pub(super) fn describe(&self, document: &mut Document) {
        let combined = document.role == Role::Combined;
        let Some(root) = document.value.as_object_mut() else {
            return;
        };
        root.shift_remove("x-type-groups");
        name_tags(root);
        if combined {
            group_tags(root);
        }
        let Some(info) = root.get_mut("info").and_then(Value::as_object_mut) else {
            return;
        };
        let version = info.get("version").and_then(Value::as_str);
        let introduction = self
            .introduction
            .replace("{{version}}", version.unwrap_or_default());
        let mut text = info
            .get("description")
            .and_then(Value::as_str)
            .unwrap_or_default()
            .trim_end()
            .to_owned();
        if document.role != Role::Inbound && !introduction.is_empty() {
            text = format!("{text}\n\n{}\n", introduction.trim_end());
        }
        if combined && !self.codes.is_empty() {
            text.push_str(&super::codes::table(&self.codes));
        }
        info.insert("description".to_owned(), text.into());
        info.insert(
            "contact".to_owned(),
            json!({"name": env!("CARGO_PKG_AUTHORS"), "url": REPOSITORY}),
        );
        info.insert(
            "license".to_owned(),
            json!({"name": env!("CARGO_PKG_LICENSE"), "url": format!("{REPOSITORY}#license")}),
        );
        // Behind `info`, as in most documents.
        let docs = json!({
            "description": "Documentation of the WhatsApp Business Platform",
            "url": "https://developers.facebook.com/documentation/business-messaging/whatsapp",
        });
        root.entry("externalDocs").or_insert(docs);
    }
}

/// Gives tags names for people: that of a family document is its title.
fn name_tags(root: &mut Map<String, Value>) {
    let title = root
        .get("info")
        .and_then(|info| info.get("title"))
        .and_then(Value::as_str)
        .unwrap_or_default()
        .to_owned();
    let tags = root.get_mut("tags").and_then(Value::as_array_mut);
    for tag in tags.into_iter().flatten().filter_map(Value::as_object_mut) {
        let title = title.split(", ").next().unwrap_or_default();
        tag.entry("x-displayName").or_insert_with(|| title.into());
    }
}

/// Groups the tags of all families.
fn group_tags(root: &mut Map<String, Value>) {
    let tags = root.get("tags").and_then(Value::as_array);
    let names: Vec<&str> = tags
        .into_iter()
        .flatten()
        .filter_map(|tag| tag.get("name")?.as_str())
        .collect();
    let mut groups: Vec<Value> = GROUPS
        .iter()
        .filter_map(|(title, families)| {
            let tags: Vec<&&str> = families.iter().filter(|it| names.contains(it)).collect();
            (!tags.is_empty()).then(|| json!({"name": title, "tags": tags}))
        })
        .collect();
    let rest: Vec<&&str> = names
        .iter()
        .filter(|name| !GROUPS.iter().any(|(_, families)| families.contains(*name)))
        .collect();
    if !rest.is_empty() {
        groups.push(json!({"name": "More", "tags": rest}));
    }
    root.insert("x-tagGroups".to_owned(), groups.into());
}
