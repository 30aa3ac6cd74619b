//! The documents of a family without suffixes: one, and one more for each time that its paths collide.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use crate::bundle::Bundled;
use crate::walk::METHODS;

use super::prune::prune;
use super::{Document, Role, id, methods, paths, shape, without_suffix};

/// Paths of one document, in which no two have the same shape.
#[derive(Debug, Default)]
struct Part {
    paths: Map<String, Value>,
    /// Shape to path.
    shapes: BTreeMap<String, String>,
}

impl Part {
    /// Adds a path; false where a path of this part is in its way.
    fn add(&mut self, path: &str, item: &Map<String, Value>) -> bool {
        let taken = self
            .shapes
            .entry(shape(path))
            .or_insert_with(|| path.to_owned());
        if taken != path {
            return false;
        }
        match self.paths.get_mut(path).and_then(Value::as_object_mut) {
            // Other methods of the same path; what a path says for all its methods cannot be shared.
            Some(there) => {
                let fits = item
                    .keys()
                    .chain(there.keys())
                    .all(|key| METHODS.contains(&key.as_str()))
                    && item.keys().all(|key| !there.contains_key(key));
                if fits {
                    there.extend(item.clone());
                }
                fits
            }
            None => {
                self.paths.insert(path.to_owned(), item.clone().into());
                true
            }
        }
    }
}

/// The documents of a family: its parts, and one with what the platform calls.
pub(super) fn split(bundled: &Bundled) -> Vec<Document> {
    let (mut parts, mut inbound): (Vec<Part>, Part) = Default::default();
    for (path, item) in paths(&bundled.document) {
        let path = without_suffix(path);
        let is_inbound = methods(item)
            .any(|(_, operation)| operation.get("x-inbound") == Some(&Value::Bool(true)));
        let item = item.as_object().cloned().unwrap_or_default();
        if is_inbound {
            inbound.add(path, &item);
        } else if !parts.iter_mut().any(|part| part.add(path, &item)) {
            let mut part = Part::default();
            part.add(path, &item);
            parts.push(part);
        }
    }
    let count = parts.len();
    let document = |file: String, role: Role, value: Value| Document {
        file: format!("plain/{file}.json"),
        role,
        family: Some(bundled.family.clone()),
        value,
    };
    let family = &bundled.family;
    let mut documents: Vec<Document> = parts
        .into_iter()
        .enumerate()
        .map(|(index, part)| {
            let number = index + 1;
            let file = match number {
                1 => family.clone(),
                number => format!("{family}-{number}"),
            };
            document(
                file,
                Role::Plain,
                outbound(bundled, part.paths, number, count),
            )
        })
        .collect();
    if !inbound.paths.is_empty() {
        let value = received(bundled, inbound.paths);
        documents.push(document(format!("{family}-inbound"), Role::Inbound, value));
    }
    documents
}

/// The document of one part.
fn outbound(bundled: &Bundled, paths: Map<String, Value>, number: usize, count: usize) -> Value {
    let ids: Vec<String> = paths
        .values()
        .flat_map(|item| methods(item).map(|(_, operation)| format!("`{}`", id(operation))))
        .collect();
    let mut value = with_paths(bundled, paths);
    if let Some(map) = value.as_object_mut() {
        // Posted by the platform, so no part of what is called there.
        map.shift_remove("x-webhooks");
    }
    if number > 1 {
        let text = format!(
            "Part {number} of {count}: {}. These share their paths with other operations of the family, and differ from them only in \
             the kind of node, the query or the body.",
            ids.join(", ")
        );
        describe(&mut value, &format!(", part {number}"), &text);
    }
    prune(&mut value);
    value
}

/// The document of what the platform calls: whoever takes it is the server.
fn received(bundled: &Bundled, paths: Map<String, Value>) -> Value {
    let mut value = with_paths(bundled, paths);
    let text = "These operations are called by the platform. Serve them under a path of your own.";
    describe(&mut value, ", inbound", text);
    if let Some(map) = value.as_object_mut() {
        let server = json!([{"url": "/", "description": "Your own server."}]);
        map.insert("servers".to_owned(), server);
    }
    prune(&mut value);
    value
}

fn with_paths(bundled: &Bundled, paths: Map<String, Value>) -> Value {
    let mut value = bundled.document.clone();
    if let Some(map) = value.as_object_mut() {
        map.insert("paths".to_owned(), paths.into());
    }
    value
}

/// Adds to the title and to the description.
fn describe(document: &mut Value, title: &str, text: &str) {
    let Some(info) = document.get_mut("info").and_then(Value::as_object_mut) else {
        return;
    };
    let had = |key: &str| info.get(key).and_then(Value::as_str).unwrap_or_default();
    let title = format!("{}{title}", had("title"));
    let description = format!("{}\n\n{text}\n", had("description").trim_end());
    info.insert("title".to_owned(), title.into());
    info.insert("description".to_owned(), description.trim_start().into());
}
