//! The documents in OpenAPI 3.1: its own list of webhooks, JSON Schema with `const`, `examples`, lists of types, and descriptions next to
//! references.

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};

use crate::walk::{self, Kind};

use super::{WEBHOOKS, prune::references};

/// A document in OpenAPI 3.1.
pub(super) fn convert(document: &Value) -> Value {
    let received = received(document);
    let mut converted = Map::new();
    for (key, value) in document.as_object().into_iter().flatten() {
        match key.as_str() {
            "openapi" => {
                converted.insert(key.clone(), "3.1.0".into());
            }
            WEBHOOKS => {}
            "x-webhooks" => {
                converted.insert("webhooks".to_owned(), node(Kind::Paths, value));
            }
            "components" => {
                converted.insert(key.clone(), components(value, &received));
            }
            _ => {
                converted.insert(key.clone(), node(Kind::Root.child(key), value));
            }
        }
    }
    if let Some(license) = converted
        .get_mut("info")
        .and_then(|info| info.get_mut("license"))
        .and_then(Value::as_object_mut)
        && let Some(name) = license.get("name").cloned()
    {
        license.shift_remove("url");
        license.insert("identifier".to_owned(), name);
    }
    converted.into()
}

fn components(value: &Value, received: &BTreeSet<String>) -> Value {
    let mut all = node(Kind::Components, value);
    let schemas = all.get_mut("schemas").and_then(Value::as_object_mut);
    for (name, schema) in schemas.into_iter().flatten() {
        if received.contains(name) {
            accept_null(schema);
        }
    }
    all
}

fn node(kind: Kind, value: &Value) -> Value {
    match value {
        _ if kind == Kind::Opaque => value.clone(),
        Value::Object(map) => {
            let mut converted: Map<String, Value> = map
                .iter()
                .map(|(key, child)| (key.clone(), node(kind.child(key), child)))
                .collect();
            if kind == Kind::Schema {
                schema(&mut converted);
            }
            converted.into()
        }
        Value::Array(items) => items
            .iter()
            .map(|item| node(kind.child("0"), item))
            .collect::<Vec<_>>()
            .into(),
        scalar => scalar.clone(),
    }
}

fn schema(schema: &mut Map<String, Value>) {
    let single = match schema
        .get("allOf")
        .and_then(Value::as_array)
        .map(Vec::as_slice)
    {
        Some([only]) => walk::reference(only).map(str::to_owned),
        _ => None,
    };
    if let Some(reference) = single {
        schema.shift_remove("allOf");
        schema.shift_insert(0, "$ref".to_owned(), reference.into());
    }
    if let Some([only]) = schema
        .get("enum")
        .and_then(Value::as_array)
        .map(Vec::as_slice)
        && !schema.contains_key("x-enum-descriptions")
    {
        let only = only.clone();
        schema.shift_remove("enum");
        schema.insert("const".to_owned(), only);
    }
    if let Some(example) = schema.shift_remove("example") {
        schema.insert("examples".to_owned(), json!([example]));
    }
    for (exclusive, limit) in [
        ("exclusiveMinimum", "minimum"),
        ("exclusiveMaximum", "maximum"),
    ] {
        match schema.get(exclusive) {
            Some(Value::Bool(true)) => {
                if let Some(value) = schema.shift_remove(limit) {
                    schema.insert(exclusive.to_owned(), value);
                }
            }
            Some(Value::Bool(false)) => {
                schema.shift_remove(exclusive);
            }
            _ => {}
        }
    }
    if schema.get("format") == Some(&json!("binary")) {
        schema.shift_remove("format");
        schema.insert(
            "contentMediaType".to_owned(),
            "application/octet-stream".into(),
        );
    }
}

/// Optional properties of received objects may be `null`.
fn accept_null(schema: &mut Value) {
    let required: Vec<Value> = schema
        .get("required")
        .and_then(Value::as_array)
        .cloned()
        .unwrap_or_default();
    let properties = schema.get_mut("properties").and_then(Value::as_object_mut);
    for (name, property) in properties.into_iter().flatten() {
        let is_required = required.iter().any(|it| it.as_str() == Some(name));
        if !is_required && let Some(kind @ Value::String(_)) = property.get_mut("type") {
            *kind = json!([kind.clone(), "null"]);
        }
    }
}

/// Names of the schemas that only responses and webhooks have.
fn received(document: &Value) -> BTreeSet<String> {
    let (mut received, mut sent) = (Vec::new(), Vec::new());
    walk::walk(Kind::Root, document, "", &mut |kind, node, _| {
        match kind {
            Kind::Operation if node.get("x-inbound") == Some(&Value::Bool(true)) => {
                references(kind, node, &mut received);
                false
            }
            Kind::RequestBody => {
                references(kind, node, &mut sent);
                false
            }
            Kind::Response => {
                references(kind, node, &mut received);
                false
            }
            // The names of a webhook's value are found in our own list of them.
            Kind::Webhooks | Kind::Components => false,
            _ => true,
        }
    });
    if let Some(fields) = document.get(WEBHOOKS) {
        references(Kind::Webhooks, fields, &mut received);
    }
    let (received, sent) = (reach(document, received), reach(document, sent));
    received
        .difference(&sent)
        .filter_map(|reference| reference.strip_prefix("#/components/schemas/"))
        .map(str::to_owned)
        .collect()
}

fn reach(document: &Value, queue: Vec<String>) -> BTreeSet<String> {
    let mut reached = BTreeSet::new();
    super::known::reach(document, queue, &mut reached);
    reached
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn schemas_have_the_keywords_of_json_schema() {
        let converted = convert(&json!({
            "openapi": "3.0.3",
            "info": {"license": {"name": "MIT", "url": "https://example.org"}},
            "paths": {"/a": {"post": {
                "requestBody": {"content": {"application/json": {"schema": {"$ref": "#/components/schemas/Sent"}}}},
                "responses": {"200": {"content": {"application/json": {"schema": {"$ref": "#/components/schemas/Received"}}}}},
            }}},
            "x-webhook-fields": {"news": {"value": {"$ref": "#/components/schemas/News"}}},
            "x-webhooks": {"news": {"post": {"operationId": "news_webhook"}}},
            "components": {"schemas": {
                "Sent": {"type": "object", "properties": {
                    "type": {"type": "string", "enum": ["text"]},
                    "size": {"type": "integer", "minimum": 0, "exclusiveMinimum": true, "example": 4},
                    "file": {"type": "string", "format": "binary"},
                }},
                "Received": {"type": "object", "required": ["id"], "properties": {
                    "id": {"type": "string"},
                    "name": {"type": "string"},
                    "sent": {"description": "Described.", "allOf": [{"$ref": "#/components/schemas/Other"}]},
                }},
                "Other": {"type": "object", "properties": {"example": {"type": "boolean"}}},
                "News": {"type": "object", "properties": {"list": {"type": "array", "items": {"type": "string"}}}},
            }},
        }));
        assert_eq!(converted["openapi"], "3.1.0");
        assert_eq!(
            converted["info"]["license"],
            json!({"name": "MIT", "identifier": "MIT"})
        );
        assert_eq!(
            converted["webhooks"]["news"]["post"]["operationId"],
            "news_webhook"
        );
        assert!(
            converted.get("x-webhooks").is_none() && converted.get("x-webhook-fields").is_none()
        );
        let schemas = &converted["components"]["schemas"];
        assert_eq!(
            schemas["Sent"]["properties"],
            json!({
                "type": {"type": "string", "const": "text"},
                "size": {"type": "integer", "exclusiveMinimum": 0, "examples": [4]},
                "file": {"type": "string", "contentMediaType": "application/octet-stream"},
            })
        );
        assert_eq!(
            schemas["Received"]["properties"],
            json!({
                "id": {"type": "string"},
                "name": {"type": ["string", "null"]},
                "sent": {"$ref": "#/components/schemas/Other", "description": "Described."},
            })
        );
        assert_eq!(
            schemas["Other"]["properties"]["example"]["type"],
            json!(["boolean", "null"])
        );
        assert_eq!(
            schemas["News"]["properties"]["list"]["type"],
            json!(["array", "null"])
        );
    }
}
