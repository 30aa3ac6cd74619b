//! Coding of request unions. Decoding serves only tests and conformance checks, so it buffers.

use serde::de::{DeserializeOwned, Deserializer};
use serde::ser::{SerializeMap, Serializer};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

/// Encodes a variant that holds nothing: `{"type": "x"}`.
///
/// # Errors
///
/// Those of the serializer.
pub fn unit<S: Serializer>(
    serializer: S,
    tag: &'static str,
    wire: &'static str,
) -> Result<S::Ok, S::Error> {
    let mut map = serializer.serialize_map(Some(1))?;
    map.serialize_entry(tag, wire)?;
    map.end()
}

/// Encodes a variant whose payload is named like its tag: `{"type": "x", "x": ...}`.
///
/// # Errors
///
/// Those of the serializer.
pub fn keyed<S: Serializer, T: Serialize + ?Sized>(
    serializer: S,
    tag: &'static str,
    wire: &'static str,
    value: &T,
) -> Result<S::Ok, S::Error> {
    let mut map = serializer.serialize_map(Some(2))?;
    map.serialize_entry(tag, wire)?;
    map.serialize_entry(wire, value)?;
    map.end()
}

/// Encodes a variant whose properties are next to its tag: `{"type": "x", ...}`.
///
/// # Errors
///
/// Those of the serializer.
pub fn whole<S: Serializer, T: Serialize + ?Sized>(
    serializer: S,
    tag: &'static str,
    wire: &'static str,
    value: &T,
) -> Result<S::Ok, S::Error> {
    /// The tag, as an object of its own: the name of a field cannot vary.
    struct Tag(&'static str, &'static str);

    impl Serialize for Tag {
        fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
            unit(serializer, self.0, self.1)
        }
    }

    #[derive(Serialize)]
    struct Whole<'a, T: ?Sized> {
        #[serde(flatten)]
        tag: Tag,
        #[serde(flatten)]
        value: &'a T,
    }

    let tag = Tag(tag, wire);
    Whole { tag, value }.serialize(serializer)
}

/// Encodes a variant of one property, and constants next to it: `{"recipient_type": "group", "to": ...}`.
///
/// # Errors
///
/// Those of the serializer.
pub fn single<S: Serializer, T: Serialize + ?Sized>(
    serializer: S,
    constants: &[(&'static str, &'static str)],
    wire: &'static str,
    value: &T,
) -> Result<S::Ok, S::Error> {
    let mut map = serializer.serialize_map(Some(constants.len() + 1))?;
    for (name, constant) in constants {
        map.serialize_entry(name, constant)?;
    }
    map.serialize_entry(wire, value)?;
    map.end()
}

/// An object of a tagged union, before its variant is known.
#[derive(Debug)]
pub struct Object<E> {
    map: Map<String, Value>,
    tag_name: &'static str,
    tag: String,
    error: std::marker::PhantomData<fn() -> E>,
}

impl<E: serde::de::Error> Object<E> {
    /// Reads an object and its tag, or the tag that its absence means, if any.
    ///
    /// # Errors
    ///
    /// It is not an object, or has no tag.
    pub fn read<'de, D: Deserializer<'de, Error = E>>(
        deserializer: D,
        tag_name: &'static str,
        absent: &[&'static str],
    ) -> Result<Self, E> {
        let map = Map::deserialize(deserializer)?;
        let tag = match (map.get(tag_name), absent) {
            (Some(Value::String(tag)), _) => tag.clone(),
            (None | Some(Value::Null), [absent]) => (*absent).to_owned(),
            _ => return Err(E::missing_field(tag_name)),
        };
        Ok(Self {
            map,
            tag_name,
            tag,
            error: std::marker::PhantomData,
        })
    }

    /// Whether the tag has one of the spellings, in upper or lower case.
    #[must_use]
    pub fn is(&self, spellings: &[&str]) -> bool {
        spellings
            .iter()
            .any(|spelling| spelling.eq_ignore_ascii_case(&self.tag))
    }

    /// The payload that is named like the tag.
    ///
    /// # Errors
    ///
    /// It is absent or of another type.
    pub fn keyed<T: DeserializeOwned>(mut self, wire: &'static str) -> Result<T, E> {
        let name = self
            .map
            .keys()
            .find(|name| name.eq_ignore_ascii_case(wire))
            .cloned();
        let value = name
            .and_then(|name| self.map.remove(&name))
            .ok_or_else(|| E::missing_field(wire))?;
        serde_json::from_value(value).map_err(E::custom)
    }

    /// The object itself.
    ///
    /// # Errors
    ///
    /// It is of another type.
    pub fn whole<T: DeserializeOwned>(self) -> Result<T, E> {
        serde_json::from_value(Value::Object(self.map)).map_err(E::custom)
    }

    /// The error for a tag that no variant has.
    #[must_use]
    pub fn unknown(&self, known: &[&str]) -> E {
        E::custom(format_args!(
            "`{}` is none of {}",
            self.tag_name,
            known.join(", ")
        ))
    }
}

/// A value of an untagged union, before its variant is known.
#[derive(Debug)]
pub struct Untagged<E> {
    value: Value,
    error: std::marker::PhantomData<fn() -> E>,
}

impl<E: serde::de::Error> Untagged<E> {
    /// Reads the value.
    ///
    /// # Errors
    ///
    /// Those of the deserializer.
    pub fn read<'de, D: Deserializer<'de, Error = E>>(deserializer: D) -> Result<Self, E> {
        Ok(Self {
            value: Value::deserialize(deserializer)?,
            error: std::marker::PhantomData,
        })
    }

    /// The value as one of the variants.
    ///
    /// # Errors
    ///
    /// It is not of that type.
    pub fn as_type<T: DeserializeOwned>(&self) -> Result<T, E> {
        T::deserialize(&self.value).map_err(E::custom)
    }

    /// The error for a value that fits no variant.
    #[must_use]
    pub fn no_variant(&self, union: &'static str) -> E {
        E::custom(format_args!("no variant of {union} takes this value"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug, PartialEq)]
    enum Shape {
        Point,
        Circle(u8),
        Square { side: u8 },
    }

    #[derive(Debug, Deserialize, PartialEq, Serialize)]
    struct Side {
        side: u8,
    }

    impl Serialize for Shape {
        fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
            match self {
                Self::Point => unit(serializer, "kind", "point"),
                Self::Circle(radius) => keyed(serializer, "kind", "circle", radius),
                Self::Square { side } => whole(serializer, "kind", "square", &Side { side: *side }),
            }
        }
    }

    impl<'de> Deserialize<'de> for Shape {
        fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
            let object = Object::read(deserializer, "kind", &[])?;
            if object.is(&["point"]) {
                Ok(Self::Point)
            } else if object.is(&["circle", "round"]) {
                object.keyed("circle").map(Self::Circle)
            } else if object.is(&["square"]) {
                object.whole().map(|Side { side }| Self::Square { side })
            } else {
                Err(object.unknown(&["point", "circle", "square"]))
            }
        }
    }

    #[derive(Debug, Deserialize, PartialEq, Serialize)]
    struct Drawing {
        name: String,
        #[serde(flatten)]
        shape: Shape,
    }

    #[test]
    fn variants_are_next_to_the_fields_of_the_object() {
        for (shape, json) in [
            (Shape::Point, r#"{"name":"n","kind":"point"}"#),
            (
                Shape::Circle(2),
                r#"{"name":"n","kind":"circle","circle":2}"#,
            ),
            (
                Shape::Square { side: 3 },
                r#"{"name":"n","kind":"square","side":3}"#,
            ),
        ] {
            let drawing = Drawing {
                name: "n".to_owned(),
                shape,
            };
            assert_eq!(serde_json::to_string(&drawing).unwrap(), json);
            assert_eq!(serde_json::from_str::<Drawing>(json).unwrap(), drawing);
        }
    }

    #[test]
    fn a_tag_may_be_absent_where_its_absence_has_a_meaning() {
        let read = |absent: &[&'static str], json: &str| {
            let mut json = serde_json::Deserializer::from_str(json);
            let object = Object::read(&mut json, "kind", absent)?;
            object.keyed::<u8>("circle")
        };
        assert_eq!(read(&["circle"], r#"{"circle":2}"#).unwrap(), 2);
        assert_eq!(read(&["circle"], r#"{"kind":null,"circle":2}"#).unwrap(), 2);
        assert!(read(&["circle"], r#"{"kind":7,"circle":2}"#).is_err());
        assert!(read(&["circle"], r#"{"side":2}"#).is_err());
        assert!(read(&[], r#"{"circle":2}"#).is_err());
    }

    #[test]
    fn tags_are_read_without_regard_to_case() {
        for tag in ["CIRCLE", "Round"] {
            let json = format!(r#"{{"kind":"{tag}","circle":2}}"#);
            let shape: Shape = serde_json::from_str(&json).unwrap();
            assert_eq!(shape, Shape::Circle(2));
        }
    }

    #[test]
    fn an_unknown_tag_names_the_known_ones_and_not_itself() {
        let error = serde_json::from_str::<Shape>(r#"{"kind":"15550100042"}"#)
            .unwrap_err()
            .to_string();
        assert!(error.contains("point, circle, square"), "{error}");
        assert!(!error.contains("15550100042"), "{error}");
    }
}
