//! Where something is in a JSON text. Keys may be data, such as phone numbers, so only those that look like names are shown.

use std::fmt::Write as _;

use serde::de::DeserializeOwned;
use serde_path_to_error::Segment;

use super::by_name::ByName;
use crate::redact::Name;

/// The place of the first value that does not match the type; `$` when there is none.
pub(super) fn of<T: DeserializeOwned>(body: &[u8]) -> String {
    let mut decoder = serde_json::Deserializer::from_slice(body);
    let mut place = root();
    if let Err(error) = serde_path_to_error::deserialize::<_, T>(ByName(&mut decoder)) {
        for segment in error.path() {
            match segment {
                Segment::Seq { index } => push_index(&mut place, *index),
                Segment::Map { key } | Segment::Enum { variant: key } => push_name(&mut place, key),
                Segment::Unknown => push_name(&mut place, ""),
            }
        }
    }
    place
}

/// The place of the whole.
pub(super) fn root() -> String {
    String::from("$")
}

pub(super) fn push_index(place: &mut String, index: usize) {
    let _ = write!(place, "[{index}]");
}

pub(super) fn push_name(place: &mut String, name: &str) {
    let is_property = name.starts_with(|first: char| first.is_ascii_lowercase());
    if is_property && Name(name).is_printable() {
        place.push('.');
        place.push_str(name);
    } else {
        place.push_str(".*");
    }
}
