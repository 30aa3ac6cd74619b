//! Every operation and every type by name, so that tests reach all of them without naming each.
//!
//! Generated from the specification, so that a new operation is tested when it is described.

mod argument;
mod call;
mod codec;
mod error;
#[macro_use]
mod family;
#[allow(deprecated, reason = "deprecated operations are tested as well")]
#[rustfmt::skip]
mod generated;

pub use argument::Arguments;
pub use call::call;
pub use codec::{Codec, Decoded, Outcome};
pub use error::CallError;
pub use family::{Direction, Family};
pub use generated::{FAMILIES, webhooks::webhook};

/// The family that has an operation.
#[must_use]
pub fn family_of(operation: &str) -> Option<&'static Family> {
    FAMILIES
        .iter()
        .find(|family| family.operations.contains(&operation))
}
