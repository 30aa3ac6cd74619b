//! Deserializers for received models, which must not fail on another spelling of the same value.
//!
//! Use them with `#[serde(default, deserialize_with = "...")]`. Numbers and text are
//! interchangeable, and `null` is absence. In an *optional* scalar a text that does not parse (`"N/A"` for a
//! number), an array or an object count as absent as well, because losing one field is better than losing the whole
//! response; in a required one it is an error. Items of lists and maps are parts, which may be left out. Nothing is buffered: each is one visitor.

mod part;
mod scalar;

use std::collections::BTreeMap;

use serde::de::{Deserialize, Deserializer, Error as _, SeqAccess};
use serde_json::{Map, Value};

pub use scalar::Scalar;

pub(crate) use part::{Part, part};

pub(super) use part::PART;

use part::{Entries, List, Model};
use scalar::{Item, known, option_scalar, scalar};

/// Text; numbers and booleans as text, `null` as the empty text.
pub fn string<'de, D: Deserializer<'de>>(deserializer: D) -> Result<String, D::Error> {
    scalar(deserializer)
}

/// Text; numbers and booleans as text.
pub fn option_string<'de, D: Deserializer<'de>>(d: D) -> Result<Option<String>, D::Error> {
    option_scalar(d)
}

/// Integer, or text of one. `null` is an error, because no integer means nothing.
pub fn i64<'de, D: Deserializer<'de>>(deserializer: D) -> Result<i64, D::Error> {
    scalar(deserializer)
}

/// Integer, or text of one.
pub fn option_i64<'de, D: Deserializer<'de>>(d: D) -> Result<Option<i64>, D::Error> {
    option_scalar(d)
}

/// Number, or text of one. `null` is an error, because no number means nothing.
pub fn f64<'de, D: Deserializer<'de>>(deserializer: D) -> Result<f64, D::Error> {
    scalar(deserializer)
}

/// Number, or text of one.
pub fn option_f64<'de, D: Deserializer<'de>>(d: D) -> Result<Option<f64>, D::Error> {
    option_scalar(d)
}

/// Boolean, 0 or 1, or text of either; `success` is true. `null` is false.
pub fn bool<'de, D: Deserializer<'de>>(deserializer: D) -> Result<bool, D::Error> {
    scalar(deserializer)
}

/// Boolean, 0 or 1, or text of either.
pub fn option_bool<'de, D: Deserializer<'de>>(d: D) -> Result<Option<bool>, D::Error> {
    option_scalar(d)
}

/// Array; `null` as the empty one.
pub fn vec<'de, D, T>(deserializer: D) -> Result<Vec<T>, D::Error>
where
    D: Deserializer<'de>,
    T: Deserialize<'de>,
{
    option_vec(deserializer).map(Option::unwrap_or_default)
}

/// Items of an array that is being read.
pub fn items<'de, A, T>(items: A) -> Result<Vec<T>, A::Error>
where
    A: SeqAccess<'de>,
    T: Deserialize<'de>,
{
    let List(items) = List::<Model<T>>::read(items)?;
    Ok(items.into_iter().map(|Model(item)| item).collect())
}

/// Array of at least one item.
pub fn some<'de, D, T>(deserializer: D) -> Result<Vec<T>, D::Error>
where
    D: Deserializer<'de>,
    T: Deserialize<'de>,
{
    let items = vec(deserializer)?;
    if items.is_empty() {
        return Err(D::Error::custom("a list without items"));
    }
    Ok(items)
}

/// Array.
pub fn option_vec<'de, D, T>(deserializer: D) -> Result<Option<Vec<T>>, D::Error>
where
    D: Deserializer<'de>,
    T: Deserialize<'de>,
{
    let list: Option<List<Model<T>>> = Option::deserialize(deserializer)?;
    Ok(list.map(|List(items)| items.into_iter().map(|Model(item)| item).collect()))
}

/// Array of scalars, each from any of its spellings; `null` as the empty one. What is no such scalar is left out.
pub fn scalars<'de, D, T>(deserializer: D) -> Result<Vec<T>, D::Error>
where
    D: Deserializer<'de>,
    T: Scalar,
{
    let list: Option<List<Item<T>>> = Option::deserialize(deserializer)?;
    Ok(list.map(known).unwrap_or_default())
}

/// Array of arrays of scalars, each from any of its spellings; `null` as the empty one.
pub fn scalar_lists<'de, D, T>(deserializer: D) -> Result<Vec<Vec<T>>, D::Error>
where
    D: Deserializer<'de>,
    T: Scalar,
{
    let lists: Vec<List<Item<T>>> = vec(deserializer)?;
    Ok(lists.into_iter().map(known).collect())
}

/// Map; `null` as the empty one.
pub fn map<'de, D, T>(deserializer: D) -> Result<BTreeMap<String, T>, D::Error>
where
    D: Deserializer<'de>,
    T: Deserialize<'de>,
{
    let map: Option<Entries<Model<T>>> = Option::deserialize(deserializer)?;
    let entries = map.map(|Entries(entries)| entries).unwrap_or_default();
    let entries = entries.into_iter();
    Ok(entries.map(|(name, Model(item))| (name, item)).collect())
}

/// Map to scalars, each from any of its spellings; `null` as the empty one. What is no such scalar is left out.
pub fn scalar_map<'de, D, T>(deserializer: D) -> Result<BTreeMap<String, T>, D::Error>
where
    D: Deserializer<'de>,
    T: Scalar,
{
    let map: Option<Entries<Item<T>>> = Option::deserialize(deserializer)?;
    let entries = map.map(|Entries(entries)| entries).unwrap_or_default();
    let known = |(name, Item(item))| Some((name, item?));
    Ok(entries.into_iter().filter_map(known).collect())
}

/// Any type; `null` as its default.
pub fn or_default<'de, D, T>(deserializer: D) -> Result<T, D::Error>
where
    D: Deserializer<'de>,
    T: Deserialize<'de> + Default,
{
    Ok(Option::deserialize(deserializer)?.unwrap_or_default())
}

/// Object of any JSON, or text of one; `null` as the empty one.
pub fn object<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Map<String, Value>, D::Error> {
    // An `Option` is what the decoder of responses can leave out.
    Ok(Option::<AnyObject>::deserialize(deserializer)?
        .map(|AnyObject(object)| object)
        .unwrap_or_default())
}

struct AnyObject(Map<String, Value>);

impl<'de> Deserialize<'de> for AnyObject {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let object = match Value::deserialize(deserializer)? {
            Value::Object(object) => Some(object),
            Value::String(text) => serde_json::from_str(&text).ok(),
            _ => None,
        };
        object
            .map(Self)
            .ok_or_else(|| D::Error::custom("expected an object"))
    }
}

#[cfg(test)]
mod tests;
