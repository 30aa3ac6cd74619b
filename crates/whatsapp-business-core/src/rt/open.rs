//! Decoding of open enumerations.

use serde::Deserializer;
use serde::de::{self, Visitor};
use std::fmt;

/// Decodes any scalar by two functions: one that knows values, and one that keeps the others.
pub fn open_value<'de, D: Deserializer<'de>, T>(
    deserializer: D,
    find: fn(&str) -> Option<T>,
    keep: fn(String) -> T,
) -> Result<T, D::Error> {
    deserializer.deserialize_any(Visit { find, keep })
}

struct Visit<T> {
    find: fn(&str) -> Option<T>,
    keep: fn(String) -> T,
}

impl<T> Visitor<'_> for Visit<T> {
    type Value = T;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value of an enumeration")
    }

    fn visit_str<E: de::Error>(self, value: &str) -> Result<T, E> {
        Ok((self.find)(value).unwrap_or_else(|| (self.keep)(value.to_owned())))
    }

    fn visit_string<E: de::Error>(self, value: String) -> Result<T, E> {
        Ok((self.find)(&value).unwrap_or_else(|| (self.keep)(value)))
    }

    fn visit_bool<E: de::Error>(self, value: bool) -> Result<T, E> {
        self.visit_str(if value { "true" } else { "false" })
    }

    fn visit_i64<E: de::Error>(self, value: i64) -> Result<T, E> {
        self.visit_string(value.to_string())
    }

    fn visit_u64<E: de::Error>(self, value: u64) -> Result<T, E> {
        self.visit_string(value.to_string())
    }

    fn visit_f64<E: de::Error>(self, value: f64) -> Result<T, E> {
        self.visit_string(value.to_string())
    }

    fn visit_unit<E: de::Error>(self) -> Result<T, E> {
        self.visit_str("")
    }
}
