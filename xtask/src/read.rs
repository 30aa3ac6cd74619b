//! Reads a bundled document into the [`Api`] that the emitters share.

mod direction;
mod examples;
mod groups;
mod operation;
mod schema;
mod selection;
mod shared;
mod simplify;
mod types;
mod webhook;

use serde_json::Value;

use crate::model::Api;

/// A construct that has no form in the generated code, by its JSON pointer in the bundled document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// JSON pointer in the bundled document.
    pub pointer: String,
    /// What is wrong and how to mend it.
    pub message: String,
}

impl Problem {
    fn new(pointer: impl Into<String>, message: impl Into<String>) -> Self {
        Self {
            pointer: pointer.into(),
            message: message.into(),
        }
    }
}

pub use shared::{Platform, all};

/// Reads a bundled document on its own, without the other families that use its shared types.
///
/// # Errors
///
/// All constructs that are outside the dialect, at once.
pub fn read(family: &str, document: &Value) -> Result<Api, Vec<Problem>> {
    let mut problems = Vec::new();
    let mut api = parse(family, document, &mut problems);
    direction::settle(&mut api);
    if problems.is_empty() {
        Ok(api)
    } else {
        Err(problems)
    }
}

/// Reads a document as far as that is possible without the others.
fn parse(family: &str, document: &Value, problems: &mut Vec<Problem>) -> Api {
    let info = |key: &str| text(document.get("info").unwrap_or(&Value::Null), key);
    let mut api = Api {
        family: family.to_owned(),
        title: info("title"),
        description: info("description"),
        schemas: schema::schemas(document, problems),
        operations: Vec::new(),
        groups: Vec::new(),
        webhooks: webhook::webhooks(document, problems),
    };
    groups::assign(document, &mut api, problems);
    api.operations = operation::operations(document, problems);
    simplify::write_out_in_operations(&mut api);
    simplify::simplify_variants(&mut api);
    selection::type_selections(&mut api);
    direction::mark(&mut api);
    examples::show(&mut api);
    api
}

/// The text under a key, trimmed; empty when absent.
fn text(value: &Value, key: &str) -> String {
    value
        .get(key)
        .and_then(Value::as_str)
        .unwrap_or_default()
        .trim()
        .to_owned()
}

/// Whether the flag under a key is set.
fn flag(value: &Value, key: &str) -> bool {
    value.get(key).and_then(Value::as_bool).unwrap_or_default()
}

/// A step of a JSON pointer.
fn escape(step: &str) -> String {
    step.replace('~', "~0").replace('/', "~1")
}

/// The schema that a reference names.
fn referenced(value: &Value) -> Option<&str> {
    value
        .get("$ref")?
        .as_str()?
        .strip_prefix("#/components/schemas/")
}
