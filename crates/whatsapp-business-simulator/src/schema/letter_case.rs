//! The keyword `enum`, without regard to case: the platform reads `UTILITY` and `utility` alike.

use jsonschema::paths::Location;
use jsonschema::{Keyword, ValidationError};
use serde_json::{Map, Value};

use super::explain::allowed;

/// The values of an enumeration.
struct AnyCase {
    values: Vec<Value>,
    problem: String,
}

/// Makes the keyword.
#[expect(
    clippy::unnecessary_wraps,
    reason = "the signature that the validator wants"
)]
pub(super) fn factory<'a>(
    _: &'a Map<String, Value>,
    values: &'a Value,
    _: Location,
) -> Result<Box<dyn for<'i> Keyword<'i>>, ValidationError<'a>> {
    let values = values.as_array().cloned().unwrap_or_default();
    let problem = allowed(&values);
    Ok(Box::new(AnyCase { values, problem }))
}

impl<'i> Keyword<'i> for AnyCase {
    fn validate(&self, instance: &'i Value) -> Result<(), ValidationError<'i>> {
        if self.is_valid(instance) {
            Ok(())
        } else {
            Err(ValidationError::custom(self.problem.as_str()))
        }
    }

    fn is_valid(&self, instance: &'i Value) -> bool {
        self.values.iter().any(|value| match (value, instance) {
            (Value::String(value), Value::String(instance)) => value.eq_ignore_ascii_case(instance),
            _ => value == instance,
        })
    }
}
