//! The OpenAPI document that progenitor reads: plain structs; everything else is named but empty.

use serde_json::{Map, Value, json};

use crate::model::{Api, Field, Schema, SchemaKind, Type, constant_name};

/// Name of the placeholder schema for credentials.
pub(super) const SECRET: &str = "SecretText";

/// The document for progenitor.
pub(super) fn document(api: &Api) -> Value {
    let mut schemas = Map::new();
    schemas.insert(SECRET.to_owned(), json!({"type": "object"}));
    for schema in api.schemas.values() {
        if let Some(value) = schema_value(api, schema) {
            schemas.insert(schema.name.clone(), value);
        }
    }
    for value in api.constants() {
        schemas.insert(constant_name(&value), json!({"type": "object"}));
    }
    json!({
        "openapi": "3.0.3",
        "info": {"title": api.title, "version": "0"},
        "paths": {},
        "components": {"schemas": schemas},
    })
}

fn schema_value(api: &Api, schema: &Schema) -> Option<Value> {
    match &schema.kind {
        SchemaKind::Alias(_) => None,
        SchemaKind::Object(_) if !api.is_struct(schema) => None,
        _ if schema.shared => Some(json!({"type": "object"})),
        SchemaKind::Core(_) | SchemaKind::Enum(_) | SchemaKind::Union(_) => {
            Some(json!({"type": "object"}))
        }
        SchemaKind::Object(object) => {
            let properties: Map<String, Value> = object
                .fields
                .iter()
                .map(|field| (field.wire.clone(), field_value(field)))
                .collect();
            let required: Vec<&str> = object
                .fields
                .iter()
                .filter(|field| field.required || field.constant.is_some())
                .map(|field| field.wire.as_str())
                .collect();
            let mut value = json!({"type": "object", "properties": properties});
            if !required.is_empty() {
                put(&mut value, "required", json!(required));
            }
            Some(value)
        }
    }
}

fn field_value(field: &Field) -> Value {
    match &field.constant {
        Some(value) => reference(&constant_name(value)),
        None => type_value(&field.ty),
    }
}

fn reference(name: &str) -> Value {
    json!({"$ref": format!("#/components/schemas/{name}")})
}

fn type_value(ty: &Type) -> Value {
    match ty {
        Type::String | Type::Binary => json!({"type": "string"}),
        Type::Secret => reference(SECRET),
        Type::Integer => json!({"type": "integer", "format": "int64"}),
        Type::Number => json!({"type": "number", "format": "double"}),
        Type::Boolean => json!({"type": "boolean"}),
        Type::Json => json!({}),
        Type::JsonObject => json!({"type": "object", "additionalProperties": true}),
        Type::Named(name) => reference(name),
        Type::Array(inner) => json!({"type": "array", "items": type_value(inner)}),
        Type::Map(inner) => json!({"type": "object", "additionalProperties": type_value(inner)}),
    }
}

/// Sets a property of an object.
fn put(object: &mut Value, key: &str, value: Value) {
    if let Some(object) = object.as_object_mut() {
        object.insert(key.to_owned(), value);
    }
}
