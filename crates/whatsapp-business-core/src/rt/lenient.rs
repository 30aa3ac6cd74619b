//! Deserializers for received models, which must not fail on another spelling of the same value.
//!
//! Use them with `#[serde(default, deserialize_with = "...")]`. Numbers and text are
//! interchangeable, and `null` is absence. In an *optional* scalar a text that does not parse (`"N/A"` for a
//! number), an array or an object count as absent as well, because losing one field is better than losing the whole
//! response; in a required one it is an error. Nothing is buffered: each is one visitor.

use std::collections::BTreeMap;
use std::fmt;
use std::marker::PhantomData;

use serde::de::{self, Deserialize, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};

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
    or_default(deserializer)
}

/// Array.
pub fn option_vec<'de, D, T>(deserializer: D) -> Result<Option<Vec<T>>, D::Error>
where
    D: Deserializer<'de>,
    T: Deserialize<'de>,
{
    Option::deserialize(deserializer)
}

/// Array of scalars, each from any of its spellings; `null` as the empty one. What is no such scalar is left out.
pub fn scalars<'de, D, T>(deserializer: D) -> Result<Vec<T>, D::Error>
where
    D: Deserializer<'de>,
    T: Scalar,
{
    let items: Option<Vec<Item<T>>> = Option::deserialize(deserializer)?;
    Ok(known(items.unwrap_or_default()))
}

/// Array of arrays of scalars, each from any of its spellings; `null` as the empty one.
pub fn scalar_lists<'de, D, T>(deserializer: D) -> Result<Vec<Vec<T>>, D::Error>
where
    D: Deserializer<'de>,
    T: Scalar,
{
    let lists: Option<Vec<Vec<Item<T>>>> = Option::deserialize(deserializer)?;
    Ok(lists.unwrap_or_default().into_iter().map(known).collect())
}

/// Map to scalars, each from any of its spellings; `null` as the empty one. What is no such scalar is left out.
pub fn scalar_map<'de, D, T>(deserializer: D) -> Result<BTreeMap<String, T>, D::Error>
where
    D: Deserializer<'de>,
    T: Scalar,
{
    let items: Option<BTreeMap<String, Item<T>>> = Option::deserialize(deserializer)?;
    let items = items.unwrap_or_default().into_iter();
    Ok(items
        .filter_map(|(name, Item(item))| Some((name, item?)))
        .collect())
}

fn known<T>(items: Vec<Item<T>>) -> Vec<T> {
    items.into_iter().filter_map(|Item(item)| item).collect()
}

/// Any type; `null` as its default.
pub fn or_default<'de, D, T>(deserializer: D) -> Result<T, D::Error>
where
    D: Deserializer<'de>,
    T: Deserialize<'de> + Default,
{
    Ok(Option::deserialize(deserializer)?.unwrap_or_default())
}

/// Any type.
pub fn option<'de, D, T>(deserializer: D) -> Result<Option<T>, D::Error>
where
    D: Deserializer<'de>,
    T: Deserialize<'de>,
{
    Option::deserialize(deserializer)
}

/// A scalar that decodes from every scalar of JSON that spells it.
#[expect(missing_docs, reason = "one method per scalar of JSON")]
pub trait Scalar: Sized {
    /// What is expected, for errors.
    const EXPECTED: &'static str;

    fn from_text(text: &str) -> Option<Self>;

    fn from_string(text: String) -> Option<Self> {
        Self::from_text(&text)
    }

    fn from_bool(value: bool) -> Option<Self>;

    fn from_i64(value: i64) -> Option<Self>;

    fn from_u64(value: u64) -> Option<Self> {
        Self::from_i64(i64::try_from(value).ok()?)
    }

    fn from_f64(value: f64) -> Option<Self>;

    fn from_null() -> Option<Self>;
}

impl Scalar for String {
    const EXPECTED: &'static str = "text";

    fn from_text(text: &str) -> Option<Self> {
        Some(text.to_owned())
    }

    fn from_string(text: String) -> Option<Self> {
        Some(text)
    }

    fn from_bool(value: bool) -> Option<Self> {
        Some(value.to_string())
    }

    fn from_i64(value: i64) -> Option<Self> {
        Some(value.to_string())
    }

    fn from_u64(value: u64) -> Option<Self> {
        Some(value.to_string())
    }

    fn from_f64(value: f64) -> Option<Self> {
        Some(value.to_string())
    }

    fn from_null() -> Option<Self> {
        Some(Self::new())
    }
}

impl Scalar for i64 {
    const EXPECTED: &'static str = "an integer";

    fn from_text(text: &str) -> Option<Self> {
        let text = text.trim();
        text.parse()
            .ok()
            .or_else(|| Self::from_f64(text.parse().ok()?))
    }

    fn from_bool(_: bool) -> Option<Self> {
        None
    }

    fn from_i64(value: i64) -> Option<Self> {
        Some(value)
    }

    fn from_f64(value: f64) -> Option<Self> {
        // Every integer up to 2^53 is exact as a float, and none above is certain.
        const EXACT: f64 = 9_007_199_254_740_992.0;
        (value.fract() == 0.0 && value.abs() <= EXACT).then_some(value as Self)
    }

    fn from_null() -> Option<Self> {
        None
    }
}

impl Scalar for f64 {
    const EXPECTED: &'static str = "a number";

    fn from_text(text: &str) -> Option<Self> {
        let value: Self = text.trim().parse().ok()?;
        value.is_finite().then_some(value)
    }

    fn from_bool(_: bool) -> Option<Self> {
        None
    }

    fn from_i64(value: i64) -> Option<Self> {
        Some(value as Self)
    }

    fn from_u64(value: u64) -> Option<Self> {
        Some(value as Self)
    }

    fn from_f64(value: f64) -> Option<Self> {
        Some(value)
    }

    fn from_null() -> Option<Self> {
        None
    }
}

impl Scalar for bool {
    const EXPECTED: &'static str = "a boolean";

    fn from_text(text: &str) -> Option<Self> {
        let is = |value: &&str| text.trim().eq_ignore_ascii_case(value);
        if ["true", "1", "yes", "success"].iter().any(is) {
            Some(true)
        } else if ["false", "0", "no"].iter().any(is) {
            Some(false)
        } else {
            None
        }
    }

    fn from_bool(value: bool) -> Option<Self> {
        Some(value)
    }

    fn from_i64(value: i64) -> Option<Self> {
        match value {
            0 => Some(false),
            1 => Some(true),
            _ => None,
        }
    }

    fn from_f64(_: f64) -> Option<Self> {
        None
    }

    fn from_null() -> Option<Self> {
        Some(false)
    }
}

fn scalar<'de, D: Deserializer<'de>, T: Scalar>(deserializer: D) -> Result<T, D::Error> {
    deserializer.deserialize_any(Required(PhantomData))
}

fn option_scalar<'de, D: Deserializer<'de>, T: Scalar>(d: D) -> Result<Option<T>, D::Error> {
    d.deserialize_any(Optional(PhantomData))
}

/// A scalar in a list or map; `None` for anything else.
struct Item<T>(Option<T>);

impl<'de, T: Scalar> Deserialize<'de> for Item<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        option_scalar(deserializer).map(Self)
    }
}

struct Required<T>(PhantomData<T>);

impl<T: Scalar> Required<T> {
    /// The value is not quoted, because errors end up in logs.
    fn check<E: de::Error>(value: Option<T>) -> Result<T, E> {
        value.ok_or_else(|| E::custom(format_args!("not {}", T::EXPECTED)))
    }
}

impl<T: Scalar> Visitor<'_> for Required<T> {
    type Value = T;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(T::EXPECTED)
    }

    fn visit_str<E: de::Error>(self, value: &str) -> Result<T, E> {
        Self::check(T::from_text(value))
    }

    fn visit_string<E: de::Error>(self, value: String) -> Result<T, E> {
        Self::check(T::from_string(value))
    }

    fn visit_bool<E: de::Error>(self, value: bool) -> Result<T, E> {
        Self::check(T::from_bool(value))
    }

    fn visit_i64<E: de::Error>(self, value: i64) -> Result<T, E> {
        Self::check(T::from_i64(value))
    }

    fn visit_u64<E: de::Error>(self, value: u64) -> Result<T, E> {
        Self::check(T::from_u64(value))
    }

    fn visit_f64<E: de::Error>(self, value: f64) -> Result<T, E> {
        Self::check(T::from_f64(value))
    }

    fn visit_unit<E: de::Error>(self) -> Result<T, E> {
        Self::check(T::from_null())
    }
}

struct Optional<T>(PhantomData<T>);

impl<'de, T: Scalar> Visitor<'de> for Optional<T> {
    type Value = Option<T>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(T::EXPECTED)
    }

    fn visit_str<E: de::Error>(self, value: &str) -> Result<Option<T>, E> {
        Ok(T::from_text(value))
    }

    fn visit_string<E: de::Error>(self, value: String) -> Result<Option<T>, E> {
        Ok(T::from_string(value))
    }

    fn visit_bool<E: de::Error>(self, value: bool) -> Result<Option<T>, E> {
        Ok(T::from_bool(value))
    }

    fn visit_i64<E: de::Error>(self, value: i64) -> Result<Option<T>, E> {
        Ok(T::from_i64(value))
    }

    fn visit_u64<E: de::Error>(self, value: u64) -> Result<Option<T>, E> {
        Ok(T::from_u64(value))
    }

    fn visit_f64<E: de::Error>(self, value: f64) -> Result<Option<T>, E> {
        Ok(T::from_f64(value))
    }

    fn visit_unit<E: de::Error>(self) -> Result<Option<T>, E> {
        Ok(None)
    }

    fn visit_none<E: de::Error>(self) -> Result<Option<T>, E> {
        Ok(None)
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<Option<T>, D::Error> {
        deserializer.deserialize_any(self)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Option<T>, A::Error> {
        while items.next_element::<IgnoredAny>()?.is_some() {}
        Ok(None)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Option<T>, A::Error> {
        while entries.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
        Ok(None)
    }
}

#[cfg(test)]
mod tests;
