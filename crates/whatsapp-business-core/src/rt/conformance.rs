//! Coding and calling by names, so that tests reach every operation without naming its types.

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

use crate::{Error, FilePart, Response};

/// Whether a payload is sent or received.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Direction {
    /// Body of a request.
    Request,
    /// Body of an answer.
    Response,
}

/// The payload as it is encoded again, or why it could not be decoded.
pub type Outcome = Result<Value, String>;

/// Arguments of a call, by their names on the wire; `body` is the body.
pub type Arguments = Map<String, Value>;

/// What became of a call.
#[derive(Debug)]
#[non_exhaustive]
pub enum Answer {
    /// The value, encoded again.
    Value(Value),
    /// The error of the call.
    Error(Error),
    /// The arguments do not fit the operation.
    Arguments(String),
}

impl Answer {
    /// A required argument is absent.
    #[must_use]
    pub fn missing(name: &str) -> Self {
        Self::Arguments(format!("the argument `{name}` is missing"))
    }
}

/// Decodes a payload as `T` and encodes it again.
///
/// # Errors
///
/// The JSON path and the reason why it is not a `T`.
pub fn reencode<T: DeserializeOwned + Serialize>(bytes: &[u8]) -> Outcome {
    let mut deserializer = serde_json::Deserializer::from_slice(bytes);
    let value: T =
        serde_path_to_error::deserialize(&mut deserializer).map_err(|error| error.to_string())?;
    deserializer.end().map_err(|error| error.to_string())?;
    serde_json::to_value(&value).map_err(|error| error.to_string())
}

/// The JSON Schema of `T`.
#[cfg(feature = "schemars")]
#[must_use]
pub fn json_schema<T: schemars::JsonSchema>() -> Value {
    schemars::SchemaGenerator::default()
        .into_root_schema_for::<T>()
        .to_value()
}

/// Takes an argument.
///
/// # Errors
///
/// It is of another type.
pub fn argument<T: DeserializeOwned>(
    arguments: &Arguments,
    name: &str,
) -> Result<Option<T>, Answer> {
    let value = arguments.get(name).map(|value| T::deserialize(value));
    value
        .transpose()
        .map_err(|error| Answer::Arguments(format!("the argument `{name}`: {error}")))
}

/// Takes the file of a part: its bytes are the text of the argument, its MIME type is the argument `type`.
///
/// # Errors
///
/// It is not text.
pub fn file(arguments: &Arguments, name: &str) -> Result<Option<FilePart>, Answer> {
    match arguments.get(name) {
        None => Ok(None),
        Some(Value::String(text)) => {
            let mime_type = arguments.get("type").and_then(Value::as_str);
            let mime_type = mime_type.unwrap_or("application/octet-stream");
            Ok(Some(FilePart::new(
                "example.bin",
                mime_type,
                text.clone().into_bytes(),
            )))
        }
        Some(_) => Err(Answer::Arguments(format!(
            "the argument `{name}` is the text of a file"
        ))),
    }
}

/// Takes the files of a part: the bytes of each are a text of the argument.
///
/// # Errors
///
/// It is not a list of text.
pub fn files(arguments: &Arguments, name: &str) -> Result<Option<Vec<FilePart>>, Answer> {
    let texts: Option<Vec<String>> = argument(arguments, name)?;
    let file = |text: String| FilePart::new("example.bin", "application/pdf", text.into_bytes());
    Ok(texts.map(|texts| texts.into_iter().map(file).collect()))
}

/// The answer of a call.
pub fn answer<T: Serialize>(result: Result<Response<T>, Error>) -> Answer {
    match result.map(Response::into_inner) {
        Ok(value) => match serde_json::to_value(&value) {
            Ok(value) => Answer::Value(value),
            Err(error) => Answer::Arguments(error.to_string()),
        },
        Err(error) => Answer::Error(error),
    }
}
