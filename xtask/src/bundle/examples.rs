//! Examples: `examples/<operationId>.<request|response|error>.<variant>.json` and `examples/<field>.webhook.<variant>.json`, found by
//! their names. Files in subfolders are for tests, not examples.

use std::collections::BTreeMap;
use std::path::Path;

use serde_json::{Map, Value, json};

use super::index::{operations, webhooks};
use crate::diagnostics::{Diagnostics, Finding, Place};
use crate::family::Family;
use crate::load;
use crate::pointer;
use crate::walk;

/// What an example shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Direction {
    /// Body of a request.
    Request,
    /// Body of a successful response.
    Response,
    /// Body of a response that reports an error.
    Error,
    /// Whole payload of a webhook.
    Webhook,
}

impl Direction {
    /// The word in the name of the file.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Request => "request",
            Self::Response => "response",
            Self::Error => "error",
            Self::Webhook => "webhook",
        }
    }

    fn parse(word: &str) -> Option<Self> {
        [Self::Request, Self::Response, Self::Error, Self::Webhook]
            .into_iter()
            .find(|direction| direction.word() == word)
    }
}

/// An example of a family.
#[derive(Clone, Debug, PartialEq)]
pub struct Example {
    /// Path from the root of the workspace.
    pub file: String,
    /// Operation that it belongs to; of a webhook, the field.
    pub operation_id: String,
    /// What it shows.
    pub direction: Direction,
    /// Last part of the name: which of several.
    pub variant: String,
    /// Content.
    pub value: Value,
    /// Pointer of the media type in the bundle that it is an example of; of a webhook, the pointer of the webhook.
    pub media_type: String,
}

impl Example {
    /// Name without the extension: `send_message.request.text`.
    #[must_use]
    pub fn name(&self) -> String {
        format!(
            "{}.{}.{}",
            self.operation_id,
            self.direction.word(),
            self.variant
        )
    }
}

const FORM: &str = "examples are named <operationId>.<request|response|error>.<variant>.json or <field>.webhook.<variant>.json";

/// Reads the examples of a family and attaches them at the media types and webhooks that they belong to.
pub(super) fn attach(
    root: &Path,
    family: &Family,
    document: &mut Value,
    origins: &mut BTreeMap<String, Place>,
    findings: &mut Diagnostics,
) -> Vec<Example> {
    let operations = operations(document);
    let webhooks = webhooks(document);
    let mut examples = Vec::new();
    for name in load::files(&family.spec_dir.join("examples"), "json") {
        let file = format!("spec/{}/examples/{name}", family.name);
        let mut parts = name.trim_end_matches(".json").splitn(3, '.');
        let (operation, direction, variant) = (
            parts.next(),
            parts.next().and_then(Direction::parse),
            parts.next(),
        );
        let (Some(operation), Some(direction), Some(variant)) = (operation, direction, variant)
        else {
            findings.push(
                Finding::error(
                    "example-name",
                    Place::file(file),
                    "the name has another form",
                )
                .help(FORM),
            );
            continue;
        };
        let (noun, owners) = match direction {
            Direction::Webhook => ("webhook", &webhooks),
            _ => ("operation", &operations),
        };
        let Some(at) = owners.get(operation) else {
            let finding = Finding::error(
                "example-name",
                Place::file(file),
                format!("there is no {noun} `{operation}`"),
            );
            let known: Vec<&str> = owners.keys().map(String::as_str).collect();
            findings.push(
                match similar::get_close_matches(operation, &known, 1, 0.6).first() {
                    Some(similar) => finding.help(format!("did you mean `{similar}`?")),
                    None => finding,
                },
            );
            continue;
        };
        let (value, marks) = match load::json(root, &file) {
            Ok(parsed) => parsed,
            Err(error) => {
                findings.merge(error);
                continue;
            }
        };
        let Some(media_type) = media_type(document, origins, at, direction) else {
            let what = match direction {
                Direction::Request => "request body",
                Direction::Response => "successful response with a body",
                Direction::Error => "4XX response with a body",
                Direction::Webhook => "mapping of its own",
            };
            findings.push(Finding::error(
                "example-name",
                Place::file(file),
                format!("`{operation}` has no {what}"),
            ));
            continue;
        };
        if let Some(node) = document
            .pointer_mut(&media_type)
            .and_then(Value::as_object_mut)
        {
            let all = node.entry("examples").or_insert_with(|| json!({}));
            if let Some(all) = all.as_object_mut() {
                all.insert(
                    variant.to_owned(),
                    json!({ "summary": summary(variant), "value": value }),
                );
            }
        }
        let at = pointer::join(&pointer::join(&media_type, "examples"), variant);
        origins.insert(at.clone(), Place::file(file.clone()));
        origins.extend(
            marks
                .into_iter()
                .map(|(inner, mark)| (format!("{at}/value{inner}"), mark.place(&file, &inner))),
        );
        examples.push(Example {
            file,
            operation_id: operation.to_owned(),
            direction,
            variant: variant.to_owned(),
            value,
            media_type,
        });
    }
    examples
}

/// Pointer of the media type, or the webhook, that examples of one direction belong to. A shared body or response is copied into the operation
/// first, because its examples are the operation's own.
fn media_type(
    document: &mut Value,
    origins: &mut BTreeMap<String, Place>,
    operation: &str,
    direction: Direction,
) -> Option<String> {
    let holder = match direction {
        Direction::Webhook => {
            let webhook = document.pointer(operation)?;
            return webhook.is_object().then(|| operation.to_owned());
        }
        Direction::Request => pointer::join(operation, "requestBody"),
        Direction::Response => response(document, operation, '2')?,
        Direction::Error => response(document, operation, '4')?,
    };
    if let Some(target) = document.pointer(&holder).and_then(walk::reference) {
        let target = target.trim_start_matches('#').to_owned();
        let copy = document.pointer(&target)?.clone();
        *document.pointer_mut(&holder)? = copy;
        let below: Vec<(String, Place)> = origins
            .range(target.clone()..)
            .take_while(|(at, _)| at.starts_with(&target))
            .filter_map(|(at, place)| {
                let rest = at.strip_prefix(&target)?;
                (rest.is_empty() || rest.starts_with('/'))
                    .then(|| (format!("{holder}{rest}"), place.clone()))
            })
            .collect();
        origins.extend(below);
    }
    let content = pointer::join(&holder, "content");
    let name = document
        .pointer(&content)
        .and_then(Value::as_object)
        .and_then(first_key)?
        .to_owned();
    Some(pointer::join(&content, &name))
}

fn response(document: &Value, operation: &str, class: char) -> Option<String> {
    let responses = pointer::join(operation, "responses");
    let map = document.pointer(&responses)?.as_object()?;
    let status = map.keys().find(|status| status.starts_with(class))?;
    Some(pointer::join(&responses, status))
}

fn first_key(map: &Map<String, Value>) -> Option<&str> {
    map.keys().next().map(String::as_str)
}

/// The variant in words: `location_request` becomes `Location request`.
fn summary(variant: &str) -> String {
    let words = variant.replace(['_', '-', '.'], " ");
    let mut characters = words.chars();
    match characters.next() {
        Some(first) => first.to_uppercase().chain(characters).collect(),
        None => words,
    }
}
