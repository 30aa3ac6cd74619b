//! What may be at a place instead of what the specification says.

use std::fmt;
use std::sync::LazyLock;

use serde_json::Value;

use super::document::{Document, Step};

/// Text that is in oddities only: no error and no report may quote it.
pub const CANARY: &str = "canary 5550199";

/// JSON, or what the platform and its proxies made of it, that is not what any place expects. Decoders take several of these for syntax
/// errors, though it is clear where each of them ends.
const VALUES: [(&str, &[u8]); 24] = [
    ("null", b"null"),
    ("true", b"true"),
    ("false", b"false"),
    ("zero", b"0"),
    ("a negative number", b"-1"),
    ("a fraction", b"1.5"),
    ("2^64", b"18446744073709551616"),
    ("a number out of range", b"1e999"),
    ("a negative number out of range", b"-1E+999"),
    ("empty text", b"\"\""),
    ("text", b"\"canary 5550199\""),
    ("a lone surrogate", b"\"canary 5550199 \\ud800\""),
    ("surrogates in the wrong order", b"\"\\udc00\\ud800x\""),
    ("an escaped NUL", b"\"\\u0000\""),
    ("invalid UTF-8", b"\"canary 5550199 \xff\xc3\""),
    ("control characters", b"\"\x01 canary 5550199\n\t\""),
    ("an empty list", b"[]"),
    ("an empty object", b"{}"),
    ("a list of nothing", b"[null]"),
    ("a list of a list", b"[[]]"),
    ("a list of an empty object", b"[{}]"),
    (
        "a mixed list",
        b"[\"canary 5550199\",1,null,{},[true],1e999,\"\\ud800\"]",
    ),
    ("an unknown object", b"{\"canary 5550199\":{\"x\":[1]}}"),
    (
        "an object with an odd name",
        b"{\"\\ud800\":\"\\ud800\",\"\xff\":1e999,\"\x01\":\"\x01\"}",
    ),
];

/// Deeper than decoders go that do not bound their stack otherwise.
static DEEP: LazyLock<[(&str, String); 2]> = LazyLock::new(|| {
    [
        ("deep lists", "[".repeat(200) + &"]".repeat(200)),
        (
            "deep objects",
            r#"{"a":"#.repeat(200) + "1" + &"}".repeat(200),
        ),
    ]
});

/// All values: their names and texts.
fn value(index: usize) -> Option<(&'static str, &'static [u8])> {
    let deep = |index| {
        let value: Option<&(&str, String)> = DEEP.get(index);
        value.map(|(name, text)| (*name, text.as_bytes()))
    };
    VALUES
        .get(index)
        .copied()
        .or_else(|| deep(index.checked_sub(VALUES.len())?))
}

/// The values that are repeated and added: one of each kind.
const FEW: [usize; 7] = [7, 10, 11, 14, 21, 23, 24];

/// A name that no property has.
pub const UNKNOWN: &str = "no_such_property";

/// A change to one place of a document.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Oddity {
    /// One of the values is there instead.
    Instead(usize),
    /// The place is absent.
    Absent,
    /// A list of what is there.
    Wrapped,
    /// The first item of the list that is there.
    First,
    /// A list of the values of the object that is there, in the order of its properties.
    Positional,
    /// The property is there twice, with the same value.
    Twice,
    /// The property is there before, with one of the values.
    Before(usize),
    /// The property is there again, with one of the values.
    Again(usize),
    /// The object has one more property, that is unknown.
    Unknown(usize),
    /// The object has one more property, with a name that is not text.
    UnknownName,
    /// The list has one more item at its end.
    OneMore(usize),
    /// Any JSON is there instead, as given.
    Given {
        /// Whether it is a list.
        list: bool,
    },
}

impl fmt::Display for Oddity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name = |index: &usize| value(*index).map_or("?", |(name, _)| name);
        match self {
            Self::Instead(value) => write!(f, "{} instead", name(value)),
            Self::Absent => f.write_str("absent"),
            Self::Wrapped => f.write_str("a list of it"),
            Self::First => f.write_str("its first item"),
            Self::Positional => f.write_str("a list of its values"),
            Self::Twice => f.write_str("twice"),
            Self::Before(value) => write!(f, "{} and it", name(value)),
            Self::Again(value) => write!(f, "it and {}", name(value)),
            Self::Unknown(value) => write!(f, "an unknown property with {}", name(value)),
            Self::UnknownName => f.write_str("an unknown property with an odd name"),
            Self::OneMore(value) => write!(f, "one more item, {}", name(value)),
            Self::Given { .. } => f.write_str("given JSON"),
        }
    }
}

impl Oddity {
    /// All.
    #[must_use]
    pub fn all() -> Vec<Self> {
        let mut all: Vec<_> = (0..VALUES.len() + DEEP.len()).map(Self::Instead).collect();
        all.extend([
            Self::Absent,
            Self::Wrapped,
            Self::First,
            Self::Positional,
            Self::Twice,
            Self::UnknownName,
        ]);
        for value in FEW {
            all.extend([
                Self::Before(value),
                Self::Again(value),
                Self::Unknown(value),
                Self::OneMore(value),
            ]);
        }
        all
    }

    /// Whether it adds to the value of the place, which is otherwise as it was.
    #[must_use]
    pub fn adds(self) -> bool {
        matches!(
            self,
            Self::Unknown(_) | Self::UnknownName | Self::OneMore(_)
        )
    }

    /// The step to what it adds to a value.
    #[must_use]
    pub fn added_step(self, value: Option<&Value>) -> Option<Step> {
        match self {
            Self::Unknown(_) | Self::UnknownName => Some(Step::Name(UNKNOWN.to_owned())),
            Self::OneMore(_) => Some(Step::Index(value?.as_array()?.len())),
            _ => None,
        }
    }

    /// Whether it is a list where an object is expected, and no object in a list.
    #[must_use]
    pub fn is_positional(self) -> bool {
        match self {
            Self::Positional => true,
            Self::Given { list } => list,
            Self::Instead(index) => value(index).is_some_and(|(_, text)| text.starts_with(b"[")),
            _ => false,
        }
    }

    /// Whether it is data that is lost if nothing is decoded from it. The others mean nothing, or may.
    #[must_use]
    pub fn is_data(self) -> bool {
        const NOTHING: [&[u8]; 8] = [
            b"null",
            b"\"\"",
            b"[]",
            b"{}",
            b"[null]",
            b"[[]]",
            b"[{}]",
            b"\"\\u0000\"",
        ];
        match self {
            Self::Instead(index) => value(index).is_some_and(|(_, text)| !NOTHING.contains(&text)),
            Self::Positional | Self::Wrapped => true,
            _ => false,
        }
    }

    /// Whether it is an object.
    #[must_use]
    pub fn is_object(self) -> bool {
        matches!(self, Self::Instead(index) if value(index).is_some_and(|(_, text)| text.starts_with(b"{")))
    }

    /// Writes the document with this oddity at the place to `out`. False if it does not apply there.
    pub fn write(self, document: &Document, place: usize, out: &mut Vec<u8>) -> bool {
        out.clear();
        let Some(at) = document.places.get(place) else {
            return false;
        };
        let text = document.text.as_slice();
        let part = |from: usize, to: usize| text.get(from..to).unwrap_or_default();
        let (start, begin, end) = (at.start, at.span.start, at.span.end);
        let (old, name) = (part(begin, end), part(start, begin));
        let value = |index: usize| value(index).map_or(&b""[..], |(_, text)| text);
        let is_container = old.len() > 2;
        let mut instead = |from: usize, pieces: &[&[u8]]| {
            out.extend_from_slice(part(0, from));
            pieces.iter().for_each(|piece| out.extend_from_slice(piece));
            out.extend_from_slice(part(end, text.len()));
            true
        };
        match self {
            Self::Instead(index) => instead(begin, &[value(index)]),
            Self::Wrapped => instead(begin, &[b"[", old, b"]"]),
            Self::Absent => {
                if at.parent.is_none() {
                    return false;
                }
                // With the comma before it, or else the one after it.
                let comma_before = part(start.saturating_sub(1), start) == b",";
                let comma_after = part(end, end + 1) == b",";
                let from = start - usize::from(comma_before);
                let to = end + usize::from(!comma_before && comma_after);
                out.extend_from_slice(part(0, from));
                out.extend_from_slice(part(to, text.len()));
                true
            }
            Self::First => match document.get(place) {
                Some(Value::Array(items)) => match items.first() {
                    Some(item) => instead(begin, &[item.to_string().as_bytes()]),
                    None => false,
                },
                _ => false,
            },
            Self::Positional => match document.get(place) {
                Some(Value::Object(members)) if !members.is_empty() => {
                    let values: Vec<_> = members.values().map(Value::to_string).collect();
                    let list = values.join(",");
                    instead(begin, &[b"[", list.as_bytes(), b"]"])
                }
                _ => false,
            },
            Self::Twice if !name.is_empty() => instead(begin, &[old, b",", name, old]),
            Self::Before(index) if !name.is_empty() => {
                instead(start, &[name, value(index), b",", name, old])
            }
            Self::Again(index) if !name.is_empty() => {
                instead(begin, &[old, b",", name, value(index)])
            }
            Self::Unknown(index) if is_container && old.starts_with(b"{") => {
                let rest = old.get(1..).unwrap_or_default();
                let member = format!("\"{UNKNOWN}\":");
                instead(begin, &[b"{", member.as_bytes(), value(index), b",", rest])
            }
            Self::UnknownName if is_container && old.starts_with(b"{") => {
                let rest = old.get(1..).unwrap_or_default();
                instead(begin, &[b"{\"canary 5550199\\ud800\xff\x01\":1,", rest])
            }
            Self::OneMore(index) if is_container && old.starts_with(b"[") => {
                let most = part(begin, end - 1);
                instead(begin, &[most, b",", value(index), b"]"])
            }
            _ => false,
        }
    }
}
