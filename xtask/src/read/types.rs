//! Types that a schema refers to: scalars, lists and maps, and those of `whatsapp-business-core`.

use serde_json::Value;

use super::{flag, referenced, text};
use crate::model::Type;

/// Schemas of `spec/common` that are types of `whatsapp-business-core`.
const CORE: [(&str, &str); 9] = [
    ("Timestamp", "Timestamp"),
    ("MessagingProduct", "MessagingProduct"),
    ("Success", "Success"),
    ("Paging", "page::Paging"),
    ("Cursors", "page::Cursors"),
    ("GraphErrorResponse", "error::GraphErrorResponse"),
    // The same type has the members of both hosts.
    ("ProblemResponse", "error::GraphErrorResponse"),
    ("GraphError", "error::GraphError"),
    ("GraphErrorData", "error::GraphErrorData"),
];

/// Where a schema of `spec/common` lives in `whatsapp-business-core`.
pub(super) fn core_path(file: &str, name: &str) -> Option<String> {
    if file.ends_with("ids.yaml") {
        return Some(format!("id::{name}"));
    }
    CORE.iter()
        .find(|(schema, _)| *schema == name)
        .map(|(_, path)| (*path).to_owned())
}

/// The type that an inline schema or a reference stands for.
pub(super) fn inline_type(value: &Value) -> Result<Type, String> {
    if let Some(name) = referenced(value) {
        return Ok(Type::Named(name.to_owned()));
    }
    if let Some(parts) = value.get("allOf").and_then(Value::as_array) {
        // A reference with a description of its own beside it.
        if let [only] = parts.as_slice() {
            return inline_type(only);
        }
    }
    if flag(value, "x-secret") {
        return Ok(Type::Secret);
    }
    match text(value, "type").as_str() {
        "string" if text(value, "format") == "binary" => Ok(Type::Binary),
        "string" => Ok(Type::String),
        "integer" => Ok(Type::Integer),
        "number" => Ok(Type::Number),
        "boolean" => Ok(Type::Boolean),
        "array" => match value.get("items") {
            Some(items) => Ok(Type::Array(Box::new(inline_type(items)?))),
            None => Err("an array needs `items`".to_owned()),
        },
        "object" if value.get("properties").is_some() => {
            Err("an inline object; name it in components.schemas and use `$ref`".to_owned())
        }
        "object" => match value.get("additionalProperties") {
            Some(values) if values.is_object() => Ok(match inline_type(values)? {
                Type::Json => Type::JsonObject,
                ty => Type::Map(Box::new(ty)),
            }),
            _ => Ok(Type::JsonObject),
        },
        "" if value.get("oneOf").is_none() => Ok(Type::Json),
        other => Err(format!(
            "type `{other}` is outside the dialect; see spec/README.md"
        )),
    }
}
