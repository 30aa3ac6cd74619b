//! What generated code names. Not part of the public interface: it changes with the generator.

mod body;
#[cfg(feature = "conformance")]
pub mod conformance;
mod error;
mod expansion;
mod hooks;
mod implement;
pub mod lenient;
pub mod multipart;
mod param;
#[cfg(feature = "schemars")]
pub mod schema;
mod stream;
pub mod union;

pub use bytes;
pub use reqwest;
#[cfg(feature = "schemars")]
pub use schemars;
pub use serde;
pub use serde_json;

pub use crate::redact::{Hidden, HiddenList};
pub use crate::response::Response as ResponseValue;
pub use crate::transport::OperationInfo;
pub use crate::{closed_enum, constant, open_enum};

pub use body::RequestBuilderExt;
pub use error::Error;
pub use expansion::expansion;
pub use hooks::ClientHooks;
pub use param::{QueryParam, encode_path};
pub use stream::ByteStream;

/// Stands in `Debug` output for text that is withheld.
pub const REDACTED: Hidden = Hidden;

/// Stands in `Debug` output for a list that is withheld but for its length.
#[must_use]
pub fn redacted_list(length: usize) -> HiddenList {
    HiddenList(length)
}

/// Decodes text, also from a number.
pub fn text<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<String, D::Error> {
    crate::id::text(deserializer)
}

/// Decodes a value of an open enumeration.
pub fn open_value<'de, D: serde::Deserializer<'de>, T>(
    deserializer: D,
    find: fn(&str) -> Option<T>,
    keep: fn(String) -> T,
) -> Result<T, D::Error> {
    crate::enums::decode_text(deserializer, find, keep)
}

#[cfg(test)]
mod tests;
