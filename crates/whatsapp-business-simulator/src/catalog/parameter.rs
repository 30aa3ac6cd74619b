//! Query and header parameters.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::{Map, Value, json};

use crate::schema::Schema;

/// A query or header parameter.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Parameter {
    pub(crate) name: String,
    #[serde(default)]
    pub(crate) required: bool,
    pub(crate) kind: ValueType,
    /// Items of a list are repeated parameters instead of one comma-separated parameter.
    #[serde(default)]
    pub(crate) explode: bool,
    pub(crate) schema: Schema,
}

/// The type of a value in the text of a parameter or form field.
#[derive(Clone, Debug, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "snake_case")]
pub(crate) enum ValueType {
    Text,
    Integer,
    Number,
    Boolean,
    List(Box<ValueType>),
    /// An object, written as JSON.
    Json,
    /// The filters of a field, written as `field.name(value).name(value)`.
    Expansion {
        field: String,
        filters: BTreeMap<String, ValueType>,
    },
}

impl ValueType {
    /// Reads a value from a text. A text that cannot be read stays a text, which the schema then rejects
    /// as the wrong type.
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
            Self::Expansion { field, filters } => read_filters(field, filters, text),
        };
        parsed.unwrap_or_else(|| json!(text))
    }
}

/// The filters of an expanded field; `None` if a different field or none is expanded.
fn read_filters(field: &str, kinds: &BTreeMap<String, ValueType>, text: &str) -> Option<Value> {
    let mut rest = text.strip_prefix(field)?;
    let mut filters = Map::new();
    while !rest.is_empty() {
        let (name, after) = rest.strip_prefix('.')?.split_once('(')?;
        // A filter ends where the next one begins, or with the text: values may contain parentheses themselves.
        let end = after.find(").").unwrap_or(after.len().checked_sub(1)?);
        let (value, tail) = (after.get(..end)?, after.get(end..)?.strip_prefix(')')?);
        let value = kinds
            .get(name)
            .map_or_else(|| json!(value), |kind| kind.read(value));
        filters.insert(name.to_owned(), value);
        rest = tail;
    }
    Some(Value::Object(filters))
}

impl Parameter {
    /// Whether the parameter expands a field instead of naming several.
    pub(crate) fn is_expansion(&self) -> bool {
        matches!(self.kind, ValueType::Expansion { .. })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn expansions_are_read_as_objects_of_their_filters() {
        let text = ValueType::Text;
        let kind = ValueType::Expansion {
            field: "analytics".to_owned(),
            filters: BTreeMap::from([
                ("start".to_owned(), ValueType::Integer),
                ("granularity".to_owned(), text.clone()),
                ("phone_numbers".to_owned(), ValueType::List(Box::new(text))),
            ]),
        };
        let read = |text: &str| kind.read(text);
        assert_eq!(
            read(r#"analytics.start(1).granularity(DAY).phone_numbers(["1","2"])"#),
            json!({"start": 1, "granularity": "DAY", "phone_numbers": ["1", "2"]})
        );
        assert_eq!(read("analytics"), json!({}));
        for other in [
            "analytics_of_calls.start(1)",
            "analytics.start",
            "analytics.start(1",
            "id,name",
            "",
        ] {
            assert_eq!(read(other), json!(other), "{other}");
        }
    }
}
