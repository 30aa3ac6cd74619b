//! Malformed JSON values, read piece by piece.

use std::borrow::Cow;
use std::fmt;

use serde::Deserialize;
use serde::de::{DeserializeOwned, Deserializer, MapAccess, Visitor};
use serde_json::value::RawValue;
use whatsapp_business_core::rt::json;

/// Properties of an object, in order. A name may occur more than once.
pub(crate) struct Object<'a>(Vec<(Cow<'a, str>, &'a RawValue)>);

impl<'a> Object<'a> {
    /// `None` when the JSON is not an object.
    pub(crate) fn of(raw: &'a RawValue) -> Option<Self> {
        serde_json::from_str(raw.get()).ok()
    }

    /// All values of a name.
    pub(crate) fn all(&self, name: &str) -> impl Iterator<Item = &'a RawValue> {
        let named = self.0.iter().filter(move |(key, _)| key == name);
        named.map(|(_, value)| *value)
    }

    /// The last value of a name.
    pub(crate) fn get(&self, name: &str) -> Option<&'a RawValue> {
        self.all(name).last()
    }

    /// The last value of a name, if it matches the type.
    pub(crate) fn decode<T: DeserializeOwned>(&self, name: &str) -> Option<T> {
        let decoded = json::decode_str(self.get(name)?.get()).ok()?;
        Some(decoded.value)
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = (&str, &'a RawValue)> {
        self.0.iter().map(|(name, value)| (name.as_ref(), *value))
    }
}

impl<'de> Deserialize<'de> for Object<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(Visit)
    }
}

/// A name, borrowed unless it has escapes. It is read as bytes, because a lone surrogate is no error then: it is replaced by
/// U+FFFD, and such a name is just an unknown one.
struct Name<'a>(Cow<'a, str>);

impl<'de> Deserialize<'de> for Name<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_bytes(VisitName)
    }
}

struct VisitName;

impl<'de> Visitor<'de> for VisitName {
    type Value = Name<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a name")
    }

    fn visit_borrowed_bytes<E>(self, name: &'de [u8]) -> Result<Name<'de>, E> {
        Ok(Name(String::from_utf8_lossy(name)))
    }

    fn visit_bytes<E>(self, name: &[u8]) -> Result<Name<'de>, E> {
        Ok(Name(Cow::Owned(String::from_utf8_lossy(name).into_owned())))
    }
}

struct Visit;

impl<'de> Visitor<'de> for Visit {
    type Value = Object<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Object<'de>, A::Error> {
        let mut properties = Vec::new();
        while let Some((Name(name), value)) = map.next_entry()? {
            properties.push((name, value));
        }
        Ok(Object(properties))
    }
}

/// The items of an array. Any other value is its own single item, and `null` has none.
pub(crate) fn items(raw: &RawValue) -> Vec<&RawValue> {
    match raw.get() {
        "null" => Vec::new(),
        text => serde_json::from_str(text).unwrap_or_else(|_| vec![raw]),
    }
}

/// An id as text; empty when it is neither a string nor a number.
pub(crate) fn text(raw: &RawValue) -> String {
    let mut decoder = serde_json::Deserializer::from_str(raw.get());
    whatsapp_business_core::rt::text(&mut decoder).unwrap_or_default()
}
