//! Converts the schemas of a bundled document to JSON Schema (2020-12): to validate examples, and for the simulator to check requests.
//!
//! Objects refuse properties that the specification does not know: in an example such a property is a misspelling, or a gap in the
//! specification.

use std::borrow::Cow;

use serde_json::{Map, Value};

mod convert;
mod declare;

pub use convert::Writer;
pub(crate) use convert::convert;
pub(crate) use declare::Components;

/// The schemas of one document, for what one side writes.
#[derive(Debug)]
pub struct Schemas<'a> {
    components: Components<'a>,
    writer: Writer,
}

/// A compiled schema.
#[derive(Debug)]
pub struct Validator {
    schema: jsonschema::Validator,
    writer: Writer,
}

/// A violation of a schema.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Violation {
    /// JSON pointer into the value.
    pub pointer: String,
    /// What is wrong there.
    pub message: String,
}

impl Validator {
    /// All violations by `value`, sorted by their place.
    #[must_use]
    pub fn validate(&self, value: &Value) -> Vec<Violation> {
        let value = match self.writer {
            Writer::Client | Writer::AnyClient => Cow::Borrowed(value),
            Writer::Platform => Cow::Owned(without_null(value)),
        };
        let errors: Vec<_> = self.schema.iter_errors(&value).collect();
        let places: Vec<(String, bool)> = errors
            .iter()
            .map(|error| {
                (
                    error.instance_path().to_string(),
                    error.kind().keyword() == UNEVALUATED,
                )
            })
            .collect();
        let mut violations: Vec<Violation> = errors
            .iter()
            .zip(&places)
            // What fails has evaluated nothing, so the properties of all that holds it look unknown.
            .filter(|(_, (at, unknown))| {
                let cause =
                    |(place, other): &(String, bool)| below(place, at) && !(*other && place == at);
                !unknown || !places.iter().any(cause)
            })
            .map(|(error, (at, unknown))| {
                let whole = matches!(
                    error.instance().as_ref(),
                    Value::Object(_) | Value::Array(_)
                );
                let message = if whole && !unknown {
                    error.masked().to_string()
                } else {
                    error.to_string()
                };
                Violation {
                    pointer: at.clone(),
                    message,
                }
            })
            .collect();
        violations.sort();
        violations.dedup();
        violations
    }
}

/// The value without the properties that are `null`, which are as good as absent.
fn without_null(value: &Value) -> Value {
    match value {
        Value::Object(map) => map
            .iter()
            .filter(|(_, value)| !value.is_null())
            .map(|(name, value)| (name.clone(), without_null(value)))
            .collect::<Map<_, _>>()
            .into(),
        Value::Array(items) => items.iter().map(without_null).collect(),
        scalar => scalar.clone(),
    }
}

fn below(place: &str, at: &str) -> bool {
    place
        .strip_prefix(at)
        .is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

const UNEVALUATED: &str = "unevaluatedProperties";

impl<'a> Schemas<'a> {
    /// The schemas of a bundled document.
    #[must_use]
    pub fn new(document: &'a Value, writer: Writer) -> Self {
        Self {
            components: Components::new(document),
            writer,
        }
    }

    /// Compiles a schema of the document, such as that of a media type.
    ///
    /// # Errors
    /// When the schema is not valid, for instance because of a pattern that is no regular expression.
    pub fn compile(&self, schema: &Value) -> Result<Validator, String> {
        jsonschema::options()
            .with_draft(jsonschema::Draft::Draft202012)
            .offline()
            .build(&convert(self.components, schema, self.writer))
            .map(|schema| Validator {
                schema,
                writer: self.writer,
            })
            .map_err(|error| error.to_string())
    }
}

#[cfg(test)]
mod tests;
