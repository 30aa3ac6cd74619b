//! Schemas of the specification: their declarations, and validation of values.

mod explain;
mod letter_case;
#[cfg(test)]
mod tests;

use std::fmt;
use std::sync::OnceLock;

use jsonschema::{Draft, Validator};
use serde::Deserialize;
use serde_json::Value;

pub(crate) use explain::unknown_property;

use crate::problem::Problem;

/// The treatment of properties that a schema does not declare.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Unknown {
    /// Unknown properties are an error.
    #[default]
    Refuse,
    /// Unknown properties are ignored.
    Tolerate,
}

/// A schema that is compiled on first use: a whole specification has hundreds, of which a test uses a
/// handful.
#[derive(Deserialize)]
#[serde(from = "Value")]
pub(crate) struct Schema {
    source: Value,
    compiled: OnceLock<Result<Validator, String>>,
}

impl From<Value> for Schema {
    fn from(source: Value) -> Self {
        Self {
            source,
            compiled: OnceLock::new(),
        }
    }
}

impl Schema {
    /// Accepts properties that the schema does not declare.
    pub(crate) fn tolerate_unknown(&mut self) {
        explain::open(&mut self.source);
        self.compiled = OnceLock::new();
    }

    /// Compiles the schema. Enumerations and tags compare without regard to case, as on the platform.
    pub(crate) fn compile(&self) -> Result<&Validator, String> {
        self.compiled
            .get_or_init(|| {
                jsonschema::options()
                    .with_draft(Draft::Draft202012)
                    .with_keyword("enum", letter_case::factory)
                    .build(&self.source)
                    .map_err(|error| error.to_string())
            })
            .as_ref()
            .map_err(Clone::clone)
    }

    /// All problems of `value`; empty when it conforms to the schema.
    pub(crate) fn problems(&self, value: &Value) -> Vec<Problem> {
        match self.compile() {
            Ok(validator) => explain::explain(validator.iter_errors(value), &self.source),
            Err(error) => {
                vec![Problem::body(
                    "",
                    format!("the specification's schema is unusable: {error}"),
                )]
            }
        }
    }
}

impl fmt::Debug for Schema {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Schema").finish_non_exhaustive()
    }
}
