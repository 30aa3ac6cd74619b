//! Enumerations whose values the platform extends without notice.

mod closed;
mod constant;
mod open;
mod text;

use std::fmt;

pub use closed::InvalidValue;

/// A value of an enumeration that this version of the crate does not know.
///
/// Its text is kept and sent back unchanged. It cannot be built by hand: convert from text, which
/// finds the known value where there is one.
#[derive(Clone, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub struct UnknownValue(String);

impl UnknownValue {
    #[doc(hidden)]
    #[must_use]
    pub fn __new(text: String) -> Self {
        Self(text)
    }

    /// The value as it was received; empty where the platform sent none.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for UnknownValue {
    /// Shows the text only when it looks like a name.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.0.is_empty() {
            return f.write_str("..");
        }
        let name = crate::redact::Name(&self.0);
        if name.is_printable() {
            f.write_str(&self.0)
        } else {
            f.write_str("..")
        }
    }
}

#[cfg(test)]
mod tests;
