//! Field expansion: `field.name(value).name(value)`.

use serde::Serialize;
use serde_json::Value;

use crate::error::{Error, Kind};

/// The value of `fields` that expands a field by its filters: scalars as they are, lists as JSON, absent filters not at all. Their
/// order means nothing.
///
/// # Errors
///
/// The filters are not an object, which generated code rules out.
pub fn expansion<T: Serialize + ?Sized>(field: &str, filters: &T) -> Result<String, Error> {
    let Ok(Value::Object(filters)) = serde_json::to_value(filters) else {
        return Err(Error::new(Kind::Request(
            "the filters of the field are not an object",
        )));
    };
    let mut out = field.to_owned();
    for (name, value) in filters {
        let value = match value {
            Value::Null => continue,
            Value::String(text) => text,
            other => other.to_string(),
        };
        out.push_str(&format!(".{name}({value})"));
    }
    Ok(out)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn filters_follow_the_field() {
        // In alphabetical order, as it depends on a feature of serde_json whether another one is kept.
        let filters =
            json!({"granularity": "DAY", "none": null, "phone_numbers": ["1", "2"], "start": 1});
        assert_eq!(
            expansion("analytics", &filters).unwrap(),
            r#"analytics.granularity(DAY).phone_numbers(["1","2"]).start(1)"#
        );
        assert_eq!(
            expansion("conversations", &json!({})).unwrap(),
            "conversations"
        );
        assert!(expansion("analytics", &7).is_err());
    }
}
