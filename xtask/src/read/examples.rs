//! Examples: of parameters, of bodies, and from these of every type that is sent.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use super::operation::resolve;
use crate::json_text;
use crate::model::{Api, Body, SchemaKind, Type};
use crate::value;

/// Longer examples are left out of the documentation of a type.
const LONGEST: usize = 20;

/// The examples of a body, in the order of the document.
pub(super) fn requests(body: &Value) -> Vec<Value> {
    let content = body.get("content").and_then(Value::as_object);
    content
        .into_iter()
        .flat_map(Map::values)
        .filter_map(|media| media.get("examples")?.as_object())
        .flat_map(Map::values)
        .filter_map(|example| example.get("value").cloned())
        .collect()
}

/// The example of a parameter, its own or that of its schema.
pub(super) fn parameter(document: &Value, value: &Value) -> Option<Value> {
    let schema = value.get("schema").map(|schema| resolve(document, schema));
    let example = value
        .get("example")
        .or_else(|| schema.and_then(|schema| schema.get("example")))?;
    match value.get("x-expansion") {
        Some(_) => expansion(example.as_str()?),
        None => Some(example.clone()),
    }
}

/// The filters of an expansion, as in `analytics.start(1790812800).granularity(DAY)`.
fn expansion(text: &str) -> Option<Value> {
    let (_, mut rest) = text.split_once('.')?;
    let mut filters = Map::new();
    loop {
        let (name, after) = rest.split_once('(')?;
        let (written, after) = after.split_once(')')?;
        let value = serde_json::from_str(written).unwrap_or_else(|_| written.into());
        filters.insert(name.to_owned(), value);
        match after.strip_prefix('.') {
            Some(after) => rest = after,
            None => return Some(Value::Object(filters)),
        }
    }
}

/// Gives every type that is sent the smallest JSON that the examples have of it.
pub(super) fn show(api: &mut Api) {
    let mut smallest: BTreeMap<String, ((bool, usize), Value)> = BTreeMap::new();
    let mut visit = |name: &str, value: Value| {
        let text = value.to_string();
        // Text that is empty shows less than any other.
        let size = (text.contains("\"\""), text.len());
        let is_empty = value.as_object().is_some_and(Map::is_empty);
        if !is_empty && smallest.get(name).is_none_or(|(least, _)| size < *least) {
            smallest.insert(name.to_owned(), (size, value));
        }
    };
    for operation in &api.operations {
        for request in &operation.requests {
            match &operation.body {
                Body::Json { ty, .. } => value::walk(api, ty, request, &mut visit),
                // The body itself becomes a form, its parts are JSON.
                Body::Form(Type::Named(name)) | Body::Multipart(name) => {
                    value::walk_below(api, name, request, &mut visit);
                }
                Body::Form(_) | Body::None | Body::Bytes => {}
            }
        }
    }
    for (name, (_, value)) in smallest {
        let schema = api.schemas.get_mut(&name);
        let is_type =
            |kind: &SchemaKind| matches!(kind, SchemaKind::Object(_) | SchemaKind::Union(_));
        if let Some(schema) = schema.filter(|schema| schema.sent && is_type(&schema.kind)) {
            let text = json_text::pretty(&value);
            schema.example = (text.lines().count() <= LONGEST).then_some(text);
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn the_filters_of_an_expansion_are_an_object() {
        let text = r#"metric.since(2026-10-01).limit(5).ids(["7","8"])"#;
        assert_eq!(
            expansion(text),
            Some(json!({"since": "2026-10-01", "limit": 5, "ids": ["7", "8"]}))
        );
        assert_eq!(expansion("metric"), None);
    }
}
