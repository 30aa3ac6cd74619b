//! Scalars in any of their spellings.

use std::fmt;
use std::marker::PhantomData;

use serde::de::{self, Deserialize, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};

use super::part::{List, Part, part};

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

pub(super) fn scalar<'de, D: Deserializer<'de>, T: Scalar>(deserializer: D) -> Result<T, D::Error> {
    deserializer.deserialize_any(Required(PhantomData))
}

pub(super) fn option_scalar<'de, D: Deserializer<'de>, T: Scalar>(
    deserializer: D,
) -> Result<Option<T>, D::Error> {
    let item: Option<Item<T>> = part(deserializer)?;
    Ok(item.and_then(|Item(item)| item))
}

/// Scalars of a list.
pub(super) fn known<T>(List(items): List<Item<T>>) -> Vec<T> {
    items.into_iter().filter_map(|Item(item)| item).collect()
}

/// A scalar that may be `null`.
pub(super) struct Item<T>(pub(super) Option<T>);

impl<'de, T: Scalar> Deserialize<'de> for Item<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Exact(PhantomData)).map(Self)
    }
}

impl<'de, T: Scalar> Part<'de> for Item<T> {
    /// Anything but a scalar is absence.
    fn deserialize_plainly<D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<Option<Self>, D::Error> {
        deserializer
            .deserialize_any(Lenient(PhantomData))
            .map(|item| Some(Self(item)))
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

/// A scalar or `null`; anything else is an error.
struct Exact<T>(PhantomData<T>);

impl<'de, T: Scalar> Visitor<'de> for Exact<T> {
    type Value = Option<T>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(T::EXPECTED)
    }

    /// Nothing but white space is absence where it cannot be a value.
    fn visit_str<E: de::Error>(self, value: &str) -> Result<Option<T>, E> {
        match T::from_text(value) {
            None if value.trim().is_empty() => Ok(None),
            scalar => Required::check(scalar).map(Some),
        }
    }

    fn visit_string<E: de::Error>(self, value: String) -> Result<Option<T>, E> {
        match value.trim().is_empty() {
            true => self.visit_str(&value),
            false => Required::check(T::from_string(value)).map(Some),
        }
    }

    fn visit_bool<E: de::Error>(self, value: bool) -> Result<Option<T>, E> {
        Required::check(T::from_bool(value)).map(Some)
    }

    fn visit_i64<E: de::Error>(self, value: i64) -> Result<Option<T>, E> {
        Required::check(T::from_i64(value)).map(Some)
    }

    fn visit_u64<E: de::Error>(self, value: u64) -> Result<Option<T>, E> {
        Required::check(T::from_u64(value)).map(Some)
    }

    fn visit_f64<E: de::Error>(self, value: f64) -> Result<Option<T>, E> {
        Required::check(T::from_f64(value)).map(Some)
    }

    fn visit_unit<E: de::Error>(self) -> Result<Option<T>, E> {
        Ok(None)
    }
}

/// A scalar; anything else is absence.
struct Lenient<T>(PhantomData<T>);

impl<'de, T: Scalar> Visitor<'de> for Lenient<T> {
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
