//! How lists and objects travel in forms and queries. Graph takes them as JSON, and the specification leaves that unsaid; OpenAPI takes it for granted
//! only of objects in multipart bodies, so the documents say it for the rest.

use serde_json::{Map, Value, json};

use crate::walk::{self, Kind};

use super::methods;
use super::rewrite::each;

const URLENCODED: &str = "application/x-www-form-urlencoded";
const MULTIPART: &str = "multipart/form-data";

/// Gives query parameters that are lists of JSON a media type, which tools understand, instead of a style.
pub(super) fn parameters(document: &mut Value) {
    each(Kind::Root, document, &mut |kind, node| {
        if kind == Kind::Parameter
            && let Some(parameter) = node.as_object_mut()
            && parameter.remove("x-json").is_some()
        {
            parameter.remove("style");
            parameter.remove("explode");
            if let Some(schema) = parameter.remove("schema") {
                let content = json!({"application/json": {"schema": schema}});
                parameter.insert("content".to_owned(), content);
            }
        }
    });
}

/// Adds `encoding` to the form bodies of a document.
pub(super) fn encode(document: &mut Value) {
    let original = document.clone();
    let items = document.get_mut("paths").and_then(Value::as_object_mut);
    for item in items.into_iter().flat_map(Map::values_mut) {
        let operations: Vec<String> = methods(item).map(|(key, _)| key.to_owned()).collect();
        for operation in operations {
            for kind in [URLENCODED, MULTIPART] {
                let at = format!(
                    "/{operation}/requestBody/content/{}",
                    crate::pointer::escape(kind)
                );
                if let Some(body) = item.pointer_mut(&at).and_then(Value::as_object_mut) {
                    let schema = body.get("schema").unwrap_or(&Value::Null);
                    let encoding: Map<String, Value> = as_json(&original, schema, kind)
                        .into_iter()
                        .map(|name| (name, json!({"contentType": "application/json"})))
                        .collect();
                    if !encoding.is_empty() {
                        body.insert("encoding".to_owned(), encoding.into());
                    }
                }
            }
        }
    }
}

/// Properties of a form that are sent as JSON although OpenAPI would not say so.
fn as_json(document: &Value, schema: &Value, kind: &str) -> Vec<String> {
    let schema = resolve(document, schema);
    let parts = schema.get("allOf").and_then(Value::as_array);
    let mut names: Vec<String> = parts
        .into_iter()
        .flatten()
        .flat_map(|part| as_json(document, part, kind))
        .collect();
    let properties = schema.get("properties").and_then(Value::as_object);
    for (name, property) in properties.into_iter().flatten() {
        let property = resolve(document, property);
        let is_json = match property.get("type").and_then(Value::as_str) {
            Some("array") => {
                let item = property.get("items").unwrap_or(&Value::Null);
                resolve(document, item).get("format") != Some(&json!("binary"))
            }
            Some("object") => kind == URLENCODED,
            _ => false,
        };
        if is_json {
            names.push(name.clone());
        }
    }
    names
}

/// The schema that is meant, through references and the `allOf` that describes one.
fn resolve<'a>(document: &'a Value, schema: &'a Value) -> &'a Value {
    let described = schema
        .get("allOf")
        .and_then(Value::as_array)
        .and_then(|parts| match parts.as_slice() {
            [one] => Some(one),
            _ => None,
        });
    let schema = described.unwrap_or(schema);
    let target = walk::reference(schema)
        .and_then(|reference| document.pointer(reference.strip_prefix('#')?));
    match target {
        Some(target) => resolve(document, target),
        None => schema,
    }
}
