//! What generated code uses. Not part of the public API: it changes with the generator.

#[cfg(feature = "client")]
mod builder;
mod debug;
mod implement;
pub mod lenient;
#[cfg(feature = "schemars")]
pub mod schema;
pub mod union;

#[cfg(feature = "schemars")]
pub use schemars;
pub use serde;
pub use serde_json;

pub use crate::redact::{Hidden, HiddenList};
pub use crate::{closed_enum, constants, debug, debug_union, open_enum};
#[cfg(feature = "client")]
pub use crate::{pages, request_builder};

pub use debug::{hidden, hidden_list, hidden_option};

/// Shown in `Debug` output in place of hidden text.
pub const REDACTED: Hidden = Hidden;

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
