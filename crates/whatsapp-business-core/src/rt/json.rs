//! Decoding of everything that is received: responses, errors and webhooks.
//!
//! Nearly all JSON is as the models expect it and is decoded in one pass. Only if that fails, a second pass repairs the text
//! and leaves out what does not fit, as little as possible: an optional part becomes absent, an item of a list or map is
//! skipped. An error remains where something required is missing at the root.

mod by_name;
mod place;
mod repair;
mod tolerant;

use std::borrow::Cow;
use std::fmt;

use serde::de::{Deserialize, DeserializeOwned};
#[cfg(feature = "client")]
use serde_json::Value;
use serde_json::de::Read;

use by_name::ByName;

/// Largest text of the second pass, which holds all of it as a tree.
const SECOND_PASS: usize = 8 << 20;

/// A decoded value.
#[derive(Clone, Debug)]
pub struct Decoded<T> {
    /// The value.
    pub value: T,
    /// Places of what did not fit its model and was left out, such as `$.data[2].status`; the first 100. `$` alone means that something
    /// was nested too deep.
    pub left_out: Vec<String>,
}

/// Why a text cannot be decoded, without anything of its content but names of properties.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum DecodeError {
    /// It is not JSON.
    Syntax {
        /// Line, from 1.
        line: usize,
        /// Column in bytes, from 1.
        column: usize,
        /// Whether it ends too early.
        is_eof: bool,
    },
    /// Something required is absent or of another type.
    Data {
        /// Place, such as `$.messages[0].id`.
        place: String,
    },
}

impl fmt::Display for DecodeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Syntax {
                line,
                column,
                is_eof,
            } => {
                let what = if *is_eof { "ends early" } else { "is not JSON" };
                write!(f, "it {what} at line {line} column {column}")
            }
            Self::Data { place } => write!(f, "at {place}"),
        }
    }
}

impl std::error::Error for DecodeError {}

/// Decodes a body.
///
/// # Errors
///
/// It is not JSON, or lacks what the type requires.
pub fn decode<T: DeserializeOwned>(body: &[u8]) -> Result<Decoded<T>, DecodeError> {
    first_pass(serde_json::Deserializer::from_slice(body))
        .or_else(|error| second_pass(body, &error))
}

/// Decodes text; cheaper than [`decode`], because text is known to be UTF-8.
///
/// # Errors
///
/// As for [`decode`].
pub fn decode_str<T: DeserializeOwned>(text: &str) -> Result<Decoded<T>, DecodeError> {
    first_pass(serde_json::Deserializer::from_str(text))
        .or_else(|error| second_pass(text.as_bytes(), &error))
}

/// Decodes text that is as the model expects it.
///
/// # Errors
///
/// Anything is unexpected.
pub fn decode_exact<T: DeserializeOwned>(text: &str) -> Result<T, serde_json::Error> {
    first_pass(serde_json::Deserializer::from_str(text)).map(|decoded| decoded.value)
}

/// Decodes text to a type of the caller, which is repaired if it must be.
///
/// # Errors
///
/// Those of `serde_json` for the text as it is.
pub fn decode_any<T: DeserializeOwned>(text: &str) -> serde_json::Result<T> {
    serde_json::from_str(text).or_else(|error| match repaired(text.as_bytes()) {
        Cow::Borrowed(_) => Err(error),
        Cow::Owned(text) => serde_json::from_slice(&text).map_err(|_| error),
    })
}

/// A body that decoders take, if it can be repaired: without a byte order mark, and with U+FFFD for what is not UTF-8 and for lone
/// surrogates, escapes for control characters in strings, and text for numbers out of range.
#[must_use]
pub fn repaired(body: &[u8]) -> Cow<'_, [u8]> {
    repair::text(body).text
}

/// The tree of a body, repaired where it must be.
#[cfg(feature = "client")]
pub(crate) fn tree(body: &[u8]) -> Option<Value> {
    if let Ok(tree) = serde_json::from_slice(body) {
        return Some(tree);
    }
    serde_json::from_slice(&repaired(body)).ok()
}

/// Decodes a tree; parts that do not fit are left out.
#[cfg(feature = "client")]
pub(crate) fn from_tree<T: DeserializeOwned>(tree: &Value) -> Option<T> {
    tolerant::decode(tree).ok().map(|(value, _)| value)
}

fn first_pass<'de, R, T>(
    mut deserializer: serde_json::Deserializer<R>,
) -> Result<Decoded<T>, serde_json::Error>
where
    R: Read<'de>,
    T: Deserialize<'de>,
{
    let value = T::deserialize(ByName(&mut deserializer))?;
    deserializer.end()?;
    Ok(Decoded {
        value,
        left_out: Vec::new(),
    })
}

#[cold]
fn second_pass<T: DeserializeOwned>(
    body: &[u8],
    error: &serde_json::Error,
) -> Result<Decoded<T>, DecodeError> {
    let syntax = |error: &serde_json::Error| DecodeError::Syntax {
        line: error.line(),
        column: error.column(),
        is_eof: error.is_eof(),
    };
    if body.len() > SECOND_PASS {
        return Err(if error.is_data() {
            DecodeError::Data {
                place: place::of::<T>(body),
            }
        } else {
            syntax(error)
        });
    }
    let repaired = repair::text(body);
    let tree = serde_json::from_slice(&repaired.text).map_err(|error| syntax(&error))?;
    let (value, mut left_out) =
        tolerant::decode(&tree).map_err(|place| DecodeError::Data { place })?;
    if repaired.is_cut && left_out.is_empty() {
        left_out.push(place::root());
    }
    Ok(Decoded { value, left_out })
}

#[cfg(test)]
mod tests;
