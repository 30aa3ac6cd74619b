//! What can be done with a type whose name is not known.

use std::fmt::Debug;

use schemars::JsonSchema;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

/// A payload as it is encoded again, or the JSON path and the reason why it could not be decoded.
pub type Outcome = Result<Value, String>;

/// A type of the models.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct Codec {
    /// Decodes a payload and encodes it again.
    pub reencode: fn(&[u8]) -> Outcome,
    /// Decodes a payload and prints it with `{:?}` and `{:#?}`.
    pub debug: fn(&[u8]) -> Result<String, String>,
    /// JSON Schema of the type.
    pub schema: fn() -> Value,
}

impl Codec {
    /// That of a type.
    #[must_use]
    pub fn of<T: DeserializeOwned + Serialize + Debug + JsonSchema>() -> Self {
        Self {
            reencode: |bytes| {
                serde_json::to_value(decode::<T>(bytes)?).map_err(|error| error.to_string())
            },
            debug: |bytes| decode::<T>(bytes).map(|value| format!("{value:?}\n{value:#?}")),
            schema: || {
                schemars::SchemaGenerator::default()
                    .into_root_schema_for::<T>()
                    .to_value()
            },
        }
    }
}

fn decode<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, String> {
    let mut deserializer = serde_json::Deserializer::from_slice(bytes);
    let value =
        serde_path_to_error::deserialize(&mut deserializer).map_err(|error| error.to_string())?;
    deserializer.end().map_err(|error| error.to_string())?;
    Ok(value)
}
