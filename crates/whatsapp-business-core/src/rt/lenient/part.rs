//! Parts that may be left out.
//!
//! A part is asked for as a newtype of the name `PART`. Deserializers that do not know the name decode what is inside. Those of
//! [`json`](crate::rt::json) know it: the first pass wants it exactly, the second one tries until it leaves the part out.

use std::fmt;
use std::marker::PhantomData;

use serde::de::{Deserialize, Deserializer, Error, MapAccess, SeqAccess, Visitor};

/// The name.
pub(in crate::rt) const PART: &str = "$whatsapp_business::part";

/// Tries of one part. The second pass needs fewer.
const TRIES: usize = 1000;

/// What may be a part.
pub(crate) trait Part<'de>: Deserialize<'de> {
    /// Decodes by a deserializer that cannot leave out parts.
    fn deserialize_plainly<D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<Option<Self>, D::Error> {
        Self::deserialize(deserializer).map(Some)
    }
}

/// A model, as a part.
pub(super) struct Model<T>(pub(super) T);

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Model<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        T::deserialize(deserializer).map(Self)
    }
}

impl<'de, T: Deserialize<'de>> Part<'de> for Model<T> {}

/// Decodes a part; `None` when it is left out.
pub(crate) fn part<'de, D: Deserializer<'de>, T: Part<'de>>(
    deserializer: D,
) -> Result<Option<T>, D::Error> {
    deserializer.deserialize_newtype_struct(PART, VisitPart(PhantomData))
}

struct VisitPart<T>(PhantomData<T>);

impl<'de, T: Part<'de>> Visitor<'de> for VisitPart<T> {
    type Value = Option<T>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value")
    }

    #[inline]
    fn visit_newtype_struct<D: Deserializer<'de>>(self, d: D) -> Result<Option<T>, D::Error> {
        T::deserialize_plainly(d)
    }

    #[inline]
    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<Option<T>, D::Error> {
        T::deserialize(deserializer).map(Some)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut tries: A) -> Result<Option<T>, A::Error> {
        for _ in 0..TRIES {
            if let Ok(value) = tries.next_element() {
                return Ok(value);
            }
        }
        Err(A::Error::custom("not decodable"))
    }
}

/// An item of a list or map, as a part.
struct Item<T>(Option<T>);

impl<'de, T: Part<'de>> Deserialize<'de> for Item<T> {
    #[inline]
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        part(deserializer).map(Self)
    }
}

/// Items of a list, without those that are left out.
pub(super) struct List<T>(pub(super) Vec<T>);

impl<'de, T: Part<'de>> Deserialize<'de> for List<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_seq(VisitList(PhantomData))
    }
}

impl<'de, T: Part<'de>> List<T> {
    pub(super) fn read<A: SeqAccess<'de>>(mut items: A) -> Result<Self, A::Error> {
        let mut list = Vec::new();
        while let Some(Item(item)) = items.next_element()? {
            list.extend(item);
        }
        Ok(Self(list))
    }
}

struct VisitList<T>(PhantomData<T>);

impl<'de, T: Part<'de>> Visitor<'de> for VisitList<T> {
    type Value = List<T>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an array")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, items: A) -> Result<List<T>, A::Error> {
        List::read(items)
    }
}

/// Entries of a map, without those that are left out.
pub(super) struct Entries<T>(pub(super) Vec<(String, T)>);

impl<'de, T: Part<'de>> Deserialize<'de> for Entries<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(VisitEntries(PhantomData))
    }
}

struct VisitEntries<T>(PhantomData<T>);

impl<'de, T: Part<'de>> Visitor<'de> for VisitEntries<T> {
    type Value = Entries<T>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Entries<T>, A::Error> {
        let mut entries = Vec::new();
        while let Some((name, Item(item))) = map.next_entry()? {
            entries.extend(item.map(|item| (name, item)));
        }
        Ok(Entries(entries))
    }
}
