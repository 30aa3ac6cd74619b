//! Query and header parameters, and how their text is read.

use serde_json::{Map, Value, json};

use crate::json_schema::{Components, Writer, convert};

/// A parameter whose references are resolved.
pub(super) fn parameter(components: Components<'_>, name: &str, parameter: &Value) -> Value {
    let any = json!({});
    let expansion = parameter.get("x-expansion");
    let filters = expansion.and_then(|expansion| expansion.get("of"));
    let schema = filters.or_else(|| parameter.get("schema")).unwrap_or(&any);
    let field = expansion.and_then(|expansion| expansion.get("field")?.as_str());
    let flag = |key: &str| parameter.get(key).and_then(Value::as_bool);
    let mut out = Map::new();
    out.insert("name".to_owned(), name.into());
    set(&mut out, "required", flag("required").unwrap_or_default());
    let kind = match field {
        Some(field) => expanded(components, field, schema),
        None => value_type(components, schema),
    };
    out.insert("kind".to_owned(), kind);
    set(&mut out, "explode", flag("explode").unwrap_or(true));
    out.insert("schema".to_owned(), checked(components, schema));
    out.into()
}

/// The type of a value in the text of a parameter or form field.
pub(super) fn value_type(components: Components<'_>, schema: &Value) -> Value {
    let schema = components.resolve_any(schema);
    match schema.get("type").and_then(Value::as_str) {
        Some(scalar @ ("integer" | "number" | "boolean")) => scalar.into(),
        Some("array") => {
            let items = schema.get("items");
            json!({ "list": items.map_or_else(|| "text".into(), |items| value_type(components, items)) })
        }
        Some("object") => "json".into(),
        None if components.declared_in(schema).is_some() => "json".into(),
        _ => "text".into(),
    }
}

fn expanded(components: Components<'_>, field: &str, filters: &Value) -> Value {
    let filters = components.resolve_any(filters);
    let properties = filters.get("properties").and_then(Value::as_object);
    let filters: Map<String, Value> = properties
        .into_iter()
        .flatten()
        .map(|(name, schema)| (name.clone(), value_type(components, schema)))
        .collect();
    json!({ "expansion": { "field": field, "filters": filters } })
}

/// A schema to check what clients send with.
pub(super) fn checked(components: Components<'_>, schema: &Value) -> Value {
    convert(components, schema, Writer::AnyClient)
}

/// Adds a member, unless its value is what its absence means.
pub(super) fn set(out: &mut Map<String, Value>, key: &str, value: impl Into<Value>) {
    let value = value.into();
    let is_default = match &value {
        Value::Null | Value::Bool(false) => true,
        Value::Array(items) => items.is_empty(),
        Value::Object(members) => members.is_empty(),
        _ => false,
    };
    if !is_default {
        out.insert(key.to_owned(), value);
    }
}
