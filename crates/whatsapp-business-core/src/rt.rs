//! What generated code uses. Not part of the public API: it changes with the generator.

#[cfg(feature = "client")]
mod builder;
mod debug;
pub mod hex;
mod implement;
pub mod json;
pub mod lenient;
mod open;
#[cfg(feature = "schemars")]
pub mod schema;
pub mod union;
mod union_macros;

#[cfg(feature = "schemars")]
pub use schemars;
pub use serde;
pub use serde_json;

#[cfg(feature = "schemars")]
pub use crate::json_schema;
pub use crate::redact::{Hidden, HiddenList};
pub use crate::{debug, nested_union, tagged_union, untagged_union};
#[cfg(feature = "client")]
pub use crate::{pages, request_builder};

pub use debug::{hidden, hidden_list, hidden_option};
pub use open::open_value;

/// Shown in `Debug` output instead of hidden text.
pub const REDACTED: Hidden = Hidden;

/// Decodes text, also from a number.
pub fn text<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<String, D::Error> {
    crate::id::text(deserializer)
}

#[cfg(test)]
mod tests;
