//! Writes the OpenAPI document that progenitor reads: plain structs and plain requests, everything else named but empty.

use serde_json::{Map, Value, json};

use crate::model::{Api, Body, Field, Operation, Place, Schema, SchemaKind, Type};

/// Name of the stand-in schema for credentials.
pub const SECRET: &str = "SecretText";

/// The document for progenitor.
#[must_use]
pub fn document(api: &Api) -> Value {
    let mut schemas = Map::new();
    schemas.insert(SECRET.to_owned(), json!({"type": "object"}));
    for schema in api.schemas.values() {
        if let Some(value) = schema_value(api, schema) {
            schemas.insert(schema.name.clone(), value);
        }
    }
    for value in constants(api) {
        schemas.insert(constant_name(&value), json!({"type": "object"}));
    }
    let mut paths = Map::new();
    for operation in api
        .operations
        .iter()
        .filter(|operation| is_plain(operation))
    {
        let item = paths
            .entry(&operation.path_key)
            .or_insert_with(|| json!({}));
        if let Some(item) = item.as_object_mut() {
            item.insert(
                operation.method.to_ascii_lowercase(),
                operation_value(operation),
            );
        }
    }
    json!({
        "openapi": "3.0.3",
        "info": {"title": api.title, "version": "0"},
        "paths": paths,
        "components": {"schemas": schemas},
    })
}

/// Whether progenitor generates the request.
#[must_use]
pub fn is_plain(operation: &Operation) -> bool {
    !operation.manual
        && !matches!(operation.body, Body::Multipart(_) | Body::Bytes)
        && operation.response != Some(Type::Binary)
}

/// The values of all constants, sorted.
#[must_use]
pub fn constants(api: &Api) -> Vec<String> {
    let mut values: Vec<String> = api
        .schemas
        .values()
        .filter_map(|schema| match &schema.kind {
            SchemaKind::Object(object) => Some(object),
            _ => None,
        })
        .flat_map(|object| {
            object
                .fields
                .iter()
                .filter_map(|field| field.constant.clone())
        })
        .collect();
    values.sort();
    values.dedup();
    values
}

/// Name of the type that writes a constant.
#[must_use]
pub fn constant_name(value: &str) -> String {
    use heck::ToUpperCamelCase;
    // `image` and `IMAGE` are different constants.
    let case = if value.contains(char::is_uppercase) {
        "Upper"
    } else {
        ""
    };
    format!("Constant{case}{}", value.to_upper_camel_case())
}

/// Whether the schema becomes a struct: an object that is sent or received as JSON, not only a part of another one.
#[must_use]
pub fn is_struct(api: &Api, schema: &Schema) -> bool {
    matches!(schema.kind, SchemaKind::Object(_))
        && (schema.sent || schema.received)
        && !is_multipart(api, &schema.name)
}

/// Whether the schema exists only as parts of a request.
fn is_multipart(api: &Api, name: &str) -> bool {
    api.operations
        .iter()
        .any(|operation| operation.body == Body::Multipart(name.to_owned()))
}

fn schema_value(api: &Api, schema: &Schema) -> Option<Value> {
    match &schema.kind {
        SchemaKind::Alias(_) => None,
        SchemaKind::Object(_) if !is_struct(api, schema) => None,
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

fn operation_value(operation: &Operation) -> Value {
    let parameters: Vec<Value> = operation
        .parameters
        .iter()
        .map(|parameter| {
            let place = match parameter.place {
                Place::Path => "path",
                Place::Query => "query",
                Place::Header => "header",
            };
            json!({
                "name": parameter.wire,
                "in": place,
                "required": parameter.required,
                "schema": match parameter.expansion {
                    Some(_) => type_value(&Type::String),
                    None => type_value(&parameter.ty),
                },
            })
        })
        .collect();
    let mut value = json!({"operationId": operation.id, "parameters": parameters});
    match &operation.body {
        Body::Json { ty, required } => {
            put(
                &mut value,
                "requestBody",
                json!({
                    "required": required,
                    "content": {"application/json": {"schema": type_value(ty)}},
                }),
            );
        }
        Body::Form(ty) => {
            put(
                &mut value,
                "requestBody",
                json!({
                    "required": true,
                    "content": {"application/x-www-form-urlencoded": {"schema": type_value(ty)}},
                }),
            );
        }
        Body::None | Body::Multipart(_) | Body::Bytes => {}
    }
    let mut response = json!({"description": "Success."});
    if let Some(ty) = &operation.response {
        put(
            &mut response,
            "content",
            json!({"application/json": {"schema": type_value(ty)}}),
        );
    }
    // Partial success comes with other codes of success.
    put(&mut value, "responses", json!({"2XX": response}));
    value
}
