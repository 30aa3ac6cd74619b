//! Arguments of calls, by name.

use serde::de::DeserializeOwned;
use serde_json::{Map, Value};
use whatsapp_business_core::FilePart;

use crate::error::CallError;

/// Arguments of a call by their names in the specification; `body` is the body.
pub type Arguments = Map<String, Value>;

/// An argument of any type.
pub(crate) fn value<T: DeserializeOwned>(
    arguments: &Arguments,
    name: &str,
) -> Result<Option<T>, CallError> {
    let value = arguments.get(name).map(|value| T::deserialize(value));
    value
        .transpose()
        .map_err(|error| CallError::Arguments(format!("the argument `{name}`: {error}")))
}

/// A file: its bytes are the text of the argument, its MIME type is the argument `type`.
pub(crate) fn file(arguments: &Arguments, name: &str) -> Result<Option<FilePart>, CallError> {
    let text: Option<String> = value(arguments, name)?;
    let mime_type = arguments.get("type").and_then(Value::as_str);
    let mime_type = mime_type.unwrap_or("application/octet-stream");
    Ok(text.map(|text| FilePart::new("example.bin", mime_type, text.into_bytes())))
}

/// Files: the bytes of each are a text of the argument.
pub(crate) fn files(arguments: &Arguments, name: &str) -> Result<Option<Vec<FilePart>>, CallError> {
    let texts: Option<Vec<String>> = value(arguments, name)?;
    let file = |text: String| FilePart::new("example.bin", "application/pdf", text.into_bytes());
    Ok(texts.map(|texts| texts.into_iter().map(file).collect()))
}

/// An argument that must be there.
pub(crate) fn required<T>(value: Option<T>, name: &str) -> Result<T, CallError> {
    value.ok_or_else(|| CallError::Arguments(format!("the argument `{name}` is missing")))
}
