//! What can be done with a type whose name is not known.

use std::fmt::Debug;

use schemars::JsonSchema;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;
use whatsapp_business_core::rt::json;

/// A payload as it is encoded again, or the JSON path and the reason why it could not be decoded.
pub type Outcome = Result<Value, String>;

/// A payload as it is encoded again, and what could not be decoded.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Decoded {
    /// The value, encoded again.
    pub value: Value,
    /// The places that were left out. `None` if the decoder does not report them.
    pub left_out: Option<Vec<String>>,
}

impl Decoded {
    /// A value, without a report.
    #[must_use]
    pub fn new(value: Value) -> Self {
        Self {
            value,
            left_out: None,
        }
    }
}

/// A type of the models.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct Codec {
    /// Decodes a payload and encodes it again.
    pub reencode: fn(&[u8]) -> Outcome,
    /// Decodes a payload as the client decodes responses, and encodes it again. The error is that of the client.
    pub decode: fn(&[u8]) -> Result<Decoded, String>,
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
            reencode: |bytes| encode(&decode::<T>(bytes)?),
            decode: |bytes| {
                let decoded = json::decode::<T>(bytes).map_err(|error| format!("{error:?}"))?;
                Ok(Decoded {
                    value: encode(&decoded.value)?,
                    left_out: Some(decoded.left_out),
                })
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

fn encode<T: Serialize>(value: &T) -> Outcome {
    serde_json::to_value(value).map_err(|error| error.to_string())
}
