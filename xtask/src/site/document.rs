//! The document as a reader wants it, rather than a tool.

use std::collections::BTreeSet;

use regex::Regex;
use serde_json::Value;

use super::{ERRORS, paths, text};
use crate::facts::codes::Code;
use crate::walk::METHODS;

const INTRODUCTION: &str = include_str!("pages/introduction.md");

/// Error codes below are too short to be told from other numbers in a text.
const LONG: i64 = 10_000;

/// The document with an introduction, paths as they are sent, and facts of extensions in the text.
pub(super) fn prepare(mut value: Value, codes: &[Code]) -> Value {
    let linker = Linker::new(codes);
    let version = text(&value, "/info/version").to_owned();
    let Some(root) = value.as_object_mut() else {
        return value;
    };
    if let Some(info) = root.get_mut("info").and_then(Value::as_object_mut) {
        let introduction = INTRODUCTION.replace("{{version}}", &version);
        info.insert("description".to_owned(), introduction.into());
    }
    if let Some(Value::Object(all)) = root.shift_remove("paths") {
        root.insert("paths".to_owned(), paths::unsuffix(all).into());
    }
    // The same as `webhooks`, in our own form.
    root.shift_remove("x-webhook-fields");
    for key in ["paths", "webhooks"] {
        let items = root.get_mut(key).and_then(Value::as_object_mut);
        let operations = items
            .into_iter()
            .flatten()
            .filter_map(|(_, item)| item.as_object_mut())
            .flatten()
            .filter(|(method, _)| METHODS.contains(&method.as_str()));
        for (_, operation) in operations {
            let label = if key == "webhooks" {
                None
            } else {
                operation.get("operationId").and_then(Value::as_str)
            };
            let label = label.map(|id| format!("**Operation id:** `{id}`"));
            describe(operation, label, &linker);
            sort_examples(operation);
        }
    }
    value
}

/// Adds to a description what only extensions say.
fn describe(operation: &mut Value, label: Option<String>, linker: &Linker) {
    let mut description = linker.link(text(operation, "/description"));
    let permissions: Vec<String> = operation
        .get("x-permissions")
        .and_then(Value::as_array)
        .into_iter()
        .flatten()
        .filter_map(Value::as_str)
        .map(|permission| format!("`{permission}`"))
        .collect();
    let mut facts = Vec::new();
    if !permissions.is_empty() {
        facts.push(format!("**Permissions:** {}", permissions.join(", ")));
    }
    facts.extend(label);
    if operation.pointer("/x-source/verified") == Some(&Value::Bool(false)) {
        facts
            .push("**Not confirmed** by the vendor's documentation or recorded traffic".to_owned());
    }
    for fact in facts {
        description.push_str("\n\n");
        description.push_str(&fact);
    }
    if let Some(operation) = operation.as_object_mut() {
        operation.insert("description".to_owned(), description.into());
    }
}

/// Puts the simplest example first, which is the one that is shown: a text message, or the shortest.
fn sort_examples(operation: &mut Value) {
    let mut bodies: Vec<&mut Value> = Vec::new();
    if let Some(operation) = operation.as_object_mut() {
        for (key, value) in operation {
            match key.as_str() {
                "requestBody" => bodies.push(value),
                "responses" => {
                    let responses = value.as_object_mut().into_iter().flatten();
                    bodies.extend(responses.map(|(_, response)| response));
                }
                _ => {}
            }
        }
    }
    for body in bodies {
        let content = body.get_mut("content").and_then(Value::as_object_mut);
        for (_, media) in content.into_iter().flatten() {
            let examples = media.get_mut("examples").and_then(Value::as_object_mut);
            if let Some(examples) = examples {
                let mut sorted: Vec<_> = std::mem::take(examples).into_iter().collect();
                sorted.sort_by_cached_key(|(name, example)| {
                    (name != "text", example.to_string().len())
                });
                examples.extend(sorted);
            }
        }
    }
}

/// Links error codes in texts to their rows.
#[derive(Debug)]
struct Linker {
    codes: BTreeSet<i64>,
    /// Code, links, or a number.
    pattern: Option<Regex>,
}

impl Linker {
    fn new(codes: &[Code]) -> Self {
        let long = codes.iter().map(|code| code.code);
        Self {
            codes: long.filter(|code| *code >= LONG).collect(),
            pattern: Regex::new(r"`[^`]*`|\[[^\]]*\]\([^)]*\)|https?://\S+|\b[0-9]{5,7}\b").ok(),
        }
    }

    fn link(&self, text: &str) -> String {
        let Some(pattern) = &self.pattern else {
            return text.to_owned();
        };
        let linked = pattern.replace_all(text, |found: &regex::Captures<'_>| {
            let found = found.get(0).map_or("", |found| found.as_str());
            match found.parse() {
                Ok(code) if self.codes.contains(&code) => {
                    format!("[{code}]({ERRORS}#{code})")
                }
                _ => found.to_owned(),
            }
        });
        linked.trim_end().to_owned()
    }
}
