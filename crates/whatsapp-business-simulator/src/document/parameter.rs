//! Query and header parameters.

use serde_json::{Value, json};

use crate::schema::{Components, Schema, Unknown, convert};

/// A query or header parameter.
#[derive(Debug)]
pub(crate) struct Parameter {
    pub(crate) name: String,
    pub(crate) required: bool,
    pub(crate) kind: ValueType,
    /// Items of a list are repeated parameters instead of one that is separated by commas.
    pub(crate) explode: bool,
    pub(crate) schema: Schema,
}

/// What the text of a parameter or form field stands for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum ValueType {
    Text,
    Integer,
    Number,
    Boolean,
    List(Box<ValueType>),
    /// An object, written as JSON.
    Json,
}

impl ValueType {
    pub(crate) fn of(components: Components<'_>, schema: &Value) -> Self {
        let schema = components.resolve_any(schema);
        match schema.get("type").and_then(Value::as_str) {
            Some("integer") => Self::Integer,
            Some("number") => Self::Number,
            Some("boolean") => Self::Boolean,
            Some("array") => {
                let items = schema.get("items").map(|items| Self::of(components, items));
                Self::List(Box::new(items.unwrap_or(Self::Text)))
            }
            Some("object") => Self::Json,
            None if components.declared_in(schema).is_some() => Self::Json,
            _ => Self::Text,
        }
    }

    /// The value that a text stands for. A text that cannot be read stays a text, which the schema then
    /// finds to be of the wrong type.
    pub(crate) fn read(&self, text: &str) -> Value {
        let parsed = match self {
            Self::Text => None,
            Self::Integer | Self::Number => {
                serde_json::from_str(text).ok().filter(Value::is_number)
            }
            Self::Boolean => match text {
                "true" | "1" => Some(json!(true)),
                "false" | "0" => Some(json!(false)),
                _ => None,
            },
            Self::List(_) if text.starts_with('[') => serde_json::from_str(text).ok(),
            Self::List(item) => {
                let parts = text.split(',').filter(|part| !part.is_empty());
                Some(parts.map(|part| item.read(part)).collect())
            }
            Self::Json => serde_json::from_str(text).ok(),
        };
        parsed.unwrap_or_else(|| json!(text))
    }
}

impl Parameter {
    /// Reads a parameter whose references are resolved.
    pub(crate) fn read(
        components: Components<'_>,
        name: &str,
        parameter: &Value,
        unknown: Unknown,
    ) -> Self {
        let any = json!({});
        let schema = parameter.get("schema").unwrap_or(&any);
        let flag = |key: &str| parameter.get(key).and_then(Value::as_bool);
        Self {
            name: name.to_owned(),
            required: flag("required").unwrap_or_default(),
            kind: ValueType::of(components, schema),
            explode: flag("explode").unwrap_or(true),
            schema: Schema::new(convert(components, schema, unknown)),
        }
    }
}
