//! The second pass: decodes a tree and leaves out as little as possible of what does not fit.
//!
//! A deserializer cannot resume after an error. Therefore a failure names the innermost optional part or item around it, and the unit is
//! decoded again without that: the whole, or a [part](PART), which repeats itself. A unit is repeated at most [`REPEATS`] times, so
//! the work is linear in the size of the text.

use std::cell::RefCell;
use std::collections::HashSet;

use serde::de::value::BorrowedStrDeserializer;
use serde::de::{
    Deserialize, DeserializeSeed, Deserializer, Error as _, MapAccess, SeqAccess, Visitor,
};
use serde::forward_to_deserialize_any;
use serde_json::{Error, Value};

use super::place;
use crate::rt::lenient::PART;

/// Parts of one unit that may be left out before all of it is.
const REPEATS: usize = 128;

/// Places that are reported; the rest of them is left out without its place.
const REPORTED: usize = 100;

/// How `serde_json` asks for JSON as text.
const RAW: &str = "$serde_json::private::RawValue";

/// Decodes a tree, and says what was left out; or names the place of something required that is missing.
pub(super) fn decode<T: for<'de> Deserialize<'de>>(
    tree: &Value,
) -> Result<(T, Vec<String>), String> {
    let state = State::default();
    let path = Path {
        parent: None,
        step: Step::Root,
    };
    for _ in 0..REPEATS {
        let root = Part {
            value: tree,
            path: &path,
            state: &state,
        };
        if let Ok(value) = T::deserialize(root) {
            return Ok((value, state.left_out.into_inner()));
        }
        if !state.leave_out() {
            break;
        }
    }
    let failure = state.failure.into_inner();
    Err(failure.map_or_else(place::root, |failure| failure.place))
}

#[derive(Default)]
struct State {
    /// Parts that are left out, by their address: it is unique in a tree that does not change.
    out: RefCell<HashSet<usize>>,
    left_out: RefCell<Vec<String>>,
    failure: RefCell<Option<Failure>>,
}

/// A value that does not fit.
struct Failure {
    place: String,
    /// The innermost optional part around it, and its place.
    part: Option<(usize, String)>,
}

impl State {
    /// Leaves out the optional part around the failure, if there is one.
    fn leave_out(&self) -> bool {
        let mut failure = self.failure.borrow_mut();
        let Some((part, place)) = failure.as_mut().and_then(|failure| failure.part.take()) else {
            return false;
        };
        *failure = None;
        self.report(part, place);
        true
    }

    fn report(&self, part: usize, place: String) {
        self.out.borrow_mut().insert(part);
        let mut left_out = self.left_out.borrow_mut();
        if left_out.len() < REPORTED {
            left_out.push(place);
        }
    }
}

struct Path<'p> {
    parent: Option<&'p Path<'p>>,
    step: Step<'p>,
}

enum Step<'p> {
    Root,
    Index(usize),
    Name(&'p str),
}

impl Path<'_> {
    fn place(&self) -> String {
        let mut place = self.parent.map_or_else(String::new, Path::place);
        match self.step {
            Step::Root => place = place::root(),
            Step::Index(index) => place::push_index(&mut place, index),
            Step::Name(name) => place::push_name(&mut place, name),
        }
        place
    }
}

/// A part of the tree.
#[derive(Clone, Copy)]
struct Part<'de, 'p> {
    value: &'de Value,
    path: &'p Path<'p>,
    state: &'p State,
}

impl<'de, 'p> Part<'de, 'p> {
    fn address(&self) -> usize {
        std::ptr::from_ref(self.value).addr()
    }

    fn is_left_out(&self) -> bool {
        self.state.out.borrow().contains(&self.address())
    }

    /// Notes where decoding failed, if this is the innermost place.
    fn note<T>(&self, result: Result<T, Error>) -> Result<T, Error> {
        if result.is_err() {
            self.state
                .failure
                .borrow_mut()
                .get_or_insert_with(|| Failure {
                    place: self.path.place(),
                    part: None,
                });
        }
        result
    }

    /// Notes that decoding failed in a part that may be left out, if this is the innermost one.
    fn optional<T>(&self, result: Result<T, Error>) -> Result<T, Error> {
        let result = self.note(result);
        if result.is_err()
            && let Some(failure) = &mut *self.state.failure.borrow_mut()
            && failure.part.is_none()
        {
            failure.part = Some((self.address(), self.path.place()));
        }
        result
    }

    fn items(self, items: &'de [Value]) -> Items<'de, 'p> {
        Items {
            list: self,
            items: items.iter().enumerate(),
        }
    }

    fn object<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        match self.value {
            Value::Object(entries) => visitor.visit_map(Entries {
                object: self,
                entries: entries.iter(),
                value: None,
            }),
            _ => Err(Error::custom("not an object")),
        }
    }

    fn list<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        match self.value {
            Value::Array(items) => visitor.visit_seq(self.items(items)),
            // What some languages write for a list without items.
            Value::String(text) if text.is_empty() => visitor.visit_seq(self.items(&[])),
            Value::Object(entries) if entries.is_empty() => visitor.visit_seq(self.items(&[])),
            // One value for a list.
            value => visitor.visit_seq(self.items(std::slice::from_ref(value))),
        }
    }
}

impl<'de> Deserializer<'de> for Part<'de, '_> {
    type Error = Error;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        match self.value {
            Value::Null => visitor.visit_unit(),
            Value::Bool(value) => visitor.visit_bool(*value),
            Value::Number(value) => value.deserialize_any(visitor),
            Value::String(text) => visitor.visit_borrowed_str(text),
            Value::Array(items) => visitor.visit_seq(self.items(items)),
            Value::Object(_) => self.object(visitor),
        }
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        if self.value.is_null() || self.is_left_out() {
            return visitor.visit_none();
        }
        self.optional(visitor.visit_some(self))
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        name: &'static str,
        visitor: V,
    ) -> Result<V::Value, Error> {
        match name {
            PART => visitor.visit_seq(Tries {
                part: self,
                left: REPEATS,
            }),
            RAW => self.value.deserialize_newtype_struct(name, visitor),
            _ => visitor.visit_newtype_struct(self),
        }
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Error> {
        self.object(visitor)
    }

    fn deserialize_map<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        self.object(visitor)
    }

    fn deserialize_seq<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        self.list(visitor)
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        name: &'static str,
        variants: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Error> {
        self.value.deserialize_enum(name, variants, visitor)
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf unit unit_struct tuple tuple_struct
        identifier ignored_any
    }
}

struct Items<'de, 'p> {
    list: Part<'de, 'p>,
    items: std::iter::Enumerate<std::slice::Iter<'de, Value>>,
}

impl<'de> SeqAccess<'de> for Items<'de, '_> {
    type Error = Error;

    fn next_element_seed<S: DeserializeSeed<'de>>(
        &mut self,
        seed: S,
    ) -> Result<Option<S::Value>, Error> {
        let state = self.list.state;
        for (index, value) in self.items.by_ref() {
            let path = Path {
                parent: Some(self.list.path),
                step: Step::Index(index),
            };
            let part = Part {
                value,
                path: &path,
                state,
            };
            if part.is_left_out() {
                continue;
            }
            return part.optional(seed.deserialize(part)).map(Some);
        }
        Ok(None)
    }

    fn size_hint(&self) -> Option<usize> {
        Some(self.items.len())
    }
}

struct Entries<'de, 'p> {
    object: Part<'de, 'p>,
    entries: serde_json::map::Iter<'de>,
    value: Option<(&'de str, &'de Value)>,
}

impl<'de> MapAccess<'de> for Entries<'de, '_> {
    type Error = Error;

    fn next_key_seed<S: DeserializeSeed<'de>>(
        &mut self,
        seed: S,
    ) -> Result<Option<S::Value>, Error> {
        let Some((name, value)) = self.entries.next() else {
            return Ok(None);
        };
        self.value = Some((name, value));
        seed.deserialize(BorrowedStrDeserializer::new(name))
            .map(Some)
    }

    fn next_value_seed<S: DeserializeSeed<'de>>(&mut self, seed: S) -> Result<S::Value, Error> {
        let Some((name, value)) = self.value.take() else {
            return Err(Error::custom("a value before its name"));
        };
        let path = Path {
            parent: Some(self.object.path),
            step: Step::Name(name),
        };
        let part = Part {
            value,
            path: &path,
            state: self.object.state,
        };
        part.note(seed.deserialize(part))
    }

    fn size_hint(&self) -> Option<usize> {
        Some(self.entries.len())
    }
}

/// Tries to decode one part as often as asked. A try that fails leaves something out, so that another may succeed; at last
/// the part itself, then there is no element.
struct Tries<'de, 'p> {
    part: Part<'de, 'p>,
    left: usize,
}

impl<'de> SeqAccess<'de> for Tries<'de, '_> {
    type Error = Error;

    fn next_element_seed<S: DeserializeSeed<'de>>(
        &mut self,
        seed: S,
    ) -> Result<Option<S::Value>, Error> {
        if self.part.is_left_out() {
            return Ok(None);
        }
        let result = self.part.note(seed.deserialize(self.part));
        self.left = self.left.saturating_sub(1);
        if result.is_err() && (!self.part.state.leave_out() || self.left == 0) {
            self.part.state.failure.borrow_mut().take();
            self.part
                .state
                .report(self.part.address(), self.part.path.place());
        }
        result.map(Some)
    }
}
